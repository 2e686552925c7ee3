// The groups of fields, the colours in two columns and the texts with their filter.

import { LANGUAGES, nearest } from '../language.js';
import { field, make } from './fields.js';
import { COLOURS, SHAPES } from './properties.js';
import { GROUPS } from './settings.js';

const own = (code) => new Intl.DisplayNames(code, { type: 'language', languageDisplay: 'standard' }).of(code);
const languages = () => [{ value: '', label: 'As it is' }, ...LANGUAGES.map((code) => ({ value: code, label: own(code), lang: code }))];

const asField = (each) => (each.kind === 'language' ? { ...each, options: languages() } : each);

/** Both columns of the colours, and the shapes below. */
function looks(theme, add) {
  const rows = COLOURS.map(({ name, label, about, light, dark }) => {
    const columns = [[name, light, 'light'], ...(dark ? [[`${name}-dark`, dark, 'dark']] : [])];
    const cells = columns.map(([key, usual, scheme]) =>
      add({ key: `theme.${key}`, label: dark ? (scheme === 'light' ? 'Light' : 'Dark') : 'Both', kind: 'colour', usual: theme[key] || (key === 'accent-dark' && theme.accent) || usual || 'black or white' }),
    );
    return make('fieldset', { className: 'colours' }, make('legend', { textContent: label }), make('p', { className: 'about', textContent: about }), make('div', { className: 'columns' }, ...cells));
  });
  const shapes = SHAPES.map(({ name, label, about, css, usual }) => add({ key: `theme.${name}`, label, about, kind: 'css', css, usual: theme[name] ?? usual }));
  return [...rows, ...shapes];
}

/** The texts of a language, each with what the chat says without another. */
async function texts(wanted, add, filled) {
  const code = nearest(wanted) ?? 'en';
  const read = async (name) => (await fetch(new URL(`../locale.${name}.json`, import.meta.url))).json();
  const [{ names }, table] = await Promise.all([read('en'), read(code)]);
  const known = [...names.map((name, place) => [name, table.texts[place]]), ...Object.entries(table.frame).map(([name, text]) => [`frame_${name}`, text])];
  const filter = make('input', { type: 'search', id: 'filter', autocomplete: 'off' });
  const found = make('p', { className: 'about', role: 'status' });
  const rows = known.map(([name, usual]) => ({
    seen: `${name} ${usual}`.toLowerCase(),
    element: add({ key: `texts.${code}.${name}`, label: name, kind: 'words', usual, about: usual.includes('|') ? 'One form for each number, with | between them' : undefined }),
  }));
  const sift = () => {
    const sought = filter.value.trim().toLowerCase();
    const shown = rows.filter(({ element, seen }) => !(element.hidden = !seen.includes(sought)));
    found.textContent = `${shown.length} of ${rows.length} texts in ${own(code)}`;
  };
  filter.addEventListener('input', sift);
  sift();
  const head = make('div', { className: 'field' }, make('label', { htmlFor: 'filter', textContent: 'Find a text' }), filter, found);
  filled([head, ...rows.map(({ element }) => element)]);
}

/**
 * Draws all groups into an element.
 *
 * @param {HTMLElement} parent
 * @param {object} site of which these are the settings
 * @param {URLSearchParams} tried what is set already
 * @param {(field: object, value: string) => string} changed takes a value, and gives what is wrong with it
 * @returns {Map<string, object>} the fields by key
 */
export function draw(parent, site, tried, changed) {
  const fields = new Map();
  const open = new Set([...parent.querySelectorAll('details[open] > summary')].map((summary) => summary.textContent));
  const add = (each) => {
    const drawn = field(asField(each), changed);
    fields.set(each.key, drawn);
    drawn.show(tried.get(each.key) ?? each.from?.(site) ?? '');
    return drawn.element;
  };
  const groups = GROUPS.map(({ title, fields: own, isOpen, hasColours, hasTexts }) => {
    const group = make('details', { open: open.size ? open.has(title) : Boolean(isOpen) }, make('summary', { textContent: title }), ...own.map(add));
    if (hasColours) group.append(...looks(site.document.theme ?? {}, add));
    if (hasTexts) {
      // More than a hundred fields: made when somebody wants them.
      const fill = () => texts(tried.get('locale') || tried.get('site_locale') || site.document.locale, add, (rows) => group.replaceChildren(group.firstChild, ...rows));
      group.addEventListener('toggle', () => group.open && !group.querySelector('.field') && fill());
      if (group.open) fill();
    }
    return group;
  });
  parent.replaceChildren(...groups);
  return fields;
}
