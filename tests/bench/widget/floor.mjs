// The floor: a page with nothing but a field to type in, which answers itself. No widget can be faster.

import { ANSWER, hostPage, moduleScript } from './page.mjs';

const script = `
const field = document.querySelector('textarea');
field.onkeydown = (event) => {
  if (event.key !== 'Enter') return;
  document.querySelector('output').textContent = '${ANSWER}';
  event.preventDefault();
};`;

export const floor = {
  name: 'an empty page',
  version: '',
  page: () => hostPage(`<textarea></textarea><output></output>${moduleScript(script)}`),
  composer: 'textarea',
  answered: { in: 'output', says: ANSWER },
};
