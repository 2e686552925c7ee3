// What a page pays that nobody chats on.

import assert from 'node:assert/strict';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { minified } from './loader.mjs';

const LIMIT_BYTES = 3000;

test(`the loader is at most ${LIMIT_BYTES} bytes, minified, brotli 11`, (t) => {
  const { length } = brotliCompressSync(minified, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  t.diagnostic(`loader: ${length} bytes brotli, ${minified.length} minified`);
  assert.ok(length <= LIMIT_BYTES, `${length} bytes`);
});

test('nothing in it could run a text or send one to just anybody', () => {
  const text = minified.toString();
  assert.doesNotMatch(text, /\beval\b|\bFunction\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/);
  assert.doesNotMatch(text, /["'`]\*["'`]/);
});
