// A look at a state: its picture in tests/out/pictures, axe, and that nothing is wider than the page.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from './browser.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = 'tests/out/pictures';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe has to say of the page, which must let scripts in (`bypassCSP`). */
export async function axe(page, state) {
  await page.evaluate(source);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), rules);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  assert.deepEqual(found, [], state);
}

export async function look(page, name) {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  await axe(page, name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} too wide`);
}
