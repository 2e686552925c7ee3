// Reading and writing what a WebAssembly module is made of: numbers (LEB128), names, sections.

/** The sections that are looked into, by their number in the format. */
export const CUSTOM = 0;
export const IMPORTS = 2;
export const EXPORTS = 7;
export const CODE = 10;
export const DATA = 11;

/** The sections of a module: `[number, content]` each, in order. */
export function sections(module) {
  const found = [];
  for (let at = 8; at < module.length; ) {
    const [size, start] = number(module, at + 1);
    found.push([module[at], module.subarray(start, start + size)]);
    at = start + size;
  }
  return found;
}

/** A module of these sections. */
export const join = (module, all) =>
  Buffer.concat([module.subarray(0, 8), ...all.flatMap(([id, body]) => [Buffer.from([id]), encoded(body.length), body])]);

/** The unsigned number at a place, and where it ends. */
export function number(bytes, at) {
  let value = 0;
  let shift = 0;
  let next = at;
  let byte;
  do {
    byte = bytes[next++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
  } while (byte & 128);
  return [value, next];
}

/** The signed number at a place, and where it ends. */
export function signed(bytes, at) {
  const [value, end] = number(bytes, at);
  const bits = 7 * (end - at);
  return [value >= 2 ** (bits - 1) ? value - 2 ** bits : value, end];
}

/** The text at a place, and where it ends. */
export function text(bytes, at) {
  const [size, start] = number(bytes, at);
  return [bytes.toString("utf8", start, start + size), start + size];
}

/** A number as the format has it. */
export function encoded(value) {
  const out = [];
  let left = value;
  do {
    out.push((left & 127) | (left > 127 ? 128 : 0));
    left >>>= 7;
  } while (left);
  return Buffer.from(out);
}

/** A text as the format has it. */
export function named(name) {
  const bytes = Buffer.from(name);
  return Buffer.concat([encoded(bytes.length), bytes]);
}
