/**
 * Who the visitor is. A function that gives a token is asked at the first connection, and when the relay calls the token
 * expired; but not in a circle: after a refusal it is left alone for a minute.
 */

import { Alarm, type Clock } from './clock.js';
import type { ClientFrame, UserDetails } from './wire.js';

/** What is said of the visitor. Nothing of it is proof, but for `jwt`. See docs/identity.md. */
export interface User {
  name?: string;
  email?: string;
  phone?: string;
  avatar?: string;
  customData?: Record<string, string | number | boolean>;
  encrypted?: string;
  /** A signed token, or a function that gives a fresh one each time; nothing where nobody is signed in. */
  jwt?: string | (() => Promise<string | null | undefined> | string | null | undefined);
}

/** How long a function may take before what the visitor says goes without it, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How long after a refusal no other is a reason to ask, in milliseconds. */
const REST_MS = 60_000;

export class Identity {
  #user: User | undefined;
  #token: string | undefined;
  #isAsked = false;
  #hasAnswered = false;
  #restsUntil = 0;
  /** Counts what was given, so that an answer for an earlier visitor is nobody's. */
  #given = 0;
  readonly #alarm: Alarm;

  constructor(
    private readonly clock: Clock,
    /** Called when there is something to tell the relay, or when what the visitor says need not wait any longer. */
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#alarm = new Alarm(clock);
  }

  /** Takes what the page gives, in place of all before. */
  take(user: User | undefined): void {
    this.forget();
    this.#user = user;
    if (typeof user?.jwt === 'string') this.#token = user.jwt;
  }

  /** Forgets everybody. */
  forget(): void {
    this.#given += 1;
    this.#alarm.clear();
    this.#user = this.#token = undefined;
    this.#isAsked = this.#hasAnswered = false;
    this.#restsUntil = 0;
  }

  /** Whether somebody is known who can be known again. */
  get isProvable(): boolean {
    return this.#user?.jwt !== undefined;
  }

  /** Whether what the visitor says waits: who somebody is goes before what they say, at first. */
  get holds(): boolean {
    return this.#isAsked && !this.#hasAnswered;
  }

  /** What is told with every connection; nothing where there is nothing. */
  context(page: string | undefined): ClientFrame | undefined {
    const { name, email, phone, avatar, encrypted, customData } = this.#user ?? {};
    const user: UserDetails = JSON.parse(
      JSON.stringify({ name, email, phone, avatar, encrypted, custom_data: customData }),
    );
    const token = this.#token;
    if (!token && !page && !Object.keys(user).length) return undefined;
    return { context: { user, ...(page && { page }), ...(token && { token }) } };
  }

  /** Asks for a token where there is none and a function for it. */
  want(): void {
    const { jwt } = this.#user ?? {};
    if (typeof jwt !== 'function' || this.#token || this.#isAsked) return;
    const given = this.#given;
    this.#isAsked = true;
    this.#alarm.set(PATIENCE_MS, () => this.#answer(given, undefined));
    Promise.resolve()
      .then(jwt)
      .then(
        (token) => this.#answer(given, token ?? undefined),
        (error: unknown) => {
          if (given !== this.#given) return;
          this.failed(error);
          this.#answer(given, undefined);
        },
      );
  }

  #answer(given: number, token: string | undefined): void {
    if (given !== this.#given) return;
    if (token) this.#token = token;
    this.#alarm.clear();
    this.#isAsked = false;
    this.#hasAnswered = true;
    this.changed();
  }

  /** The token has expired. Says whether a fresh one is asked for. */
  expired(): boolean {
    const asks = typeof this.#user?.jwt === 'function' && this.clock.now() >= this.#restsUntil;
    if (!asks) return false;
    this.#restsUntil = this.clock.now() + REST_MS;
    this.#token = undefined;
    this.want();
    return true;
  }

  /** What would verify the token cannot be had just now: it is given again later. */
  postpone(ms: number): void {
    this.#alarm.set(Math.max(ms, PATIENCE_MS), this.changed);
  }

  /** Stops every timer. */
  stop(): void {
    this.#given += 1;
    this.#alarm.clear();
  }
}
