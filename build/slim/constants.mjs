// When functions go, the constants that only they used stay: the format knows no bounds between them. The linker does; it
// writes them down in a map (see build.rs). What code pointed at before and nothing points at any more is blanked here,
// and weighs nothing once it is compressed.

import { CODE, DATA, number, sections, signed } from "./binary.mjs";
import { segmentsOf } from "./data.mjs";

/**
 * The data of `after` without the constants that were used in `before` and no longer are. `map` is the linker's, as text.
 * Places are looked for at every byte, whether an instruction begins there or not: rather one too many than one too few.
 */
export function withoutUnused(after, before, map) {
  const data = Buffer.from(part(after, DATA));
  const segments = segmentsOf(data);
  const chunks = constants(map);
  const used = new Set();
  const mark = (places) => {
    for (const place of places) {
      const chunk = holding(chunks, place);
      if (!chunk || used.has(chunk)) continue;
      used.add(chunk);
      mark(words(bytesOf(segments, chunk)));
    }
  };
  mark(places(part(after, CODE)));
  for (const each of segments) mark(words(outside(each, chunks)));
  const once = new Set([...places(part(before, CODE))].map((place) => holding(chunks, place)));
  const reached = reach(once, chunks, segmentsOf(part(before, DATA)));
  let bytes = 0;
  for (const chunk of reached) {
    if (!chunk || used.has(chunk)) continue;
    bytesOf(segments, chunk)?.fill(0);
    bytes += chunk.size;
  }
  return { data, bytes };
}

const part = (module, wanted) => sections(module).find(([id]) => id === wanted)[1];

/** The constants that cannot be written to, in order: `{ address, size }`. The linker's own mixture of texts is left out. */
function constants(map) {
  const lines = map.matchAll(/^ +([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) {9}[^<\s].*:\(\.rodata\.\.L.*\)$/gm);
  return [...lines].map(([, address, size]) => ({ address: parseInt(address, 16), size: parseInt(size, 16) }));
}

function holding(chunks, place) {
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (chunks[middle].address + chunks[middle].size <= place) low = middle + 1;
    else high = middle;
  }
  return chunks[low]?.address <= place ? chunks[low] : undefined;
}

/** Everything that may be an address in code: constants, and the offsets of loads and stores. */
function places(code) {
  const found = new Set();
  for (let at = 0; at + 2 < code.length; at++) {
    if (code[at] === 0x41) found.add(signed(code, at + 1)[0]);
    if (code[at] >= 0x28 && code[at] <= 0x3e && code[at + 1] < 4) found.add(number(code, at + 2)[0]);
  }
  return found;
}

/** Everything that may be an address in data. */
function* words(bytes) {
  for (let at = 0; bytes && at + 4 <= bytes.length; at++) yield bytes.readUInt32LE(at);
}

function bytesOf(segments, { address, size }) {
  const segment = segments.find((one) => address >= one.address && address + size <= one.address + one.bytes.length);
  return segment?.bytes.subarray(address - segment.address, address - segment.address + size);
}

/** A segment without the constants in it. */
function outside({ address, bytes }, chunks) {
  const rest = Buffer.from(bytes);
  for (const chunk of chunks) {
    const from = Math.max(chunk.address, address) - address;
    const to = Math.min(chunk.address + chunk.size, address + bytes.length) - address;
    if (from < to) rest.fill(0, from, to);
  }
  return rest;
}

/** These constants and those that they lead to. */
function reach(first, chunks, segments) {
  const found = new Set(first);
  for (const chunk of found) {
    if (!chunk) continue;
    for (const place of words(bytesOf(segments, chunk))) {
      const next = holding(chunks, place);
      if (next) found.add(next);
    }
  }
  return found;
}
