// The chat document itself: its title, its language, its parts, and what a browser may fill in.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { openChat, ready, say } from './chat.mjs';
import { start } from './relay.mjs';

const at = bench(start);

test('the document is called as the site, in its language, and has one heading, one main part and one log', async (t) => {
  const { page } = await openChat(at, t);
  await ready(page);
  assert.equal(await page.title(), 'Fern & Fold');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.equal(await page.getByRole('heading', { level: 1, name: 'Fern & Fold' }).count(), 1);
  for (const role of ['main', 'log', 'banner']) assert.equal(await page.getByRole(role).count(), 1, role);
  assert.doesNotMatch(await page.getAttribute('meta[name=viewport]', 'content'), /user-scalable|maximum-scale/, 'it can be made larger');
});

test('name, address and telephone are fields that a browser may fill in, and nothing else is', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hello');
  await eventually('it is said', () => relay.said.length === 1);
  const text = (name, kind) => ({ text: { name, label: name, kind } });
  relay.commit({ form: { id: 'f', fields: [{ name: { required: true } }, { email: { required: true } }, text('call', 'phone'), text('order', 'number'), text('nick', 'line')], optional: false } });
  const field = (name) => page.locator('.baton-form').getByLabel(name);
  await field('call').waitFor();
  const filled = {};
  for (const name of ['Your name', 'Your e-mail address', 'call', 'order', 'nick']) filled[name] = await field(name).getAttribute('autocomplete');
  assert.deepEqual(filled, { 'Your name': 'name', 'Your e-mail address': 'email', call: 'tel', order: 'off', nick: 'off' });
});

test('nothing happens when a press begins: it may be drawn away', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hello');
  relay.botSays('Choose', [{ label: 'Returns', action: { postback: 'returns' } }]);
  const frames = () => relay.frames.filter(({ send, end, handoff }) => send || end || handoff).length;
  for (const name of ['Returns', 'More options', 'Insert an emoji', 'Attach a file']) {
    const button = page.getByRole('button', { name, exact: true });
    const { x, y, width, height } = await button.boundingBox();
    const before = frames();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(200, 2);
    await page.mouse.up();
    assert.equal(frames(), before, name);
    assert.equal(await page.locator('.baton-menu-items:not([hidden]), .baton-emoji').count(), 0, name);
  }
});
