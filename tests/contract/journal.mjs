// What crossed the wire in a test run: the emulator's journals, one JSON line for each exchange and each webhook sent.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Sunshine Conversations lives on a Zendesk host; the document's paths start after it. */
const MOUNT = /^\/sc(?=\/)/;

/** Support takes its paths with this ending as well; the document has none. */
const ENDING = /\.json$/;

/** Every line of every journal below a folder. */
export function* read(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true })
    .filter((each) => each.endsWith('.jsonl'))
    .sort()) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      if (line !== '') yield parse(line, `${name}:${index + 1}`);
    }
  }
}

function parse(line, place) {
  try {
    return { ...JSON.parse(line), place };
  } catch (error) {
    throw new Error(`${place} is no JSON: ${error.message}`);
  }
}

/** Journals of tests that find out what is refused have names that begin so. */
const PROBING = /(^|\/)probing-/;

/** The step of a test run that wrote a line: the first folder. */
export const step = (line) => line.place.split('/')[0];

/** A line about either API, as the checker takes it. An answer that a fault swallowed has no status. */
export function exchange(line) {
  return {
    method: line.method,
    path: line.api === 'support' ? line.path.replace(ENDING, '') : line.path.replace(MOUNT, ''),
    query: [...new URLSearchParams(line.query ?? '')],
    contentType: line.request_content_type ?? undefined,
    body: line.request_body ?? undefined,
    status: line.status ?? undefined,
    answer: line.answer ?? undefined,
    refused: PROBING.test(line.place) && line.status >= 400,
  };
}
