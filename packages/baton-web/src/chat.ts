import type { Baton } from './baton.js';
import { LoadError } from './failure.js';

/** What a function answers: at once or later; `null` drops what it was given. */
type Answer<Message> = Message | null | Promise<Message | null>;

/** Looks at what the visitor is about to send, and may change or drop it. */
export type BeforeSend = (message: { text: string }) => Answer<{ text: string }>;

/** Looks at a message that is about to be shown, and may change or hide it. */
export type BeforeDisplay = (message: { id: string; by: string; text: string }) => Answer<{ text: string }>;

type Call = (method: string, ...args: unknown[]) => unknown;

/** What answers at once, with the function that takes it away again. */
const listening = new Set(['on', 'beforeSend', 'beforeDisplay']);

/** Whoever calls the chat may look at a promise's failure or not; it is no error of the page. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/** What a listener is taken away with. A loader of before may give it by promise. */
const stopper = (given: unknown): (() => void) =>
  typeof given === 'function'
    ? () => void (given as () => unknown)()
    : () => void quiet(Promise.resolve(given).then((off) => typeof off === 'function' && off()));

/** The chat of one site. Calls may be made before it is there; they are kept, in order. */
export class Chat {
  /** The loader's own function for this site: `chat.call('open')` is `Baton('open')`. Calls are kept until it is there. */
  readonly call: Baton.Site;
  /** Kept once the chat is on the page, and broken with a `LoadError` where it cannot be. */
  readonly ready: Promise<void>;
  #there: Call | undefined;
  #isGone = false;

  /** Made by `load`. A site of `undefined` is that of a server, where every call is done at once. */
  constructor(
    /** The site's token. */
    readonly token: string,
    private readonly site: Promise<Baton.Site | undefined>,
    private readonly forget: () => void = () => {},
  ) {
    this.call = ((method: string, ...args: unknown[]) =>
      listening.has(method) ? this.#listen(method, args) : this.#later(method, args)) as Baton.Site;
    this.ready = quiet(
      site.then((found) => {
        this.#there = found as Call | undefined;
      }),
    );
  }

  #later(method: string, args: unknown[]): Promise<unknown> {
    const gone = new LoadError('destroyed', `${method} was called after destroy. Call load() again first.`);
    if (this.#isGone) return quiet(Promise.reject(gone));
    return quiet(this.site.then((found) => (found as Call | undefined)?.(method, ...args)));
  }

  #listen(method: string, args: unknown[]): () => void {
    if (this.#isGone) return () => {};
    if (this.#there) return stopper(this.#there(method, ...args));
    let isStopped = false;
    let stop: (() => void) | undefined;
    void quiet(
      this.ready.then(() => {
        if (!isStopped && this.#there) stop = stopper(this.#there(method, ...args));
      }),
    );
    return () => {
      isStopped = true;
      stop?.();
    };
  }

  /** Opens the panel; the focus moves in. */
  open(): Promise<void> {
    return this.call('open');
  }

  /** Closes the panel. */
  close(): Promise<void> {
    return this.call('close');
  }

  /** Opens the panel or closes it. */
  toggle(): Promise<void> {
    return this.call('toggle');
  }

  /** Shows the launcher. */
  show(): Promise<void> {
    return this.call('show');
  }

  /** Hides the launcher, and closes the panel. */
  hide(): Promise<void> {
    return this.call('hide');
  }

  /** Gives options; later ones replace earlier ones key by key. */
  update(options: Baton.Options): Promise<void> {
    return this.call('update', options);
  }

  /** Says who the visitor is. */
  identify(user: Baton.User | (() => Promise<Baton.User> | Baton.User)): Promise<void> {
    return this.call('identify', user);
  }

  /** Puts a text into the composer. */
  prefill(text: string): Promise<void> {
    return this.call('prefill', text);
  }

  /** Changes the language. */
  setLocale(locale: string): Promise<void> {
    return this.call('setLocale', locale);
  }

  /** Changes the looks. */
  setTheme(theme: Baton.Theme): Promise<void> {
    return this.call('setTheme', theme);
  }

  /** Sends a text for the visitor. */
  send(text: string): Promise<void> {
    return this.call('send', text);
  }

  /** Asks for a person. */
  handoff(skill?: string): Promise<void> {
    return skill === undefined ? this.call('handoff') : this.call('handoff', skill);
  }

  /** Ends the conversation. */
  endChat(): Promise<void> {
    return this.call('endChat');
  }

  /** Forgets visitor and conversation. Call it when your user logs out. */
  logout(): Promise<void> {
    return this.call('logout');
  }

  /** Tells how the chat is doing. */
  diagnose(): Promise<unknown> {
    return this.call('diagnose');
  }

  /** Listens to an event. The function it returns stops that. */
  on<Type extends keyof Baton.Events>(type: Type, listener: (event: Baton.Events[Type]) => void): () => void {
    return this.call('on', type, listener);
  }

  /** Looks at what the visitor sends before it goes. The function it returns takes it away. */
  beforeSend(look: BeforeSend): () => void {
    return this.#listen('beforeSend', [look]);
  }

  /** Looks at each message before it is shown. The function it returns takes it away. */
  beforeDisplay(look: BeforeDisplay): () => void {
    return this.#listen('beforeDisplay', [look]);
  }

  /** Takes the chat off the page; later calls fail. `load` puts it there anew. */
  async destroy(): Promise<void> {
    if (this.#isGone) return;
    const gone = this.call('destroy');
    this.#isGone = true;
    this.forget();
    // A chat that never came is off the page already.
    await gone.catch((error: unknown) => {
      if (!(error instanceof LoadError)) throw error;
    });
  }
}
