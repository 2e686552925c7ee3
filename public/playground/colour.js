// Colours: what a text means, how well two read on each other (WCAG 2.2), and the nearest one that would do.

const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });

/** Red, green and blue of a CSS colour, 0 to 255; none where a browser does not understand it. */
export function parsed(text) {
  if (!text || !CSS.supports('color', text) || /var\(|;|[{}<\\]/.test(text)) return undefined;
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = text;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  // What can be seen through is not known before it stands on something.
  return alpha === 255 ? [red, green, blue] : undefined;
}

/** As `#rrggbb`. */
export const hex = (colour) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, 1 to 21. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever reads better on a colour. */
export const onto = (colour) => [[255, 255, 255], [0, 0, 0]].sort((a, b) => contrast(b, colour) - contrast(a, colour))[0];

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/** The nearest colour that has the contrast: the same, with as little black or white in it as does; none where none has. */
export function nearest(colour, ground, needed) {
  for (let share = 0; share <= 1; share += 0.01) {
    for (const end of [BLACK, WHITE]) {
      const mixed = colour.map((part, place) => Math.round(part + (end[place] - part) * share));
      if (contrast(mixed, ground) >= needed) return mixed;
    }
  }
  return undefined;
}
