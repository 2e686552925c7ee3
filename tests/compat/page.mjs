// A page with a shim: on the loader's bench, with the shims beside the loader, and where wanted a stand-in for `Baton`.

import { readFileSync } from 'node:fs';
import { bench as loaderBench } from '../loader/browser.mjs';
import { file } from '../loader/loader.mjs';

export { assert, calls, eventually, heard, inside, launcher, panel, settle, untilOpen } from '../loader/browser.mjs';

const type = { contentType: 'text/javascript; charset=utf-8' };

/** Takes every call down, the functions in it kept as `given`, and answers as the loader does. */
const RECORDER = `<script>
  window.told = []; window.given = {}; window.stopped = [];
  window.Baton = Object.assign((method, ...args) => {
    told.push(JSON.parse(JSON.stringify([method, ...args], (key, value) => (typeof value === 'function' ? 'function' : value))));
    given[method === 'on' ? 'on ' + args[0] : method] = args.at(-1);
    const stop = () => stopped.push(method);
    return /^(on|before)/.test(method) ? stop : Promise.resolve(method + ' done');
  }, { add() {}, sites: new Map() });
</script>`;

export function bench() {
  const at = loaderBench();
  /** Opens an HTML text as a page of the host, with the shims of `public/compat` at the relay. */
  at.show = async (t, html, { policy, ...options } = {}) => {
    const context = await at.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    t.after(() => context.close());
    context.setDefaultTimeout(15_000);
    await context.route(`${at.chat.origin}/assets/compat/*`, (route) => {
      const name = new URL(route.request().url()).pathname.split('/').at(-1);
      return route.fulfill({ ...type, body: readFileSync(file(`public/compat/${name}`), 'utf8') });
    });
    const headers = policy && { 'content-security-policy': policy };
    const page = await context.newPage();
    page.console = [];
    page.errors = [];
    page.on('console', (line) => page.console.push(`${line.type()}: ${line.text()}`));
    page.on('pageerror', (error) => page.errors.push(error.message));
    await page.goto(at.page({ attributes: null, before: html, headers }));
    return page;
  };
  /** A page with one shim, whose calls a recorder takes in the loader's place. */
  at.recorded = (t, name, { before = '', attributes = 'data-token="shop"' } = {}) =>
    at.show(t, `<!doctype html>${RECORDER}${before}<main id="room"></main><script src="${at.chat.origin}/assets/compat/${name}.js" ${attributes}></script>`);
  /** A sample of the documentation, with this bench's addresses in it. */
  at.sample = (t, name) =>
    at.show(t, readFileSync(file(`docs/samples/${name}.html`), 'utf8').replaceAll('https://chat.example.com', at.chat.origin).replaceAll('your_site_token', 'shop'));
  return at;
}

/** The lines that the page's console has of the shim. */
export const lines = (page) => page.console.filter((line) => line.includes('Baton:'));

/** What the recorder was told, but for listening. */
export const told = async (page) => (await page.evaluate(() => window.told)).filter(([method]) => method !== 'on');
