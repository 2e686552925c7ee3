/** What the bot is about to say: hints that may be lost, so each stands for itself. */

import type { Hint } from './wire.js';

/** An answer under way; no text while the bot only thinks. */
export interface Draft {
  readonly turn: string;
  readonly text: string;
}

/** The draft after a hint. Text that does not go on exactly where the draft stands is left out. */
export function heard(draft: Draft | undefined, { thinking, draft: news, quiet }: Hint): Draft | undefined {
  if (thinking && thinking.turn !== draft?.turn) return { turn: thinking.turn, text: '' };
  if (quiet) return finished(draft, quiet.turn);
  if (!news) return draft;
  if (news.at === 0) return { turn: news.turn, text: news.text };
  const goesOn = news.turn === draft?.turn && [...draft.text].length === news.at;
  return goesOn ? { turn: news.turn, text: draft.text + news.text } : draft;
}

/** The draft after a turn has said what it was drafting, or has ended. */
export const finished = (draft: Draft | undefined, turn: string): Draft | undefined =>
  draft?.turn === turn ? undefined : draft;
