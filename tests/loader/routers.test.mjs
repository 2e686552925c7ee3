// Pages that go elsewhere without reloading: what the frame hears of it, and that it stays.

import { readFileSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, heard, inside, isOpen, launcher, settle, untilOpen } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();
const pages = async (frame) => (await heard(frame, 'page')).map(({ page }) => new URL(page).pathname);

for (const [name, lacking] of [
  ['', false],
  [', in a browser without the Navigation API', true],
]) {
  test(`the frame hears where the visitor goes, without query and fragment${name}`, async (t) => {
    const before = lacking ? "<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>" : '';
    const address = at.page({ before });
    const page = await at.open(t, address);
    await launcher(page).hover();
    const frame = await inside(page);
    const fetches = () => page.asked.some((asked) => asked.endsWith('/navigation.js'));
    if (lacking) await eventually(fetches);
    await settle(page);
    assert.equal(fetches(), lacking, 'where the browser tells by itself no file is needed');
    await page.evaluate(() => history.pushState(null, '', '/a?secret=1#part'));
    await page.evaluate(() => history.replaceState(null, '', '/b#other'));
    await page.evaluate(() => (location.hash = 'third')); // the same page
    await eventually(async () => (await pages(frame)).length === 2);
    await page.goBack();
    await page.goBack();
    await eventually(async () => (await pages(frame)).length === 3);
    assert.deepEqual(await pages(frame), ['/a', '/b', new URL(address).pathname]);
    assert.ok((await heard(frame, 'page')).every(({ page }) => !/[?#]/.test(page)));
  });
}

/** Two pages that a library goes between, with the tag where it stands. */
function site(library, where) {
  const html = (other, mark) => `<!doctype html><html lang="en"><head><title>${mark}</title>
    <script src="/library.js"></script>${where === 'head' ? 'TAG' : ''}</head>
    <body><h1>${mark}</h1><a id="go" href="${other}">Go</a>${where === 'body' ? 'TAG' : ''}</body></html>`;
  const files = { '/library.js': readFileSync(file(`node_modules/${library}`), 'utf8') };
  // Each names the other, so the second stands under the address that the first expects.
  const first = at.page({ html: '', files });
  const second = at.page({ html: html(new URL(first).pathname, 'Second') });
  at.replace(first, html(new URL(second).pathname, 'First'));
  return { first, second };
}

for (const [name, library, ready] of [
  ['Turbo', '@hotwired/turbo/dist/turbo.es2017-umd.js', 'turbo:load'],
  ['Turbolinks', 'turbolinks/dist/turbolinks.js', 'turbolinks:load'],
]) {
  for (const where of ['head', 'body']) {
    test(`${name} goes to another page and back, and the chat stays as it is (tag in ${where})`, async (t) => {
      const { first } = site(library, where);
      const page = await at.open(t, first);
      if (library.startsWith('turbolinks')) await page.evaluate(() => Turbolinks.supported && Turbolinks.start());
      await launcher(page).click();
      await untilOpen(page);
      const frame = await inside(page);
      await page.evaluate((ready) => {
        window.kept = true;
        window.loads = 0;
        addEventListener(ready, () => loads++);
      }, ready);
      await page.click('#go', { position: { x: 2, y: 2 } });
      await page.getByRole('heading', { name: 'Second' }).waitFor();
      await eventually(() => page.evaluate(() => loads === 1));
      await eventually(async () => (await pages(frame)).length === 1);
      await page.goBack();
      await page.getByRole('heading', { name: 'First' }).waitFor();
      await settle(page);
      assert.equal(await page.evaluate(() => window.kept), true, 'the document was never reloaded');
      assert.equal(frame.isDetached(), false);
      assert.equal(await isOpen(page), true);
      assert.equal(await page.locator('baton-chat').count(), 1);
      assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
      assert.deepEqual(page.errors, []);
    });
  }
}

test("Astro's swap, its tags run again, changes nothing and doubles nothing", async (t) => {
  const page = await at.open(t, at.page({ before: '<button id="help" data-baton-ask="Where is it?">Ask</button>' }));
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  for (let turn = 0; turn < 2; turn++) {
    // What its client router does: events, attributes of the root, head, body, and scripts that have not run yet.
    await page.evaluate(async (src) => {
      document.dispatchEvent(new Event('astro:before-preparation'));
      const next = new DOMParser().parseFromString(`<html lang="en"><head><title>Next</title></head><body><button id="help" data-baton-ask="Where is it?">Ask</button><script async src="${src}" data-token="shop"></scr` + 'ipt></body></html>', 'text/html');
      document.dispatchEvent(new Event('astro:before-swap'));
      const root = document.documentElement;
      for (const { name } of [...root.attributes]) root.removeAttribute(name);
      for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
      document.head.replaceChildren(...next.head.children);
      document.body.replaceWith(next.body);
      history.pushState({ index: 1 }, '', '/next');
      document.dispatchEvent(new Event('astro:after-swap'));
      for (const old of document.querySelectorAll('body script')) {
        const script = document.createElement('script');
        for (const { name, value } of old.attributes) script.setAttribute(name, value);
        const loaded = new Promise((resolve) => (script.onload = resolve));
        old.replaceWith(script);
        await loaded;
      }
      document.dispatchEvent(new Event('astro:page-load'));
    }, `${at.chat.origin}/embed.js`);
  }
  await page.click('#help');
  await eventually(async () => (await heard(frame, 'call')).length);
  await settle(page);
  assert.equal((await heard(frame, 'call')).length, 1, 'one click is one message');
  assert.equal(frame.isDetached(), false);
  assert.equal(await page.locator('baton-chat').count(), 1);
});
