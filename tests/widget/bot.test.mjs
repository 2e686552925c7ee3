// What a bot asks, shows and hears: forms, cards, the way to stop it, thumbs, suggestions. Pictures go to tests/out/pictures.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, messages, openChat, ready, say } from './chat.mjs';
import { look } from './look.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const values = (relay) => relay.frames.flatMap(({ send }) => (send?.message.form ? [send.message.form.values ?? []] : []));
const looks = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced', { forcedColors: 'active' }],
  ['phone', { colorScheme: 'light', viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }],
];

/** A visitor who has said something. */
async function asked(t, options = {}) {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce', ...options });
  await ready(page);
  await say(page, 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  return { page, relay };
}

const paragraph = (text) => [{ paragraph: [{ text }] }];
const form = {
  id: 'ask-1',
  lead: paragraph('About which order?'),
  fields: [
    { text: { name: 'order', label: 'Order number', kind: 'number', required: true } },
    { text: { name: 'topic', label: 'What about it?', kind: 'line', options: ['Late', 'Broken'] } },
    { text: { name: 'mail', label: 'Your address', kind: 'email' } },
    { text: { name: 'more', label: 'Anything else?', kind: 'long' } },
    { agree: { text: [{ paragraph: [{ text: 'You may look it up, see ' }, { link: { href: 'https://shop.example/terms', text: [{ text: 'the terms' }] } }] }], required: true } },
  ],
  optional: false,
};

for (const [name, options] of looks) {
  test(`a form of the bot is filled in, in ${name}`, async (t) => {
    const { page, relay } = await asked(t, options);
    relay.botSays('Of course.');
    relay.commit({ form });
    await page.getByText('About which order?').waitFor();
    await look(page, `bot-form-${name}`);
    await button(page, 'Continue').click();
    await page.getByText('Please fill this in.').first().waitFor();
    await page.getByText('Please tick this box.').waitFor();
    await look(page, `bot-form-${name}-missing`);
    await page.getByRole('spinbutton', { name: 'Order number' }).fill('4711');
    await page.getByRole('combobox', { name: 'What about it?' }).selectOption('Late');
    await page.getByRole('checkbox', { name: /look it up/ }).check();
    await page.getByRole('textbox', { name: 'Your address' }).fill('nowhere');
    await button(page, 'Continue').click();
    await page.getByText('Please enter an e-mail address').waitFor();
    await page.getByRole('textbox', { name: 'Your address' }).fill('ada@example.org');
    await button(page, 'Continue').click();
    await eventually('it is sent', () => values(relay).length === 1);
    assert.deepEqual(values(relay)[0], [
      { text: { name: 'order', value: '4711' } },
      { text: { name: 'topic', value: 'Late' } },
      { text: { name: 'mail', value: 'ada@example.org' } },
      { agree: true },
    ]);
    await eventually('the form is gone', async () => (await page.getByText('About which order?').count()) === 0);
    assert.ok((await messages(page)).at(-1).includes('4711'));
  });

  test(`cards stand side by side, in ${name}`, async (t) => {
    const { page, relay } = await asked(t, options);
    const card = (title) => ({
      title,
      blocks: paragraph('Likes shade, and a sip every two or three weeks.'),
      image: 'https://shop.example/fern.jpg',
      choices: [
        { label: 'Care', action: { postback: `care-${title}` } },
        { label: 'In the shop', action: { link: 'https://shop.example/fern' } },
      ],
    });
    relay.commit({ bot: { turn: 't', blocks: paragraph('These like shade:'), cards: [card('Fern'), card('Pothos'), card('Moss')] } });
    await page.getByText('Pothos').waitFor();
    await look(page, `bot-cards-${name}`);
    const row = page.getByRole('group', { name: 'Cards' });
    await row.focus();
    const before = await row.evaluate((element) => element.scrollLeft);
    await page.keyboard.press('ArrowRight');
    await eventually('they move by keys', async () => (await row.evaluate((element) => element.scrollLeft)) > before);
    assert.equal(await page.locator('.baton-card img').count(), 0, 'no picture loads by itself');
    await button(page, 'Care').nth(1).click();
    await eventually('it is said', () => relay.frames.some(({ send }) => send?.message.postback?.payload === 'care-Pothos'));
    await eventually('buttons that were passed over go', async () => (await button(page, 'Care').count()) === 0);
    assert.equal(await page.getByRole('link', { name: 'In the shop' }).count(), 3, 'links stay');
  });

  test(`thumbs say if it helped, in ${name}`, async (t) => {
    const { page, relay } = await asked(t, options);
    relay.botSays('Parcels take two days.');
    const yes = button(page, 'Helpful');
    await yes.waitFor();
    await look(page, `bot-thumbs-${name}`);
    await yes.click();
    await eventually('it is told', () => relay.frames.some(({ feedback }) => feedback?.feedback.helpful === true));
    assert.equal(await yes.getAttribute('aria-pressed'), 'true');
    await look(page, `bot-thumbs-${name}-given`);
    assert.ok(await yes.evaluate((element) => element === document.activeElement), 'the focus stays');
    relay.botSays('Anything else?');
    await eventually('each answer has its own', async () => (await button(page, 'Not helpful').count()) === 2);
  });
}

test('the bot is stopped', async (t) => {
  const { page, relay } = await asked(t);
  relay.hint({ thinking: { turn: 't' } });
  relay.hint({ draft: { turn: 't', at: 0, text: 'Well, it is a long' } });
  await button(page, 'Stop').click();
  await eventually('it is told', () => relay.frames.some(({ stop }) => stop?.turn === 't'));
  await look(page, 'bot-stop');
  relay.commit({ bot: { turn: 't', blocks: paragraph('Well, it is a long'), stopped: true } });
  await eventually('it is what was said', async () => (await messages(page)).at(-1) === 'Well, it is a long');
  assert.ok(!(await button(page, 'Stop').isVisible()));
});

test('what is meant is offered while somebody types', async (t) => {
  const { page, relay } = await asked(t);
  relay.botSays('Hello!');
  await composer(page).pressSequentially('how do I ret');
  await eventually('it is asked', () => relay.frames.some(({ suggest }) => suggest?.text === 'how do I ret'));
  const choices = [{ label: 'Returns', action: { postback: 'returns' } }, { label: 'Refunds', action: { postback: 'refunds' } }];
  relay.hint({ suggestions: { text: 'how do I ret', choices } });
  await button(page, 'Returns').waitFor();
  await look(page, 'bot-suggestions');
  await button(page, 'Returns').click();
  await eventually('it is said', () => relay.frames.some(({ send }) => send?.message.postback?.payload === 'returns'));
  assert.equal(await composer(page).inputValue(), '');
  assert.equal(await button(page, 'Refunds').count(), 0);
});

test('arrows go through cards that do not all fit, each with a name', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hi');
  relay.commit({ bot: { turn: 't', blocks: paragraph('These like shade:'), cards: ['Fern', 'Pothos', 'Moss', 'Ivy'].map((title) => ({ title, blocks: paragraph('Likes shade, and a sip every two or three weeks.') })) } });
  const row = page.getByRole('group', { name: 'Cards' });
  await row.waitFor();
  const arrow = (side) => row.evaluate((cards, side) => getComputedStyle(cards, `::scroll-button(${side})`).content, side);
  assert.match(await arrow('inline-end'), /"›" \/ "Next"/);
  assert.match(await arrow('inline-start'), /"‹" \/ "Previous"/);
  const { x, y, width, height } = await row.boundingBox();
  const before = await row.evaluate((cards) => cards.scrollLeft);
  // Below the row, at its end.
  await page.mouse.click(x + width - 16, y + height + 20);
  await eventually('the next cards come', async () => (await row.evaluate((cards) => cards.scrollLeft)) > before + 50);
});
