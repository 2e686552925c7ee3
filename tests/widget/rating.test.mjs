// How it was: asked after an agent, answered by mouse or keys alone, or left out. Pictures go to tests/out/pictures.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, openChat, ready, say } from './chat.mjs';
import { look } from './look.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const star = (page, number) => page.getByRole('radio', { name: `${number} of 5 stars` });
const values = (relay) => relay.frames.flatMap(({ send }) => (send?.message.form ? [send.message.form.values ?? []] : []));

/** A visitor whose agent has ended the conversation. */
async function left(t, options = {}) {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce', ...options });
  await ready(page);
  await say(page, 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.passTo('agent', 'agent_acted');
  relay.agentSays('You are welcome.');
  relay.passTo('ended', 'session_ended');
  relay.commit({ form: { id: 'how', fields: [{ rating: {} }, { comment: {} }], optional: true } });
  await page.getByText('How did we do?').waitFor();
  return { page, relay };
}

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced', { forcedColors: 'active' }],
  ['phone', { colorScheme: 'light', viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }],
]) {
  test(`stars and a comment are given, in ${name}`, async (t) => {
    const { page, relay } = await left(t, options);
    await look(page, `rating-${name}-asked`);
    await page.locator('.baton-star').nth(3).click();
    assert.ok(await star(page, 4).isChecked());
    await page.getByRole('textbox', { name: 'Anything to add?' }).fill('Quick and kind.');
    await look(page, `rating-${name}-chosen`);
    await button(page, 'Send').filter({ hasText: 'Send' }).click();
    await page.getByText('4 of 5 stars').waitFor();
    assert.deepEqual(values(relay), [[{ comment: 'Quick and kind.' }, { rating: 4 }]]);
    assert.equal(await page.getByText('How did we do?').count(), 0);
    await page.getByText('Quick and kind.').waitFor();
    await look(page, `rating-${name}-given`);
  });
}

test('keys alone do it, and nothing is sent without a star', async (t) => {
  const { page, relay } = await left(t);
  assert.ok(!(await page.evaluate(() => Boolean(document.activeElement.closest('.baton-form')))), 'the focus was not taken');
  await page.getByRole('textbox', { name: 'Anything to add?' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Please choose a number of stars.').waitFor();
  assert.ok(await star(page, 1).evaluate((field) => field === document.activeElement), 'the first star is at hand');
  assert.deepEqual(values(relay), []);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getByText('Please choose a number of stars.').count(), 0);
  await page.keyboard.press('Enter');
  await eventually('it is sent', () => values(relay).length === 1);
  assert.deepEqual(values(relay), [[{ rating: 3 }]]);
  assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
});

test('it can be left out without a trace, and waits while the assistant has the conversation again', async (t) => {
  const { page, relay } = await left(t);
  await say(page, 'thanks!');
  await eventually('it is said', () => relay.said.includes('thanks!'));
  relay.passTo('bot', 'visitor_wrote');
  relay.botSays('Any time.');
  await page.getByText('Any time.').waitFor();
  assert.ok(await button(page, 'Skip').isEnabled());
  await button(page, 'Skip').click();
  await page.getByText('How did we do?').waitFor({ state: 'detached' });
  await eventually('it is told', () => values(relay).length === 1);
  assert.deepEqual(values(relay), [[]]);
  assert.equal(await page.getByText('Skipped').count(), 0);
});
