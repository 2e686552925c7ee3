// A page written for `zE('messenger', …)`, with Baton behind it.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, launcher, lines, panel, told, untilOpen } from './page.mjs';

const at = bench();

test('the sample page works as it did, its calls from before the script too', async (t) => {
  const page = await at.sample(t, 'zendesk');
  await launcher(page).waitFor();
  assert.equal(await panel(page).count(), 0, 'nothing is loaded before somebody wants it');
  await page.locator('#help').click();
  await untilOpen(page);
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).length === 3);
  const fields = { 'dataCapture.ticketField.3584154321651': 'Boston fern' };
  assert.deepEqual(await calls(frame), [
    ['setLocale', 'fr'],
    ['identify', { customData: fields }],
    ['identify', { customData: { ...fields, 'dataCapture.systemField.tags': 'web_shop,plants' } }],
  ]);
  assert.equal((await heard(frame, 'init')).length, 1);
  await frame.evaluate(() => window.say({ t: 'unread', count: 3 }));
  await eventually(async () => (await page.locator('#unread').textContent()) === '3');
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});

test('each call comes to what the page says', async (t) => {
  const page = await at.recorded(t, 'zendesk');
  const got = await page.evaluate(async () => {
    const got = [];
    const done = (name) => (...args) => got.push([name, ...args]);
    for (const name of ['show', 'hide', 'open', 'close']) zE('messenger', name);
    zE('messenger', 'sendMessage', { content: { type: 'text', text: 'Hello' } }, 'c-1', done('sent'));
    zE('messenger:set', 'locale', 'de');
    zE('messenger:set', 'conversationFields', [{ id: '1', value: 'x' }, { id: '2', value: 3 }], done('fields'));
    zE('messenger:set', 'conversationTags', ['a', 'b'], done('tags'));
    zE('messenger:set', 'customization', { theme: { primary: '#123456', onPrimary: '#fff' } });
    zE('messenger', 'loginUser', (give) => give('a.b.c'), done('in'));
    zE('messenger', 'logoutUser', done('out'));
    zE('messenger', 'resetWidget', done('reset'));
    zE('webWidget', 'toggle');
    zE('webWidget', 'identify', { name: 'Ada', email: 'ada@example.com' });
    zE(() => got.push(['called']));
    await new Promise((resolve) => setTimeout(resolve));
    return got;
  });
  const customData = { 'dataCapture.ticketField.1': 'x', 'dataCapture.ticketField.2': 3 };
  const all = { ...customData, 'dataCapture.systemField.tags': 'a,b' };
  assert.deepEqual((await told(page)).map((call) => JSON.stringify(call)).sort(), [
    ...[['init', { token: 'shop' }], ['show'], ['hide'], ['open'], ['close'], ['send', 'Hello']],
    ...[['setLocale', 'de'], ['identify', { customData }], ['identify', { customData: all }]],
    ...[['setTheme', { accent: '#123456', 'on-accent': '#fff' }], ['identify', { customData: all, jwt: 'function' }]],
    ...[['logout'], ['logout'], ['close'], ['toggle'], ['identify', { name: 'Ada', email: 'ada@example.com', customData: {} }]],
  ].map((call) => JSON.stringify(call)).sort());
  const names = got.map(([name]) => name);
  for (const name of ['sent', 'fields', 'tags', 'in', 'out', 'reset', 'called']) assert.ok(names.includes(name), name);
  assert.deepEqual(got.find(([name]) => name === 'in'), ['in', null]);
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});

test('a page that renders by itself says where, or shows the chat', async (t) => {
  const before = `<script>zESettings = { messenger: { autorender: false } };</script>`;
  for (const [say, place] of [
    [() => zE('messenger', 'render', { mode: 'embedded', widget: { targetElement: '#room' } }), { mode: 'inline', target: '#room' }],
    [() => zE('messenger', 'render', { widget: { targetElement: document.getElementById('room') } }), { mode: 'inline', target: '#room' }],
    [() => zE('messenger', 'show'), {}],
    [() => zE('messenger', 'open'), {}],
  ]) {
    const page = await at.recorded(t, 'zendesk', { before });
    assert.deepEqual(await told(page), []);
    await page.evaluate(say);
    assert.deepEqual((await told(page))[0], ['init', { token: 'shop', ...place }]);
    assert.deepEqual([page.errors, lines(page)], [[], []]);
  }
});

test('a token is asked of the page whenever one is wanted, and a refusal told to it', async (t) => {
  const page = await at.recorded(t, 'zendesk');
  const [tokens, failures] = await page.evaluate(async () => {
    let count = 0;
    const failures = [];
    zE('messenger', 'loginUser', (give) => setTimeout(() => give(`token-${(count += 1)}`)), (failure) => failure && failures.push(failure));
    const tokens = [await given.identify.jwt(), await given.identify.jwt()];
    given['on error']({ code: 'identity_refused' });
    given['on error']({ code: 'budget_spent' });
    return [tokens, failures];
  });
  assert.deepEqual(tokens, ['token-1', 'token-2']);
  assert.deepEqual(failures.map(({ type, reason }) => [type, reason]), [['LoginFailedError', 'identity_refused']]);
});

