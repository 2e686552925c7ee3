import { load, type Chat, type LoadOptions } from 'baton-web';

/** What a component can show of the chat. */
export interface BatonState {
  /** The chat; none on a server, and as long as no `<BatonChat>` is mounted. */
  readonly chat: Chat | null;
  /** Whether the loader is on the page. */
  readonly isReady: boolean;
  /** Whether the panel is on the screen. */
  readonly isOpen: boolean;
  /** How many messages the visitor has not seen. */
  readonly unread: number;
  /** Why the chat could not be loaded: a `LoadError`. */
  readonly error: Error | null;
}

/** What is so where no chat is mounted. */
export const NOTHING: BatonState = { chat: null, isReady: false, isOpen: false, unread: 0, error: null };

interface Mounted {
  chat: Chat;
  state: BatonState;
  /** How many components have it. */
  holders: number;
}

const mounted = new Map<string, Mounted>();
const listeners = new Set<() => void>();

/** The state of a site's chat, or of the first one that is mounted. The same object until something changes. */
export const stateOf = (token?: string): BatonState =>
  (token === undefined ? mounted.values().next().value : mounted.get(token))?.state ?? NOTHING;

/** Tells of every change. The function it returns stops that. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = () => listeners.forEach((listener) => listener());

function mount(options: LoadOptions): Mounted {
  const chat = load(options);
  const entry: Mounted = { chat, holders: 0, state: { ...NOTHING, chat } };
  const change = (news: Partial<BatonState>) => {
    entry.state = { ...entry.state, ...news };
    tell();
  };
  chat.on('open', () => change({ isOpen: true }));
  chat.on('close', () => change({ isOpen: false }));
  chat.on('unread', ({ count }) => change({ unread: count }));
  chat.ready.then(
    () => change({ isReady: true }),
    (error: Error) => change({ error }),
  );
  mounted.set(options.token, entry);
  return entry;
}

/**
 * Holds the chat of a site for a component. The function it returns lets go: the chat leaves the page when nobody holds
 * it any more, but not before what is going on now has ended, since React mounts a component again in the same breath
 * under StrictMode and when a page gives way to another.
 */
export function hold(options: LoadOptions): () => void {
  const entry = mounted.get(options.token) ?? mount(options);
  entry.holders += 1;
  tell();
  return () => {
    entry.holders -= 1;
    setTimeout(() => {
      if (entry.holders > 0 || mounted.get(options.token) !== entry) return;
      mounted.delete(options.token);
      void entry.chat.destroy();
      tell();
    });
  };
}
