// What a screen reader would say, by a model of live regions: each new message whole and once, no history, no fragments,
// each line of the chat's own once.

import { test } from 'node:test';
import { heard, listen, quietIsOver } from './announced.mjs';
import { assert, bench, eventually } from './browser.mjs';
import { openChat, ready, say } from './chat.mjs';
import { Relay, start } from './relay.mjs';

const at = bench(start);
const paragraph = (text) => [{ paragraph: [{ text }] }];

/** A chat that is listened to from before its first moment. */
const listened = (t, more = {}) =>
  openChat(at, t, { ...more, before: async (page) => (await page.addInitScript(listen), more.before?.(page)) });

/** Everything said from here on until something is, as one list. */
async function until(page, wanted) {
  const all = [];
  await eventually(`${wanted} is said`, async () => (all.push(...(await heard(page))), all.some((line) => wanted.test(line))));
  return all;
}

test('a message that comes is said once, whole, with who says it, and its making is not', async (t) => {
  const { page, relay } = await listened(t);
  await ready(page);
  await say(page, 'hello');
  await eventually('it is said', () => relay.said.length === 1);
  await page.getByText('Sent', { exact: true }).waitFor();
  await quietIsOver(page);
  await heard(page);
  relay.hint({ thinking: { turn: 't' } });
  await page.locator('.baton-dots').waitFor();
  const pieces = ['Parcels ', 'take two ', 'days, and ferns three.'];
  let place = 0;
  for (const text of pieces) {
    relay.hint({ draft: { turn: 't', at: place, text } });
    place += text.length;
    await page.getByText(text.trim()).waitFor();
  }
  relay.commit({ bot: { turn: 't', blocks: [...paragraph('Parcels take two days, and ferns three.'), ...paragraph('Anything else?')] } });
  const all = await until(page, /Anything else/);
  const ofMessage = all.filter((line) => /Parcels|two days|ferns/.test(line));
  assert.equal(ofMessage.length, 1, all.join('\n'));
  assert.match(ofMessage[0], /said.*Parcels take two days, and ferns three\. Anything else\?/);
  const working = all.filter((line) => !ofMessage.includes(line));
  assert.equal(working.length, 1, `that it is being written is said once: ${all.join('\n')}`);
});

test('what was said before this page, and what is scrolled to, is not said again', async (t) => {
  const relay = new Relay();
  relay.atStart = 30;
  for (let index = 0; index < 200; index++) relay.botSays(`Past ${index}`);
  const { page } = await listened(t, { relay });
  await ready(page);
  await say(page, 'hello');
  await page.getByRole('log').getByText('Past 199', { exact: true }).waitFor();
  await quietIsOver(page);
  assert.deepEqual((await heard(page)).filter((line) => /Past/.test(line)), []);
  await page.locator('.baton-scroll').evaluate((scroller) => (scroller.scrollTop = -scroller.scrollHeight));
  await page.getByRole('log').getByText('Past 165', { exact: true }).waitFor({ state: 'attached' });
  await quietIsOver(page);
  assert.deepEqual((await heard(page)).filter((line) => /Past/.test(line)), []);
  await page.reload();
  await page.getByRole('log').getByText('Past 199', { exact: true }).waitFor();
  await quietIsOver(page);
  assert.deepEqual((await heard(page)).filter((line) => /Past/.test(line)), []);
  relay.botSays('News');
  assert.deepEqual((await until(page, /News/)).filter((line) => /Past/.test(line)), []);
});

test('after a cut only what is new is said, and each word of the connection once', async (t) => {
  const { page, relay } = await listened(t);
  await ready(page);
  await say(page, 'hello');
  relay.botSays('Before');
  await page.getByRole('log').getByText('Before').waitFor();
  await quietIsOver(page);
  await heard(page);
  relay.cut();
  assert.deepEqual(await until(page, /Reconnecting/), ['Reconnecting…']);
  relay.botSays('Meanwhile');
  relay.mend();
  const all = await until(page, /Meanwhile/);
  await eventually('back', async () => (all.push(...(await heard(page))), all.some((line) => /back/i.test(line))));
  assert.equal(all.filter((line) => /Meanwhile/.test(line)).length, 1, all.join('\n'));
  assert.equal(all.filter((line) => /back/i.test(line)).length, 1, all.join('\n'));
  assert.deepEqual(all.filter((line) => /Before|hello/.test(line)), []);
});

test('the way to a person, who comes, files and an end are said, each once', async (t) => {
  const { page, relay } = await listened(t);
  await ready(page);
  await say(page, 'a person please');
  await eventually('it is said', () => relay.said.length === 1);
  await quietIsOver(page);
  await heard(page);
  relay.passTo('requested', 'visitor_asked');
  relay.passTo('queued', 'confirmed');
  const queued = await until(page, /about five minutes/);
  assert.equal(queued.filter((line) => /about five minutes/.test(line)).length, 1, queued.join('\n'));
  relay.passTo('agent', 'agent_acted');
  relay.commit({ notice: { agent_joined: { id: 'maya', name: 'Maya Lindqvist' } } });
  relay.agentSays('Like this:', [{ id: 'b', name: 'plan.pdf', media_type: 'application/pdf', bytes: 100 }]);
  const met = await until(page, /Like this/);
  assert.equal(met.filter((line) => /Maya Lindqvist joined/.test(line)).length, 1, met.join('\n'));
  assert.equal(met.filter((line) => /Maya Lindqvist.*Like this:.*plan\.pdf/.test(line)).length, 1, met.join('\n'));
  relay.passTo('ended', 'session_ended');
  relay.commit({ form: { id: 'how', fields: [{ rating: {} }, { comment: {} }], optional: true } });
  const ended = await until(page, /How did we do/);
  assert.equal(ended.filter((line) => /ended/.test(line)).length, 1, ended.join('\n'));
});

test('what the visitor did wrong is said at once: a message refused, a field, a file', async (t) => {
  const { page, relay } = await listened(t);
  await ready(page);
  await say(page, 'hello');
  await eventually('it is said', () => relay.said.length === 1);
  await quietIsOver(page);
  relay.commit({ form: { id: 'how', fields: [{ rating: {} }], optional: true } });
  await page.getByText('How did we do?').waitFor();
  await heard(page);
  await page.locator('.baton-form').getByRole('button', { name: 'Send', exact: true }).click();
  assert.deepEqual(await until(page, /number of stars/), ['Please choose a number of stars.']);
  await page.locator('input[type=file]').setInputFiles([{ name: 'setup.exe', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
  assert.equal((await until(page, /not accepted/)).length, 1);
  await page.getByRole('button', { name: 'Remove setup.exe' }).click();
  relay.refuses = 'text_too_long';
  await say(page, 'no');
  const refused = await until(page, /Not sent/);
  assert.equal(refused.filter((line) => /Not sent/.test(line)).length, 1, refused.join('\n'));
});
