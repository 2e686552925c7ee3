// The launcher and its panel: what a visitor sees, hovers, taps and types.

import test from 'node:test';
import { assert, bench, eventually, focused, heard, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

test('a page asks for the loader alone until somebody wants the chat', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.mouse.move(200, 200);
  await page.keyboard.press('Tab');
  await page.evaluate(() => scrollTo(0, 50));
  await settle(page);
  const beside = page.asked.filter((address) => !address.endsWith('/favicon.ico'));
  assert.deepEqual(beside, [page.url(), `${at.chat.origin}/embed.js`]);
  assert.equal(await panel(page).count(), 0);
  const shift = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(0)));
      }),
  );
  assert.equal(shift, 0);
});

test('hovering makes the frame ready, hidden, and takes no focus', async (t) => {
  const page = await at.open(t, at.page());
  await page.focus('#own');
  await launcher(page).hover();
  const frame = await inside(page);
  await heard(frame, 'init');
  assert.equal(await panel(page).isVisible(), false);
  assert.equal(await isOpen(page), false);
  assert.equal(await focused(page), 'own');
  const [init] = await heard(frame, 'init');
  assert.deepEqual(init, { t: 'init', v: 1, options: { token: 'shop' }, page: page.url(), open: false });
});

test('the address of the page is told without query and fragment', async (t) => {
  const address = at.page();
  const page = await at.open(t, `${address}?secret=1#part`);
  await launcher(page).hover();
  const [init] = await heard(await inside(page), 'init');
  assert.equal(init.page, address);
});

test('a click opens, the frame takes the focus, Esc closes and gives it back', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  assert.equal(await panel(page).isVisible(), true);
  assert.equal(await focused(page), 'iframe');
  assert.equal(await panel(page).getAttribute('title'), 'Chat');
  assert.equal(await panel(page).getAttribute('sandbox'), null);
  await frame.focus('textarea');
  await frame.press('textarea', 'Escape');
  await untilOpen(page, false);
  assert.equal(await focused(page), 'button');
  await eventually(async () => !(await panel(page).isVisible()));
  assert.deepEqual((await heard(frame, 'shown')).map(({ open }) => open), [true, false]);
});

test('the keyboard alone opens and closes', async (t) => {
  const page = await at.open(t, at.page());
  await page.focus('#own');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'button');
  await page.keyboard.press('Enter');
  await untilOpen(page);
  await (await inside(page)).press('textarea', 'Shift+Tab');
  await eventually(async () => (await focused(page)) === 'button');
  await page.keyboard.press('Space');
  await untilOpen(page, false);
  assert.equal(await focused(page), 'button');
});

test("the focus returns to the page's own button that opened, or to the launcher where that is gone", async (t) => {
  const page = await at.open(t, at.page({ before: '<button id="help" data-baton-open>Help</button>' }));
  await launcher(page).waitFor();
  for (const end of ['help', 'button']) {
    await page.click('#help');
    await untilOpen(page);
    if (end === 'button') await page.evaluate(() => document.querySelector('#help').remove());
    const frame = await inside(page);
    await frame.evaluate(() => window.say({ t: 'close' }));
    await untilOpen(page, false);
    assert.equal(await focused(page), end);
  }
});

test('closing from the page leaves a focus alone that is elsewhere', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  await page.focus('#own');
  await page.evaluate(() => Baton('close'));
  await untilOpen(page, false);
  assert.equal(await focused(page), 'own');
});

test('unread messages show on the launcher and in its name', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="shop" data-label="Help"' }));
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'unread', count: 3 }));
  await page.getByRole('button', { name: /^Help\s*3$/ }).waitFor();
  await frame.evaluate(() => window.say({ t: 'unread', count: 0 }));
  await page.getByRole('button', { name: 'Help', exact: true }).waitFor();
  assert.equal(await panel(page).getAttribute('title'), 'Help');
});

test('the panel floats beside the launcher, 400 by 704 at most', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const button = await launcher(page).boundingBox();
  const box = await panel(page).boundingBox();
  assert.deepEqual([button.width, button.height], [56, 56]);
  assert.deepEqual([box.width, box.height], [400, 704]);
  assert.equal(box.x + box.width, button.x + button.width);
  assert.ok(box.y + box.height < button.y);
  await page.setViewportSize({ width: 800, height: 600 });
  await eventually(async () => (await panel(page).boundingBox()).height === 500);
  const { y, height } = await panel(page).boundingBox();
  assert.ok(y >= 0 && y + height < 600 - 72);
});

for (const [name, viewport] of [
  ['a narrow window', { width: 390, height: 844 }],
  ["a phone's window held sideways", { width: 844, height: 390 }],
]) {
  test(`${name} is filled, and the frame told so`, async (t) => {
    const page = await at.open(t, at.page(), { viewport, hasTouch: true, isMobile: true });
    await launcher(page).tap();
    await untilOpen(page);
    assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 0, ...viewport });
    assert.equal(await launcher(page).isVisible(), false);
    const [told] = (await heard(await inside(page), 'viewport')).slice(-1);
    const safe = { top: 0, right: 0, bottom: 0, left: 0 };
    assert.deepEqual(told, { t: 'viewport', full: true, height: viewport.height, safe });
  });
}

test('the panel keeps to what a keyboard leaves of the window', async (t) => {
  const page = await at.open(t, at.page(), { viewport: { width: 390, height: 844 } });
  await launcher(page).click();
  await untilOpen(page);
  await page.evaluate(() => {
    Object.defineProperties(visualViewport, { height: { value: 500 }, offsetTop: { value: 40 } });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 40, width: 390, height: 500 });
  const frame = await inside(page);
  await eventually(async () => (await heard(frame, 'viewport')).at(-1).height === 500);
  await page.evaluate(() => Baton('close'));
  await untilOpen(page, false);
  const { y } = await launcher(page).boundingBox();
  assert.equal(y, 844 - 56 - 16, 'the launcher is back in its corner');
});

test('a pinch magnifies the panel instead of shrinking it', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  await page.evaluate(() => {
    Object.defineProperties(visualViewport, { height: { value: 300 }, scale: { value: 3 } });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  assert.equal((await panel(page).boundingBox()).height, 704);
});

for (const [position, dir, side] of [
  ['', 'ltr', 'right'],
  ['', 'rtl', 'left'],
  ['left', 'ltr', 'left'],
  ['right', 'rtl', 'right'],
]) {
  test(`the launcher of position "${position}" stands ${side} on a page written ${dir}`, async (t) => {
    const attributes = `data-token="shop" ${position && `data-position="${position}"`}`;
    const page = await at.open(t, at.page({ attributes, before: `<script>document.documentElement.dir="${dir}"</script>` }));
    const { x } = await launcher(page).boundingBox();
    assert.equal(x, side === 'left' ? 16 : 1280 - 56 - 16);
  });
}

test("the page's own CSS colours the launcher, and an attribute wins over it", async (t) => {
  const before = '<style>html { --baton-accent: rgb(1, 2, 3) } * { padding: 9px; background: red; border: 3px solid }</style>';
  const colour = async (attributes) => {
    const page = await at.open(t, at.page({ before, attributes }));
    return launcher(page).evaluate((button) => getComputedStyle(button).backgroundColor);
  };
  assert.equal(await colour('data-token="shop"'), 'rgb(1, 2, 3)');
  assert.equal(await colour('data-token="shop" data-accent="#0a0b0c"'), 'rgb(10, 11, 12)');
});
