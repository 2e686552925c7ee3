// Typebot's bubble: a conversation of questions, of which the mock asks one.

import { ANSWER, hostPage, moduleScript } from '../page.mjs';

const said = (id, text) => {
  const paragraph = { type: 'p', children: [{ text }] };
  return { id, type: 'text', content: { type: 'richText', richText: [paragraph] } };
};

const asks = (id) => {
  const labels = { placeholder: 'Type your question', button: 'Send' };
  return { id, type: 'text input', options: { labels } };
};

const start = {
  sessionId: 'session',
  resultId: 'result',
  typebot: {
    id: 'peer',
    version: '6.1',
    theme: { general: {}, chat: {} },
    settings: { general: {}, typingEmulation: { enabled: false } },
    publishedAt: '2026-01-01T00:00:00.000Z',
  },
  messages: [said('greeting', 'Hello!')],
  input: asks('first'),
  clientSideActions: [],
  logs: [],
};

const answer = { messages: [said('answer', ANSWER)], input: asks('second'), clientSideActions: [], logs: [] };

/** By the last word of what is asked for. */
const ANSWERS = { startChat: start, continueChat: answer };

export const typebot = {
  name: 'typebot',
  package: '@typebot.io/js',
  files: { 'web.js': '@typebot.io/js/dist/web.js' },
  page: (base) =>
    hostPage(moduleScript(`import Typebot from './web.js'; Typebot.initBubble({ typebot: 'peer', apiHost: '${base}api' })`)),
  launcher: 'typebot-bubble >>> button',
  composer: 'typebot-bubble >>> input',
  answered: { in: 'typebot-bubble >>> .typebot-host-bubble', says: ANSWER },
  back: (path) => path.startsWith('api/') && (ANSWERS[path.split('/').at(-1)] ?? {}),
};
