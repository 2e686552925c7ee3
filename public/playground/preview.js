// A page of a website with the chat: the real loader, by the tag and the call that the finished snippet has, but for an
// address below which the relay lets words and states be tried. What is tried stands in the page's fragment.

import { overlay, plan } from './plan.js';
import { states } from './states.js';

const root = document.documentElement;
let tried = new URLSearchParams(location.hash.slice(1));

/** What can change while the chat runs; all else needs a new page. */
const LIVE = /^(theme\.|view\.scheme$|locale$)/;

const language = (tag) => tag || (tried.get('view.dir') === 'rtl' ? 'ar' : '');
const scheme = () => tried.get('view.scheme') || 'light';

/** The theme as the chat is told it: what the visitor's system would decide, the playground does. */
function theme() {
  const { theme: given } = plan(tried);
  const { mode = 'auto', ...properties } = typeof given === 'object' ? given : { mode: given };
  const shown = { auto: scheme(), host: 'host' }[mode] ?? mode;
  return { ...properties, mode: shown };
}

/** The page's own looks, as the snippet would have them. */
function dress() {
  root.dataset.theme = scheme();
  root.dir = tried.get('view.dir') === 'rtl' ? 'rtl' : 'ltr';
  root.style.setProperty('--baton-on-accent', tried.get('theme.on-accent') ?? '');
}

/** Takes changes; gives whether they could be made while the chat runs. */
function change(text) {
  const wanted = new URLSearchParams(text);
  const names = new Set([...tried.keys(), ...wanted.keys()].filter((name) => tried.get(name) !== wanted.get(name)));
  // What is taken back is the site's again, which the chat has not kept.
  const isLive = window.Baton && [...names].every((name) => LIVE.test(name) && wanted.has(name));
  history.replaceState(null, '', `#${text}`);
  if (!isLive) {
    location.reload();
    return false;
  }
  tried = wanted;
  dress();
  const looks = theme();
  // A chat that follows the page looks at the page by itself.
  if (looks.mode === 'host') delete looks.mode;
  if (names.size) window.Baton('update', { theme: looks });
  if (names.has('locale')) window.Baton('setLocale', language(tried.get('locale')));
  return true;
}

/** The state that is wanted, told to whoever waits for it. */
function reached(name, problem) {
  root.dataset[problem ? 'failed' : 'reached'] = problem ?? name;
  window.dispatchEvent(new Event('reached'));
}

async function start() {
  dress();
  const state = states.find(({ name }) => name === tried.get('state'));
  window.batonPreview = { change };
  const { attributes, options } = plan(tried);
  const locale = language(attributes.locale);
  window.batonTried = { state, locale, site: await overlay(tried, new URL('../markdown', location.href)), reached };
  const calls = [];
  window.Baton = Object.assign((...call) => new Promise((...done) => calls.push([call, ...done])), { q: calls });
  // Its promise is kept when the loader is there.
  window.Baton('init', { ...options, theme: theme(), ...(locale && { locale }) });
  const tag = document.createElement('script');
  tag.src = new URL('../../embed.js', location.href);
  tag.async = true;
  const { theme: _, accent: __, ...others } = attributes;
  Object.assign(tag.dataset, others, {
    apiUrl: new URL('../try/', location.href),
    token: tried.get('token'),
    // A chat that nobody has opened is seen among the states.
    ...(!state?.isClosed && tried.get('view.closed') !== 'true' && { open: '' }),
  });
  if (state?.isClosed) tag.addEventListener('load', () => reached(state.name));
  document.head.append(tag);
}

start();
