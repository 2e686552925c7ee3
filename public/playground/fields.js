// The fields of the page, made from what settings.js and properties.js say.

import { hex, parsed } from './colour.js';

let made = 0;

/** An element with properties, attributes among them where they hold a dash, and children. */
export function make(tag, more = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(more)) {
    if (name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

function control({ kind, options, usual }) {
  if (options) return make('select', {}, ...options.map(({ value, label, lang }) => make('option', { value, textContent: label, lang: lang ?? '' })));
  if (kind === 'long' || kind === 'pairs') return make('textarea', { rows: 3 });
  if (kind === 'check') return make('input', { type: 'checkbox' });
  return make('input', { type: 'text', placeholder: usual ?? '', spellcheck: false, autocomplete: 'off' });
}

/**
 * A field with its label, what it is for and room for what is wrong with it.
 *
 * @param {object} field of settings.js
 * @param {(field: object, value: string) => string} changed takes a value and gives what is wrong with it
 * @returns {{element: HTMLElement, show: (value: string) => void}} `show` puts a value in, empty for none
 */
export function field(field, changed) {
  const id = `field-${(made += 1)}`;
  const input = control(field);
  input.id = id;
  input.name = field.key;
  const wrong = make('p', { id: `${id}-wrong`, className: 'wrong', 'aria-live': 'polite' });
  const label = make('label', { htmlFor: id, textContent: field.label });
  const described = [wrong.id];
  const element = make('div', { className: `field${field.kind === 'check' ? ' check' : ''}` });
  element.append(...(field.kind === 'check' ? [input, label] : [label, input]));
  if (field.about) {
    described.push(`${id}-about`);
    label.after(make('p', { id: `${id}-about`, className: 'about', textContent: field.about }));
  }
  element.append(wrong);
  input.setAttribute('aria-describedby', described.join(' '));
  const swatch = field.kind === 'colour' && make('input', { type: 'color', 'aria-label': `${field.label}, by eye` });
  if (swatch) {
    const pair = make('div', { className: 'pair' });
    input.replaceWith(pair);
    pair.append(swatch, input);
    swatch.addEventListener('input', () => {
      input.value = swatch.value;
      take();
    });
  }
  const paint = () => {
    const colour = swatch && (parsed(input.value) ?? parsed(field.usual));
    if (colour) swatch.value = hex(colour);
  };
  function take() {
    const value = field.kind === 'check' ? (input.checked ? 'true' : '') : input.value.trim();
    const said = changed(field, value);
    wrong.textContent = said;
    input.ariaInvalid = said ? 'true' : 'false';
    paint();
  }
  input.addEventListener('input', take);
  return {
    element,
    field,
    check: take,
    show(value) {
      if (field.kind === 'check') input.checked = value === 'true';
      else input.value = value;
      wrong.textContent = '';
      input.ariaInvalid = 'false';
      paint();
    },
  };
}
