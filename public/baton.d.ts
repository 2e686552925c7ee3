/**
 * What a page may say to the chat, and what it hears. The words are explained in docs/embedding.md.
 *
 * Use it by `/// <reference path="baton.d.ts" />`, or copy it beside your own types.
 */

declare namespace Baton {
  /** What a page says of the visitor. None of it is proof of who that is, but for `jwt`. */
  interface User {
    name?: string;
    email?: string;
    phone?: string;
    /** The address of a picture, shown to the agent as text. */
    avatar?: string;
    /** The same as `avatar`. */
    avatarUrl?: string;
    /**
     * `dataCapture.ticketField.<id>` fills a custom field of the Zendesk ticket and `dataCapture.systemField.tags` its
     * tags, as one text with commas. All else goes to the bot and into the summary that the agent reads.
     */
    customData?: Record<string, string | number | boolean>;
    /**
     * What your server has signed of who the visitor is: a JSON Web Token. Or a function that gives it, and a fresh one
     * whenever it is called; nothing where nobody is signed in. See docs/identity.md.
     */
    jwt?: string | (() => Promise<string | null | undefined> | string | null | undefined);
    /** More of the above, which your server has encrypted so that the page cannot read it. No proof either. */
    encrypted?: string;
  }

  /** `light`, `dark`, `auto`, or values of the chat's `--baton-*` properties, with or without a mode. */
  type Theme = Mode | ({ mode?: Mode; accent?: string } & Record<string, string>);
  type Mode = 'light' | 'dark' | 'auto';
  /** The same, or `host`: as the page is, and as it changes. */
  type HostTheme = Theme | 'host' | ({ mode: 'host'; accent?: string } & Record<string, string>);

  /** Paths of the site, such as `/help/*`: a list, or one text with commas. `*` stands for anything. */
  type Paths = string | string[];

  /** The options, in the form OpenCopilot's embed took them. */
  interface Options {
    /** The site's public token. Needed where the tag has no `data-token`. */
    token?: string;
    /** Where the relay is; else where `embed.js` came from. */
    apiUrl?: string;
    /** Taken for the sake of old pages: the chat learns the socket's address from its relay. */
    socketUrl?: string;
    /** What the bot says first. */
    initialMessage?: string | string[];
    user?: User;
    /** A language tag such as `en` or `pt-BR`. */
    locale?: string;
    theme?: HostTheme;
    /** Inside an element of the page, or as all of it, without a launcher. Else a panel beside the launcher. */
    mode?: 'inline' | 'page';
    /** A selector of the element that an inline chat fills. */
    target?: string;
    /** The chat shows on these paths alone. */
    showOn?: Paths;
    /** The chat does not show on these paths. */
    hideOn?: Paths;
    /** `false`: the page's title and icon tell nothing of what is unread. */
    alerts?: boolean;
    /** The side of the launcher; else that where the page's lines end. */
    position?: 'left' | 'right';
    /** A selector of the page's own elements that open and close the chat; the launcher is not drawn then. */
    trigger?: string;
    /** The same as `trigger`. */
    triggerSelector?: string;
    /** Whether the chat is open at first. */
    defaultOpen?: boolean;
    /** The same as `defaultOpen`. */
    isOpen?: boolean;
  }

  /** What every event has. */
  interface Event<Type extends string = string> {
    /** Unique; the same event never comes twice. */
    id: string;
    /** Milliseconds since 1970. */
    createdAt: number;
    type: Type;
  }

