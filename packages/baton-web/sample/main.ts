// A page that loads the chat itself: `load` in place of the script tag.

import { load, LoadError, type Chat } from 'baton-web';

const page = document.querySelector('main')!;
const { apiUrl, token, nonce } = page.dataset;

const chat: Chat = load({
  apiUrl: apiUrl!,
  token: token!,
  nonce,
  initialMessage: 'Hello! How can I help?',
  position: 'right',
  label: 'Help',
  user: { name: 'Ada Lovelace', customData: { plan: 'gold' } },
});

// Calls may be made at once; they are kept until the chat is there.
const off = chat.on('unread', ({ count }) => {
  page.querySelector('#unread')!.textContent = String(count);
});

page.querySelector('#help')!.addEventListener('click', () => chat.open());
page.querySelector('#ask')!.addEventListener('click', () => chat.send('Where is my order?'));
page.querySelector('#raw')!.addEventListener('click', () => chat.call('setLocale', 'fr'));
page.querySelector('#quiet')!.addEventListener('click', off);
page.querySelector('#gone')!.addEventListener('click', () => chat.destroy());
page.querySelector('#again')!.addEventListener('click', () => load({ apiUrl: apiUrl!, token: token! }));

chat.ready.then(
  () => (page.dataset['chat'] = 'ready'),
  (error: unknown) => {
    // Somewhere else to turn to, where the chat cannot be.
    page.dataset['chat'] = error instanceof LoadError ? error.code : 'failed';
    page.querySelector<HTMLElement>('#mail')!.hidden = false;
  },
);
