// From what is set on the page to what a website needs: attributes of the tag, options of the call, and what the site's
// configuration says. What is set is a URLSearchParams of names such as `theme.accent` and `texts.ask_person`.

/** Settings that an attribute of the tag carries, by their name. */
const ATTRIBUTES = ['locale', 'position', 'label', 'trigger', 'mode', 'target', 'showOn', 'hideOn', 'defer', 'open', 'alerts'];

const below = (tried, prefix) =>
  Object.fromEntries([...tried].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]));

/** The properties of the look that were set. */
export const properties = (tried) => below(tried, 'theme.');

/** The texts that were set, by language and name. */
export function texts(tried) {
  const set = {};
  for (const [name, text] of Object.entries(below(tried, 'texts.'))) {
    const [language, key] = name.split('.');
    (set[language] ??= {})[key] = text;
  }
  return set;
}

/**
 * What the page gets: `attributes` of the tag in the form of a dataset, `options` for a call of `init`, and the `theme` as
 * the chat takes it.
 */
export function plan(tried) {
  const attributes = {};
  for (const name of ATTRIBUTES) if (tried.get(name)) attributes[name] = tried.get(name);
  if (attributes.open) attributes.open = '';
  const options = {};
  const looks = properties(tried);
  const mode = tried.get('scheme');
  const names = Object.keys(looks);
  const theme = names.length ? { ...(mode && { mode }), ...looks } : mode || undefined;
  // The tag has words for these two alone.
  if (names.every((name) => name === 'accent')) {
    if (mode) attributes.theme = mode;
    if (looks.accent) attributes.accent = looks.accent;
  } else {
    options.theme = theme;
  }
  const first = (tried.get('initialMessage') ?? '').split('\n').filter((line) => line.trim());
  if (first.length) options.initialMessage = first.length > 1 ? first : first[0];
  const { customData, ...user } = below(tried, 'user.');
  if (customData) user.customData = pairs(customData).data;
  if (Object.keys(user).length) options.user = user;
  return { attributes, options, theme };
}

/** Lines of `name = value`, and the first line that is none. */
export function pairs(text) {
  const data = {};
  let wrong;
  for (const line of text.split('\n').filter((line) => line.trim())) {
    const [name, ...value] = line.split('=');
    if (value.length && name.trim()) data[name.trim()] = value.join('=').trim();
    else wrong ??= line.trim();
  }
  return { data, wrong };
}

/** What the chat document says otherwise than configured. The relay knows best what a greeting's Markdown comes to. */
export async function overlay(tried, markdown) {
  const site = {};
  for (const name of ['title', 'subtitle', 'queue_text']) if (tried.has(name)) site[name] = tried.get(name);
  if (tried.has('site_locale')) site.locale = tried.get('site_locale');
  if (tried.has('follow_browser')) site.follow_browser = tried.get('follow_browser') === 'true';
  if (tried.has('greeting')) {
    const answer = await fetch(markdown, { method: 'POST', body: tried.get('greeting') });
    if (answer.ok) site.greeting = await answer.json();
  }
  const own = texts(tried);
  if (Object.keys(own).length) site.texts = own;
  return site;
}
