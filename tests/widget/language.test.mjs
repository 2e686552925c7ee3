// The chat in the visitor's language: chosen by the page, the browser or the site; in words of the site's own.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { openChat, ready, say } from './chat.mjs';
import { site, start } from './relay.mjs';

const at = bench(start);

/** Has the document say something else of its site. */
const says = (changes) => async (page) => {
  await page.route('**/chat/shop/', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/name="baton-site" content="[^"]*"/, () => {
      const content = JSON.stringify({ ...site([]), ...changes });
      return `name="baton-site" content="${content.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
    });
    return route.fulfill({ response: answer, body });
  });
};

test('a site in French speaks French from its first word, and fetches no other language', async (t) => {
  const { page } = await openChat(at, t, {
    before: async (page) => {
      page.fetched = [];
      page.on('request', (request) => /locale\./.test(request.url()) && page.fetched.push(request.url().split('/').at(-1)));
      await says({ locale: 'fr' })(page);
    },
  });
  await ready(page);
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  assert.notEqual(await page.locator('#baton-text').getAttribute('placeholder'), 'Write a message…');
  assert.equal(await page.getByRole('button', { name: 'More options' }).count(), 0);
  assert.deepEqual(page.fetched, ['locale.fr.json']);
});

test('English costs nothing more', async (t) => {
  const fetched = [];
  const { page } = await openChat(at, t, {
    before: (page) => page.on('request', (request) => fetched.push(request.url())),
  });
  await ready(page);
  assert.deepEqual(fetched.filter((address) => /locale\.|language\.js/.test(address)), []);
});

test('where the site lets it, the browser chooses, as near as there is', async (t) => {
  const { page } = await openChat(at, t, { locale: 'ar-EG', before: says({ follow_browser: true }) });
  await ready(page);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ar-EG');
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
});

test('a language that there is none of is English, and says so', async (t) => {
  const { page } = await openChat(at, t, { before: says({ locale: 'tlh' }) });
  await ready(page);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: 'More options' }).waitFor();
});

test('where the texts do not come the chat goes on in English', async (t) => {
  const { page } = await openChat(at, t, {
    before: async (page) => {
      await page.route('**/locale.de.json', (route) => route.abort());
      await says({ locale: 'de' })(page);
    },
  });
  await ready(page);
  await say(page, 'hallo');
  await page.getByText('Sent', { exact: true }).waitFor();
});

test('where neither words nor module come the visitor is told in English, with no way out that is a script', async (t) => {
  const { page } = await openChat(at, t, {
    before: async (page) => {
      for (const path of ['**/locale.ar.json', '**/*_bg.wasm']) await page.route(path, (route) => route.abort());
      await says({ locale: 'ar', fallback: 'javascript:alert(1)' })(page);
    },
  });
  const said = page.locator('#baton-fallback');
  await said.getByText('The chat can’t run in this browser just now.').waitFor();
  assert.equal(await said.getByRole('link').count(), 0);
  // The words may come after that line was written, and turn the page round.
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  assert.equal(await said.evaluate((line) => getComputedStyle(line).direction), 'ltr');
});

test('the site’s own words stand in the place of ours', async (t) => {
  const texts = { en: { menu: 'Everything else', frame_placeholder: 'Ask the gardener…' } };
  const { page } = await openChat(at, t, { before: says({ texts }) });
  await ready(page);
  await page.getByRole('button', { name: 'Everything else' }).waitFor();
  assert.equal(await page.locator('#baton-text').getAttribute('placeholder'), 'Ask the gardener…');
});

test('what is filled in stays when the language changes, and so does the focus', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hello');
  await page.getByText('Sent', { exact: true }).waitFor();
  relay.commit({ form: { id: 'who', fields: [{ name: { required: true } }, { email: { required: true } }], optional: false } });
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('E-mail').pressSequentially('ada@shop.example');
  await page.evaluate(() => batonBoot.setLocale('ar'));
  await page.locator('html[lang=ar]').waitFor();
  await page.getByRole('button', { name: 'More options' }).waitFor({ state: 'detached' });
  const fields = () => page.locator('.baton-form input').evaluateAll((inputs) => inputs.map((input) => [input.value, input.dir, input === document.activeElement]));
  await eventually('what was filled in', async () => JSON.stringify(await fields()) === JSON.stringify([['Ada', 'auto', false], ['ada@shop.example', 'auto', true]]));
  await page.keyboard.type('.org');
  assert.equal((await fields())[1][0], 'ada@shop.example.org');
});

test('the visitor chooses, the page cannot take that back, and the next page remembers', async (t) => {
  const context = await at.context(t);
  const { page, relay } = await openChat(at, t, { context });
  await ready(page);
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: 'Language' }).click();
  const choice = page.getByLabel('Language');
  await choice.waitFor();
  assert.ok((await choice.locator('option').count()) > 30);
  await choice.selectOption({ label: 'Deutsch' });
  await page.locator('html[lang=de]').waitFor();
  await choice.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('button', { name: 'More options' }).count(), 0);
  await page.evaluate(() => batonBoot.setLocale('fr'));
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  const next = await openChat(at, t, { context, relay });
  await ready(next.page);
  assert.equal(await next.page.locator('html').getAttribute('lang'), 'de');
});
