// The plain calls, with a server that takes down what was asked.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { readFileSync } from 'node:fs';
import { sourceOf } from './client.mjs';

const { Calls } = await sourceOf('calls');
const golden = (name) => readFileSync(new URL(`../../crates/protocol/tests/fixtures/v1/${name}.json`, import.meta.url), 'utf8');

let server, base, answer;
const asked = [];
before(async () => {
  server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization, origin, 'content-type': type } = request.headers;
    asked.push({ call: `${request.method} ${request.url}`, authorization, origin, type, body: Buffer.concat(chunks).toString() });
    const { status = 200, body = '', never = false } = answer;
    if (!never) response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}/backend/`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const calls = () => new Calls(base, fetch, 'https://shop.example');

test('a session is begun and ended as the golden bodies have it', async () => {
  answer = { status: 201, body: golden('http_session_created') };
  assert.equal(await calls().begin('shop', 'en-GB'), 'q3fK0m2Jt8bV5xWn7RzYcA1uLdEoPiGhSjTkMwXvB9E');
  answer = { status: 204 };
  await calls().end('secret');
  const [begun, ended] = asked.splice(0);
  assert.deepEqual(JSON.parse(begun.body), JSON.parse(golden('http_new_session')));
  assert.deepEqual([begun.call, begun.origin, begun.authorization], ['POST /backend/v1/sessions', 'https://shop.example', undefined]);
  assert.deepEqual([ended.call, ended.authorization], ['DELETE /backend/v1/sessions', 'Bearer secret']);
});

test('a file goes up with its name and type', async () => {
  answer = { status: 201, body: golden('http_uploaded') };
  const file = await calls().upload('secret', new Blob(['x'], { type: 'application/pdf' }), 'bill & more.pdf');
  assert.equal(file.name, 'bill.pdf');
  const [up] = asked.splice(0);
  assert.deepEqual([up.call, up.type, up.body], ['POST /backend/v1/uploads?name=bill%20%26%20more.pdf', 'application/pdf', 'x']);
});

test('an upload can be stopped', async () => {
  answer = { never: true };
  const stop = new AbortController();
  const upload = calls().upload('secret', new Blob(['x']), 'x', stop.signal);
  stop.abort();
  await assert.rejects(upload, { name: 'AbortError' });
});

test('a problem is an error of its code, and what is none of the relay’s may go away', async () => {
  answer = { status: 429, body: golden('http_problem') };
  await assert.rejects(calls().file('secret', 'f-1'), { code: 'budget_spent', retryAfterMs: 1500, isTemporary: true });
  answer = { status: 502, body: '<h1>Bad gateway</h1>' };
  await assert.rejects(calls().export('secret'), { code: 'unreachable', isTemporary: true });
  answer = { status: 404, body: '' };
  await assert.rejects(calls().erase('secret'), { code: 'unknown', isTemporary: false });
  await assert.rejects(new Calls('http://127.0.0.1:1/', fetch).begin('shop'), { code: 'unreachable' });
});
