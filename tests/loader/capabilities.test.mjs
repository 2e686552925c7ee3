// docs/capabilities.md and docs/accessibility.md name tests that are there, and leave nothing out.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { file } from './loader.mjs';

const read = (path) => readFileSync(file(path), 'utf8');
const rows = (text) => text.split('\n').filter((line) => /^\| (?!---)/.test(line)).map((line) => line.slice(2, -2).split(' | '));

/** The rows of our comparison with other chat systems: a letter for its part, and how many there are. */
const COMPARED = { A: 12, C: 7, D: 4, E: 8, F: 12, G: 17, H: 1, I: 1, J: 1, K: 1, L: 2, M: 1, N: 4, O: 3, P: 3, Q: 1, R: 1, S: 1 };
/** WCAG 2.2, levels A and AA. */
const CRITERIA =
  '1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3'.split(' ');

const escaped = (text) => text.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&');
const known = new Map();

/** The titles of a file's tests. One that is put together is a pattern; its parts stand in the file or in one beside it. */
function titles(path) {
  if (known.has(path)) return known.get(path);
  const text = read(path);
  const found = [...text.matchAll(/\btest\(\s*(['"`])((?:\\.|(?!\1)[^])*?)\1/g)].map(([, quote, title]) => {
    const plain = title.replace(/\\(['"`])/g, '$1');
    const parts = quote === '`' ? plain.split(/\$\{[^}]*\}/) : [plain];
    return new RegExp(`^${parts.map(escaped).join('(.*)')}$`);
  });
  const beside = [...text.matchAll(/from '\.\/([\w-]+\.mjs)'/g)].map(([, name]) => read(path.replace(/[^/]+$/, name)));
  known.set(path, { text: [text, ...beside].join('\n'), found });
  return known.get(path);
}

/** What is wrong with a name such as `tests/a.test.mjs: it works`, if something is. */
function wrong(name) {
  const [, path, title] = /^([\w/.-]+\.(?:mjs|rs)): ([^]+)$/.exec(name) ?? [];
  if (!path || !existsSync(file(path))) return `no such file: ${name}`;
  if (path.endsWith('.rs')) {
    const is = new RegExp(`#\\[(?:tokio::)?test[^\\]]*\\]\\s*(?:#\\[[^\\]]*\\]\\s*)*(?:async )?fn ${escaped(title)}\\(`);
    return is.test(read(path)) ? undefined : `no such test: ${name}`;
  }
  const { text, found } = titles(path);
  const fits = found.some((pattern) => pattern.exec(title)?.slice(1).every((part) => text.includes(part)));
  return fits ? undefined : `no such test: ${name}`;
}

const named = (text) => [...text.matchAll(/`([^`]+\.(?:mjs|rs): [^`]+)`/g)].map(([, name]) => name);

for (const path of ['docs/capabilities.md', 'docs/accessibility.md']) {
  test(`every test that ${path} names is there`, () => {
    const names = named(read(path));
    assert.ok(names.length > 50, `${names.length} names`);
    assert.deepEqual(names.map(wrong).filter(Boolean), []);
  });
}

test('every row says how it is held, or why it is not offered', () => {
  const header = /^(what|id|criterion)$/;
  for (const path of ['docs/capabilities.md', 'docs/accessibility.md']) {
    for (const cells of rows(read(path)).filter(([first]) => !header.test(first))) {
      const held = cells.at(-1);
      assert.ok(named(held).length || /^not (yet|offered)|^by reading: `/.test(held), `${path}: ${cells[0]}`);
    }
  }
});

test('every row of the comparison stands there once, and no other', () => {
  const wanted = Object.entries(COMPARED).flatMap(([part, count]) => Array.from({ length: count }, (_, place) => `${part}${place + 1}`));
  const found = rows(read('docs/capabilities.md')).filter((cells) => cells.length === 3 && cells[0] !== 'id').map(([id]) => id);
  assert.deepEqual(found, wanted);
});

test('every criterion of WCAG 2.2 A and AA stands in the report once', () => {
  const found = rows(read('docs/accessibility.md')).map(([first]) => /^(\d+\.\d+\.\d+) .*\(A{1,2}\)$/.exec(first)?.[1]).filter(Boolean);
  assert.deepEqual(found, CRITERIA);
});

test('a test that is not there is found', () => {
  assert.equal(wrong('tests/loader/capabilities.test.mjs: a test that is not there is found'), undefined);
  assert.match(wrong('tests/loader/capabilities.test.mjs: a test that nobody wrote'), /no such test/);
  assert.match(wrong('tests/loader/nothing.test.mjs: a test'), /no such file/);
  assert.match(wrong('tests/it/scene.rs: maya'), /no such test/);
  assert.equal(wrong('tests/it/scene.rs: rows_of_the_past_are_no_news'), undefined);
  assert.match(wrong('tests/loader/hostile.test.mjs: a page that dances'), /no such test/);
});
