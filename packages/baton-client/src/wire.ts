/** What travels: the frames of docs/protocol.md, as the relay and its clients write them. */

import type { Block, BotMessage, Choice, Form, FormReply, AgentMessage, Agent, FileRef, Postback } from './message.js';
import type { Stage } from './stage.js';

/** A reader's place in a log. */
export interface Cursor {
  generation: string;
  seq: number;
  event: string;
}

/** A message a client asks to send. At least one of them is there. */
export interface Outgoing {
  text?: string;
  /** Ids of uploaded files. */
  files?: string[];
  postback?: Postback;
  form?: FormReply;
}

/** A message of the visitor, as the log keeps it. */
export interface VisitorMessage {
  text?: string;
  files?: FileRef[];
  postback?: Postback;
  form?: FormReply;
}

/** Something the visitor is told by the system. */
export type Notice =
  | 'handoff_slow'
  | 'ticket_solved'
  | { agent_joined: Agent }
  | { undelivered: { seq: number } }
  | { away: { text?: string; opens_at?: number; can_leave?: boolean } }
  | { message_left: { ticket?: number; by_email?: boolean } };

/** What happened. A body of a newer relay has none of these keys, and is counted all the same. */
export interface EventBody {
  visitor?: VisitorMessage;
  bot?: BotMessage;
  agent?: AgentMessage;
  stage?: { from: Stage; to: Stage; reason: string };
  form?: Form;
  notice?: Notice;
  feedback?: Feedback;
  redacted?: { seq: number };
}

/** One entry of a log. */
export interface Event {
  id: string;
  /** 1, 2, 3 … without a gap. */
  seq: number;
  /** When it was committed, in milliseconds since 1970. */
  at: number;
  /** The sender's own id of what caused it. */
  client?: string;
  body: EventBody;
}

/** Whether something the bot said was of help. */
export interface Feedback {
  /** The `seq` of the bot's message. */
  seq: number;
  helpful: boolean;
}

/** What the page says of the visitor; no proof of anything. */
export interface UserDetails {
  name?: string;
  email?: string;
  phone?: string;
  avatar?: string;
  custom_data?: Record<string, string | number | boolean>;
  encrypted?: string;
}

/** Another conversation of the same visitor. */
export interface OtherConversation {
  conversation: string;
  at: number;
  unread: number;
  by?: string;
  line?: string;
}

/** What is asked for that is acknowledged by an event, without its id. */
export type Request =
  | { send: { message: Outgoing } }
  | { handoff: { skill?: string; by_page?: boolean } }
  | { cancel: Record<never, never> }
  | { end: Record<never, never> }
  | { leave_message: Record<never, never> }
  | { feedback: { feedback: Feedback } };

/** What a client says. */
export interface ClientFrame {
  hello?: { version: number; session: string; cursor?: Cursor; locale?: string; consent?: string };
  send?: { id: string; message: Outgoing };
  handoff?: { id: string; skill?: string; by_page?: boolean };
  cancel?: { id: string };
  end?: { id: string };
  leave_message?: { id: string };
  feedback?: { id: string; feedback: Feedback };
  stop?: { turn: string };
  suggest?: { text: string };
  context?: { user: UserDetails; page?: string; token?: string };
  open?: { conversation: string };
  new_conversation?: Record<never, never>;
  read?: { seq: number };
  beat?: Record<never, never>;
}

/** The answer to a hello. */
export interface Welcome {
  version: number;
  conversation: string;
  generation: string;
  from: number;
  head: number;
  stage: Stage;
  read: number;
  delivered?: number;
  now: number;
  presence?: string;
  others?: OtherConversation[];
}

/** Something was refused, and nothing of it was kept. */
export interface Refused {
  id?: string;
  code: string;
  message?: string;
  retry_after_ms?: number;
}

/** Something fleeting. */
export interface Hint {
  thinking?: { turn: string };
  draft?: { turn: string; at: number; text: string };
  quiet?: { turn: string };
  suggestions?: { text: string; choices: Choice[] };
  delivered?: { seq: number };
  others?: OtherConversation[];
}

/** What the relay says. A frame of a newer relay has none of these keys. */
export interface ServerFrame {
  welcome?: Welcome;
  events?: Event[];
  reload?: Record<never, never>;
  session?: { session: string; moved?: boolean };
  refused?: Refused;
  hint?: Hint;
  beat?: Record<never, never>;
}

export type { Block };
