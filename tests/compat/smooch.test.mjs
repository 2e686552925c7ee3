// A page written for Smooch's Web Messenger, with Baton behind it.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, launcher, lines, panel, told, untilOpen } from './page.mjs';

const at = bench();

const init = (page, options = {}) => page.evaluate((options) => Smooch.init({ integrationId: 'any', ...options }), options);

test('the sample page works as it did', async (t) => {
  const page = await at.sample(t, 'smooch');
  await launcher(page).waitFor();
  assert.equal(await panel(page).count(), 0, 'nothing is loaded before somebody wants it');
  await page.locator('#help').click();
  await untilOpen(page);
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).some(([method]) => method === 'send'));
  const [{ options }] = await heard(frame, 'init');
  assert.deepEqual([options.locale, options.theme], ['en-US', { accent: '#2c6a4f' }]);
  assert.deepEqual(await calls(frame), [
    ['identify', { name: 'Ada Lovelace', email: 'ada@example.com', customData: { plan: 'gold' } }],
    ['send', 'Where is my order?'],
  ]);
  await frame.evaluate(() => window.say({ t: 'unread', count: 3 }));
  await frame.evaluate(() => window.say({ t: 'event', event: { id: 'e-1', createdAt: 7000, type: 'message:sent' } }));
  await eventually(async () => (await page.locator('#unread').textContent()) === '3');
  await eventually(() => page.console.includes('log: sent e-1'));
  assert.equal(await page.evaluate(() => Smooch.isOpened()), true);
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});

test('each call comes to what the page says', async (t) => {
  const page = await at.recorded(t, 'smooch');
  await init(page, { externalId: 'u-1', jwt: 'a.b.c' });
  await page.evaluate(async () => {
    Smooch.open();
    Smooch.close();
    await Smooch.sendMessage('one');
    await Smooch.sendMessage({ type: 'text', text: 'two' }, 'c-1');
    await Smooch.updateUser({ givenName: 'Ada', metadata: { plan: 'gold', nested: {} } });
    await Smooch.updateUser({ surname: 'Lovelace', metadata: { visits: 3 } });
    Smooch.setPredefinedMessage('My order is ');
    await Smooch.loadConversation('c-1');
    await Smooch.createConversation({ metadata: { topic: 'late' }, messages: [{ type: 'text', text: 'three' }] });
    await Smooch.logout();
    await Smooch.login('u-2', 'd.e.f');
    await Smooch.destroy();
  });
  const customData = { plan: 'gold' };
  const all = { ...customData, visits: 3 };
  assert.deepEqual(await told(page), [
    ['init', { token: 'shop' }],
    ['identify', { customData: {}, jwt: 'a.b.c' }],
    ['open'],
    ['close'],
    ['send', 'one'],
    ['send', 'two'],
    ['identify', { name: 'Ada', customData, jwt: 'a.b.c' }],
    ['identify', { name: 'Ada Lovelace', customData: all, jwt: 'a.b.c' }],
    ['prefill', 'My order is '],
    ['open'],
    ['identify', { name: 'Ada Lovelace', customData: { ...all, topic: 'late' }, jwt: 'a.b.c' }],
    ['send', 'three'],
    ['logout'],
    ['identify', { customData: {}, jwt: 'd.e.f' }],
    ['destroy'],
  ]);
  assert.deepEqual(page.errors, []);
});

test('an embedded chat begins in its element, once that is named', async (t) => {
  const page = await at.recorded(t, 'smooch');
  const before = await page.evaluate(() => {
    window.ready = Smooch.init({ integrationId: 'any', embedded: true });
    return told.length;
  });
  assert.equal(before, 0);
  await page.evaluate(() => (Smooch.render(document.getElementById('room')), window.ready));
  assert.deepEqual(await told(page), [['init', { token: 'shop', mode: 'inline', target: '#room' }]]);
  await page.evaluate(() => Smooch.destroy());
  // An element without an id gets one; one that is named before the init is taken too.
  await page.evaluate(() => (Smooch.render(document.body), Smooch.init({ integrationId: 'any', embedded: true })));
  assert.deepEqual((await told(page)).at(-1), ['init', { token: 'shop', mode: 'inline', target: '#baton-inline' }]);
});

test('events come by the vendor’s names, until they are taken off', async (t) => {
  const page = await at.recorded(t, 'smooch');
  await page.evaluate(() => {
    window.got = [];
    const names = 'ready destroy message message:sent message:received conversation:added participant:added unreadCount widget:opened widget:closed connected disconnected reconnecting';
    for (const name of names.split(' ')) Smooch.on(name, (...args) => got.push([name, ...args]));
    Smooch.on('message', () => {
      throw new Error('mine');
    });
  });
  await init(page);
  const seen = await page.evaluate(() => {
    const say = (type, more) => given['on ' + type]({ id: 'e', createdAt: 5000, type, ...more });
    say('open');
    const wasOpened = Smooch.isOpened();
    say('close');
    say('unread', { count: 2 });
    say('message:received', { by: 'agent' });
    for (const type of ['conversation:started', 'connected', 'disconnected', 'reconnecting']) say(type);
    say('agent:joined', { agent: { name: 'Ines' } });
    Smooch.off('message:sent');
    say('message:sent');
    Smooch.off();
    say('open');
    return [wasOpened, got];
  });
  assert.equal(seen[0], true);
  const data = { conversation: { id: 'shop' } };
  const message = (role) => ({ id: 'e', type: 'text', role, received: 5, source: { type: 'web' } });
  assert.deepEqual(seen[1], [
    ['ready'],
    ['widget:opened'],
    ['widget:closed'],
    ['unreadCount', 2, data],
    ['message:received', message('business'), data],
    ['message', message('business'), data],
    ['conversation:added', [], data],
    ['connected', data],
    ['disconnected', data],
    ['reconnecting', data],
    ['participant:added', { displayName: 'Ines' }, data],
    ['message', message('user'), data],
  ]);
  assert.deepEqual(page.errors, ['mine', 'mine']);
});

