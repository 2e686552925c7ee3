// Ours, on the same page as everybody: the loader's tag, the relay and its bot behind it.

import { ANSWER, hostPage } from './page.mjs';

/** Baton as served by a running demo; `tag` is its script tag for the page. */
export const baton = ({ relay, token }) => ({
  name: 'Baton',
  version: '',
  page: () => hostPage(`<script async src="${relay}embed.js" data-token="${token}"></script>`),
  // Where it keeps things beside the page's own origin.
  stores: [relay],
  launcher: 'baton-chat >>> button',
  frame: 'baton-chat >>> iframe',
  composer: '#baton-text',
  // The row says so once the message has come back from the relay as an event, which it does when it is on disk.
  acknowledged: { in: '.baton-line--visitor .baton-meta', says: 'Sent' },
  answered: { in: '.baton-line--bot', says: ANSWER },
});
