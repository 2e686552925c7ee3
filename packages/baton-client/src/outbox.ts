/** What the visitor has asked and the relay has not acknowledged: kept, sent in order, and settled by what comes back. */

import { Alarm, type Clock } from './clock.js';
import { BatonError } from './codes.js';
import { Queue, type Unsent } from './queue.js';
import type { Stage } from './stage.js';
import type { Kept } from './storage.js';
import type { ClientFrame, Event, Request } from './wire.js';

/** How long an acknowledgement may take before the connection is thought dead, in milliseconds. */
const ACK_MS = 20_000;
/** The least wait after a refusal for the moment, in milliseconds. */
const PATIENCE_MS = 2_000;

/** What is promised for a request: the event that acknowledges it; nothing where the stage made it pointless. */
export type Acknowledged = Promise<Event | undefined>;

interface Hope {
  keep(event: Event | undefined): void;
  fail(error: BatonError): void;
}

/** A random id of 32 hexadecimal digits. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  readonly #queue = new Queue();
  readonly #hopes = new Map<string, Hope>();
  readonly #overdue: Alarm;
  readonly #pause: Alarm;
  #isPaused = false;
  #askedAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly kept: Kept,
    /** The acknowledgement is overdue. */
    private readonly lose: () => void,
    /** There may be something to send. */
    private readonly changed: () => void,
  ) {
    this.#overdue = new Alarm(clock);
    this.#pause = new Alarm(clock);
  }

  get unsent(): readonly Unsent[] {
    return this.#queue.all;
  }

  /** Takes a request. Nobody has to look at its promise: the queue shows what failed. */
  ask(request: Request): Acknowledged {
    this.#askedAt = Math.max(this.clock.now(), this.#askedAt + 1);
    const unsent: Unsent = { id: newId(), at: this.#askedAt, request };
    this.#queue.push(unsent);
    this.kept.keepUnsent(unsent);
    const promise = new Promise<Event | undefined>((keep, fail) => this.#hopes.set(unsent.id, { keep, fail }));
    promise.catch(() => {});
    return promise;
  }

  restore(kept: Unsent[]): void {
    for (const unsent of this.#queue.restore(kept)) this.kept.keepUnsent(unsent);
    this.#askedAt = Math.max(this.#askedAt, this.#queue.all.at(-1)?.at ?? 0);
  }

  /** What is to be sent now, on an open and caught-up connection with the conversation at `stage`. */
  next(stage: Stage): ClientFrame | undefined {
    for (;;) {
      const next = this.#isPaused ? undefined : this.#queue.next(stage);
      if (!next) return undefined;
      if ('send' in next) {
        this.#overdue.set(ACK_MS, this.lose);
        return next.send;
      }
      this.#settle(next.settled)?.keep(undefined);
    }
  }

  #settle(id: string): Hope | undefined {
    this.#queue.remove(id);
    this.kept.forgetUnsent(id);
    if (!this.#queue.isUnderWay) this.#overdue.clear();
    const hope = this.#hopes.get(id);
    this.#hopes.delete(id);
    return hope;
  }

  /** The relay has it. */
  acknowledged(event: Event): void {
    if (event.client !== undefined && this.#queue.find(event.client)) this.#settle(event.client)?.keep(event);
  }

  /** The relay will not have it: for now, or for good. A message stays until it is tried again or discarded. */
  refused(id: string, error: BatonError): void {
    const unsent = this.#queue.find(id);
    if (!unsent || error.code === 'unreachable' || error.code === 'closed') return;
    if (error.isTemporary) {
      this.interrupt();
      this.#isPaused = true;
      this.#pause.set(error.retryAfterMs ?? PATIENCE_MS, () => {
        this.#isPaused = false;
        this.changed();
      });
    } else if ('send' in unsent.request && !isMoot(unsent.request.send.message, error)) {
      this.#overdue.clear();
      this.#queue.mark(id, error.code);
      this.#hopes.get(id)?.fail(error);
    } else {
      this.#settle(id)?.fail(error);
    }
  }

  /** The connection is gone. What was under way goes again, under its id. */
  interrupt(): void {
    this.#overdue.clear();
    this.#queue.interrupt();
  }

  /** What was meant for another conversation goes nowhere before somebody says so. */
  holdAll(): void {
    this.interrupt();
    for (const { id } of this.#queue.all) this.#queue.mark(id, 'stage_refused');
  }

  /** Sends a message again that was refused, under its id. */
  retry(id: string): void {
    this.#queue.mark(id, undefined);
  }

  /** Gives a message up. One that is under way may be acknowledged all the same. */
  discard(id: string): void {
    this.#settle(id)?.fail(new BatonError('closed', 'the message was discarded'));
  }

  /** Gives up everything. */
  clear(why: BatonError): void {
    this.stop();
    for (const { id } of this.#queue.all) this.#settle(id)?.fail(why);
  }

  /** Stops every timer. */
  stop(): void {
    this.interrupt();
    this.#pause.clear();
    this.#isPaused = false;
  }
}

/** A form that was answered elsewhere, or filled in wrong, is not tried again: what is asked for stands in the log. */
const isMoot = ({ form }: { form?: unknown }, { code }: BatonError) =>
  form !== undefined && (code === 'form_unknown' || code === 'form_invalid' || code === 'stage_refused');
