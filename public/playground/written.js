// What there is to copy: the snippet for the page, and the lines for the relay's configuration.

import { plan, properties, texts } from './plan.js';

const QUEUE = 'window.Baton ||= Object.assign((...call) => new Promise((...done) => Baton.q.push([call, ...done])), { q: [] });';

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The lines for the page. */
export function snippet(tried, token, loader) {
  const { attributes, options } = plan(tried);
  const lines = [];
  const colour = tried.get('theme.on-accent');
  // The launcher stands in the page, and takes this one from the page's own style.
  if (colour) lines.push(`<style>html { --baton-on-accent: ${colour}; }</style>`);
  if (Object.keys(options).length) {
    // A script ends at the first `</`, wherever it stands.
    const call = JSON.stringify(options, null, 2).replaceAll('<', '\\u003c').replaceAll('\n', '\n  ');
    lines.push('<script>', `  ${QUEUE}`, `  Baton('init', ${call});`, '</script>');
  }
  const more = Object.entries(attributes).map(([name, value]) => ` data-${kebab(name)}${value && `="${escaped(value)}"`}`);
  lines.push(`<script async src="${escaped(loader)}" data-token="${escaped(token)}"${more.join('')}></script>`);
  return lines.join('\n');
}

/** A text as TOML has it: JSON's form, and the one control character that JSON leaves as it is. */
const quoted = (text) => JSON.stringify(text).replaceAll('\u007f', '\\u007F');

function table(name, entries) {
  const lines = entries.map(([key, value]) => `${key} = ${typeof value === 'string' ? quoted(value) : value}`);
  return lines.length ? [`[${name}]`, ...lines, ''] : [];
}

/** The lines for the configuration: what was changed, and nothing else. Empty where nothing of it was. */
export function toml(tried, site) {
  const own = ['title', 'subtitle', 'greeting', 'queue_text'].filter((name) => tried.has(name)).map((name) => [name, tried.get(name)]);
  if (tried.has('site_locale')) own.push(['locale', tried.get('site_locale')]);
  if (tried.has('follow_browser')) own.push(['follow_browser', tried.get('follow_browser') === 'true']);
  const place = `site.${site}`;
  const words = Object.entries(texts(tried)).flatMap(([language, set]) => table(`${place}.texts.${language}`, Object.entries(set)));
  return [...table(place, own), ...table(`${place}.theme`, Object.entries(properties(tried))), ...words].join('\n').trimEnd();
}
