// docs/embedding.md and public/baton.d.ts say what is so: every example runs, every name is there.

import { readFileSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, launcher, settle } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();
const read = (path) => readFileSync(file(path), 'utf8');
const docs = read('docs/embedding.md');
const types = read('public/baton.d.ts');
const source = read('public/embed.js');
const examples = (language) => [...docs.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))].map(([, text]) => text);
const local = (text) => text.replaceAll('https://chat.example.com', at.chat.origin).replaceAll('your_site_token', 'shop');

for (const [place, example] of examples('html').entries()) {
  test(`HTML example ${place + 1} of the page works`, async (t) => {
    const has = example.includes('embed.js');
    const page = await at.open(t, at.page({ before: local(example), attributes: has ? null : undefined }));
    await launcher(page).waitFor();
    for (const button of await page.locator('[data-baton-open], [data-baton-ask], [data-baton-close]').all()) await button.click();
    assert.deepEqual(page.errors, []);
  });
}

for (const [place, example] of examples('js').entries()) {
  test(`JavaScript example ${place + 1} of the page works`, async (t) => {
    const page = await at.open(t, at.page());
    await launcher(page).waitFor();
    await page.evaluate(`(async () => { ${example} })()`);
    await settle(page);
    assert.deepEqual(page.errors, []);
  });
}

test('the policy of the page is enough', async (t) => {
  const [policy] = examples('text');
  const headers = { 'content-security-policy': `default-src 'none'; ${local(policy).replaceAll('\n', ' ')}` };
  const page = await at.open(t, at.page({ headers }));
  await launcher(page).click();
  await eventually(async () => (await launcher(page).getAttribute('aria-expanded')) === 'true');
  assert.deepEqual(page.console.filter((line) => /Content Security/.test(line)), []);
});

test("the CSS of the page moves the launcher and colours it", async (t) => {
  const page = await at.open(t, at.page({ before: `<style>${examples('css').join('')}</style>` }));
  const { y } = await launcher(page).boundingBox();
  assert.equal(y, 900 - 64 - 16 - 56);
  assert.equal(await launcher(page).evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(44, 106, 79)');
});

test('methods and attributes of the loader are those of the page and of the types', () => {
  const methods = /METHODS[^=]+= \[([^\]]+)\]/.exec(read('src/host/calls.rs'))[1].match(/(?<=")\w+/g);
  assert.ok(methods.length > 15);
  const tables = docs.split('\n').filter((line) => line.startsWith('| `'));
  for (const method of methods) {
    assert.ok(tables.some((line) => line.split('|')[1].includes(`\`${method}\``)), `docs: ${method}`);
    assert.match(types, new RegExp(`'${method}'`), `types: ${method}`);
  }
  for (const attribute of docs.matchAll(/^\| `data-([a-z-]+)`/gm)) {
    const name = attribute[1].replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    assert.match(source, new RegExp(`\\b${name}\\b`), attribute[1]);
  }
});
