// Trunk runs this after a release build: it takes out of the module what nobody can reach but the tools cannot know of,
// and optimises what is left for size. See slim/names.mjs, slim/panics.mjs and slim/constants.mjs; together about 12 KB of what a visitor
// downloads (brotli). Those files get the hash of their new content as their name.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join as path, resolve } from "node:path";
import { CODE, DATA, EXPORTS, IMPORTS, join, sections } from "./slim/binary.mjs";
import { withoutUnused } from "./slim/constants.mjs";
import { exportsOf, glue, imports } from "./slim/names.mjs";
import { withoutMessages, withoutPlaces } from "./slim/panics.mjs";

// -Os makes the module larger than -Oz does and what is downloaded smaller: repeated code compresses well. The linker puts
// the stack first, so that no object has an address below 1024 but those of a stack about to overflow.
// Flattened and put together anew it comes out a kilobyte smaller (brotli) than from -Os alone; a second -Os tidies up.
const OPTIMIZED = [
  ["-Os", "--low-memory-unused"],
  ["--low-memory-unused", "--flatten", "--rereloop", "-Os", "-Os"],
  ["--low-memory-unused", "-Os"],
];

const LOADER = "embed.js";

if (process.env.TRUNK_PROFILE === "release") slim(process.env.TRUNK_STAGING_DIR);

function slim(folder) {
  const only = (suffix) => {
    const found = readdirSync(folder).filter((name) => name.startsWith("baton-widget") && name.endsWith(suffix));
    if (found.length !== 1) throw new Error(`expected one baton-widget*${suffix}, found: ${found.join(", ") || "none"}`);
    return found[0];
  };
  const [wasm, js] = [only("_bg.wasm"), only(".js")];
  const names = new Map();
  const before = readFileSync(path(folder, wasm));
  writeFileSync(path(folder, wasm), rewrite(before, names));
  const optimize = (passes) => execFileSync("wasm-opt", [...passes, wasm, "-o", wasm], { cwd: folder, stdio: "inherit" });
  const [first, ...more] = OPTIMIZED;
  optimize(first);
  const after = readFileSync(path(folder, wasm));
  const { data, bytes } = withoutUnused(after, before, map());
  if (!bytes) throw new Error("no constant has gone: the linker's map has another form now");
  writeFileSync(path(folder, wasm), join(after, sections(after).map(([id, body]) => [id, id === DATA ? data : body])));
  more.forEach(optimize);
  writeFileSync(path(folder, js), glue(readFileSync(path(folder, js), "utf8"), names));

  const page = path(folder, "index.html");
  let html = readFileSync(page, "utf8");
  const hashed = (...files) => {
    const hash = createHash("sha256");
    for (const file of files) hash.update(readFileSync(path(folder, file)));
    return hash.digest("hex").slice(0, 16);
  };
  const name = `baton-widget-${hashed(wasm, js)}`;
  const renamed = [[wasm, `${name}_bg.wasm`], [js, `${name}.js`]];
  // The document's own scripts too: whoever returns need not ask whether they have changed.
  for (const script of ["boot", "means"]) renamed.push([`${script}.js`, `${script}-${hashed(`${script}.js`)}.js`]);
  for (const [old, next] of renamed) {
    renameSync(path(folder, old), path(folder, next));
    html = html.replaceAll(`assets/${old}`, `assets/${next}`);
  }
  writeFileSync(page, html);
  writeFileSync(path(folder, LOADER), loader(html));
}

/** The loader, told what the document asks for first. */
function loader(html) {
  const first = [...html.matchAll(/(?:href|src)="[^"]*assets\/([^"]+)"/g)].map(([, name]) => name);
  const source = readFileSync(path(process.env.TRUNK_SOURCE_DIR, "public", LOADER), "utf8");
  const told = source.replace("FIRST = []", `FIRST = ${JSON.stringify(first)}`);
  if (told === source || first.length !== 2) throw new Error(`${LOADER} takes no names, or these are not two: ${first}`);
  return told;
}

/** The linker's map of the newest build. */
function map() {
  const target = resolve(process.env.TRUNK_SOURCE_DIR, process.env.CARGO_TARGET_DIR ?? "target");
  const builds = path(target, "wasm32-unknown-unknown/wasm-release/build");
  const all = readdirSync(builds).map((name) => path(builds, name, "out/widget.map")).filter(existsSync);
  const newest = all.sort((one, two) => statSync(two).mtimeMs - statSync(one).mtimeMs)[0];
  if (!newest) throw new Error("the linker has written no map: see build.rs");
  return readFileSync(newest, "utf8");
}

function rewrite(module, names) {
  const all = sections(module);
  const change = {
    [IMPORTS]: (body) => imports(body, names),
    [EXPORTS]: exportsOf,
    [CODE]: (body) => withoutMessages(body, all),
    [DATA]: withoutPlaces,
  };
  return join(module, all.map(([id, body]) => [id, change[id]?.(body) ?? body]));
}
