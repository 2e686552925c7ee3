import type { ErrorCode } from './codes.js';
import type { Draft } from './draft.js';
import type { Connection } from './link.js';
import type { Agent, Choice, Form } from './message.js';
import type { Unsent } from './queue.js';
import type { Stage } from './stage.js';
import type { Event, OtherConversation } from './wire.js';

/** What there is to show. Never changed: a change makes another one. */
export interface State {
  readonly connection: Connection;
  /** Why the connection is over, where it is. */
  readonly over: ErrorCode | undefined;
  /** Whether the log is known as far as the relay had it when it greeted. */
  readonly isCaughtUp: boolean;
  /** The conversation's id, once a relay has greeted. */
  readonly conversation: string | undefined;
  /** Who holds the conversation. */
  readonly stage: Stage;
  /** The agent who wrote or joined last. */
  readonly agent: Agent | undefined;
  /** The form that waits for an answer. */
  readonly form: Form | undefined;
  /** Whether the desk takes longer than expected to confirm. */
  readonly isSlow: boolean;
  /** The events in the order a person reads them. */
  readonly lines: readonly Event[];
  /** What is not acknowledged yet, in order; it stands below the lines. */
  readonly unsent: readonly Unsent[];
  /** What the bot is about to say. */
  readonly draft: Draft | undefined;
  /** What could be meant by what is being typed. */
  readonly suggestions: { readonly text: string; readonly choices: readonly Choice[] } | undefined;
  /** The `seq` up to which the visitor has read, on any device. */
  readonly read: number;
  /** The `seq` up to which the desk has what the visitor said; 0 before it has anything. */
  readonly delivered: number;
  /** How many messages of bot or desk stand behind it. */
  readonly unread: number;
  /** Other conversations of the same visitor. */
  readonly others: readonly OtherConversation[];
}
