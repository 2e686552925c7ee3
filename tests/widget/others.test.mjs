// Another conversation of the same visitor: said above the composer, listed in the menu, gone to and back.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, openChat, ready, say } from './chat.mjs';
import { look } from './look.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const opened = (relay) => relay.frames.flatMap(({ open }) => (open ? [open.conversation] : []));
const other = (more) => ({
  conversation: 'c2', at: 1, unread: 1, by: 'Maya Lindqvist', line: 'Your parcel has come back to us, shall we send it again?', ...more,
});

async function talking(t, options = {}) {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce', ...options });
  await ready(page);
  await say(page, 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.passTo('agent', 'agent_acted');
  relay.agentSays('One moment, please.');
  await page.getByText('One moment, please.').waitFor();
  return { page, relay };
}

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }],
]) {
  test(`news of it is said and leads there, in ${name}`, async (t) => {
    const { page, relay } = await talking(t, options);
    relay.tell({ hint: { others: [other()] } });
    await page.getByRole('status').getByText('New in your other chat – \u2068Maya Lindqvist: Your parcel has come back').waitFor();
    await look(page, `others-${name}-news`);
    await button(page, 'More options').click();
    await look(page, `others-${name}-menu`);
    await page.keyboard.press('Escape');
    relay.others = [other({ conversation: 'c', unread: 0, line: 'One moment, please.' })];
    await button(page, 'Open').click();
    await eventually('it is asked for', () => opened(relay).length === 1);
    assert.deepEqual(opened(relay), ['c2']);
    assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
    await eventually('the page came back without a cursor', () => relay.frames.filter(({ hello }) => hello && !hello.cursor).length === 2);
    await button(page, 'Open').waitFor({ state: 'hidden' });
    await button(page, 'More options').click();
    await page.getByRole('button', { name: 'Other chat – \u2068Maya Lindqvist: One moment, please.\u2069' }).click();
    await eventually('and back', () => opened(relay).length === 2);
    assert.deepEqual(opened(relay)[1], 'c');
  });
}

test('what is not sent yet keeps the visitor here, and they are told', async (t) => {
  const { page, relay } = await talking(t);
  relay.tell({ hint: { others: [other()] } });
  relay.refuses = 'text_too_long';
  await say(page, 'for you alone');
  await page.getByText('Not sent.').waitFor();
  await button(page, 'Open').click();
  await page.getByText('Something here is not sent yet.').waitFor();
  assert.deepEqual(opened(relay), []);
});

test('a new chat is begun from the menu, where something was said and no agent has it', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  const begin = () => button(page, 'Start a new chat');
  await button(page, 'More options').click();
  assert.equal(await begin().isVisible(), false, 'nothing to leave behind');
  await page.keyboard.press('Escape');
  await say(page, 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.passTo('agent', 'agent_acted');
  relay.agentSays('One moment, please.');
  await page.getByText('One moment, please.').waitFor();
  await button(page, 'More options').click();
  assert.equal(await begin().isVisible(), false, 'an agent is not left without a word');
  relay.passTo('ended', 'agent_ended');
  await button(page, 'End chat').waitFor({ state: 'hidden' });
  await button(page, 'More options').click();
  await begin().waitFor();
  relay.others = [other({ conversation: 'c', unread: 0 })];
  await begin().click();
  await page.getByText('One moment, please.').waitFor({ state: 'detached' });
  assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
  await button(page, 'More options').click();
  await page.getByRole('button', { name: 'Other chat – \u2068Maya Lindqvist' }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('a message that the desk has taken says so, now and on another page', async (t) => {
  const { page, relay } = await talking(t);
  await say(page, 'Are you there?');
  await eventually('it is said', () => relay.said.length === 2);
  await page.getByRole('log').getByText('Sent', { exact: true }).waitFor();
  relay.delivered = relay.log.length;
  relay.tell({ hint: { delivered: { seq: relay.delivered } } });
  await page.getByRole('log').getByText('Delivered', { exact: true }).waitFor();
  await page.reload();
  await page.getByRole('log').getByText('Delivered', { exact: true }).waitFor();
  await say(page, 'Hello?');
  await eventually('it is said', () => relay.said.length === 3);
  await page.getByRole('log').getByText('Sent', { exact: true }).waitFor();
  assert.equal(await page.getByRole('log').getByText('Delivered', { exact: true }).count(), 0, 'of the newest alone');
});
