// What a visitor has at hand beside the words: emoji, dropping, sounds, a text of the conversation.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, messages, openChat, ready, reads, say, GREETING } from './chat.mjs';
import { start } from './relay.mjs';

const at = bench(start);

test('an emoji is chosen by keys, comes where the cursor is, and Esc goes back', async (t) => {
  const { page } = await openChat(at, t);
  await ready(page);
  await composer(page).fill('good work');
  await composer(page).evaluate((field) => field.setSelectionRange(4, 4));
  const button = page.getByRole('button', { name: 'Insert an emoji' });
  await button.press('Enter');
  const panel = page.getByRole('group', { name: 'Insert an emoji' });
  await panel.waitFor();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowRight');
  const chosen = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  assert.equal(await composer(page).inputValue(), `good${chosen} work`);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  assert.deepEqual(page.complaints, []);
});

test('on a touch screen there is no button for emoji: the keyboard has them', async (t) => {
  const { page } = await openChat(at, t, { hasTouch: true, isMobile: true });
  await ready(page);
  assert.equal(await page.locator('#baton-emoji').isVisible(), false);
});

test('whoever comes to the clip is told what it takes', async (t) => {
  const { page } = await openChat(at, t);
  await ready(page);
  const clip = page.getByRole('button', { name: 'Attach a file' });
  await clip.focus();
  assert.match(await clip.getAttribute('title'), /Up to 1\sMB for each file/);
});

test('a file held over the chat is told what is taken, before it is let go', async (t) => {
  const { page } = await openChat(at, t);
  await ready(page);
  const drag = (kind) =>
    page.evaluate((kind) => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, kind);
  await drag('dragenter');
  await drag('dragover');
  await page.getByText('Drop files here').waitFor();
  assert.match(await page.locator('#baton-drop').innerText(), /Up to 1\sMB for each file/);
  await drag('drop');
  await page.getByText('Drop files here').waitFor({ state: 'hidden' });
  await page.getByRole('list', { name: 'Files to send' }).getByText('x.png').waitFor();
});

test('something new is heard where nobody looks, until the sounds are off', async (t) => {
  const { page, relay } = await openChat(at, t, {
    before: (page) =>
      page.addInitScript(() => {
        window.tones = 0;
        const { createOscillator } = AudioContext.prototype;
        AudioContext.prototype.createOscillator = function made() {
          window.tones += 1;
          return createOscillator.call(this);
        };
        Object.defineProperty(document, 'visibilityState', { get: () => (window.away ? 'hidden' : 'visible') });
      }),
  });
  await ready(page);
  await say(page, 'hello');
  relay.botSays('Seen');
  await page.getByText('Seen').waitFor();
  const away = (is) => page.evaluate((is) => ((window.away = is), document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))), is);
  const tones = () => page.evaluate(() => window.tones);
  await away(true);
  // The first may only wake the speaker up, as browsers have it.
  relay.botSays('One');
  relay.botSays('Two');
  relay.botSays('Three');
  await eventually('a sound', async () => (await tones()) > 0);
  await away(false);
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: 'Mute sounds' }).click();
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: 'Turn sounds on' }).waitFor();
  await page.keyboard.press('Escape');
  await away(true);
  const before = await tones();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  relay.botSays('Four');
  await page.getByText('Four').waitFor();
  assert.equal(await tones(), before);
});

test('the conversation is saved as a text', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'Where is my fern?');
  await page.getByText('Sent', { exact: true }).waitFor();
  relay.agentSays('On its way.');
  await reads(page, GREETING, 'Where is my fern?', 'On its way.');
  await page.getByRole('button', { name: 'More options' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save this conversation' }).click(),
  ]);
  const stream = await download.createReadStream();
  const text = Buffer.concat(await stream.toArray()).toString();
  assert.match(text, /^Fern & Fold\n\n.*, You\nWhere is my fern\?\n\n.*, Maya Lindqvist\nOn its way\.\n/);
  assert.equal(download.suggestedFilename(), 'chat.txt');
});

test('on paper stands the conversation alone', async (t) => {
  const { page } = await openChat(at, t, { before: (page) => page.addInitScript(() => (window.print = () => (window.printed = true))) });
  await ready(page);
  await say(page, 'Where is my fern?');
  await page.getByText('Sent', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: 'Print this conversation' }).click();
  await page.waitForFunction(() => window.printed);
  await page.emulateMedia({ media: 'print' });
  assert.match(await page.locator('body').innerText(), /^Fern & Fold[\s\S]*Where is my fern\?\s*$/);
  assert.equal(await page.locator('.baton').isVisible(), false);
});

test('a film is fetched when somebody wants it, and plays where it stands', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hello');
  await eventually('it is said', () => relay.said.length === 1);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  relay.agentSays('Like this:', [{ id: 'film', name: 'watering.mp4', media_type: 'video/mp4', bytes: 900 }]);
  const play = page.getByRole('button', { name: 'Play watering.mp4' });
  await play.waitFor();
  assert.ok(!asked.some((path) => path.includes('/v1/files/')));
  await play.click();
  const film = page.locator('video');
  await film.waitFor();
  assert.match(await film.getAttribute('src'), /^blob:/);
  assert.equal(await film.getAttribute('aria-label'), 'watering.mp4');
  assert.ok(await film.evaluate((element) => element.controls));
  assert.equal((await messages(page)).at(-1), 'Like this:');
});

