/** The visit: session, connection, log and what is unsent, and what becomes of them by what the relay says. */

import { Calls } from './calls.js';
import { Alarm, systemClock } from './clock.js';
import { BatonError, codeOf, type ErrorCode } from './codes.js';
import { Identity } from './identity.js';
import { Link, type Ends, type Socket } from './link.js';
import type { ClientOptions } from './options.js';
import { Outbox } from './outbox.js';
import { Reading } from './reading.js';
import type { State } from './state.js';
import { defaultStorage, Kept } from './storage.js';
import type { ClientFrame, Event, Refused, ServerFrame, Welcome } from './wire.js';

/** After this long without a hint the bot is no longer at work, in milliseconds. */
const DRAFT_MS = 45_000;
/** The least wait after a refusal of the connection, in milliseconds. */
const PATIENCE_MS = 2_000;
/** With these the relay does not serve this page, or this version. */
const FATAL: ReadonlySet<ErrorCode> = new Set(['version_unsupported', 'site_unknown', 'origin_refused']);
/** These are about who the visitor is, not about the connection. */
const ASIDE: ReadonlySet<ErrorCode> = new Set([
  'key_refused',
  'value_refused',
  'identity_refused',
  'identity_expired',
  'identity_unavailable',
]);

const openSocketHere = (address: string): Socket => {
  if (typeof WebSocket === 'undefined') throw new Error('there is no WebSocket here: give openSocket');
  return new WebSocket(address) as unknown as Socket;
};

/** Whom a visit tells. */
export interface Watcher {
  /** The state is another one. */
  changed(): void;
  /** Something was added to the log. */
  happened(event: Event): void;
  failed(error: BatonError): void;
}

export class Visit {
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly identity: Identity;
  readonly reading = new Reading();
  readonly link: Link;
  readonly #options: ClientOptions;
  readonly #base: string;
  readonly #kept: Kept;
  readonly #draftAlarm: Alarm;
  readonly #restored: Promise<void>;
  #session: string | undefined;
  #beginning: Promise<void> | undefined;
  #over: ErrorCode | undefined;
  #isClosed = false;

  constructor(
    options: ClientOptions,
    private readonly watcher: Watcher,
  ) {
    const { apiUrl, token, storage = defaultStorage(), clock = systemClock, random = Math.random } = options;
    this.#options = options;
    this.#base = apiUrl.replace(/\/*$/, '/');
    const fetchIt = options.fetch ?? ((...call: Parameters<typeof fetch>) => fetch(...call));
    this.calls = new Calls(this.#base, fetchIt, options.origin);
    this.#kept = new Kept(storage, token, (error) => console.warn('Baton: what is unsent cannot be kept.', error));
    this.outbox = new Outbox(clock, this.#kept, () => this.link.lose(), () => this.pump());
    const asked = (error: unknown) => this.#failed('identity_unavailable', `the function for a token failed: ${String(error)}`);
    this.identity = new Identity(clock, () => this.tellContext(), asked);
    this.#draftAlarm = new Alarm(clock);
    this.link = new Link(this.#ends(), clock, random);
    this.#restored = this.#restore();
  }

  async #restore(): Promise<void> {
    const [session, unsent] = [await this.#kept.session(), await this.#kept.unsent()];
    if (this.#isClosed) return;
    this.#session ??= session;
    this.outbox.restore(unsent);
    this.watcher.changed();
    if (unsent.length) this.link.want();
  }

  /** Connects, once it is known what an earlier page has left. */
  connect(): void {
    void this.#restored.then(() => this.#isClosed || this.link.want());
  }

  /** What there is to show. */
  snapshot(): State {
    return {
      ...this.reading.snapshot(),
      connection: this.link.state,
      over: this.link.state === 'over' ? this.#over : undefined,
      unsent: this.outbox.unsent,
    };
  }

  #failed(code: ErrorCode, message: string, retryAfterMs?: number): void {
    this.watcher.failed(new BatonError(code, message, retryAfterMs));
  }

  /** What may be lost where there is no connection. */
  say(frame: ClientFrame): void {
    if (this.link.state === 'open') this.link.send(frame);
  }

  /** Makes a plain call under the session; a new one where there is none. Fails with a `BatonError`. */
  async under<Answer>(call: (session: string) => Promise<Answer>): Promise<Answer> {
    await this.#restored;
    await this.#ensureSession();
    const session = this.#session!;
    return call(session).catch((error: unknown) => {
      const isLost = error instanceof BatonError && error.code === 'session_unknown' && session === this.#session;
      if (isLost) this.#sessionLost();
      throw error;
    });
  }

  /** Forgets visitor and conversation, and gives the session that was left. */
  async leave(why: string): Promise<string | undefined> {
    await this.#restored;
    const session = this.#leave(why);
    this.link.rest();
    return session;
  }

  #leave(why: string): string | undefined {
    const session = this.#session;
    this.outbox.clear(new BatonError('closed', why));
    this.#forgetSession();
    return session;
  }

  #forgetSession(): void {
    if (this.#session) this.#kept.forgetSession(this.#session);
    this.#session = undefined;
    this.reading.forget();
  }

  /** Stops everything. */
  close(): void {
    this.#isClosed = true;
    this.outbox.stop();
    this.identity.stop();
    this.#draftAlarm.clear();
    this.link.giveUp();
  }

  #ends(): Ends {
    return {
      openSocket: () => {
        const address = (this.#options.socketUrl ?? `${this.#base}v1/socket`).replace(/^http/, 'ws');
        return (this.#options.openSocket ?? openSocketHere)(address, this.#options.origin);
      },
      ensureSession: () => this.#ensureSession(),
      hello: () => this.#hello(),
      heard: (frame) => this.#heard(frame),
      changed: () => {
        if (this.link.state !== 'open') this.outbox.interrupt();
        this.watcher.changed();
      },
      refused: (error) => this.#sessionRefused(error),
    };
  }

  /** One session, however many ask for it at once, and another tab's where it has begun one meanwhile. */
  #ensureSession(): Promise<void> {
    this.#beginning ??= this.#beginSession().finally(() => (this.#beginning = undefined));
    return this.#beginning;
  }

  async #beginSession(): Promise<void> {
    if (this.#session) return;
    const { token, locale } = this.#options;
    const session = (await this.#kept.session()) ?? (await this.calls.begin(token, locale));
    this.#session = session;
    this.#kept.keepSession(session);
  }

  #sessionRefused(error: BatonError): boolean {
    if (error.code === 'unreachable' || error.code === 'closed') return true;
    this.#failed(error.code, error.message, error.retryAfterMs);
    if (!FATAL.has(error.code)) return true;
    this.#giveUp(error.code);
    return false;
  }

  #giveUp(code: ErrorCode): void {
    this.#over = code;
    this.link.giveUp();
  }

  #hello(): ClientFrame {
    const { locale, consent } = this.#options;
    const { cursor } = this.reading;
    const more = { ...(cursor && { cursor }), ...(locale && { locale }), ...(consent && { consent }) };
    return { hello: { version: 1, session: this.#session!, ...more } };
  }

  #heard({ welcome, events, reload, session, refused, hint }: ServerFrame): void {
    if (welcome) this.#welcomed(welcome);
    if (events) this.#events(events);
    if (reload) {
      this.reading.forgetLog();
      this.link.again();
    }
    if (session) this.#sessionChanged(session.session, session.moved ?? false);
    if (refused) this.#refused(refused);
    if (hint) {
      this.reading.hint(hint);
      if (this.reading.hasDraft) this.#draftAlarm.set(DRAFT_MS, this.#forgetDraft);
    }
    this.watcher.changed();
    this.pump();
  }

  #forgetDraft = () => {
    this.reading.forgetDraft();
    this.watcher.changed();
  };