test('a delegate changes and drops what is sent and shown, and gives a fresh token', async (t) => {
  const page = await at.recorded(t, 'smooch');
  const seen = await page.evaluate(async () => {
    const delegate = {
      beforeSend: (message) => ({ ...message, text: message.text.toUpperCase() }),
      beforeDisplay: (message) => (message.role === 'business' && /secret/.test(message.text) ? null : message),
      onInvalidAuth: async () => 'fresh',
    };
    await Smooch.init({ integrationId: 'any', jwt: 'first', delegate });
    const tokens = [await given.identify.jwt(), await given.identify.jwt()];
    const answers = [
      await given.beforeSend({ text: 'hello' }),
      await given.beforeDisplay({ id: 'm', by: 'agent', text: 'a secret' }),
      await given.beforeDisplay({ id: 'm', by: 'visitor', text: 'a secret' }),
    ];
    Smooch.setDelegate(null);
    await Promise.resolve().then(() => {});
    return { tokens, answers, stopped };
  });
  assert.deepEqual(seen.tokens, ['first', 'fresh']);
  assert.deepEqual(seen.answers, [{ text: 'HELLO' }, null, { text: 'a secret' }]);
  await eventually(() => page.evaluate(() => stopped.length === 2));
});

test('what has no counterpart is named once, and never stops the page', async (t) => {
  const page = await at.recorded(t, 'smooch');
  await page.evaluate(async () => {
    const options = 'soundNotificationEnabled imageUploadEnabled fixedHeader displayStyle buttonIconUrl buttonWidth buttonHeight businessName businessIconUrl backgroundImageUrl integrationOrder customText customScreenReaderAnnouncement menuItems notificationChannelPromptEnabled browserStorage prechatCapture canUserSeeConversationList authCode madeUp';
    await Smooch.init({ integrationId: 'any', ...Object.fromEntries(options.split(' ').map((name) => [name, 'x'])), delegate: { beforePostbackSend() {} } });
    for (const event of ['participant:removed', 'conversation:read', 'conversation:removed', 'log:debug', 'typing:start', 'typing:stop', 'made:up']) {
      Smooch.on(event, () => {});
      Smooch.on(event, () => {});
    }
    const mute = 'startTyping stopTyping triggerPostback markAllAsRead showNotificationChannelPrompt madeUp';
    for (const name of mute.split(' ')) await Smooch[name]('x');
    await Smooch.sendMessage({ type: 'image', mediaUrl: 'x' });
    await Smooch.updateConversation('c', { displayName: 'x' });
    Smooch.render();
    Smooch.render(document.body);
  });
  const named = lines(page).map((line) => /Smooch’s (.+?) has no counterpart\. \S/.exec(line)?.[1]);
  assert.equal(named.length, 20 + 1 + 7 + 6 + 4);
  assert.ok(!named.includes(undefined), lines(page).join('\n'));
  assert.equal(new Set(named).size, named.length);
  assert.deepEqual(page.errors, []);
});

test('the visitor and the conversation are told as far as they are known', async (t) => {
  const page = await at.recorded(t, 'smooch');
  await init(page);
  const seen = await page.evaluate(async () => {
    await Smooch.updateUser({ givenName: 'Ada' });
    const known = await Smooch.getConversationById();
    return [Smooch.getUser(), known.id, (await Smooch.getConversations()).length, Smooch.hasMoreConversations(), await Smooch.getMoreConversations(), Smooch.getDisplayedConversation()];
  });
  assert.deepEqual(seen, [{ metadata: {}, givenName: 'Ada' }, 'shop', 1, false, [], null]);
});

test('the vendor’s own snippet makes up what it kept', async (t) => {
  const before = `<script>
    window.__onWebMessengerHostReady__ = (real) => { delete window.__onWebMessengerHostReady__; window.Smooch = real; real.init({ integrationId: 'one' }).then(() => (window.done = true)); };
  </script>`;
  const page = await at.recorded(t, 'smooch', { before, attributes: `data-tokens='{"one":"first","two":"second"}'` });
  await eventually(() => page.evaluate(() => window.done));
  assert.deepEqual(await told(page), [['init', { token: 'first' }]]);
});

test('a tag without a token, a second init and a loader that is blocked say so', async (t) => {
  const bare = await at.recorded(t, 'smooch', { attributes: '' });
  assert.match(await init(bare).catch(({ message }) => message), /needs data-token/);
  const twice = await at.recorded(t, 'smooch');
  await init(twice);
  assert.match(await init(twice).catch(({ message }) => message), /destroy first/);
  await twice.evaluate(() => Smooch.destroy());
  await init(twice);
  const page = await at.show(t, `<script src="${at.chat.origin}/assets/compat/smooch.js" data-token="shop"></script>`, {
    policy: `script-src 'nonce-none' ${at.chat.origin}/assets/`,
  });
  assert.match(await init(page).catch(({ message }) => message), /embed\.js could not be loaded/);
  assert.match(lines(page).join('\n'), /error: Baton: .*embed\.js could not be loaded/);
  assert.deepEqual(page.errors, []);
});
