// deep-chat: a web component without a launcher; the chat stands open on the page.

import { ANSWER, hostPage } from '../page.mjs';

export const deepChat = {
  name: 'deep-chat',
  package: 'deep-chat',
  files: { 'chat.js': 'deep-chat/dist/deepChat.bundle.js' },
  page: (base) =>
    hostPage(`<style>deep-chat { position: fixed; right: 20px; bottom: 20px; width: 380px; height: 560px }</style>
    <deep-chat connect='{"url":"${base}answer"}'></deep-chat>
    <script type="module" src="chat.js"></script>`),
  composer: 'deep-chat >>> #text-input',
  answered: { in: 'deep-chat >>> .ai-message-text', says: ANSWER },
  back: (path) => path === 'answer' && { text: ANSWER },
};
