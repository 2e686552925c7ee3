// The loader and the modules it imports, as a visitor gets them: minified with the flags of the build.

import { buildSync } from 'esbuild';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The chat document's own; everything else in `public/` runs on the host page. */
const INSIDE = new Set(['boot.js', 'means.js', 'consent.js']);

const minify = (name) =>
  buildSync({
    entryPoints: [file(`public/${name}`)],
    minify: true,
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    // The loader is the one classic script: its top level is the host page's.
    ...(name !== 'embed.js' && { format: 'esm' }),
  }).outputFiles[0].contents;

/** The files of the host page's side, by name. */
export const built = new Map(
  readdirSync(file('public'))
    .filter((name) => name.endsWith('.js') && !INSIDE.has(name))
    .map((name) => [name, Buffer.from(minify(name))]),
);
