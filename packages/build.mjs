// Builds the packages into their `dist` folders: `node packages/build.mjs`.
//
// The types of the page's API have one owner, public/baton.d.ts. It declares globals, for pages with a script tag; the
// copy that is packed is the same text with an export behind it, so that a project may have both.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** In the order in which they need each other. */
export const packages = ['baton-web', 'baton-react', 'baton-client'];

function copyTypes(folder) {
  const owned = readFileSync(path('../public/baton.d.ts'), 'utf8');
  writeFileSync(path(`${folder}/baton.d.ts`), `${owned}\nexport type { Baton };\n`);
}

function compile(name) {
  const tsc = path('../node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', path(name)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stdout}${stderr}`);
}

/** Builds all of them, from nothing. Throws with the compiler's words. */
export function build() {
  for (const name of packages) {
    rmSync(path(`${name}/dist`), { recursive: true, force: true });
    mkdirSync(path(`${name}/dist`));
    copyFileSync(path('../LICENSE'), path(`${name}/LICENSE`));
    if (name === 'baton-web') ['baton-web/src', 'baton-web/dist'].forEach(copyTypes);
    compile(name);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