  #welcomed(welcome: Welcome): void {
    // What was not sent was meant for the people of the conversation before.
    if (this.reading.welcome(welcome)) this.outbox.holdAll();
    this.link.welcomed();
    if (this.reading.read > welcome.read) this.say({ read: { seq: this.reading.read } });
    this.identity.want();
    this.tellContext();
  }

  /** Tells the relay who the visitor is, where the connection is open. */
  tellContext(): void {
    const page = this.#options.page?.replace(/[?#].*$/s, '');
    const context = this.identity.holds ? undefined : this.identity.context(page);
    if (context) this.say(context);
    this.pump();
  }

  #events(events: Event[]): void {
    for (const event of events) {
      const { applied, isNews } = this.reading.apply(event);
      if (applied === 'gap') return this.link.again();
      this.outbox.acknowledged(event);
      if (isNews) this.watcher.happened(event);
    }
  }

  /** The visitor has signed in: the session goes on under another token, perhaps in another conversation. */
  #sessionChanged(session: string, moved: boolean): void {
    this.#session = session;
    this.#kept.keepSession(session);
    if (moved) this.reading.forget();
    this.link.again();
  }

  #refused({ id, code: word, message = '', retry_after_ms }: Refused): void {
    const code = codeOf(word);
    if (id === undefined || code === 'session_unknown') return this.#connectionRefused(code, message, retry_after_ms);
    const error = new BatonError(code, message, retry_after_ms);
    if (!error.isTemporary) this.#failed(code, message, retry_after_ms);
    return this.outbox.refused(id, error);
  }

  #connectionRefused(code: ErrorCode, message: string, wait = 0): void {
    if (code === 'session_unknown') return this.#sessionLost();
    if (code === 'identity_expired' && this.identity.expired()) return;
    const isServed = this.link.state === 'open';
    this.#failed(code, message, wait);
    if (FATAL.has(code)) return this.#giveUp(code);
    if (code === 'identity_unavailable') return this.identity.postpone(wait);
    if (code === 'identity_other') return this.#otherVisitor();
    if (ASIDE.has(code)) return;
    // Most refusals for the moment leave the connection as it is; what waits for an answer is sent again in its time.
    const goesAway = code === 'going_away' || code === 'too_slow';
    if (goesAway || !isServed || !new BatonError(code, '').isTemporary) this.link.lose(Math.max(wait, PATIENCE_MS));
  }

  /** The relay no longer knows this browser: a new session begins, and what is unsent goes with it. */
  #sessionLost(): void {
    this.#forgetSession();
    if (this.outbox.unsent.length || this.identity.isProvable) this.link.again();
    else this.link.rest();
  }

  /** The page has another visitor now, who shall see nothing of the one before. */
  #otherVisitor(): void {
    const session = this.#leave('the page has another visitor now');
    // Where the relay cannot be told, the session lies unused until it expires.
    if (session) this.calls.end(session).catch(() => {});
    this.link.again();
  }

  /** Sends what waits, where it may go. */
  pump(): void {
    if (this.link.state !== 'open' || !this.reading.isCaughtUp || this.identity.holds) return;
    const before = this.outbox.unsent;
    const frame = this.outbox.next(this.reading.stage);
    if (frame) this.link.send(frame);
    if (this.outbox.unsent !== before) this.watcher.changed();
  }
}
