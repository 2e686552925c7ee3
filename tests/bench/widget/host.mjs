// One server for all host pages: the page, its files in the smallest form, and the mock back ends.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'esbuild';

const modules = join(import.meta.dirname, 'peers/node_modules');
const compress = promisify(brotliCompress);
const BEST = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  },
};

const SCRIPT = 'text/javascript';
const TYPES = { '': 'text/html; charset=utf-8', '.js': SCRIPT, '.mjs': SCRIPT, '.css': 'text/css' };

const headers = (name, file) => ({
  'content-type': TYPES[extname(name)],
  'content-encoding': 'br',
  'content-length': file.length,
  'cache-control': 'max-age=31536000',
});

/**
 * Starts it on a free port: `{ origin, add, stop }`. `add(target)` makes everything a target's page needs ready, so that
 * no visit waits for a compressor, and gives the page's address.
 */
export async function startHost() {
  const places = new Map();
  const server = createServer((request, response) => {
    answer(places, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    async add(target) {
      const path = `/${target.name.replaceAll(/\W/g, '-')}/`;
      const files = await bodies(target, origin + path);
      places.set(path, { files, back: target.back });
      return origin + path;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a target's page is made of, compressed, by name; the page itself is ''. */
async function bodies({ page, files = {}, bundle }, base) {
  const texts = new Map([['', Buffer.from(page(base))]]);
  for (const [name, from] of Object.entries(files)) texts.set(name, await readFile(join(modules, from)));
  for (const { path, contents } of bundle ? await bundled(bundle(base)) : []) texts.set(path, contents);
  const made = [...texts].map(async ([name, text]) => [name, await compress(text, BEST)]);
  return new Map(await Promise.all(made));
}

/** A site's own bundle with a peer's components in it, made as the loader is: `[{ path, contents }]`. */
async function bundled(entry) {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: modules },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    outfile: 'bundle.js',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl' },
    logLevel: 'error',
  });
  return outputFiles.map(({ path, contents }) => ({ path: path.slice(path.lastIndexOf('/') + 1), contents }));
}

async function answer(places, request, response) {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const [, path, name] = /^(\/[^/]*\/)([^?]*)/.exec(request.url) ?? [];
  const place = places.get(path);
  const made = place?.back?.(name, body, response);
  if (made === true) return undefined;
  if (made) return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made));
  const file = place?.files.get(name);
  if (!file) throw new Error(`nothing stands at ${request.url}`);
  return response.writeHead(200, headers(name, file)).end(file);
}
