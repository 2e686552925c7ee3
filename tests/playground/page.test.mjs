// The playground's page: what is set shows in the real chat at once, what cannot be is named, what reads badly is told.

import test from 'node:test';
import { assert, bench, eventually } from '../journeys/browser.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { open } from './opened.mjs';

const at = bench(() => startDemo());

test('a colour is seen in the chat at once, on the launcher too, and goes again', async (t) => {
  const { page, chat, field, style } = await open(t, at);
  await chat.locator('[role=log]').waitFor({ state: 'attached' });
  assert.equal(await style('.baton-avatar', 'background-color'), 'rgb(44, 106, 79)', 'the site’s own');
  await chat.locator('#baton-text').evaluate((text) => (text.dataset.mine = 'yes'));
  await field('theme.accent').fill('#7c3aed');
  await eventually('the chat has it', async () => (await style('.baton-avatar', 'background-color')) === 'rgb(124, 58, 237)');
  const launcher = page.frameLocator('#preview').locator('baton-chat button');
  assert.equal(await launcher.evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(124, 58, 237)');
  await field('theme.radius').fill('4px');
  await eventually('and its corners', async () => (await style('.baton-bubble', 'border-start-end-radius')) === '4px');
  await page.selectOption('#scheme', 'dark');
  await field('theme.surface-dark').fill('#102030');
  await eventually('and the dark ground', async () => (await style('body', 'background-color')) === 'rgb(16, 32, 48)');
  assert.equal(await chat.locator('#baton-text').getAttribute('data-mine'), 'yes', 'it is the same document still');
  await page.selectOption('#scheme', 'light');
  for (const name of ['theme.accent', 'theme.surface-dark']) await field(name).fill('');
  await eventually('the site’s own again', async () => (await style('.baton-avatar', 'background-color').catch(() => '')) === 'rgb(44, 106, 79)');
});

test('what reads badly is told with its numbers in both schemes, and with a colour that would do', async (t) => {
  const { page, field } = await open(t, at);
  const told = page.locator('#contrast li');
  assert.match(await told.innerText(), /Every pair of colours reads well/);
  await field('theme.muted').fill('#999');
  await field('theme.text-dark').fill('#555');
  await eventually('it is told', async () => (await told.count()) === 4);
  const lines = await told.allInnerTexts();
  assert.match(lines[0], /^Light: “Muted” on “Background” has a contrast of 2\.84 and needs 4\.5\. Take #\w{6}$/);
  assert.match(lines[2], /^Dark: “Text” on “Background” has a contrast of \d\.\d\d and needs 4\.5\./);
  while (await told.getByRole('button').count()) await told.getByRole('button').first().click();
  assert.match(await told.innerText(), /Every pair of colours reads well/);
  assert.match(await field('theme.muted').inputValue(), /^#\w{6}$/);
});

test('what nobody understands is named beside its field and goes nowhere', async (t) => {
  const { page, chat, field } = await open(t, at);
  await chat.locator('[role=log]').waitFor({ state: 'attached' });
  await page.locator('details').evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
  await field('texts.en.ask_person').waitFor();
  for (const [name, value, words] of [
    ['theme.accent', 'bluish', /“bluish” is no colour/],
    ['theme.radius', 'round', /no value of border-radius/],
    ['theme.font', 'a; b', /no value of font-family/],
    ['trigger', '..', /is no selector/],
    ['trigger', '.nowhere', /matches nothing on the page of the preview/],
    ['showOn', 'help', /is no path/],
    ['user.email', 'ada', /is no e-mail address/],
    ['user.avatar', 'me.png', /is no address/],
    ['user.customData', 'plan', /is no line of name = value/],
    ['title', '', /must not be empty/],
    ['texts.en.ask_person', 'Ask {agent}', /Only \{name\}/],
    ['texts.en.ask_person', 'Ask {name}', /nothing to put in the place/],
  ]) {
    await field(name).fill(value);
    const described = await field(name).getAttribute('aria-describedby');
    const wrong = page.locator(`[id="${described.split(' ')[0]}"]`);
    await eventually(`${name} is named`, async () => words.test(await wrong.innerText()));
    assert.equal(await field(name).getAttribute('aria-invalid'), 'true');
  }
  const kept = new URLSearchParams(new URL(page.url()).hash.slice(1));
  assert.deepEqual([...kept.keys()].filter((name) => name !== 'trigger'), [], 'a selector may be right on the page it is for');
});

test('texts, title and greeting are tried in the chat as they would be configured', async (t) => {
  const { page, chat, field } = await open(t, at);
  await page.locator('summary', { hasText: 'Site' }).click();
  await field('title').fill('Moss & More');
  await field('greeting').fill('Hello, I am **Fernando**.');
  await chat.getByRole('heading', { name: 'Moss & More' }).waitFor();
  await chat.locator('strong', { hasText: 'Fernando' }).waitFor();
  await page.locator('summary', { hasText: 'Texts' }).click();
  await page.getByLabel('Find a text').fill('talk to a person');
  await page.getByText(/^\d of \d+ texts in English$/).waitFor();
  await field('texts.en.ask_person').fill('Talk to a gardener');
  await chat.locator('.baton-menu-items button', { hasText: 'Talk to a gardener' }).waitFor({ state: 'attached' });
});

test('what is set stands in the address, and is there again for whoever gets it', async (t) => {
  const { page, field } = await open(t, at);
  await field('theme.accent').fill('seagreen');
  await page.selectOption('#frame', 'phone');
  await page.selectOption('#state', 'rating');
  await page.getByText('The chat shows: Ended, with the question how it was.').waitFor();
  const address = page.url();
  const other = await open(t, at, { address });
  assert.equal(await other.field('theme.accent').inputValue(), 'seagreen');
  await other.page.getByText('The chat shows: Ended, with the question how it was.').waitFor();
  assert.ok((await other.page.locator('#preview').boundingBox()).width < 400);
  await other.page.getByRole('button', { name: 'Start over' }).click();
  assert.equal(new URL(other.page.url()).hash.replace('#', ''), '');
  await other.page.getByText('The site’s own bot answers').waitFor();
});

test('the preview takes another language and direction', async (t) => {
  const { page, chat } = await open(t, at);
  await page.selectOption('#dir', 'rtl');
  await eventually('the chat is Arabic', async () => (await chat.locator('html').getAttribute('dir').catch(() => '')) === 'rtl');
  await page.locator('summary', { hasText: 'Language' }).click();
  await page.selectOption('[name=locale]', 'fr');
  await eventually('the chat is French', async () => (await chat.locator('html').getAttribute('lang').catch(() => '')) === 'fr');
});

test('a chat inside the page fills its element, and a launcher of the page’s own opens it', async (t) => {
  const { page, chat, field } = await open(t, at);
  await page.locator('summary', { hasText: 'Launcher' }).click();
  await page.selectOption('[name=mode]', 'inline');
  await eventually('it has an element', async () => (await field('target').inputValue()) === '#help');
  const place = page.frameLocator('#preview').locator('#help baton-chat');
  await place.waitFor({ state: 'attached' });
  await chat.locator('[role=log]').waitFor({ state: 'attached' });
  assert.match(await page.locator('#snippet').innerText(), / data-mode="inline" data-target="#help"/);
  await page.selectOption('[name=mode]', '');
  await field('target').fill('');
  await field('trigger').fill('.help');
  const help = page.frameLocator('#preview').getByRole('button', { name: 'Help' });
  await eventually('it is the launcher', async () => (await help.getAttribute('aria-expanded').catch(() => null)) !== null);
});
