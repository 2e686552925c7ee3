// Trunk runs this after a release build: it takes out of the module what nobody can reach but the tools cannot know of,
// and optimises what is left for size. See slim/names.mjs and slim/panics.mjs; together about 10 KB of what a visitor
// downloads (brotli). Both files get the hash of their new content as their name.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join as path } from "node:path";
import { CODE, DATA, EXPORTS, IMPORTS, join, sections } from "./slim/binary.mjs";
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

if (process.env.TRUNK_PROFILE === "release") slim(process.env.TRUNK_STAGING_DIR);

function slim(folder) {
  const only = (suffix) => {
    const found = readdirSync(folder).filter((name) => name.startsWith("baton-widget") && name.endsWith(suffix));
    if (found.length !== 1) throw new Error(`expected one baton-widget*${suffix}, found: ${found.join(", ") || "none"}`);
    return found[0];
  };
  const [wasm, js] = [only("_bg.wasm"), only(".js")];
  const names = new Map();
  writeFileSync(path(folder, wasm), rewrite(readFileSync(path(folder, wasm)), names));
  for (const passes of OPTIMIZED) execFileSync("wasm-opt", [...passes, wasm, "-o", wasm], { cwd: folder, stdio: "inherit" });
  writeFileSync(path(folder, js), glue(readFileSync(path(folder, js), "utf8"), names));

  const page = path(folder, "index.html");
  let html = readFileSync(page, "utf8");
  const hash = createHash("sha256").update(readFileSync(path(folder, wasm))).update(readFileSync(path(folder, js)));
  const name = `baton-widget-${hash.digest("hex").slice(0, 16)}`;
  for (const [old, next] of [[wasm, `${name}_bg.wasm`], [js, `${name}.js`]]) {
    renameSync(path(folder, old), path(folder, next));
    html = html.replaceAll(old, next);
  }
  writeFileSync(page, html);
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
