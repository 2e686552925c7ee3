// The playground's pages in a browser, and what the tests look at in each state of the chat.

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assert } from '../journeys/browser.mjs';
import { check, fits, frameOf } from '../journeys/look.mjs';

const root = resolve(import.meta.dirname, '../..');
/** Any moment will do, as long as pictures of tomorrow show the same. */
const NOON = Date.UTC(2026, 2, 10, 12);

/** The page with the chat alone, with these things tried. The query is for the browser: another one is another page. */
export function preview(servers, tried) {
  const words = new URLSearchParams({ token: servers.token, 'theme.accent': '#2c6a4f', ...tried });
  return `${servers.playground}preview/?${tried.state ?? ''}#${words}`;
}

/** Has each document of a context begin at the same moment; from there on time passes. */
export const atNoon = (context) =>
  context.addInitScript((noon) => {
    const Real = Date;
    const ahead = noon - Real.now();
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length ? given : [Real.now() + ahead]));
      }

      static now() {
        return Real.now() + ahead;
      }
    };
  }, NOON);

/** Has a state shown in a page, and waits until it is there. */
export async function reach(page, servers, tried) {
  await page.goto(preview(servers, tried));
  const outcome = await page.waitForFunction(() => {
    const { reached, failed } = document.documentElement.dataset;
    return failed || reached;
  });
  assert.equal(await outcome.jsonValue(), tried.state);
}

/** What is wrong with the state on the screen: by axe in the frame and of the launcher, and by its width. */
export async function wrong(page, state) {
  const frame = frameOf(page);
  const broken = [...(await check(page.mainFrame(), 'baton-chat')), ...(frame ? await check(frame, 'html') : [])];
  await fits(page, state).catch((error) => broken.push(error.message));
  return broken;
}

/** Takes a picture; for the documentation as small as it can be told apart from the screen. */
export async function picture(page, darkroom, name, isDocumented) {
  const png = await page.screenshot({ animations: 'disabled' });
  const out = resolve(root, 'tests/out/pictures/states');
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/${name}.png`, png);
  if (process.env.BATON_PICTURES !== '1' || !isDocumented) return;
  const webp = await darkroom.evaluate(async (base64) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.7).split(',')[1];
  }, png.toString('base64'));
  const folder = resolve(root, 'docs/pictures/states');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.webp`, Buffer.from(webp, 'base64'));
}
