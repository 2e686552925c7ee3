/** The connection: session first, then socket, then whatever went wrong and when to come back. */

import { Backoff } from './backoff.js';
import { Alarm, type Clock } from './clock.js';
import { BatonError } from './codes.js';
import type { ClientFrame, ServerFrame } from './wire.js';

/** As much of a WebSocket as is needed. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(text: string): void;
  close(): void;
}

/**
 * How the connection is doing: nobody wants it, it is being made, it is welcomed, it is lost and comes back by itself, or
 * it makes no sense to come back.
 */
export type Connection = 'idle' | 'connecting' | 'open' | 'waiting' | 'over';

/** What the link needs of its surroundings. */
export interface Ends {
  openSocket(): Socket;
  /** Begins a session and keeps it, where there is none. */
  ensureSession(): Promise<void>;
  hello(): ClientFrame;
  heard(frame: ServerFrame): void;
  /** The connection is in another state. */
  changed(): void;
  /** No session could be begun. Says whether to come back. */
  refused(error: BatonError): boolean;
}

/** A connection that held this long was a good one. Milliseconds, like all below. */
const STABLE_MS = 10_000;
/** How long a connection may take to be greeted. */
const GREETING_MS = 15_000;
/** A connection asked to come back anew before this is being sent in circles. */
const HASTE_MS = 5_000;
/** Without anything from the relay for this long it is gone, whatever the network says. */
const SILENCE_MS = 60_000;

export class Link {
  #state: Connection = 'idle';
  #since = 0;
  #socket: Socket | undefined;
  /** Counts the tries, so that an answer to an earlier one is nobody's. */
  #serial = 0;
  readonly #backoff: Backoff;
  readonly #alarm: Alarm;

  constructor(
    private readonly ends: Ends,
    private readonly clock: Clock,
    random: () => number,
  ) {
    this.#backoff = new Backoff(random);
    this.#alarm = new Alarm(clock);
  }

  get state(): Connection {
    return this.#state;
  }

  #enter(state: Connection): void {
    this.#state = state;
    this.#since = this.clock.now();
    this.ends.changed();
  }

  /** Connects, unless that is under way or pointless. */
  want(): void {
    if (this.#state === 'idle') void this.#begin();
  }

  /** Connects now instead of later. */
  hurry(): void {
    if (this.#state === 'waiting') void this.#begin();
  }

  async #begin(): Promise<void> {
    this.#drop();
    const serial = this.#serial;
    this.#alarm.set(GREETING_MS, () => this.lose());
    this.#enter('connecting');
    try {
      await this.ends.ensureSession();
    } catch (given) {
      // An answer that is none of the relay's, such as a portal's page, goes away again.
      const error = given instanceof BatonError ? given : new BatonError('unreachable', String(given));
      if (serial === this.#serial && this.ends.refused(error)) this.lose(error.retryAfterMs);
      return;
    }
    if (serial === this.#serial) this.#open(serial);
  }

  #open(serial: number): void {
    const isCurrent = () => serial === this.#serial;
    let socket: Socket;
    try {
      socket = this.ends.openSocket();
    } catch {
      return this.lose();
    }
    this.#socket = socket;
    socket.onopen = () => isCurrent() && socket.send(JSON.stringify(this.ends.hello()));
    // The close that follows every error says all there is to know.
    socket.onerror = () => {};
    socket.onclose = () => isCurrent() && this.lose();
    socket.onmessage = ({ data }) => {
      if (!isCurrent()) return;
      if (this.#state === 'open') this.#listen();
      const frame = read(data);
      if (frame?.beat) this.send({ beat: {} });
      else if (frame) this.ends.heard(frame);
    };
  }

  #listen(): void {
    this.#alarm.set(SILENCE_MS, () => this.lose());
  }

  /** The relay has greeted. */
  welcomed(): void {
    this.#listen();
    this.#enter('open');
  }

  /** Sends a frame. What a closing socket swallows is sent again by the next one. */
  send(frame: ClientFrame): void {
    try {
      this.#socket?.send(JSON.stringify(frame));
    } catch {
      // Its close is on the way.
    }
  }

  /** Closes the socket and listens to it no more. */
  #drop(): void {
    this.#serial += 1;
    this.#alarm.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    try {
      socket?.close();
    } catch {
      // It was never open.
    }
  }

  /** Gives the connection up and comes back later, after `atLeast` milliseconds. */
  lose(atLeast = 0): void {
    if (this.#state === 'open' && this.clock.now() - this.#since >= STABLE_MS) this.#backoff.calm();
    this.#wait(Math.max(this.#backoff.next(), atLeast));
  }

  #wait(ms: number): void {
    this.#drop();
    this.#alarm.set(ms, () => void this.#begin());
    this.#enter('waiting');
  }

  /** Comes back by a new socket: no failure, the relay or the log asks for it. Again and again, it is met with waits. */
  again(): void {
    const isHasty = this.#backoff.isCounting && this.clock.now() - this.#since < HASTE_MS;
    const wait = this.#backoff.next();
    if (isHasty) this.#wait(wait);
    else void this.#begin();
  }

  /** Rests until somebody wants it again. */
  rest(): void {
    this.#drop();
    this.#enter('idle');
  }

  /** It makes no sense to come back. */
  giveUp(): void {
    this.#drop();
    this.#enter('over');
  }
}

/** A frame; nothing where it is none, which a newer relay's may be. */
function read(data: unknown): ServerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
