// Every language says everything: each text, its placeholders, and a form for each kind of number that the language has.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { categories, codes } from '../../build/locales.mjs';
import { LANGUAGES } from '../../public/language.js';

/** So large a share of a table may be the same as in English: names and words that languages have in common. */
const SAME_AS_ENGLISH = 0.1;
/** As many languages beside English. */
const LANGUAGES_AT_LEAST = 30;

const read = (code) => JSON.parse(readFileSync(new URL(`../../locales/${code}.json`, import.meta.url), 'utf8'));
const english = read('en');
const others = codes.filter((code) => code !== 'en');
/** Every form of every text of a table, by its name. */
const forms = (table) =>
  Object.entries({ ...table.frame, ...table.texts }).flatMap(([name, text]) =>
    typeof text === 'object' ? Object.entries(text).map(([form, each]) => [`${name}.${form}`, each]) : [[name, text]],
  );
const placeholders = (text) => (text.match(/\{[^}]*\}/g) ?? []).sort().join();

test('there are thirty languages and more, and the chat knows of each', () => {
  assert.ok(others.length >= LANGUAGES_AT_LEAST, `${others.length} languages`);
  assert.deepEqual([...LANGUAGES].sort(), [...codes].sort());
});

for (const code of others) {
  test(`${code} says everything`, () => {
    const table = read(code);
    assert.deepEqual(Object.keys(table), ['frame', 'texts']);
    for (const part of ['frame', 'texts']) {
      assert.deepEqual(Object.keys(table[part]), Object.keys(english[part]), `the names of ${part}`);
      for (const [name, text] of Object.entries(english[part])) says(code, name, text, table[part][name]);
    }
  });

  test(`${code} is a language of its own`, () => {
    const table = new Map(forms(read(code)));
    const shared = forms(english).filter(([name, text]) => table.get(name) === text);
    const share = shared.length / table.size;
    assert.ok(share <= SAME_AS_ENGLISH, `${Math.round(share * 100)} % as in English: ${shared.map(([name]) => name)}`);
  });
}

/** A text of another language has what the English one has. */
function says(code, name, text, translated) {
  if (typeof text === 'string') {
    assert.equal(typeof translated, 'string', name);
    assert.ok(translated.trim(), `${name} is empty`);
    assert.equal(placeholders(translated), placeholders(text), `the placeholders of ${name}`);
    assert.doesNotMatch(translated, /\|/, `${name}: a stroke tells forms apart`);
    return;
  }
  assert.deepEqual(Object.keys(translated), categories(code), `the forms of ${name}`);
  for (const [form, each] of Object.entries(translated)) {
    assert.ok(each.trim(), `${name}.${form} is empty`);
    // “One message” may do without its number where the form stands for that number alone.
    const isOne = form === 'zero' || form === 'one' || form === 'two';
    if (!isOne) assert.equal(placeholders(each), placeholders(text.other), `the placeholders of ${name}.${form}`);
  }
}
