// docs/packages.md and docs/compat.md say what is so: every name is there, every link leads somewhere.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { sourceOf } from './client.mjs';

const path = (name) => new URL(`../../${name}`, import.meta.url);
const read = (name) => readFileSync(path(name), 'utf8');
const anchors = (text) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\s-]/g, '').trim().replaceAll(' ', '-'));

for (const name of ['docs/packages.md', 'docs/compat.md']) {
  test(`every link of ${name} leads somewhere`, () => {
    for (const [, target] of read(name).matchAll(/\]\(([^)]+)\)/g)) {
      const { pathname, hash } = new URL(target, path(name));
      assert.ok(existsSync(pathname), target);
      if (hash) assert.ok(anchors(readFileSync(pathname, 'utf8')).includes(hash.slice(1)), target);
    }
  });
}

test('the page names every method of the client, and every reason why a chat is not loaded', async () => {
  const docs = read('docs/packages.md');
  const { Client } = await sourceOf('index');
  const methods = Object.getOwnPropertyNames(Client.prototype).filter((name) => name !== 'constructor');
  assert.ok(methods.length > 20);
  for (const method of [...methods, 'getState', 'subscribe']) assert.match(docs, new RegExp(`\`(client\\.)?${method}\\b`), method);
  const reasons = [...read('packages/baton-web/src/failure.ts').matchAll(/^  \| '(\w+)'/gm)].map(([, reason]) => reason);
  assert.equal(reasons.length, 5);
  for (const reason of reasons) assert.match(docs, new RegExp(`^\\| \`${reason}\` \\|`, 'm'));
});

test('the chat of baton-web has every method of the page’s API', async () => {
  const methods = [...read('packages/baton-web/src/chat.ts').matchAll(/^  (?:async )?(\w+)(?:<.+>)?\(.*\{$/gm)].map(([, name]) => name);
  const api = [...read('public/baton.d.ts').matchAll(/\(method: ([^,)]+)/g)].flatMap(([, names]) => names.match(/\w+/g));
  assert.ok(api.length > 15);
  for (const name of api) if (name !== 'init') assert.ok(methods.includes(name), name); // `load` is the init
});

test('the page names every call and event of the two vendors', () => {
  const docs = read('docs/compat.md');
  const smooch = `init render open close isOpened login logout destroy sendMessage startTyping stopTyping triggerPostback updateUser
    getUser getConversationById getConversations getDisplayedConversation getMoreConversations hasMoreConversations
    loadConversation updateConversation createConversation markAllAsRead showNotificationChannelPrompt setPredefinedMessage
    setDelegate on off ready destroy participant:added participant:removed conversation:added conversation:read
    conversation:removed message message:received message:sent unreadCount widget:opened widget:closed log:debug connected
    disconnected reconnecting typing:start typing:stop`;
  for (const name of smooch.split(/\s+/)) assert.match(docs, new RegExp(`\`${name}[\`(]`), name);
  const zendesk = `show hide open close loginUser logoutUser resetWidget sendMessage render newConversation locale zIndex cookies
    conversationFields conversationTags customization beforeMessageDisplay unreadMessages conversationStarted
    conversationOpened conversationWithAgentRequested conversationAgentAssigned`;
  for (const name of zendesk.split(/\s+/)) assert.match(docs, new RegExp(`\`'${name}'\``), name);
});