test('what is written in one tab stands in the other', async (t) => {
  const context = await at.context(t);
  const one = await openChat(at, t, { context });
  const two = await openChat(at, t, { context, relay: one.relay });
  await Promise.all([ready(one.page), ready(two.page)]);
  await two.page.evaluate(() => Object.defineProperty(document, 'hasFocus', { value: () => false }));
  await composer(one.page).pressSequentially('half a thought');
  await eventually('the text', async () => (await composer(two.page).inputValue()) === 'half a thought');
});

const place = { latitude: 59.32932, longitude: 18.06858 };
const HERE = 'https://www.openstreetmap.org/?mlat=59.32932&mlon=18.06858#map=16/59.32932/18.06858';

test('a button of the bot says where the visitor is, in their own message', async (t) => {
  const { page, relay } = await openChat(at, t, { geolocation: place, permissions: ['geolocation'] });
  await ready(page);
  await say(page, 'hi');
  await reads(page, GREETING, 'hi');
  relay.botSays('Where are you?', [{ label: 'Share my location', action: { location: {} } }]);
  await page.getByRole('button', { name: 'Share my location' }).click();
  await eventually('it is sent', () => relay.said[1] === `My location: ${HERE}`);
  await page.getByRole('button', { name: 'Share my location' }).waitFor({ state: 'detached' });
});

test('a visitor who keeps it to themselves is told, and the button stays', async (t) => {
  const { page, relay } = await openChat(at, t, { permissions: [] });
  await ready(page);
  await say(page, 'hi');
  await reads(page, GREETING, 'hi');
  relay.botSays('Where are you?', [{ label: 'Share my location', action: { location: {} } }]);
  await page.getByRole('button', { name: 'Share my location' }).click();
  await page.getByRole('status').getByText('Your location could not be found.').waitFor();
  await page.getByRole('button', { name: 'Share my location' }).waitFor();
  assert.deepEqual(relay.said, ['hi']);
});

test('what a message says is copied, by mouse and by keys', async (t) => {
  const { page, relay } = await openChat(at, t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await ready(page);
  await say(page, 'hi');
  await reads(page, GREETING, 'hi');
  relay.botSays('Use the code FERN-12.');
  await reads(page, GREETING, 'hi', 'Use the code FERN-12.');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const copy = page.getByRole('button', { name: 'Copy', exact: true });
  await page.getByText(GREETING).hover();
  await copy.click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await copied(), GREETING);
  await composer(page).focus();
  await page.keyboard.press('Shift+Tab');
  await eventually('the focus comes to the conversation', async () => {
    if (await page.locator('.baton-scroll').evaluate((scroll) => scroll === document.activeElement)) return true;
    await page.keyboard.press('Shift+Tab');
    return false;
  });
  await copy.waitFor();
  await eventually('the focus goes on to it', async () => {
    await page.keyboard.press('Tab');
    return copy.evaluate((button) => button === document.activeElement);
  });
  await page.keyboard.press('Enter');
  await eventually('the newest is copied', async () => (await copied()) === 'Use the code FERN-12.');
  assert.equal(await page.getByRole('log').getByRole('button', { name: 'Cop' }).count(), 0, 'nothing is added to what is read out');
});

for (const [what, come] of [
  ['another comes', (relay, text) => relay.botSays(text)],
  ['the bot is about to say something', (relay, text) => relay.hint({ draft: { turn: 't', at: 0, text } })],
]) {
  test(`the way to copy goes with its message when ${what}`, async (t) => {
    const { page, relay } = await openChat(at, t, { viewport: { width: 400, height: 420 } });
    await ready(page);
    await say(page, 'hi');
    relay.botSays('It is a fern.');
    const bubble = page.locator('.baton-bubble', { hasText: 'It is a fern.' });
    await bubble.hover();
    const copy = page.getByRole('button', { name: 'Copy', exact: true });
    await copy.waitFor();
    const beside = async () => {
      const [one, other] = [await copy.boundingBox(), await bubble.boundingBox()];
      return Math.abs(one.y - other.y) < 1;
    };
    assert.ok(await beside());
    const before = await bubble.boundingBox();
    const lines = (length) => Array.from({ length }, (_, line) => `Line ${line}.`).join('\n');
    come(relay, lines(4));
    await eventually('the message has gone up', async () => (await bubble.boundingBox()).y < before.y);
    await eventually('the button with it, or it has gone', async () => !(await copy.isVisible()) || beside());
    come(relay, lines(40));
    await eventually('neither is in view', async () => !(await copy.isVisible()));
  });
}

test('phones offer their camera where pictures are taken', async (t) => {
  const photos = (page) =>
    page.route('**/chat/shop/', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('[&quot;png&quot;', '[&quot;jpg&quot;') });
    });
  const { page } = await openChat(at, t, { before: photos });
  await ready(page);
  assert.equal(await page.locator('input[type=file]').getAttribute('accept'), '.jpg,image/jpeg,.pdf');
});
