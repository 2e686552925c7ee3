// Which colours have to be read on which, and what is said of those that cannot be.

import { contrast, hex, nearest, onto, parsed } from './colour.js';
import { COLOURS, inForce } from './properties.js';

const READ = 4.5; // WCAG 1.4.3
const SEEN = 3; // WCAG 1.4.11

/** The colour, what it stands on, and the contrast it needs there. */
export const PAIRS = [
  ['text', 'surface', READ],
  ['text', 'raised', READ],
  ['muted', 'surface', READ],
  ['muted', 'raised', READ],
  ['on-accent', 'accent', READ],
  ['accent', 'surface', SEEN],
  ['danger', 'surface', READ],
  ['good', 'raised', READ],
];

const label = (name) => COLOURS.find((colour) => colour.name === name).label;

/** What is too weak in a scheme, with the nearest colour that would do. */
export function weak(isDark, tried, theme) {
  const colour = (name) => parsed(inForce(name, isDark, tried, theme)) ?? (name === 'on-accent' ? onto(colour('accent')) : undefined);
  return PAIRS.flatMap(([name, ground, needed]) => {
    const [over, under] = [colour(name), colour(ground)];
    // What can be seen through is left to whoever looks.
    if (!over || !under) return [];
    const ratio = contrast(over, under);
    if (ratio >= needed) return [];
    const better = nearest(over, under, needed);
    const isOwn = isDark && COLOURS.find((each) => each.name === name).dark;
    return [{ key: `theme.${name}${isOwn ? '-dark' : ''}`, name: label(name), ground: label(ground), ratio, needed, better: better && hex(better), isDark }];
  });
}

/** Says it, each with a button that takes the better colour. */
export function tell(list, tried, theme, take) {
  const found = [false, true].flatMap((isDark) => weak(isDark, tried, theme));
  const lines = found.map(({ key, name, ground, ratio, needed, better, isDark }) => {
    const line = document.createElement('li');
    // Rounded down: what reads 4.5 here has 4.5.
    const shown = (Math.floor(ratio * 100) / 100).toFixed(2);
    line.append(`${isDark ? 'Dark' : 'Light'}: “${name}” on “${ground}” has a contrast of ${shown} and needs ${needed}. `);
    if (better) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: `Take ${better}` });
      button.setAttribute('aria-label', `Take ${better} for ${name}, ${isDark ? 'dark' : 'light'}`);
      button.addEventListener('click', () => take(key, better));
      line.append(button);
    }
    return line;
  });
  if (!lines.length) lines.push(Object.assign(document.createElement('li'), { className: 'fine', textContent: 'Every pair of colours reads well, light and dark.' }));
  list.replaceChildren(...lines);
}
