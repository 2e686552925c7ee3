// The chat frame inside a page of another origin.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { embed as embedIn, NONCE } from './embed.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const embed = (t, given) => embedIn(at, t, given);

test('the right handshake is taken, once, and its nonce leaves the address', async (t) => {
  const { page, frame } = await embed(t, { attempts: [{ baton: 1, nonce: 'wrong' }, { baton: 2, nonce: NONCE }, 'noise', null] });
  assert.equal(await frame.evaluate(() => location.hash), '');
  assert.equal(await page.evaluate(() => window.leaked), undefined);
});

test('options reach the conversation, and slips the console', async (t) => {
  const { relay, got, call, frame } = await embed(t, {
    options: {
      token: 'shop',
      initialMessage: ['Hey!', 'Happy to help.'],
      tokne: 'x',
      user: { name: 'Ada', customData: { 'dataCapture.systemField.tags': 'a,b' } },
    },
  });
  assert.deepEqual(await frame.locator('.baton-bubble').allInnerTexts(), ['Hey!', 'Happy to help.', '']);
  assert.deepEqual((await got('warn')).map(({ text }) => text), ['unknown option “tokne”; did you mean “token”?']);
  assert.equal((await call('send', 'hello')).ok, true);
  const context = await eventually('the context', () => relay.frames.find((frame) => frame.context)?.context);
  assert.deepEqual(context, {
    user: { name: 'Ada', custom_data: { 'dataCapture.systemField.tags': 'a,b' } },
    page: 'https://shop.example/pots',
  });
});

test('calls are answered, and wrong ones say what is wrong', async (t) => {
  const { relay, call, frame } = await embed(t);
  assert.match((await call('sned')).error, /did you mean “send”/);
  assert.equal((await call('send', ' ')).ok, false);
  assert.equal((await call('setLocale', '!')).ok, false);
  assert.equal((await call('setTheme', 'dark')).ok, true);
  assert.match((await call('update', { token: 'sk-live-1234567890' })).error, /looks like a secret/);
  await call('prefill', 'about my order');
  assert.equal(await frame.getByRole('textbox', { name: 'Message' }).inputValue(), 'about my order');
  await call('handoff', { skill: 'sales' });
  const { handoff } = await eventually('the handoff', () => relay.frames.find((frame) => frame.handoff));
  assert.deepEqual([handoff.skill, handoff.by_page], ['sales', true]);
});

test('a prefill fills an empty composer, goes behind what is half written, and is kept', async (t) => {
  const { call, frame } = await embed(t);
  const composer = frame.getByRole('textbox', { name: 'Message' });
  await composer.fill('Good day, ');
  await call('prefill', 'my order is ');
  await call('prefill', 'my order is ');
  assert.equal(await composer.inputValue(), 'Good day,\nmy order is ');
  const kept = await frame.evaluate(() => Object.values(localStorage));
  assert.ok(kept.some((text) => text.includes('my order is ')), 'a reload does not lose it');
});

test('a call for a person without a skill names none, and a refusal of one reaches the console', async (t) => {
  const { relay, got, call } = await embed(t);
  relay.passTo = (to, reason, id) => relay.tell({ refused: { id, code: 'value_refused', message: 'no skill “chess”' } });
  assert.equal((await call('handoff', '')).ok, true);
  const { handoff } = await eventually('the handoff', () => relay.frames.find((frame) => frame.handoff));
  assert.equal(handoff.skill ?? null, null);
  await eventually('the reason', async () => (await got('warn')).some(({ text }) => text === 'no skill “chess”'));
});

test('a signed identity goes to the relay, and what is refused of it to the console and the page’s events', async (t) => {
  const { relay, got, call, frame } = await embed(t, { options: { user: { name: 'Ada' } } });
  assert.equal((await call('identify', { jwt: 'a.b.c' })).ok, true);
  await call('send', 'hello');
  const context = await eventually('the context', () => relay.frames.find((frame) => frame.context)?.context);
  assert.deepEqual(context, { user: { name: 'Ada' }, page: 'https://shop.example/pots', token: 'a.b.c' });
  relay.tell({ refused: { code: 'identity_refused', message: 'the identity token is refused: it expired' } });
  await eventually('the reason', async () => (await got('warn')).some(({ text }) => text.includes('it expired')));
  await eventually('the event', async () => (await got('event')).some(({ event }) => event.code === 'identity_refused'));
  assert.doesNotMatch(await frame.locator('body').innerText(), /expired|identity/, 'the visitor reads nothing of it');
  const kept = await frame.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(kept, /a\.b\.c/, 'it is kept nowhere in the browser');
  await call('logout');
  await call('send', 'hello again');
  await eventually('the message', () => relay.said.includes('hello again'));
  const later = relay.frames.slice(relay.frames.findLastIndex((frame) => frame.hello));
  assert.deepEqual(later.filter((frame) => frame.context?.token), [], 'whoever comes next is somebody else');
});

