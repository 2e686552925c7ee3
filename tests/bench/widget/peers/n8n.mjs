// n8n's chat window, which asks a workflow's webhook.

import { ANSWER, hostPage, moduleScript } from '../page.mjs';

export const n8n = {
  name: 'n8n',
  package: '@n8n/chat',
  files: {
    'style.css': '@n8n/chat/dist/style.css',
    // The bundle, and the chunks that it fetches by itself.
    ...Object.fromEntries(
      [
        'chat.bundle.es.js',
        'chunk-DzKB351f.mjs',
        'en-Ubc0tWnj-BmN9jzm2.mjs',
        'node-icons-CaKBLFvs-UdDvvKbb.mjs',
        'vue.runtime.esm-bundler-CU4O2zSj.mjs',
      ].map((name) => [name, `@n8n/chat/dist/${name}`]),
    ),
  },
  page: (base) =>
    hostPage(`<link rel="stylesheet" href="style.css">
    ${moduleScript(`import { createChat } from './chat.bundle.es.js'; createChat({ webhookUrl: '${base}webhook' })`)}`),
  launcher: '.chat-window-toggle',
  composer: '.chat-inputs textarea',
  answered: { in: '.chat-message-from-bot', says: ANSWER },
  back: (path, body) => path.startsWith('webhook') && (body.includes('sendMessage') ? { output: ANSWER } : { data: [] }),
};
