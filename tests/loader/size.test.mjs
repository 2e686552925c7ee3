// What a page pays that nobody chats on, and what each further step of the host page's side costs.

import assert from 'node:assert/strict';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { built } from './loader.mjs';

const LIMIT_BYTES = 3000;

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

test(`the loader is at most ${LIMIT_BYTES} bytes, minified, brotli 11`, (t) => {
  for (const [name, bytes] of built) t.diagnostic(`${name}: ${brotli(bytes)} bytes brotli, ${bytes.length} minified`);
  const length = brotli(built.get('embed.js'));
  assert.ok(length <= LIMIT_BYTES, `${length} bytes`);
});

test('nothing in it could run a text or send one to just anybody', () => {
  for (const [name, bytes] of built) {
    const text = bytes.toString();
    assert.doesNotMatch(text, /\beval\b|\bFunction\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/, name);
    assert.doesNotMatch(text, /postMessage\([^)]*["'`]\*["'`]/, name);
  }
  assert.doesNotMatch(built.get('embed.js').toString(), /["'`]\*["'`]/);
});
