// Nobody is there: what is said, the message that is left, and how it looks. Pictures go to tests/out/pictures.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, openChat, ready, say } from './chat.mjs';
import { look } from './look.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const values = (relay) => relay.frames.flatMap(({ send }) => (send?.message.form ? [send.message.form.values ?? []] : []));

/** A visitor who asked for a person, and was told that nobody is there. */
async function told(t, options = {}, away = {}) {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce', ...options });
  await ready(page);
  await say(page, 'I want to talk to a person');
  await eventually('it is said', () => relay.said.length === 1);
  relay.commit({ notice: { away: { text: 'Our people sleep now.', can_leave: true, ...away } } });
  await page.getByText('Our people sleep now.').waitFor();
  return { page, relay };
}

test('the next opening is told by the clock of the visitor', async (t) => {
  const opens = Date.UTC(2026, 10, 23, 8);
  const clock = (page) => page.clock.setFixedTime(Date.UTC(2026, 10, 21, 10));
  for (const [timezoneId, words] of [
    ['Europe/Berlin', /from Monday (at )?9:00\sAM\.$/],
    ['America/New_York', /from Monday (at )?3:00\sAM\.$/],
    ['Pacific/Kiritimati', /from Monday (at )?10:00\sPM\.$/],
  ]) {
    const { page } = await told(t, { timezoneId, before: clock }, { opens_at: opens });
    assert.match(await page.getByText('Our people sleep now.').innerText(), words, timezoneId);
  }
});

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 }],
]) {
  test(`a message is left, in ${name}`, async (t) => {
    const { page, relay } = await told(t, options, { opens_at: Date.now() + 2 * 24 * 60 * 60 * 1000 });
    await look(page, `leaving-${name}-away`);
    await button(page, 'Leave a message').click();
    const message = page.getByRole('textbox', { name: 'Your message' });
    await message.waitFor();
    assert.ok(await message.evaluate((field) => field === document.activeElement), 'whoever asked for the form is in it');
    await button(page, 'Send message').click();
    await page.getByText('Please fill this in.').waitFor();
    assert.deepEqual(values(relay), []);
    const wish = page.getByRole('checkbox', { name: 'Answer me by e-mail' });
    assert.equal(await wish.count(), 0, 'there is no address to answer to');
    await message.fill('My parcel came without its lid.\nCan you send me one?');
    await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('ada@example.org');
    await wish.check();
    await look(page, `leaving-${name}-form`);
    await button(page, 'Send message').click();
    await eventually('it is sent', () => values(relay).length === 1);
    assert.deepEqual(values(relay)[0], [
      { message: 'My parcel came without its lid.\nCan you send me one?' },
      { email: 'ada@example.org' },
      { answer_by_email: true },
    ]);
    await page.getByText('Can you send me one?').waitFor();
    relay.commit({ notice: { message_left: { ticket: 4711, by_email: true } } });
    await page.getByText('We’ll answer by e-mail. Its number is 4711.').waitFor();
    await look(page, `leaving-${name}-left`);
  });
}

test('whoever stays with the assistant, or thinks better of it, is back in the composer', async (t) => {
  const { page, relay } = await told(t);
  await button(page, 'Back to the assistant').click();
  await button(page, 'Leave a message').waitFor({ state: 'detached' });
  const inComposer = () => composer(page).evaluate((field) => field === document.activeElement);
  assert.ok(await inComposer());
  relay.commit({ notice: { away: { can_leave: true } } });
  await button(page, 'Leave a message').click();
  await page.getByRole('textbox', { name: 'Your message' }).waitFor();
  await button(page, 'Back to the assistant').click();
  await page.getByRole('textbox', { name: 'Your message' }).waitFor({ state: 'detached' });
  assert.ok(await inComposer());
  assert.deepEqual(values(relay), [[]]);
  assert.equal(await page.getByText('Skipped').count(), 0);
});

test('a long wait offers to wait on, to leave a message, or the assistant; the queue has the words of the site', async (t) => {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce' });
  await ready(page);
  await say(page, 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.passTo('requested', 'visitor_asked');
  relay.passTo('queued', 'confirmed');
  await page.getByText('Somebody is with you in about five minutes.').waitFor();
  relay.commit({ notice: 'handoff_slow' });
  await button(page, 'Keep waiting').waitFor();
  await button(page, 'Back to the assistant').waitFor();
  await look(page, 'leaving-slow');
  await button(page, 'Leave a message').click();
  await page.getByRole('textbox', { name: 'Your message' }).waitFor();
  await button(page, 'Keep waiting').waitFor({ state: 'hidden' });
});

test('where the relay says that no message can be left, none is offered', async (t) => {
  const { page } = await told(t, {}, { can_leave: false });
  await button(page, 'Back to the assistant').waitFor();
  assert.equal(await button(page, 'Leave a message').count(), 0);
});

test('nor where the page was made without', async (t) => {
  const setting = '&quot;leave_message&quot;:true,';
  let served;
  const { page } = await told(t, { before: (page) => page.route('**/chat/shop/', async (route) => {
    const response = await route.fetch();
    served = await response.text();
    await route.fulfill({ response, body: served.replace(setting, '') });
  }) });
  assert.ok(served.includes(setting), 'there was something to take away');
  await button(page, 'Back to the assistant').waitFor();
  assert.equal(await button(page, 'Leave a message').count(), 0);
});
