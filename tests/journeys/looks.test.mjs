// The journey once in each look, with a picture of every state and axe on it; in the first also in small windows, at
// high zoom and from right to left.

import test from 'node:test';
import { assert, bench } from './browser.mjs';
import { journey } from './journey.mjs';
import { accessible, fits, look, looks, picture } from './look.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo());

/** One conversation with files of both sides, in windows of other shapes. */
async function otherShapes(page) {
  const { width, height } = page.viewportSize();
  const shapes = {
    'narrow-320': { width: 320, height: 568 },
    // What the window has left at twice the size, and at four times.
    'zoom-200': { width: width / 2, height: height / 2 },
    'zoom-400': { width: width / 4, height: height / 4 },
  };
  for (const [name, shape] of Object.entries(shapes)) {
    await page.setViewportSize(shape);
    await look(page, name, 'files');
  }
  await page.setViewportSize({ width, height });
  await page.evaluate(() => window.Baton('setLocale', 'ar'));
  await look(page, 'right-to-left', 'files');
  await page.evaluate(() => window.Baton('setLocale', 'en-GB'));
}

test('what is broken is found: a button without a name, in the chat and on the page; a line that is too wide', async (t) => {
  const visitor = new Visitor(await (await at.context(t)).newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  await accessible(visitor.page, 'whole');
  await visitor.chat.getByRole('button', { name: 'Attach a file' }).evaluate((clip) => {
    clip.removeAttribute('aria-label');
    clip.removeAttribute('title');
  });
  await visitor.launcher.evaluate((launcher) => launcher.replaceChildren());
  await assert.rejects(accessible(visitor.page, 'broken'), ({ actual }) => {
    assert.deepEqual(actual.map((each) => each.split(':')[0]), ['button-name', 'button-name']);
    return true;
  });
  await fits(visitor.page, 'whole');
  await visitor.log.evaluate((log) => log.style.setProperty('min-width', '600px'));
  await assert.rejects(fits(visitor.page, 'broken', 0), /wide/);
});

for (const [name, options] of Object.entries(looks)) {
  test(`the journey in ${name}`, (t) =>
    journey(t, at, {
      look: options,
      at: async (state, { page }, agent) => {
        await look(page, name, state);
        if (name !== 'desktop-light' || state !== 'files') return;
        await otherShapes(page);
        await picture(agent.page, 'console-ticket');
      },
    }));
}
