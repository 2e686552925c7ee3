// Trunk runs this after a release build: it takes out of the module what nobody can reach but the tools cannot know of.
//
// - Exports of wasm-streams, which comes with Leptos' server functions. Nothing calls them, but being exported keeps them
//   and the code behind them alive.
// - The long names of the imports, each with a hash: a third of the glue, and it compresses badly.
//
// Together about 6 KB of what a visitor downloads (brotli). Both files get the hash of their new content as their name.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DROPPED = /^(__wbg_)?intounderlying(bytesource|sink|source)/;
const IMPORTS = 2;
const EXPORTS = 7;
// -Os makes the module larger than -Oz does and what is downloaded smaller: repeated code compresses well. The linker puts
// the stack first, so that no object has an address below 1024 but those of a stack about to overflow.
// Flattened and put together anew it comes out a kilobyte smaller (brotli) than from -Os alone; a second -Os tidies up.
const OPTIMIZED = ["--low-memory-unused", "--flatten", "--rereloop", "-Os", "-Os"];

if (process.env.TRUNK_PROFILE === "release") slim(process.env.TRUNK_STAGING_DIR);

function slim(folder) {
  const only = (suffix) => {
    const found = readdirSync(folder).filter((name) => name.startsWith("baton-widget") && name.endsWith(suffix));
    if (found.length !== 1) throw new Error(`expected one baton-widget*${suffix}, found: ${found.join(", ") || "none"}`);
    return found[0];
  };
  const [wasm, js] = [only("_bg.wasm"), only(".js")];
  const { module, names } = rewrite(readFileSync(join(folder, wasm)));
  writeFileSync(join(folder, wasm), module);
  execFileSync("wasm-opt", [...OPTIMIZED, wasm, "-o", wasm], { cwd: folder, stdio: "inherit" });
  writeFileSync(join(folder, js), glue(readFileSync(join(folder, js), "utf8"), names));

  const page = join(folder, "index.html");
  let html = readFileSync(page, "utf8");
  const hash = createHash("sha256").update(readFileSync(join(folder, wasm))).update(readFileSync(join(folder, js)));
  const name = `baton-widget-${hash.digest("hex").slice(0, 16)}`;
  for (const [old, next] of [[wasm, `${name}_bg.wasm`], [js, `${name}.js`]]) {
    renameSync(join(folder, old), join(folder, next));
    html = html.replaceAll(old, next);
  }
  writeFileSync(page, html);
}

// The module with short import names and without the exports to be dropped, and the names by what they were.
function rewrite(bytes) {
  const names = new Map();
  const out = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [size, start] = number(bytes, at + 1);
    const end = start + size;
    let body = bytes.subarray(start, end);
    if (id === IMPORTS) body = imports(body, names);
    if (id === EXPORTS) body = exportsOf(body);
    out.push(Buffer.from([id]), encoded(body.length), body);
    at = end;
  }
  return { module: Buffer.concat(out), names };
}

function imports(body, names) {
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

function exportsOf(body) {
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

// The glue by the same names. What is not found where wasm-bindgen has it today is an error: a glue that does not fit
// its module must not be shipped.
function glue(source, names) {
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

function number(bytes, at) {
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

function text(bytes, at) {
  const [size, start] = number(bytes, at);
  return [bytes.toString("utf8", start, start + size), start + size];
}

function encoded(value) {
  const out = [];
  let left = value;
  do {
    out.push((left & 127) | (left > 127 ? 128 : 0));
    left >>>= 7;
  } while (left);
  return Buffer.from(out);
}

function named(name) {
  const bytes = Buffer.from(name);
  return Buffer.concat([encoded(bytes.length), bytes]);
}
