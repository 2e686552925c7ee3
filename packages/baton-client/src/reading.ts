/** One reader's view of the conversation: the log, and the hints beside it. */

import { finished, heard, type Draft } from './draft.js';
import { Log, type Applied } from './log.js';
import type { State } from './state.js';
import type { Cursor, Event, Hint, OtherConversation, Welcome } from './wire.js';

/** What is so before a relay has greeted. */
const NOTHING = { stage: 'bot', agent: undefined, form: undefined, isSlow: false, lines: [], isCaughtUp: false } as const;

export class Reading {
  #log: Log | undefined;
  #goal = 0;
  /** Up to here the log is history: it was there before this reader came. */
  #history: number | undefined;
  #conversation: string | undefined;
  #read = 0;
  #delivered = 0;
  #draft: Draft | undefined;
  #suggestions: State['suggestions'];
  #others: readonly OtherConversation[] = [];

  get cursor(): Cursor | undefined {
    return this.#log?.cursor;
  }

  get stage(): State['stage'] {
    return this.#log?.stage ?? 'bot';
  }

  get isCaughtUp(): boolean {
    return this.#log !== undefined && this.#log.head >= this.#goal;
  }

  /** The `seq` of the newest event; 0 for none. */
  get head(): number {
    return this.#log?.head ?? 0;
  }

  get read(): number {
    return this.#read;
  }

  /** Moves on what the visitor has read; never back. Says whether it moved. */
  markRead(seq: number): boolean {
    const moves = seq > this.#read;
    if (moves) this.#read = seq;
    return moves;
  }

  /** Takes a welcome in, and says whether it is that of another conversation than before. */
  welcome({ conversation, generation, from, head, stage, read, delivered = 0, others = [] }: Welcome): boolean {
    const isOther = this.#conversation !== undefined && this.#conversation !== conversation;
    if (isOther) this.forget();
    this.#conversation = conversation;
    this.#others = others;
    const cursor = this.cursor;
    // A relay that has our cursor goes on right behind it. Whatever else it says begins the log anew.
    const goesOn = cursor?.generation === generation && from <= cursor.seq + 1 && head >= cursor.seq;
    if (!goesOn) this.#log = new Log(generation, from, stage);
    this.#history ??= head;
    this.#goal = head;
    this.markRead(read);
    this.#deliver(delivered);
    return isOther;
  }

  /** Takes an event in. `isNews` says that it happened while this reader was there. */
  apply(event: Event): { applied: Applied; isNews: boolean } {
    const applied = this.#log?.apply(event) ?? 'gap';
    if (applied === 'added') this.#follow(event);
    return { applied, isNews: applied === 'added' && event.seq > (this.#history ?? 0) };
  }

  #follow({ body: { bot, stage } }: Event): void {
    if (bot) this.#draft = finished(this.#draft, bot.turn);
    if (stage && stage.to !== 'bot') this.#draft = undefined;
  }

  hint(hint: Hint): void {
    this.#draft = heard(this.#draft, hint);
    if (hint.suggestions) this.#suggestions = hint.suggestions;
    if (hint.delivered) this.#deliver(hint.delivered.seq);
    if (hint.others) this.#others = hint.others;
  }

  /** What the desk has it does not lose again. */
  #deliver(seq: number): void {
    this.#delivered = Math.max(this.#delivered, seq);
  }

  /** Hints may be lost: a draft of which nothing more is heard is none. */
  forgetDraft(): void {
    this.#draft = undefined;
  }

  get hasDraft(): boolean {
    return this.#draft !== undefined;
  }

  /** The log is gone, or another one's. */
  forgetLog(): void {
    this.#log = undefined;
    this.#draft = undefined;
    this.#suggestions = undefined;
  }

  /** Forgets the conversation. */
  forget(): void {
    this.forgetLog();
    this.#conversation = undefined;
    this.#history = undefined;
    this.#goal = 0;
    this.#read = 0;
    this.#delivered = 0;
    this.#others = [];
  }

  /** Its part of the state. */
  snapshot(): Omit<State, 'connection' | 'over' | 'unsent'> {
    const { stage, agent, form, isSlow, lines } = this.#log ?? NOTHING;
    const unread = lines.filter(({ seq, body }) => seq > this.#read && (body.bot || body.agent)).length;
    return {
      conversation: this.#conversation,
      isCaughtUp: this.isCaughtUp,
      ...{ stage, agent, form, isSlow, lines: [...lines], unread },
      ...{ read: this.#read, delivered: this.#delivered, draft: this.#draft, suggestions: this.#suggestions, others: this.#others },
    };
  }
}
