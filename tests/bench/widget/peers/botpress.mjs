// Botpress' webchat: components for React, which a site bundles with its own code, and events by a stream.

import { ANSWER, QUESTION, hostPage } from '../page.mjs';

const BOT = 'bot';
const at = new Date(0).toISOString();
const user = { id: 'visitor', name: 'Visitor', userKey: 'key', createdAt: at, updatedAt: at };
const bot = { ...user, id: BOT, name: 'Bot', userKey: undefined };
const conversation = { id: 'conversation', createdAt: at, updatedAt: at };
const participants = [user, bot];
const inside = { conversationId: conversation.id, createdAt: at };
const message = (id, userId, text) => ({ ...inside, id, userId, payload: { type: 'text', text } });
const question = message('question', user.id, QUESTION);
const event = { ...inside, id: 'event', userId: user.id, payload: {} };

/** Whatever the chat asks for stands in here. */
const everything = {
  conversation,
  conversations: [conversation],
  message: question,
  messages: [],
  participants,
  user,
  event,
  meta: {},
};

const entry = (base) => `
import { createElement as h, Fragment, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Fab, Webchat } from '@botpress/webchat';

function Chat() {
  const [open, setOpen] = useState(false);
  const panel = { position: 'fixed', right: 20, bottom: 90, width: 400, height: 600, display: open ? 'flex' : 'none' };
  const launcher = { position: 'fixed', right: 20, bottom: 20, width: 64, height: 64 };
  return h(Fragment, null,
    h(Webchat, { clientId: '00000000-0000-0000-0000-000000000000', apiUrl: '${base}api', style: panel }),
    h(Fab, { onClick: () => setOpen(!open), style: launcher }));
}

createRoot(document.getElementById('root')).render(h(Chat));
`;

/** The answer goes by the stream that the chat opened when it began; there is one at a time. */
let stream;

function back(path, body, response) {
  if (!path.startsWith('api/')) return undefined;
  if (/\/initialize\b/.test(path)) {
    stream = response;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    tell('init', { conversation, messages: [], participants, user });
    return true;
  }
  const sent = path.endsWith('/messages') && body.includes(QUESTION);
  // After the acknowledgement, as it would come.
  if (sent) response.once('finish', () => tell('message_created', message('answer', BOT, ANSWER)));
  return everything;
}

const tell = (type, data) => stream.write(`data: ${JSON.stringify({ type, data })}\n\n`);

export const botpress = {
  name: 'botpress',
  package: '@botpress/webchat',
  bundle: entry,
  page: () =>
    hostPage(`<link rel="stylesheet" href="bundle.css">
    <div id="root"></div>
    <script defer src="bundle.js"></script>`),
  launcher: '.bpFabContainer, .bpFab',
  composer: '.bpComposerInput',
  answered: { in: '.bpMessageBlocksBubble', says: ANSWER },
  back,
};
