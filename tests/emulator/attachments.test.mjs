import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { call, refusal } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { newConversation, stage } from './stage.mjs';

const { appId } = ACCOUNT;

/** The smallest files that their magic numbers vouch for. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** A file on disk: only a stream of one has the name that the library sends. */
async function file(t, name, bytes) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-emulator-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, bytes);
  return createReadStream(path);
}

function upload(bot, source, conversationId) {
  return call(bot.attachments, 'uploadAttachment', appId, 'public', source, { _for: 'message', conversationId });
}

const { id: keyId, secret } = ACCOUNT.integrationKey;
const basic = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;

test('a file is uploaded as a stream, sent, and read with credentials only', async (t) => {
  const { bot, emulator } = await stage(t);
  const { id, userId } = await newConversation(bot);
  for (const [name, bytes, type] of [
    ['photo.png', PNG, 'image'],
    ['invoice.pdf', PDF, 'file'],
  ]) {
    const { status, data } = await upload(bot, await file(t, name, bytes), id);
    assert.equal(status, 201, name);
    const { mediaUrl, mediaType } = data.attachment;
    assert.equal(mediaType, type === 'image' ? 'image/png' : 'application/pdf');

    const { messages } = await bot.messages.postMessage(appId, id, {
      author: { type: 'user', userId },
      content: { type, mediaUrl },
    });
    assert.equal(messages[0].content.mediaType, mediaType);
    assert.equal(messages[0].content.mediaSize, bytes.length);

    assert.equal((await fetch(mediaUrl, { redirect: 'manual' })).status, 401, 'private');
    const redirect = await fetch(mediaUrl, { redirect: 'manual', headers: { authorization: basic } });
    assert.equal(redirect.status, 302);
    const signed = redirect.headers.get('location');
    assert.equal(new URL(signed).origin, new URL(emulator.mediaUrl).origin, 'another origin');
    assert.deepEqual(Buffer.from(await (await fetch(signed)).arrayBuffer()), bytes);
    assert.ok(
      (await fetch(signed, { headers: { authorization: basic } })).status >= 400,
      'credentials must not follow the redirect',
    );
  }
});

test('a file of another conversation is refused', async (t) => {
  const { bot } = await stage(t);
  const [mine, other] = [await newConversation(bot), await newConversation(bot)];
  const { data } = await upload(bot, await file(t, 'photo.png', PNG), other.id);
  const content = { type: 'image', mediaUrl: data.attachment.mediaUrl };
  const { status } = await refusal(bot.messages.postMessage(appId, mine.id, { author: { type: 'business' }, content }));
  assert.equal(status, 400);
});

test('forbidden and disguised files are 415', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  for (const [name, bytes] of [
    ['run.exe', Buffer.from('MZ\x90\x00')],
    ['page.html', Buffer.from('<html>')],
    ['disguised.png', Buffer.from('MZ\x90\x00\x03\x00\x00\x00')],
  ]) {
    assert.deepEqual(
      await refusal(upload(bot, await file(t, name, bytes), id)),
      { status: 415, codes: ['unsupported_media_type'] },
      name,
    );
  }
});

test('a removed file is gone', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  const { mediaUrl } = (await upload(bot, await file(t, 'photo.png', PNG), id)).data.attachment;
  assert.equal((await call(bot.attachments, 'deleteAttachment', appId, { mediaUrl })).status, 200);
  assert.equal((await fetch(mediaUrl, { redirect: 'manual', headers: { authorization: basic } })).status, 404);
});
