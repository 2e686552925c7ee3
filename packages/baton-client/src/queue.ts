/**
 * What waits to be sent: one queue, in the order the visitor acted, one request under way at a time. A request that is
 * refused for the moment holds up those behind it, so that nothing overtakes.
 */

import type { ErrorCode } from './codes.js';
import { after, type Stage, type Trigger } from './stage.js';
import type { ClientFrame, Request } from './wire.js';

/** Something the relay has not acknowledged yet. Its id is made once, so that sending it again never doubles it. */
export interface Unsent {
  readonly id: string;
  /** When the visitor acted, in milliseconds since 1970; no two the same, so that it orders them. */
  readonly at: number;
  readonly request: Request;
  /** Why the relay will not have it; `retry` and `discard` say what becomes of it. */
  readonly failed?: ErrorCode;
}

function triggerOf(request: Request): Trigger | undefined {
  if ('handoff' in request) return 'ask';
  if ('cancel' in request) return 'cancel';
  return 'end' in request ? 'end' : undefined;
}

/** The frame of a request, with its id. */
const frameOf = ({ id, request }: Unsent): ClientFrame =>
  Object.fromEntries(Object.entries(request).map(([name, what]) => [name, { id, ...what }]));

/** What the queue has to say: a frame to send, or the id of what the stage has made pointless. */
export type Next = { send: ClientFrame } | { settled: string } | undefined;

export class Queue {
  #waiting: Unsent[] = [];
  #underWay: string | undefined;

  /** In order. The same array until something changes. */
  get all(): readonly Unsent[] {
    return this.#waiting;
  }

  /** Whether an acknowledgement is waited for. */
  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /**
   * Takes up what an earlier page, or another tab, has left. What was asked here is newer, whatever the clock said, and
   * is given back with the moments it stands at now.
   */
  restore(kept: Unsent[]): Unsent[] {
    const known = new Set(this.#waiting.map(({ id }) => id));
    const older = kept.filter(({ id }) => !known.has(id)).sort((one, other) => one.at - other.at);
    const newest = older.at(-1)?.at ?? 0;
    const newer = this.#waiting.map((unsent, index) => ({ ...unsent, at: Math.max(unsent.at, newest + 1 + index) }));
    this.#waiting = [...older, ...newer];
    return newer;
  }

  push(unsent: Unsent): void {
    this.#waiting = [...this.#waiting, unsent];
  }

  find(id: string): Unsent | undefined {
    return this.#waiting.find((unsent) => unsent.id === id);
  }

  /** The next thing to do on an open, caught-up connection with the conversation at `stage`. */
  next(stage: Stage): Next {
    const unsent = this.isUnderWay ? undefined : this.#waiting.find(({ failed }) => !failed);
    if (!unsent) return undefined;
    const trigger = triggerOf(unsent.request);
    if (trigger && !after(stage, trigger)) {
      this.remove(unsent.id);
      return { settled: unsent.id };
    }
    this.#underWay = unsent.id;
    return { send: frameOf(unsent) };
  }

  /** The connection is gone, or the relay asks for patience: what was under way goes again, under its id. */
  interrupt(): void {
    this.#underWay = undefined;
  }

  /** Takes something out, and says whether it was there. */
  remove(id: string): boolean {
    if (this.#underWay === id) this.#underWay = undefined;
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((unsent) => unsent.id !== id);
    return this.#waiting.length < before;
  }

  /** Marks one, or takes the mark away; those behind it go on. */
  mark(id: string, failed: ErrorCode | undefined): void {
    if (this.#underWay === id) this.#underWay = undefined;
    this.#waiting = this.#waiting.map((unsent) => {
      if (unsent.id !== id) return unsent;
      const { failed: _, ...rest } = unsent;
      return failed ? { ...rest, failed } : rest;
    });
  }
}
