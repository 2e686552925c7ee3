// What somebody probably meant.

import assert from 'node:assert/strict';
import test from 'node:test';
import { method, nearest, option } from '../../public/nearest.js';

const KNOWN = ['initialMessage', 'token', 'user', 'apiUrl', 'defaultOpen'];

test('slips find their name', () => {
  for (const [written, meant] of [
    ['intialMessage', 'initialMessage'],
    ['initialmessage', 'initialMessage'],
    ['initialMessages', 'initialMessage'],
    ['tokne', 'token'],
    ['apiURL', 'apiUrl'],
    ['defaultopen', 'defaultOpen'],
  ]) {
    assert.equal(nearest(written, KNOWN), meant, written);
  }
});

test('what is far from all finds none', () => {
  for (const written of ['zIndex', 'colour', '', 'messageBoxHeight']) assert.equal(nearest(written, KNOWN), undefined, written);
});

test('what is said of them', () => {
  assert.equal(option('', 'tokne', KNOWN), 'unknown option “tokne”; did you mean “token”?');
  assert.equal(option('user.', 'emial', ['email']), 'unknown option “user.emial”; did you mean “user.email”?');
  assert.equal(option('', 'debug', KNOWN), 'the option “debug” has no effect here.');
  assert.equal(option('', 'zIndex', KNOWN), 'unknown option “zIndex”.');
  assert.equal(method('opne', ['open', 'close']), 'unknown method “opne”; did you mean “open”?');
  assert.equal(method('levitate', ['open', 'close']), 'unknown method “levitate”; known are open, close');
});
