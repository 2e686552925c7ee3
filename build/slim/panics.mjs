// A panic ends the chat, and `boot.js` shows that by the trap alone. So what would put a panic into words (messages,
// places in the source, everything that can print itself for developers) need not be downloaded. Builds for developers
// keep it.

import { CUSTOM, IMPORTS, encoded, number, text } from "./binary.mjs";
import { segmentsOf } from "./data.mjs";

/** Functions that run only on the way to a panic's message, by the names that rustc gives them. */
const ONLY_FOR_PANICS = new RegExp(
  [
    /\bcore(\[\w+\])?::panicking::/,
    /\bcore(\[\w+\])?::cell::panic_already_/,
    /\bcore(\[\w+\])?::(option|result)::(unwrap|expect)_failed/,
    /\bcore(\[\w+\])?::(slice::index::slice_index_fail|str::slice_error_fail)/,
    /\balloc(\[\w+\])?::(raw_vec::handle_error|alloc::handle_alloc_error)/,
    /\bstd(\[\w+\])?::panicking::/,
    // The house has no `{:?}` in code that runs in the browser.
    /\bcore(\[\w+\])?::fmt::Debug>::fmt/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
);
/** A body without locals that traps. */
const TRAP = Buffer.from([3, 0, 0, 11]);
/** Only what a panic cannot do without: there must be some, or the names have changed. */
const FEWEST = 15;

/** The code, with a trap for each function of that kind. `all` are the sections of the module. */
export function withoutMessages(body, all) {
  const names = functionNames(all);
  const imported = importedFunctions(all);
  let [count, at] = number(body, 0);
  const out = [encoded(count)];
  let found = 0;
  for (let index = 0; index < count; index++) {
    const [size, start] = number(body, at);
    const is = ONLY_FOR_PANICS.test(names.get(imported + index) ?? "");
    found += is;
    out.push(is ? TRAP : body.subarray(at, start + size));
    at = start + size;
  }
  if (found < FEWEST) throw new Error(`only ${found} functions for panics were found: rustc names them otherwise now`);
  return Buffer.concat(out);
}

/** The data, with nothing where the paths of source files stand and the records that lead there. */
export function withoutPlaces(body) {
  const data = Buffer.from(body);
  const segments = segmentsOf(data);
  const isPath = (address, length) => {
    const bytes = within(segments, address, length);
    return bytes && /^[\w.\-@/+]+\.rs$/.test(bytes.toString("latin1")) ? bytes : undefined;
  };
  const blank = [];
  for (const { bytes } of segments) {
    for (let at = 0; at + 16 <= bytes.length; at += 4) {
      // The address and length of a path, a line, a column.
      const [path, length, line, column] = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(at + offset));
      const isPlace = length > 5 && length < 300 && line > 0 && line < 50_000 && column > 0 && column < 500;
      const named = isPlace && isPath(path, length);
      if (named) blank.push(named, bytes.subarray(at, at + 16));
    }
  }
  for (const bytes of blank) bytes.fill(0);
  return data;
}

function functionNames(all) {
  const names = new Map();
  for (const [id, body] of all) {
    if (id !== CUSTOM) continue;
    let [kind, at] = text(body, 0);
    if (kind !== "name") continue;
    while (at < body.length) {
      const part = body[at];
      const [size, start] = number(body, at + 1);
      at = start + size;
      if (part !== 1) continue;
      let [count, next] = number(body, start);
      for (; count > 0; count--) {
        let index;
        let name;
        [index, next] = number(body, next);
        [name, next] = text(body, next);
        names.set(index, name);
      }
    }
  }
  return names;
}

/** How many functions come from outside; all imports are functions (see names.mjs). */
const importedFunctions = (all) => number(all.find(([id]) => id === IMPORTS)[1], 0)[0];

function within(segments, address, length) {
  const segment = segments.find((one) => address >= one.address && address + length <= one.address + one.bytes.length);
  return segment?.bytes.subarray(address - segment.address, address - segment.address + length);
}