test('a person refused for want of an identity is said calmly to the visitor, and why to the console', async (t) => {
  const { relay, got, call, frame } = await embed(t);
  relay.passTo = (to, reason, id) => relay.tell({ refused: { id, code: 'identity_required', message: 'a token is missing' } });
  await call('send', 'hello');
  await frame.getByRole('button', { name: 'More options' }).click();
  await frame.getByText('Talk to a person').click();
  await frame.getByText('Please sign in on this site first.').waitFor();
  await eventually('the reason', async () => (await got('warn')).some(({ text }) => text === 'a token is missing'));
});

test('a bad locale is said, and the other options still count', async (t) => {
  const { relay, got, call, frame } = await embed(t, {
    options: { locale: 'not a language', theme: 'dark', initialMessage: 'Hey!', user: { name: 'Ada' } },
  });
  assert.match((await got('warn')).map(({ text }) => text).join(), /language tag/);
  assert.deepEqual(await frame.locator('.baton-bubble').allInnerTexts(), ['Hey!', '']);
  await call('send', 'hello');
  const context = await eventually('the context', () => relay.frames.find((frame) => frame.context)?.context);
  assert.deepEqual([context.user, context.page], [{ name: 'Ada' }, 'https://shop.example/pots']);
  const update = await call('update', { locale: 'not one', user: { name: 'Grace' } });
  assert.match(update.error, /language tag/);
  await eventually('the user', () => relay.frames.some((frame) => frame.context?.user.name === 'Grace'));
});

test('later options change the theme, and the language reaches the session and the connection', async (t) => {
  const { page, relay, call, frame } = await embed(t);
  assert.equal((await call('update', { theme: 'dark' })).ok, true);
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal((await call('update', { theme: 'purple' })).ok, false);
  assert.equal((await call('setLocale', 'fr-CA')).ok, true);
  const asked = page.waitForRequest('**/v1/sessions');
  await call('send', 'bonjour');
  assert.equal((await asked).postDataJSON().locale, 'fr-CA');
  const { hello } = await eventually('the greeting', () => relay.frames.find((frame) => frame.hello));
  assert.equal(hello.locale, 'fr-CA');
});

test('a clock that stands still while a timer fires does not end the wait for a connection', async (t) => {
  const { relay, call, frame } = await embed(t);
  await call('send', 'hello');
  await eventually('the message', () => relay.said.length === 1);
  await frame.evaluate(() => {
    const [set, now] = [window.setTimeout, Date.now];
    window.fired = 0;
    window.setTimeout = (act, wait) =>
      set(() => {
        act();
        window.fired += 1;
      }, wait);
    const at = now();
    Date.now = () => at;
    window.goOn = () => (Date.now = now);
  });
  relay.cut();
  await frame.waitForFunction(() => window.fired > 0);
  relay.mend();
  await frame.evaluate(() => goOn());
  const hellos = () => relay.frames.filter((frame) => frame.hello).length;
  await eventually('a connection', () => hellos() === 2);
});

test('the page hears of events and of what is unread, not of what is said', async (t) => {
  const { page, relay, got, call } = await embed(t);
  await call('send', 'hello');
  await eventually('the message', () => relay.said.length === 1);
  await page.evaluate(() => window.port.postMessage({ t: 'shown', open: false }));
  relay.botSays('confidential');
  await eventually('the count', async () => (await got('unread')).at(-1)?.count === 1);
  const types = (await got('event')).map(({ event }) => event.type);
  assert.deepEqual(types, ['connected', 'conversation:started', 'message:sent', 'message:received']);
  assert.ok(!JSON.stringify(await page.evaluate(() => window.got)).match(/confidential|secret/));
  await page.evaluate(() => window.port.postMessage({ t: 'shown', open: true }));
  await eventually('nothing unread', async () => (await got('unread')).at(-1)?.count === 0);
});

test('Escape closes what is open, the menu first', async (t) => {
  const { got, frame } = await embed(t);
  await frame.getByRole('button', { name: 'More options' }).click();
  await frame.getByRole('button', { name: 'Talk to a person' }).press('Escape');
  await frame.getByRole('button', { name: 'Talk to a person' }).waitFor({ state: 'hidden' });
  assert.deepEqual(await got('close'), []);
  await frame.getByRole('button', { name: 'More options' }).press('Escape');
  await eventually('a word to the page', async () => (await got('close')).length === 1);
});

test('logging out leaves nothing of the visitor in the browser', async (t) => {
  const { relay, call, frame } = await embed(t);
  await call('send', 'hello');
  await eventually('the message', () => relay.said.length === 1);
  assert.equal((await call('logout')).ok, true);
  assert.deepEqual(await frame.evaluate(() => Object.keys(localStorage)), []);
  assert.deepEqual(await frame.locator('[role=log] .baton-bubble').allInnerTexts(), ['Hello! Ask me anything.']);
});

