// docs/embedding.md, the pages below it and public/baton.d.ts say what is so: every example runs, every name is there.

import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, heard, inside, launcher, settle, untilOpen } from './browser.mjs';
import { built, file } from './loader.mjs';

const at = bench();
const read = (path) => readFileSync(file(path), 'utf8');
const docs = read('docs/embedding.md');
const types = read('public/baton.d.ts');
const source = [...built.keys()].map((name) => read(`public/${name}`)).join('\n');
const examples = (language, text = docs) => [...text.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))].map(([, text]) => text);
const local = (text) => text.replaceAll('https://chat.example.com', at.chat.origin).replaceAll('your_site_token', 'shop');

for (const [place, example] of examples('html').entries()) {
  test(`HTML example ${place + 1} of the page works`, async (t) => {
    const has = example.includes('embed.js');
    const page = await at.open(t, at.page({ before: local(example), attributes: has ? null : undefined }));
    if (/data-(mode|trigger)/.test(example)) await page.locator('baton-chat').waitFor({ state: 'attached' });
    else await launcher(page).waitFor();
    if (/data-mode/.test(example)) await untilOpen(page);
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

/** The pages below docs/embedding, by name. */
const pages = readdirSync(file('docs/embedding')).map((name) => [name, read(`docs/embedding/${name}`)]);

for (const [name, text] of pages) {
  for (const [place, example] of examples('js', text).entries()) {
    test(`JavaScript example ${place + 1} of ${name} works`, async (t) => {
      const page = await at.open(t, at.page());
      await launcher(page).waitFor();
      await page.evaluate(`(async () => { ${example} })()`);
      await launcher(page).hover();
      await inside(page);
      assert.deepEqual(page.errors, []);
    });
  }
}

for (const name of ['tag-managers.md', 'wordpress.md', 'shopify.md']) {
  const [first] = examples('html', read(`docs/embedding/${name}`));
  test(`the lines of ${name} bring the chat through the queue alone, and once where they run twice`, async (t) => {
    const page = await at.open(t, at.page({ before: local(first) + local(first), attributes: null }));
    await launcher(page).click();
    await untilOpen(page);
    const [init] = await heard(await inside(page), 'init');
    assert.equal(init.options.token, 'shop');
    assert.equal(await page.locator('baton-chat').count(), 1);
    assert.deepEqual(page.errors, []);
  });

  test(`a copy of the loader from elsewhere still finds the relay by the lines of ${name}`, async (t) => {
    const page = await at.open(t, at.page({ attributes: null }));
    await page.route('https://cache.example/embed.js', (route) => route.fulfill({ body: built.get('embed.js'), contentType: 'text/javascript' }));
    const elsewhere = local(first.replace('https://chat.example.com/embed.js', 'https://cache.example/embed.js'));
    await page.goto(at.page({ before: elsewhere, attributes: null }));
    await launcher(page).click();
    await untilOpen(page);
    assert.equal((await inside(page)).url(), `${at.chat.origin}/chat/shop/`);
  });
}

for (const [name, before] of [
  ['tag-managers.md', () => local(examples('html', read('docs/embedding/tag-managers.md'))[1])],
  ['data-layer.js', () => `<script>${read('docs/samples/embedding/data-layer.js')}</script>`],
]) {
  test(`${name} passes events on to the data layer, before and after the loader came`, async (t) => {
    const page = await at.open(t, at.page({ before: before() }));
    await launcher(page).click();
    await untilOpen(page);
    await (await inside(page)).evaluate(() => window.say({ t: 'event', event: { id: 'e', createdAt: 5, type: 'agent:joined', agent: { name: 'Maya' } } }));
    await eventually(() => page.evaluate(() => dataLayer.length === 2));
    assert.deepEqual(await page.evaluate(() => dataLayer.map(({ event }) => event)), ['baton:open', 'baton:agent:joined']);
    assert.ok(!JSON.stringify(await page.evaluate(() => dataLayer)).includes('Maya'), 'no names of people');
  });
}

test('options and events of the types are those of the documents', () => {
  const events = /interface Events \{([^]*?)\n  \}/.exec(types)[1].matchAll(/^    '?([a-z]+(?::[a-z]+)?)'?: Event/gm);
  for (const [, name] of events) assert.ok(docs.includes(`\`${name}\``), `docs: ${name}`);
  for (const name of ['mode', 'target', 'showOn', 'hideOn', 'alerts']) {
    assert.match(types, new RegExp(`^    ${name}\\?:`, 'm'), `types: ${name}`);
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    assert.ok(docs.includes(`| \`${attribute}\` |`), `docs: ${attribute}`);
  }
});

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
