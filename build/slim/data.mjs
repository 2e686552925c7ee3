// The data section: what lies in memory when a module starts.

import { number, signed } from "./binary.mjs";

/** The segments of a data section, `{ address, bytes }`; the bytes are the section's own. */
export function segmentsOf(data) {
  let [count, at] = number(data, 0);
  const found = [];
  for (; count > 0; count--) {
    // Active, in memory 0, at a constant: i32.const … end.
    if (data[at] !== 0 || data[at + 1] !== 0x41) throw new Error("a data segment has another form than expected");
    const [address, end] = signed(data, at + 2);
    const [size, start] = number(data, end + 1);
    found.push({ address, bytes: data.subarray(start, start + size) });
    at = start + size;
  }
  return found;
}