test('a page of another site, where browsers may deny storage, has a chat that works', async (t) => {
  const { relay, call, frame } = await embed(t, { host: at.servers.otherSite });
  await call('send', 'hello');
  await eventually('the message', () => relay.said.length === 1);
  await frame.locator('[role=log] .baton-bubble').getByText('hello', { exact: true }).waitFor();
});

test('before the module is there the panel may be shown, takes no focus unasked, and keeps what is written', async (t) => {
  let arrives;
  const { page, relay, got, frame } = await embed(t, { module: new Promise((resolve) => (arrives = resolve)) });
  assert.deepEqual((await got('ready')).length, 0);
  const composer = frame.getByRole('textbox', { name: 'Message' });
  const say = (message) => page.evaluate((message) => window.port.postMessage(message), message);
  const isFocused = () => frame.evaluate(() => document.activeElement?.id === 'baton-text');
  await say({ t: 'shown', open: true, focus: false });
  await say({ t: 'viewport', full: false, height: null, safe: { top: 7 } });
  await frame.waitForFunction(() => document.documentElement.style.getPropertyValue('--baton-safe-top') === '7px');
  assert.equal(await isFocused(), false, 'a page that opens the chat by itself keeps its focus');
  await say({ t: 'shown', open: true, focus: true });
  await eventually('the focus', isFocused);
  await composer.fill('written early');
  await composer.press('Enter');
  await composer.fill('half a sent');
  assert.equal(await frame.locator('.baton-bubble').getByText('written early').count(), 1);
  arrives();
  await eventually('what was sent early', () => relay.said.includes('written early'));
  assert.equal(await composer.inputValue(), 'half a sent');
  assert.deepEqual(relay.said, ['written early']);
});

/** The host page's answers to what the frame asks. */
const permits = (page, answer) =>
  page.evaluate((value) => {
    window.port.addEventListener('message', ({ data }) => {
      if (data.t === 'permit') window.port.postMessage({ t: 'answer', id: data.id, value });
    });
  }, answer);

test('who wants to be told of answers is asked by the page, and not again', async (t) => {
  const { page, frame } = await embed(t);
  await permits(page, 'granted');
  await frame.getByRole('button', { name: 'More options' }).click();
  await frame.getByRole('button', { name: 'Notify me of answers' }).click();
  await frame.getByRole('button', { name: 'More options' }).click();
  await frame.getByRole('button', { name: 'Save' }).or(frame.getByRole('button', { name: 'Language' })).first().waitFor();
  assert.equal(await frame.getByRole('button', { name: 'Notify me of answers' }).isVisible(), false);
});

test('who has denied it is told so', async (t) => {
  const { page, frame } = await embed(t);
  await permits(page, 'denied');
  await frame.getByRole('button', { name: 'More options' }).click();
  await frame.getByRole('button', { name: 'Notify me of answers' }).click();
  await frame.getByText('Your browser blocks notifications from this page.').waitFor();
});

test('the page hears of an agent who comes, of the next, of their going and of the rating', async (t) => {
  const { page, relay, got, call } = await embed(t);
  await call('send', 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.passTo('agent', 'agent_acted');
  for (const [id, name] of [['maya', 'Maya'], ['ines', 'Ines']]) relay.commit({ notice: { agent_joined: { id, name } } });
  relay.passTo('ended', 'agent_ended');
  relay.commit({ form: { id: 'f', fields: [{ rating: {} }], optional: true } });
  relay.commit({ visitor: { form: { form: 'f', values: [{ rating: 5 }] } } });
  const heard = async () => (await got('event')).map(({ event }) => [event.type, event.agent?.name].filter(Boolean).join(' '));
  await eventually('the rating is heard of', async () => (await heard()).includes('csat:submitted'));
  const about = (await heard()).filter((type) => /^(agent|csat)/.test(type));
  assert.deepEqual(about, ['agent:joined Maya', 'agent:transferred Ines', 'agent:left', 'csat:submitted']);
  await call('logout');
  await eventually('so is who it is', async () => (await heard()).includes('identity:changed'));
  assert.ok(page);
});

test('the page hears when the bot writes, and when it is done', async (t) => {
  const { relay, got, call } = await embed(t);
  await call('send', 'hi');
  await eventually('it is said', () => relay.said.length === 1);
  relay.hint({ thinking: { turn: 't-1' } });
  const typing = async () => (await got('event')).filter(({ event }) => event.type.startsWith('typing')).map(({ event }) => [event.type, event.by]);
  await eventually('it writes', async () => (await typing()).length === 1);
  relay.commit({ bot: { turn: 't-1', blocks: [{ paragraph: [{ text: 'Hello!' }] }] } });
  await eventually('it is done', async () => (await typing()).length === 2);
  assert.deepEqual(await typing(), [['typing:start', 'bot'], ['typing:stop', 'bot']]);
});
