// What is wrong with what somebody has typed, by the kind of the field; nothing where it will do.

import { parsed } from './colour.js';
import { pairs } from './plan.js';

/** What `baton config check` takes in a theme, too. */
const isPlain = (text) => !/[;{}<\\]|url\(/i.test(text);

const CHECKS = {
  colour: (text) => (parsed(text) || (isPlain(text) && CSS.supports('color', text) && !/var\(/.test(text)) ? '' : `“${text}” is no colour. Try #2c6a4f or seagreen.`),
  css: (text, { css }) => (isPlain(text) && CSS.supports(css, text) ? '' : `“${text}” is no value of ${css}.`),
  selector(text, _, page) {
    try {
      document.createDocumentFragment().querySelector(text);
    } catch {
      return `“${text}” is no selector. Try .help or #help.`;
    }
    return !page || page.querySelector(text) ? '' : `“${text}” matches nothing on the page of the preview; on yours it may.`;
  },
  paths(text) {
    const wrong = text.split(',').find((path) => !/^[/*]/.test(path.trim()));
    return wrong === undefined ? '' : `“${wrong.trim()}” is no path: begin it with / or *.`;
  },
  email: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? '' : `“${text}” is no e-mail address.`),
  address: (text) => (/^https?:/.test(text) && URL.canParse(text) ? '' : `“${text}” is no address: begin it with https://.`),
  pairs(text) {
    const { wrong } = pairs(text);
    return wrong === undefined ? '' : `“${wrong}” is no line of name = value.`;
  },
  words(text, { usual }) {
    const places = [...text.matchAll(/\{([^}]*)\}?/g)].map(([, place]) => place);
    if (places.some((place) => place !== 'name')) return 'Only {name} can be replaced.';
    return places.length && !usual.includes('{name}') ? 'There is nothing to put in the place of {name} here.' : '';
  },
};

/**
 * @param {string} text what was typed, not empty
 * @param {object} field of settings.js or properties.js
 * @param {Document} [page] of the preview
 */
export const problem = (text, field, page) => CHECKS[field.kind]?.(text, field, page) ?? '';

/** Whether a problem is only of the preview, and what was typed may be right on the page it is for. */
export const isOnlyHere = (text, field) => field.kind === 'selector' && !problem(text, field);
