/** What visitors, bots and agents say. */

/** A block of formatted text. Nothing in it is HTML; make nodes of it. */
export type Block =
  | { paragraph: Span[] }
  | { heading: Span[] }
  | { list: { start?: number; items: Block[][] } }
  | { quote: Block[] }
  | { code: string }
  | 'rule';

/** A run of text inside a block. */
export type Span =
  | { text: string }
  | { strong: Span[] }
  | { emphasis: Span[] }
  | { strike: Span[] }
  | { code: string }
  | { link: { href: string; text: Span[] } }
  | 'break';

/** A button. A link opens an address; the other two are given to `press`. */
export interface Choice {
  label: string;
  action: { postback: string } | { link: string } | { handoff: { skill?: string } } | { location: Record<string, never> };
}

/** A pressed button. */
export interface Postback {
  payload: string;
}

/** A card below a message. Its picture is shown as a link: no picture of a bot loads by itself. */
export interface Card {
  title: string;
  blocks?: Block[];
  image?: string;
  choices?: Choice[];
}

/** A message of the bot. */
export interface BotMessage {
  turn: string;
  blocks: Block[];
  choices?: Choice[];
  cards?: Card[];
  unsure?: boolean;
  stopped?: boolean;
}

/** A human agent. `avatar` is the id of a file. */
export interface Agent {
  id: string;
  name: string;
  avatar?: string;
}

/** A message of the desk; without `agent` it is an automatic one. */
export interface AgentMessage {
  agent?: Agent;
  blocks?: Block[];
  files?: FileRef[];
  /** When the desk received it, in milliseconds; with `desk_id` it orders what arrived out of order. */
  desk_at: number;
  desk_id: string;
}

/** A file of a conversation, fetched by its id. */
export interface FileRef {
  id: string;
  name: string;
  media_type: string;
  /** 0 where the desk did not say. */
  bytes: number;
}

/** A form in the conversation. */
export interface Form {
  id: string;
  lead?: Block[];
  fields: FormField[];
  optional: boolean;
}

/** A field of a form. */
export type FormField =
  | { name: { required: boolean } }
  | { email: { required: boolean } }
  | { message: { required: boolean } }
  | { answer_by_email: { address?: string } }
  | { rating: Record<never, never> }
  | { comment: Record<never, never> }
  | { text: { name: string; label: string; kind?: string; required?: boolean; options?: string[] } }
  | { agree: { text: Block[]; required: boolean } };

/** One answer of a form. */
export type FormValue =
  | { name: string }
  | { email: string }
  | { message: string }
  | { answer_by_email: boolean }
  | { rating: number }
  | { comment: string }
  | { text: { name: string; value: string } }
  | { agree: boolean };

/** A filled-in form; without values where the visitor skipped it. */
export interface FormReply {
  form: string;
  values?: FormValue[];
}

const joined = (blocks: Block[]): string => blocks.map(wordsOf).join('\n');

function wordsOf(block: Block): string {
  // A word of a newer relay has no text that this client knows of.
  if (typeof block === 'string') return block === 'rule' ? '---' : '';
  if ('paragraph' in block) return spans(block.paragraph);
  if ('heading' in block) return spans(block.heading);
  if ('quote' in block) return `> ${joined(block.quote).replaceAll('\n', '\n> ')}`;
  if ('code' in block) return block.code;
  if (!('list' in block)) return '';
  const { start, items } = block.list;
  const mark = (index: number) => (start === undefined ? '- ' : `${start + index}. `);
  return items.map((item, index) => mark(index) + joined(item).replaceAll('\n', '\n  ')).join('\n');
}

function spans(run: Span[]): string {
  return run.map((span) => {
    if (typeof span === 'string') return span === 'break' ? '\n' : '';
    if ('text' in span) return span.text;
    if ('code' in span) return span.code;
    if ('strong' in span) return spans(span.strong);
    if ('emphasis' in span) return spans(span.emphasis);
    if ('strike' in span) return spans(span.strike);
    if (!('link' in span)) return '';
    const { href, text } = span.link;
    const shown = spans(text);
    return !shown || shown === href ? href : `${shown} (${href})`;
  }).join('');
}

/** The text of some blocks without formatting, for previews and announcements. */
export const textOf = (blocks: Block[] = []): string => joined(blocks);
