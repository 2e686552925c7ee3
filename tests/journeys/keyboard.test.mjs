// The journey without a pointer, and without a look at where things are: Tab, Enter, Escape and letters.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually, phone } from './browser.mjs';
import { Keys } from './keys.mjs';
import { picture } from './samples.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo());

test('by keyboard from the page to the queue, and back to the page', async (t) => {
  const context = await at.context(t);
  const page = await context.newPage();
  const visitor = new Visitor(page);
  const keys = new Keys(page);
  await page.goto(at.servers.shop);
  await visitor.launcher.waitFor();
  await keys.until('Tab', 'Chat with Fern & Fold');
  await keys.press('Enter');
  await visitor.ready();
  await keys.has('Message');

  await page.keyboard.type('How long does shipping take?');
  await keys.press('Enter');
  await visitor.reads('Delivery within the country');
  await keys.has('Message');

  await keys.until('Shift+Tab', 'Where is my order?');
  await keys.press('Enter');
  await visitor.reads('As soon as your parcel leaves us');
  // The button is gone; who pressed it goes on in the composer.
  await keys.has('Message');

  await keys.until('Shift+Tab', 'More options');
  await keys.press('Enter');
  await keys.has('Talk to a person');
  // Escape closes the menu, not the chat.
  await keys.press('Escape');
  await keys.has('More options');
  await keys.press('Enter');
  await keys.press('Enter');

  await visitor.chat.getByLabel('Your name').waitFor();
  await keys.until('Shift+Tab', 'Your name');
  await keys.until('Tab', 'Continue');
  await keys.press('Enter');
  await visitor.reads('Please fill this in.');
  // Where something is missing.
  await keys.has('Your name');
  await page.keyboard.type('Ada Brown');
  await keys.press('Enter');
  await visitor.notices('You’re in the queue');
  await keys.has('Message');

  await keys.press('Escape');
  await keys.has('Chat with Fern & Fold');
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'false');
});

test('by keyboard through everything a chat has: files, a picture, the menu, an end, stars; the focus is never lost', async (t) => {
  const context = await at.context(t);
  const page = await context.newPage();
  const visitor = new Visitor(page);
  const keys = new Keys(page);
  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  // From the start: choosers are caught in the frame some time after somebody begins to listen.
  let chosen;
  page.on('filechooser', (chooser) => chosen(chooser));
  await page.goto(at.servers.shop);
  await visitor.launcher.waitFor();
  await keys.until('Tab', 'Chat with Fern & Fold');
  await keys.press('Enter');
  await visitor.ready();
  await keys.has('Message');

  await keys.type('I want to talk to a person');
  await keys.press('Enter');
  await visitor.chat.getByLabel('Your name').waitFor();
  await keys.keeps('the form has come');
  await keys.until('Shift+Tab', 'Your name');
  await keys.type('Ada Brown');
  await keys.press('Enter');
  await visitor.notices('You’re in the queue');
  await keys.has('Message');
  await agent.opensTicket(at.servers.console);
  await agent.replies('Hello Ada, what ails your fern?');
  await visitor.reads('what ails your fern?');
  await keys.has('Message');

  // A file of one's own, taken back, then sent.
  const fern = { name: 'my fern.png', mimeType: 'image/png', buffer: await picture(at.browser, { well: false }) };
  for (const keep of [false, true]) {
    await keys.until('Shift+Tab', 'Attach a file');
    const choosing = new Promise((resolve) => (chosen = resolve));
    await keys.press('Enter');
    await (await choosing).setFiles([fern]);
    await visitor.tray.getByText(fern.name).waitFor();
    await visitor.tray.getByRole('progressbar').waitFor({ state: 'detached' });
    await keys.keeps('the file is up');
    if (keep) continue;
    await keys.until('Shift+Tab', `Remove ${fern.name}`);
    await keys.press('Enter');
    await eventually('it is gone', async () => (await visitor.tray.count()) === 0);
    await keys.keeps('the file is gone');
  }
  await keys.until('Tab', 'Message');
  await keys.type('Like this.');
  await keys.press('Enter');
  await visitor.sees(fern.name);
  await keys.has('Message');

  // A picture of the agent's, large and back.
  const well = { name: 'watered.png', type: 'image/png', bytes: await picture(at.browser, { well: true }) };
  await agent.replies('This one stands brighter:', well);
  await visitor.sees(well.name);
  await keys.until('Shift+Tab', `Picture ${well.name}`);
  await keys.press('Enter');
  await visitor.chat.getByRole('dialog').waitFor();
  await keys.has('Close');
  await keys.press('Escape');
  await keys.has(`Picture ${well.name}`);

  // The menu, to the end: asked, thought better of, done.
  for (const answer of ['Keep chatting', 'End chat']) {
    await keys.until('Shift+Tab', 'More options');
    await keys.press('Enter');
    await keys.until('Tab', 'End chat');
    await keys.press('Enter');
    await keys.has('Keep chatting');
    if (answer !== 'Keep chatting') await keys.until('Tab', answer);
    await keys.press('Enter');
    await keys.keeps(answer);
  }
  await visitor.chat.getByText('How did we do?').waitFor();
  await keys.keeps('the end');

  await keys.until('Shift+Tab', 'Anything to add?');
  await keys.until('Shift+Tab', '5 of 5 stars');
  await keys.press('Space');
  await keys.press('ArrowLeft');
  await keys.has('4 of 5 stars');
  await keys.until('Tab', 'Anything to add?');
  await keys.type('Quick and kind.');
  await keys.until('Tab', 'Send');
  await keys.press('Enter');
  await visitor.reads('4 of 5 stars');
  await keys.has('Message');

  await keys.until('Shift+Tab', 'Close chat');
  await keys.press('Enter');
  await keys.has('Chat with Fern & Fold');
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'false');
  assert.deepEqual(visitor.complaints, []);
});

test('a panel beside the page lets Tab out at both ends, one that fills a phone goes round', async (t) => {
  for (const [look, filled] of [[desktop, false], [phone, true]]) {
    const page = await (await at.context(t, look)).newPage();
    const visitor = new Visitor(page);
    const keys = new Keys(page);
    await page.goto(at.servers.shop);
    await visitor.launcher.waitFor();
    const first = await page.evaluate(() => document.querySelector('a[href], button').textContent.trim());
    await visitor.launcher.focus();
    await keys.press('Enter');
    await visitor.ready();
    await keys.keeps('opening');
    for (const key of ['Tab', 'Shift+Tab']) {
      await keys.until(key, 'Close chat');
      const stops = await keys.round(key);
      assert.equal(stops.includes(first), !filled, `${key} in ${filled ? 'a full' : 'a floating'} panel: ${stops.join(' | ')}`);
      for (const own of ['Message', 'More options', 'Attach a file']) assert.ok(stops.some((stop) => stop.startsWith(own)), `${own} among ${stops.join(' | ')}`);
    }
  }
});
