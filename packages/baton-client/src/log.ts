/** The fold: what a log comes to. The same as `fold::Log` of crates/protocol, and tested by the same frames. */

import type { Agent, Form } from './message.js';
import type { Stage } from './stage.js';
import type { Cursor, Event, EventBody } from './wire.js';

/** What became of an event: it was the next, it was known already, or something before it is missing. */
export type Applied = 'added' | 'known' | 'gap';

const asksFor = (form: Form, field: 'message' | 'rating') => form.fields.some((each) => field in each);

/** Whether a form goes on waiting through a change: only the one that asks how it was does, while the bot has it again. */
const outlives = (form: Form, to: Stage) => !asksFor(form, 'message') && asksFor(form, 'rating') && to === 'bot';

/** By the desk's time, then by its id, compared as bytes of UTF-8 are: by code points. */
function isAfter(one: EventBody['agent'] & {}, other: EventBody['agent'] & {}): boolean {
  if (one.desk_at !== other.desk_at) return one.desk_at > other.desk_at;
  const [left, right] = [[...one.desk_id], [...other.desk_id]].map((chars) => chars.map((char) => char.codePointAt(0)!));
  for (let at = 0; at < Math.max(left!.length, right!.length); at += 1) {
    const difference = (left![at] ?? -1) - (right![at] ?? -1);
    if (difference) return difference > 0;
  }
  return false;
}

/** Where a new event belongs: at the end; a message of the desk in the desk's order among those at the end. */
function placeOf(lines: readonly Event[], event: Event): number {
  const late = event.body.agent;
  let place = lines.length;
  if (!late) return place;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const { agent, notice, stage } = lines[at]!.body;
    if (agent && isAfter(agent, late)) place = at;
    else if (agent || !(notice || stage)) break;
  }
  return place;
}

/** A conversation as one reader knows it: a gap-free stretch of the log and what follows from it. */
export class Log {
  /** In the order a person reads them. */
  readonly lines: Event[] = [];
  agent: Agent | undefined;
  form: Form | undefined;
  /** Whether the desk takes longer than expected to confirm. */
  isSlow = false;
  #next: number;
  #last: string | undefined;
  #agentAt = 0;

  /** An empty log that begins with `from`, at `stage`, as the welcome names them. */
  constructor(
    readonly generation: string,
    from: number,
    public stage: Stage,
  ) {
    this.#next = from;
  }

  /** Takes the next event and nothing else, so that the result is the log's whatever happens on the way. */
  apply(event: Event): Applied {
    if (event.seq < this.#next) return 'known';
    if (event.seq > this.#next) return 'gap';
    this.#next += 1;
    this.#last = event.id;
    this.#follow(event.body);
    this.lines.splice(placeOf(this.lines, event), 0, event);
    return 'added';
  }

  #follow({ stage, form, visitor, notice, redacted, agent }: EventBody): void {
    if (stage) this.#enter(stage.to);
    if (form) this.form = form;
    if (visitor?.form && visitor.form.form === this.form?.id) this.form = undefined;
    if (notice === 'handoff_slow') this.isSlow = true;
    if (typeof notice === 'object' && 'agent_joined' in notice) this.agent = notice.agent_joined;
    if (redacted) {
      const gone = this.lines.findIndex((line) => line.seq === redacted.seq);
      if (gone >= 0) this.lines.splice(gone, 1);
    }
    // A word that arrives late is not of who is there now.
    if (agent?.agent && agent.desk_at >= this.#agentAt) {
      this.agent = agent.agent;
      this.#agentAt = agent.desk_at;
    }
  }

  #enter(to: Stage): void {
    this.stage = to;
    this.isSlow = false;
    if (this.form && !outlives(this.form, to)) this.form = undefined;
    if (to === 'ended' || to === 'bot' || to === 'requested') this.agent = undefined;
  }

  /** The `seq` of the newest event; 0 for none. */
  get head(): number {
    return Math.max(0, this.#next - 1);
  }

  /** The reader's place; none before the first event. */
  get cursor(): Cursor | undefined {
    return this.#last === undefined ? undefined : { generation: this.generation, seq: this.head, event: this.#last };
  }
}
