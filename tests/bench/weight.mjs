// What a visitor downloads in the main journey: the shop's page, the chat opened, the bot, a person, files both ways, the
// end. Files that people send each other are left out: they weigh what they weigh.

import { journey } from '../journeys/journey.mjs';
import { brotli, log } from './network.mjs';

/**
 * The names of what only few visitors need and fetch when they do: it is weighed apart. Whatever else comes to be loaded
 * on demand takes one of these names.
 */
const RARE =
  /\/assets\/((alerts|back|chime|consent|diagnose|emoji|intercept|language|location|navigation|nearest|notification|paths|place|poll|presence|theme|tongues|transcript|triggers|unread)\.js|locale\.)/;

const LOADER = /\/embed\.js$/;

// The pictures on the screen come from memory, by addresses of their own.
const FILE = /^blob:|\/v1\/(files|uploads)/;

/**
 * Walks the journey and weighs it: `{ loader, chat, rare, frames }`, the first three as `{ bytes, answers }`, the last as
 * `{ bytes, count }`.
 */
export async function weigh(browser, servers) {
  const { answers, frames } = await walk(browser, servers);
  const own = answers.filter(({ url, sent }) => sent !== undefined && !FILE.test(url));
  const kind = ({ url }) => (LOADER.test(url) ? 'loader' : RARE.test(url) ? 'rare' : 'chat');
  const of = (wanted) => {
    const found = own.filter((answer) => kind(answer) === wanted);
    return { answers: found, bytes: found.reduce((total, { sent }) => total + sent, 0) };
  };
  const weight = { loader: of('loader'), chat: of('chat'), rare: of('rare') };
  if (!weight.chat.answers.some(({ url }) => url.endsWith('.wasm'))) throw new Error('the module is not in the log');
  return { ...weight, frames: { count: frames.count, bytes: brotli(frames.text) } };
}

/** The journey with a log of the visitor's network. */
async function walk(browser, servers) {
  const contexts = [];
  let written;
  const bench = {
    servers,
    browser,
    // The first context is the visitor's, with one page, whose network is written down from its first request on.
    context: async (_, options) => {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      contexts.push(context);
      if (contexts.length > 1) return context;
      const open = context.newPage.bind(context);
      context.newPage = async () => {
        const page = await open();
        written = await log(context, page, new URL(servers.relay).origin);
        return page;
      };
      return context;
    },
  };
  await journey({ after() {} }, bench);
  const { answers, frames } = await written();
  await Promise.all(contexts.map((context) => context.close()));
  return { answers, frames };
}