  interface Events {
    /** The chat inside the frame takes calls. */
    ready: Event<'ready'>;
    /** The panel is on the screen. */
    open: Event<'open'>;
    /** The panel is gone from it. */
    close: Event<'close'>;
    /** How many messages the visitor has not seen. */
    unread: Event<'unread'> & { count: number };
    'message:sent': Event<'message:sent'>;
    'message:received': Event<'message:received'> & { by: 'bot' | 'agent' | 'desk' };
    'conversation:started': Event<'conversation:started'>;
    'handoff:requested': Event<'handoff:requested'> & { reason: string };
    'handoff:queued': Event<'handoff:queued'>;
    'agent:joined': Event<'agent:joined'> & { agent: { name: string } };
    'agent:left': Event<'agent:left'>;
    /** Another agent has taken over. */
    'agent:transferred': Event<'agent:transferred'> & { agent: { name: string } };
    /** Somebody on the other side writes. */
    'typing:start': Event<'typing:start'> & { by: 'bot' | 'agent' | 'desk' };
    'typing:stop': Event<'typing:stop'> & { by: 'bot' | 'agent' | 'desk' };
    /** The visitor has rated the conversation. */
    'csat:submitted': Event<'csat:submitted'>;
    /** The visitor is known as somebody else, or as nobody any more. */
    'identity:changed': Event<'identity:changed'>;
    'conversation:ended': Event<'conversation:ended'> & { reason: string };
    connected: Event<'connected'>;
    disconnected: Event<'disconnected'>;
    reconnecting: Event<'reconnecting'>;
    error: Event<'error'> & { code: string };
    /** Other events of the chat, and of versions to come. */
    [type: string]: Event;
  }

  /** A message on its way, or about to be shown. */
  interface Outgoing {
    text: string;
  }
  interface Incoming {
    id: string;
    by: 'bot' | 'agent' | 'desk';
    text: string;
  }

  /** Gives the message as it is to be, or `null` to drop it. Waited for for two seconds. */
  type Interceptor<Message> = (message: Message) => Message | null | Promise<Message | null>;

  /** One thing that `diagnose` looked at. */
  interface Check {
    name: string;
    ok: boolean;
    /** What was found, and what to do. */
    text: string;
    /** Of the check `chat`: what the frame says of itself. */
    value?: unknown;
  }

  /** The chat of one site. */
  interface Site {
    /** Listens. The function it returns stops that. */
    <Type extends keyof Events>(method: 'on', type: Type, listener: (event: Events[Type]) => void): () => void;

    // Asked before a message is sent or shown, where the site's configuration lets the page hear texts.
    (method: 'beforeSend', interceptor: Interceptor<Outgoing>): () => void;
    (method: 'beforeDisplay', interceptor: Interceptor<Incoming>): () => void;

    // Answered by the loader, at once.
    (method: 'open' | 'close' | 'toggle' | 'show' | 'hide' | 'destroy'): Promise<void>;

    // These tell the chat something and do not load it. Before it is loaded their promise is kept at once.
    (method: 'init' | 'update', options: Options): Promise<void>;
    (method: 'identify', user: User | (() => Promise<User> | User)): Promise<void>;
    (method: 'prefill', text: string): Promise<void>;
    (method: 'setLocale', locale: string): Promise<void>;
    (method: 'setTheme', theme: Theme): Promise<void>;

    // These load it where it is not, out of sight.
    (method: 'send', text: string): Promise<void>;
    (method: 'handoff', skill?: string | { skill?: string }): Promise<void>;
    (method: 'endChat' | 'logout'): Promise<void>;
    (method: 'diagnose'): Promise<Check[]>;
  }

  /** A call kept until the loader is there: the call, then what keeps and what breaks its promise. */
  type Kept = [call: unknown[], resolve?: (value: unknown) => void, reject?: (reason: unknown) => void];

  /** The first site of the page, and the way to the others. */
  interface Loader extends Site {
    /** Calls kept from before the loader came. Afterwards, what is pushed is called. */
    q: { push(call: Kept): unknown };
    /** The sites of this page by their token. */
    readonly sites: ReadonlyMap<string, Site>;
  }
}

declare const Baton: Baton.Loader;

/** The name of OpenCopilot's embed for `Baton('init', options)`. */
declare function initAiCoPilot(options: Baton.Options): Promise<void>;

interface Window {
  Baton: Baton.Loader;
  initAiCoPilot: typeof initAiCoPilot;
}

interface WindowEventMap {
  /** `Baton` can be called; `detail` is the site's token. Comes once for each site. */
  'baton:ready': CustomEvent<string>;
}
