// A phone's back button closes the chat that fills the screen, and confuses no router.

import test from 'node:test';
import { assert, bench, eventually, inside, launcher, settle, untilOpen } from './browser.mjs';

const at = bench();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A router that remembers what it heard, and keeps a state of its own. */
const ROUTER = `<script>
  window.heardOf = [];
  history.replaceState({ router: 0 }, '');
  const push = history.pushState;
  history.pushState = function (...given) { heardOf.push('push ' + given[2]); return push.apply(this, given); };
  addEventListener('popstate', (event) => heardOf.push('pop ' + location.pathname + ' ' + JSON.stringify(event.state)));
</script>`;
const LACKING = "<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>";

/** What the router heard beside being told, at most once, that it is where it is with the state it has. */
const confusing = (page) =>
  page.evaluate(() => {
    const same = `pop ${location.pathname} {"router":0}`;
    const first = heardOf.indexOf(same);
    return heardOf.filter((line, place) => line !== same || place !== first);
  });

const length = (page) => page.evaluate(() => history.length);
const entry = (page) => page.evaluate(() => Boolean(history.state?.baton));

async function opened(t, before) {
  const page = await at.open(t, at.page({ before }), phone);
  const lengthBefore = await length(page);
  await launcher(page).tap();
  await untilOpen(page);
  await eventually(() => entry(page));
  return { page, lengthBefore };
}

for (const [name, lacking] of [
  ['', ''],
  [', without the Navigation API', LACKING],
]) {
  test(`back closes the chat and stays on the page, and a router learns nothing new${name}`, async (t) => {
    const { page, lengthBefore } = await opened(t, lacking + ROUTER);
    const address = page.url();
    assert.equal(await length(page), lengthBefore + 1);
    assert.deepEqual(await page.evaluate(() => history.state.router), 0, 'the router finds its own state');
    const frame = await inside(page);
    await page.evaluate(() => addEventListener('popstate', () => heardOf.push('a late router heard it')));
    await page.goBack();
    await untilOpen(page, false);
    assert.equal(page.url(), address);
    assert.equal(frame.isDetached(), false);
    await settle(page);
    assert.deepEqual(await confusing(page), []);
    assert.deepEqual(await page.evaluate(() => history.state), { router: 0 });
    // And once more: a second opening has an entry again.
    await launcher(page).tap();
    await untilOpen(page);
    await eventually(() => entry(page));
    assert.equal(await length(page), lengthBefore + 1);
  });

  test(`closing otherwise takes the entry back, and a router learns nothing new${name}`, async (t) => {
    const { page } = await opened(t, lacking + ROUTER);
    await (await inside(page)).evaluate(() => window.say({ t: 'close' }));
    await untilOpen(page, false);
    await eventually(async () => !(await entry(page)));
    await settle(page);
    assert.deepEqual(await confusing(page), []);
    assert.deepEqual(await page.evaluate(() => history.state), { router: 0 });
  });

  test(`whoever closes the chat to go elsewhere on the page gets there${name}`, async (t) => {
    const { page } = await opened(t, lacking + ROUTER);
    await page.evaluate(() => {
      Baton('close');
      history.pushState({ router: 1 }, '', '/thanks');
    });
    await untilOpen(page, false);
    await settle(page);
    assert.equal(new URL(page.url()).pathname, '/thanks');
    assert.deepEqual(await page.evaluate(() => heardOf), ['push /thanks']);
  });

  test(`a page that goes on while the chat is open keeps its own entries${name}`, async (t) => {
    const { page } = await opened(t, lacking + ROUTER);
    const { pathname } = new URL(page.url());
    await page.evaluate(() => history.pushState({ router: 1 }, '', '/further'));
    await page.goBack();
    await eventually(() => page.evaluate(() => heardOf.length === 2));
    assert.match((await page.evaluate(() => heardOf))[1], new RegExp(`^pop ${pathname} `), 'the router hears what is its own');
    await untilOpen(page);
    await page.goBack();
    await untilOpen(page, false);
    assert.equal(new URL(page.url()).pathname, pathname);
    assert.equal((await confusing(page)).length, 2, 'and nothing that is not');
  });
}

test('a panel beside its launcher leaves the history alone', async (t) => {
  const page = await at.open(t, at.page());
  const before = await length(page);
  await launcher(page).click();
  await untilOpen(page);
  await settle(page);
  assert.equal(await length(page), before);
});

test('a chat that is open at first adds nothing before somebody has touched the page, and an entry after that', async (t) => {
  // Whatever a test asks of a page counts as a touch of it, so the page is told that it was none.
  const before = "<script>Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })</script>";
  const page = await at.open(t, at.page({ before, attributes: 'data-token="shop" data-open' }), phone);
  const first = await length(page);
  await untilOpen(page);
  await eventually(() => page.asked.some((address) => address.endsWith('/back.js')));
  await settle(page);
  assert.equal(await length(page), first);
  await page.evaluate(() => {
    navigator.userActivation.hasBeenActive = true;
    visualViewport.dispatchEvent(new Event('resize'));
  });
  await eventually(() => entry(page));
  assert.equal(await length(page), first + 1);
});
