// docs/theming.md and the playground name the properties that the styles use, each with what it is without a word.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { COLOURS, NAMES } from '../../public/playground/properties.js';
import { assert } from '../journeys/browser.mjs';

const root = resolve(import.meta.dirname, '../..');
const read = (path) => readFileSync(resolve(root, path), 'utf8');
const styles = readdirSync(resolve(root, 'style')).map((name) => read(`style/${name}`)).join('\n');
const docs = read('docs/theming.md');

/** What the chat sets itself. */
const ITS_OWN = /^(height|safe-(top|right|bottom|left))$/;
const used = [...new Set([...styles.matchAll(/var\(--baton-([a-z-]+)/g)].map(([, name]) => name))].filter((name) => !ITS_OWN.test(name));
const documented = [...docs.matchAll(/^\| `--baton-([a-z-]+)` \| (.*) \|$/gm)].map(([, name, rest]) => [name, rest]);

test('the page documents exactly the properties that the styles use, and the playground has a field for each', () => {
  assert.deepEqual(documented.map(([name]) => name).sort(), used.toSorted());
  assert.deepEqual(NAMES.toSorted(), used.toSorted());
});

test('what each is without a word is what the styles say', () => {
  const long = (colour) => colour.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  for (const { name, light, dark } of COLOURS.filter(({ light }) => light)) {
    for (const [key, usual] of [[name, light], [`${name}-dark`, dark]]) {
      const said = styles.match(new RegExp(`--baton-${key}, (?:var\\(--baton-accent, )?(#\\w+)`))[1];
      assert.equal(long(said), usual, key);
      assert.ok(documented.find(([each]) => each === key)[1].includes(`\`${said}\``), `${key} in docs/theming.md`);
    }
  }
});

test('the examples set properties that there are', () => {
  const toml = [...docs.match(/\[site\.shop\.theme\]\n([^]*?)```/)[1].matchAll(/^([a-z-]+) =/gm)].map(([, name]) => name);
  const { mode, ...given } = Function(`return ${docs.match(/Baton\('setTheme', (\{.*\})\)/)[1]}`)();
  assert.equal(mode, 'auto');
  for (const name of [...toml, ...Object.keys(given)]) assert.ok(NAMES.includes(name), name);
});

test('each picture that the page links is there', () => {
  const pictures = [...docs.matchAll(/\((pictures\/[^)]+)\)/g)].map(([, path]) => path);
  assert.ok(pictures.length > 100);
  assert.deepEqual(pictures.filter((path) => !existsSync(resolve(root, 'docs', path))), []);
});
