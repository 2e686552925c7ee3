// The long names of the imports, each with a hash, are a third of the glue and compress badly; exports that nothing calls
// keep the code behind them alive.

import { encoded, named, number, text } from "./binary.mjs";

/** Exports of wasm-streams, which comes with Leptos' server functions. */
const DROPPED = /^(__wbg_)?intounderlying(bytesource|sink|source)/;

/** The imports under short names; `names` learns which is which. */
export function imports(body, names) {
  let [count, at] = number(body, 0);
  const out = [encoded(count)];
  for (; count > 0; count--) {
    let name;
    [, at] = text(body, at);
    [name, at] = text(body, at);
    const start = at;
    if (body[at] !== 0) throw new Error(`${name} is imported and not a function`);
    [, at] = number(body, at + 1);
    if (!names.has(name)) names.set(name, `i${names.size.toString(36)}`);
    out.push(named("i"), named(names.get(name)), body.subarray(start, at));
  }
  return Buffer.concat(out);
}

/** The exports that somebody calls. */
export function exportsOf(body) {
  let [count, at] = number(body, 0);
  const kept = [];
  for (; count > 0; count--) {
    const start = at;
    let name;
    [name, at] = text(body, at);
    [, at] = number(body, at + 1);
    if (!DROPPED.test(name)) kept.push(body.subarray(start, at));
  }
  return Buffer.concat([encoded(kept.length), ...kept]);
}

/**
 * The glue by the same names. What is not found where wasm-bindgen has it today is an error: a glue that does not fit its
 * module must not be shipped.
 */
export function glue(source, names) {
  const must = (before, after, what) => {
    if (before === after) throw new Error(`the glue has another form than expected: ${what}`);
    return after;
  };
  let js = source;
  // Longest first: one name may begin another.
  for (const [old, next] of [...names].sort(([one], [two]) => two.length - one.length)) {
    js = must(js, js.replaceAll(old, next), old);
  }
  js = must(js, js.replace(/"\.\/[^"]*_bg\.js": import0/, '"i": import0'), "the name of the imports");
  js = must(js, js.replace(/^export class IntoUnderlying\w+ \{[\s\S]*?^\}\n/gm, ""), "the classes of wasm-streams");
  js = js.replace(/^if \(Symbol\.dispose\) IntoUnderlying.*\n/gm, "");
  return js.replace(/^const IntoUnderlying\w+Finalization = [\s\S]*?;\n/gm, "");
}
