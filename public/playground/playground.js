// The playground: settings on one side, the real chat on the other, and what there is to copy. What is set stands in the
// address's fragment, so that it can be shared and goes with a reload.

import { isOnlyHere, problem } from './checks.js';
import { tell } from './contrast.js';
import { make } from './fields.js';
import { draw } from './groups.js';
import { states } from './states.js';
import { snippet, toml } from './written.js';

const id = (name) => document.getElementById(name);
const sites = JSON.parse(document.querySelector('meta[name="baton-sites"]').content || '[]');
const frame = id('preview');
let tried = new URLSearchParams(location.hash.slice(1));
let fields = new Map();

const site = () => sites.find(({ name }) => name === tried.get('site')) ?? sites[0];

// --- The preview ----------------------------------------------------------------------------------------------------

let shown; // what the preview has been told last
let soon;

/** Whoever types is let finish: most changes begin the chat anew. */
const PAUSE_MS = 150;
function showSoon() {
  clearTimeout(soon);
  soon = setTimeout(show, PAUSE_MS);
}

function show() {
  const words = new URLSearchParams(tried);
  words.delete('view.frame');
  words.set('token', site().document.token);
  const text = words.toString();
  if (text === shown) return;
  const { batonPreview } = frame.contentWindow ?? {};
  if (shown === undefined) frame.src = `preview/#${text}`;
  else if (!batonPreview) return; // once it has loaded
  else if (!batonPreview.change(text)) say('The preview begins anew.');
  shown = text;
}

/** Says what the preview does. */
function say(text) {
  id('said').textContent = text;
}

frame.addEventListener('load', () => {
  show();
  const { contentWindow } = frame;
  const tellReached = () => {
    const { reached, failed } = contentWindow.document.documentElement.dataset;
    if (reached) say(`The chat shows: ${states.find(({ name }) => name === reached).title}.`);
    if (failed) say(`This state cannot be shown: ${failed}.`);
  };
  contentWindow.addEventListener('reached', tellReached);
  tellReached();
  if (!tried.get('state')) say('The site’s own bot answers, and people who are asked for come.');
  // Selectors are tried on the page of the preview, which is here only now.
  for (const drawn of fields.values()) if (drawn.field.kind === 'selector') drawn.check();
});

id('restart').addEventListener('click', () => frame.contentWindow.location.reload());
id('forget').addEventListener('click', async () => {
  await frame.contentWindow.Baton('logout');
  frame.contentWindow.location.reload();
});

// --- What is set ----------------------------------------------------------------------------------------------------

function write() {
  history.replaceState(null, '', `#${tried}`);
  const { name, document: known } = site();
  id('snippet').textContent = snippet(tried, known.token, new URL('../embed.js', location.href).href);
  id('toml').textContent = toml(tried, name) || '# Nothing of the configuration was changed.';
  tell(id('contrast'), tried, known.theme, (key, value) => {
    set(key, value);
    fields.get(key)?.show(value);
    id('contrast').querySelector('button')?.focus();
  });
  id('device').dataset.device = tried.get('view.frame') || 'desktop';
  showSoon();
}

function set(key, value) {
  if (value) tried.set(key, value);
  else tried.delete(key);
  write();
}

/** Takes what was typed where it will do, and gives what is wrong with it. */
function changed(field, value) {
  const { key, from, isNeeded } = field;
  const configured = from?.(site()) ?? '';
  if (!value && isNeeded) return 'This must not be empty.';
  if (key === 'mode' && value === 'inline' && !tried.get('target')) set('target', '#help');
  const wrong = value && problem(value, field, frame.contentDocument);
  if (wrong && !isOnlyHere(value, field)) return wrong;
  // What the site has already is no change; an empty text may be one.
  if (value === configured) tried.delete(key);
  else if (value || from) tried.set(key, value);
  else tried.delete(key);
  write();
  // Other fields may have come with it.
  if (['locale', 'site_locale', 'mode'].includes(key)) drawAll();
  return wrong;
}

function drawAll() {
  const at = document.activeElement?.name;
  fields = draw(id('groups'), site(), tried, changed);
  if (at) document.getElementsByName(at)[0]?.focus();
}

/** A choice of the page's own, beside the settings. */
function choose(name, key, fallback) {
  const select = id(name);
  select.value = tried.get(key) || fallback;
  select.addEventListener('change', () => set(key, select.value === fallback ? '' : select.value));
}

// --- Copying --------------------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const source = id(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      id('copied').textContent = `Copied: ${button.dataset.what}.`;
    } catch {
      // Not every page may write there; what is marked, everybody can copy.
      getSelection().selectAllChildren(source);
      id('copied').textContent = `Marked: ${button.dataset.what}. Copy it by the keyboard.`;
    }
  });
}

// --- Beginning ------------------------------------------------------------------------------------------------------

function begin() {
  id('site').replaceChildren(...sites.map(({ name, document: { title } }) => make('option', { value: name, textContent: `${title} (${name})` })));
  id('site').value = site().name;
  id('state').append(...states.map(({ name, title }) => make('option', { value: name, textContent: title })));
  for (const [name, key, fallback] of [['state', 'state', ''], ['frame', 'view.frame', 'desktop'], ['scheme', 'view.scheme', 'light'], ['dir', 'view.dir', 'ltr']]) choose(name, key, fallback);
  drawAll();
  write();
  show();
}

id('site').addEventListener('change', () => {
  set('site', id('site').value);
  drawAll();
});
id('reset').addEventListener('click', () => {
  tried = new URLSearchParams(site() === sites[0] ? '' : { site: site().name });
  for (const [name, fallback] of [['state', ''], ['frame', 'desktop'], ['scheme', 'light'], ['dir', 'ltr']]) id(name).value = fallback;
  drawAll();
  write();
});
if (sites.length) begin();
else say('This relay has no site: add one to its configuration.');