test('events come in the vendor’s words, until the listener is taken away', async (t) => {
  const page = await at.recorded(t, 'zendesk');
  const [got, stopped] = await page.evaluate(async () => {
    const got = [];
    const names = 'open close unreadMessages conversationStarted conversationOpened conversationWithAgentRequested conversationAgentAssigned';
    const offs = names.split(' ').map((name) => {
      const off = zE('messenger:on', name, (event) => got.push([name, event]));
      for (const type of ['open', 'close', 'unread', 'conversation:started', 'handoff:requested', 'agent:joined']) {
        given['on ' + type]?.({ id: 'e', createdAt: 7, type, count: 2 });
        delete given['on ' + type];
      }
      return off;
    });
    zE('messenger:on', 'close', () => {
      throw new Error('mine');
    });
    given['on close']({ id: 'e', createdAt: 7 });
    offs.forEach((off) => off());
    await new Promise((resolve) => setTimeout(resolve));
    return [got, window.stopped.length];
  });
  const event = (type) => ({ id: 'e', createdAt: 7, type });
  assert.deepEqual(got, [
    ['open', event('messagingOpened')],
    ['close', event('messagingClosed')],
    ['unreadMessages', 2],
    ['conversationStarted', event('conversationStarted')],
    ['conversationOpened', event('conversationOpened')],
    ['conversationWithAgentRequested', event('conversationWithAgentRequested')],
    ['conversationAgentAssigned', event('conversationAgentAssigned')],
  ]);
  assert.equal(stopped, 7);
  assert.deepEqual(page.errors, ['mine']);
});

test('a message is changed or hidden before it is shown', async (t) => {
  const page = await at.recorded(t, 'zendesk');
  const answers = await page.evaluate(async () => {
    zE('messenger:set', 'beforeMessageDisplay', (message) =>
      /secret/.test(message.content.text) ? null : { ...message, content: { ...message.content, text: message.content.text.toUpperCase() } },
    );
    const look = given.beforeDisplay;
    const answers = [await look({ id: 'm', by: 'bot', text: 'a secret' }), await look({ id: 'm', by: 'bot', text: 'hello' })];
    zE('messenger:set', 'beforeMessageDisplay', null);
    await new Promise((resolve) => setTimeout(resolve));
    return [...answers, stopped];
  });
  assert.deepEqual(answers, [null, { text: 'HELLO' }, ['beforeDisplay']]);
});

test('what has no counterpart is named once, and never stops the page', async (t) => {
  const before = `<script>zESettings = { messenger: {}, webWidget: {} };</script>`;
  const page = await at.recorded(t, 'zendesk', { before });
  const kinds = await page.evaluate(() => {
    for (const event of 'messagesShown postbackButtonClicked proactiveMessageDisplayed proactiveMessageClicked newConversationButtonClicked conversationExtensionOpened conversationExtensionDisplayed toString'.split(' ')) {
      if (typeof zE('messenger:on', event, () => {}) !== 'function') throw new Error(event);
      zE('messenger:on', event, () => {});
    }
    zE('messenger:set', 'cookies', 'none');
    zE('messenger:ui', 'newConversation');
    zE('messenger', 'madeUp');
    zE('messenger', 'loginUser', 'a.b.c');
    zE('messenger', 'sendMessage', { content: { type: 'image' }, metadata: {} });
    zE('messenger:set', 'customization', { theme: { madeUp: '#000' }, common: {} });
    zE('webWidget:get', 'chat:isChatting');
    zE('webWidget', 'chat:send', 'x');
    zE('constructor', 'name');
    zE('messenger', 'render', { mode: 'floating' });
    zE('messenger', 'render', {});
    zE('messenger:set', 'conversationTags', 'not an array');
    return [typeof zE.hide, typeof zEmbed];
  });
  assert.deepEqual(kinds, ['function', 'function']);
  const found = lines(page);
  const named = found.map((line) => /Zendesk’s (.+?) has no counterpart\. \S/.exec(line)?.[1]).filter(Boolean);
  assert.equal(named.length, 8 + 1 + 1 + 1 + 1 + 2 + 2 + 2 + 1 + 1 + 2, found.join('\n'));
  assert.equal(new Set(named).size, named.length);
  assert.match(found.at(-1), /was not given what it takes/);
  assert.deepEqual(page.errors, []);
});

test('the key of the address chooses the site, and a tag without a token says so', async (t) => {
  const chosen = await at.show(t, `<script src="${at.chat.origin}/assets/compat/zendesk.js?key=k2" data-tokens='{"k1":"bank","k2":"shop"}'></script>`);
  await launcher(chosen).click();
  await inside(chosen, 'shop');
  const bare = await at.recorded(t, 'zendesk', { attributes: '' });
  assert.match(lines(bare).join('\n'), /error: Baton: the tag of compat\/zendesk\.js needs data-token/);
  const policy = `script-src ${at.chat.origin}/assets/`;
  const blocked = await at.show(t, `<script src="${at.chat.origin}/assets/compat/zendesk.js" data-token="shop"></script>`, { policy });
  await eventually(() => lines(blocked).some((line) => /embed\.js could not be loaded/.test(line)));
  assert.deepEqual([...bare.errors, ...blocked.errors], []);
});

test('the launcher stands as high as the page says', async (t) => {
  const page = await at.show(t, `<script src="${at.chat.origin}/assets/compat/zendesk.js" data-token="shop"></script><script>zE('messenger:set', 'zIndex', 12)</script>`);
  await launcher(page).waitFor();
  await eventually(() => page.evaluate(() => getComputedStyle(document.querySelector('baton-chat')).zIndex === '12'));
});

test('OpenCopilot’s options object is taken as it is', async (t) => {
  const page = await at.sample(t, 'opencopilot');
  await launcher(page).click();
  const frame = await inside(page);
  const [{ options }] = await heard(frame, 'init');
  assert.equal(options.initialMessage, 'Hey! Happy to help.');
  assert.deepEqual(options.user, {
    ...{ name: 'Ada Lovelace', email: 'ada@example.com' },
    customData: { plan: 'gold', 'dataCapture.systemField.tags': 'web_shop,plants' },
  });
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});
