// The loader as a visitor gets it: minified with the flags of the build.

import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

export const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const built = buildSync({
  entryPoints: [file('public/embed.js')],
  minify: true,
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
});

export const minified = Buffer.from(built.outputFiles[0].contents);
