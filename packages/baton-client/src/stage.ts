/** Who holds the conversation, and how that changes: the table of docs/protocol.md. */

/** Who holds the conversation. */
export type Stage = 'bot' | 'requested' | 'queued' | 'agent' | 'ended';

/** What a visitor can ask that is for the stage alone. */
export type Trigger = 'ask' | 'cancel' | 'end';

const table: Record<Trigger, Partial<Record<Stage, Stage>>> = {
  ask: { bot: 'requested', ended: 'requested' },
  cancel: { requested: 'bot', queued: 'bot' },
  end: { requested: 'ended', queued: 'ended', agent: 'ended' },
};

/** The stage after a trigger; nothing where it changes nothing. */
export const after = (stage: Stage, trigger: Trigger): Stage | undefined => table[trigger][stage];
