// Two origins: one that serves host pages, one that stands in for the relay.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { built, file } from './loader.mjs';

const script = (text) => ({ type: 'text/javascript', body: text });
const read = (path) => readFileSync(file(path), 'utf8');

async function listen(answer) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://any').pathname;
    server.seen.push(path);
    const { status = 200, type = 'text/html', body = '', headers = {} } = answer(path, request) ?? { status: 404 };
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers });
    response.end(body);
  });
  server.seen = [];
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.origin = `http://127.0.0.1:${server.address().port}`;
  return server;
}

/**
 * The relay's side: the loader, and chat documents that do the frame's part of the handshake. How a document behaves
 * follows from its site token: `refusing` may be framed by nobody, `silent` never says a word, `real` is the project's
 * own document and boot script with a stand-in for the module, and all others answer.
 */
async function relay(host) {
  const fallback = 'mailto:help@example.com';
  const files = { max_bytes: 1000, extensions: ['png'] };
  const site = (token) => ({ token, origins: [host.origin], title: 'Fern & Fold', locale: 'en', fallback, files });
  const meta = (token) => JSON.stringify(site(token)).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const document = (token) =>
    token === 'real'
      ? read('index.html')
          .replace('name="baton-site" content=""', `name="baton-site" content="${meta(token)}"`)
          .replace(/<link data-trunk[^>]*>/g, '')
          .replace('</head>', '<link rel="stylesheet" href="../../style/chat.css"></head>')
          .replace('</head>', '<script type="module" src="../../boot.js" data-js="../../module.js" data-wasm="x" data-means="../../means.js"></script></head>')
      : `<!doctype html><meta name="color-scheme" content="light dark"><meta name="baton-site" content="${meta(token)}">
         <link rel="stylesheet" href="../../stand-in.css"><header>Fern &amp; Fold</header><main></main>
         <form><textarea aria-label="Message" placeholder="Write a message…"></textarea></form>
         ${token === 'silent' ? '' : '<script src="../../stand-in.js"></script>'}`;

  return listen((path) => {
    const inside = path.replace(/^\/backend/, '');
    const token = /^\/chat\/([^/]+)\/$/.exec(inside)?.[1];
    if (/^(\/v1)?\/embed\.js$/.test(inside)) return script(built.get('embed.js'));
    // What the loader imports into pages of other origins; a browser takes a module only where everybody may read it.
    const module = built.get(/^\/assets\/(\w+\.js)$/.exec(inside)?.[1]);
    if (module) return { ...script(module), headers: { 'access-control-allow-origin': '*' } };
    const asked = /^\/v1\/presence\/(\w+)$/.exec(inside)?.[1];
    if (asked) {
      const body = JSON.stringify({ unread: asked === 'nothing' ? 0 : 2, ...(asked === 'teaser' && { teaser: 'Maya here: your parcel left <b>today</b>.' }) });
      return { type: 'application/json', body, headers: { 'access-control-allow-origin': host.origin } };
    }
    if (inside === '/stand-in.js') return script(read('tests/loader/stand-in.js'));
    if (inside === '/stand-in.css') return { type: 'text/css', body: read('tests/loader/stand-in.css') };
    const style = /^\/style\/\w+\.css$/.exec(inside)?.[0];
    if (style) return { type: 'text/css', body: read(style.slice(1)) };
    const own = /^\/((boot|means)\.js)$/.exec(inside)?.[1];
    if (own) return script(read(`public/${own}`));
    if (inside === '/language.js') return script(read('public/language.js'));
    if (inside === '/locale.ar.json') return { type: 'application/json', body: '{"frame":{},"texts":[]}' };
    if (inside === '/module.js') return script(read('tests/loader/module.js'));
    if (!token) return undefined;
    const ancestors = token === 'refusing' ? "'none'" : host.origin;
    const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors ${ancestors}`;
    return { body: document(decodeURIComponent(token)), headers: { 'content-security-policy': policy } };
  });
}

/** Starts both. `page(html, headers)` puts a host page up and returns its address. */
export async function start() {
  const pages = new Map();
  const host = await listen((path) => pages.get(path) ?? (path === '/favicon.ico' ? { status: 204 } : undefined));
  const chat = await relay(host);
  return {
    host,
    chat,
    /** A page with the tag, its attributes, and what stands before and after it; or `html`, in which `TAG` is the tag. */
    page({ attributes = 'data-token="shop"', before = '', after = '', src = `${chat.origin}/embed.js`, headers, files, html } = {}) {
      const path = `/page-${pages.size}`;
      const tag = attributes === null ? '' : `<script async src="${src}" ${attributes}></script>`;
      const body = html?.replaceAll('TAG', tag) ??  `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width, viewport-fit=cover">
        <body><h1>Shop</h1><button id="own">Own button</button>${before}${tag}${after}</body></html>`;
      pages.set(path, { body, headers });
      for (const [name, text] of Object.entries(files ?? {})) pages.set(name, script(text));
      return host.origin + path;
    },
    /** Exchanges what stands at the address of a page, `TAG` in it being the plain tag. */
    replace(address, html) {
      const tag = `<script async src="${chat.origin}/embed.js" data-token="shop"></script>`;
      pages.get(new URL(address).pathname).body = html.replaceAll('TAG', tag);
    },
    close() {
      for (const server of [host, chat]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
