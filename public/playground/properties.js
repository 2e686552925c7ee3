// Every --baton-* property of the chat's looks: what it changes, and what it is without a word of the site's.
// docs/theming.md says the same; a test holds both against the styles.

/** Colours, each with another for the dark where `dark` is given. */
export const COLOURS = [
  { name: 'accent', label: 'Accent', about: 'The visitor’s messages, main buttons, outlines of choices, the launcher', light: '#2a56d4', dark: '#3d68e8' },
  { name: 'on-accent', label: 'Text on the accent', about: 'Black or white where nothing is set, whichever reads better' },
  { name: 'surface', label: 'Background', about: 'The chat’s ground', light: '#ffffff', dark: '#13161b' },
  { name: 'raised', label: 'Raised', about: 'Messages of others, notices', light: '#f0f2f5', dark: '#23272f' },
  { name: 'text', label: 'Text', about: 'All that is to be read', light: '#15181e', dark: '#eceef2' },
  { name: 'muted', label: 'Muted', about: 'Times, notes, icons, frames of fields', light: '#5a6170', dark: '#a4abb9' },
  { name: 'line', label: 'Lines', about: 'Lines between parts', light: '#e1e4ea', dark: '#30353f' },
  { name: 'danger', label: 'Errors', about: 'What went wrong', light: '#b3261e', dark: '#ff9d94' },
  { name: 'good', label: 'Good news', about: 'The word that one is back online', light: '#1c7c46', dark: '#6fd39a' },
];

/** Others, by the CSS property that takes the same values. */
export const SHAPES = [
  { name: 'radius', label: 'Corners', about: 'Corners of messages', css: 'border-radius', usual: '1rem' },
  { name: 'font', label: 'Fonts', about: 'Fonts the visitor has; none is fetched', css: 'font-family', usual: 'system-ui, …' },
];

/** All names, those for the dark among them. */
export const NAMES = [...COLOURS.flatMap(({ name, dark }) => (dark ? [name, `${name}-dark`] : [name])), ...SHAPES.map(({ name }) => name)];

/** A colour as it is in the end: what was tried, else what the site has, else what the chat has. */
export function inForce(name, isDark, tried, theme = {}) {
  const known = (key) => tried.get(`theme.${key}`) ?? theme[key];
  const { light, dark } = COLOURS.find((colour) => colour.name === name);
  if (!isDark || !dark) return known(name) ?? light;
  // The accent alone goes over into the dark.
  return known(`${name}-dark`) ?? (name === 'accent' ? known(name) : undefined) ?? dark;
}
