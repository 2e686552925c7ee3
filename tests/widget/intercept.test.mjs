// A page that reads along, where its site allows that: it changes or keeps back what is sent, and what is shown.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { composer, messages, say } from './chat.mjs';
import { Relay, site, start } from './relay.mjs';

const at = bench(start);
const NONCE = 'b2'.repeat(16);

/** The chat in a host page that answers questions by `answers`, a function body of (name, value). */
async function embed(t, { allowed = true, answers }) {
  const page = await (await at.context(t)).newPage();
  const relay = new Relay();
  await relay.serve(page);
  await page.route('**/chat/shop/', async (route) => {
    const answer = await route.fetch();
    const content = JSON.stringify({ ...site([at.servers.sameSite]), page_hears_text: allowed });
    const body = (await answer.text()).replace(/name="baton-site" content="[^"]*"/, () => `name="baton-site" content="${content.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`);
    return route.fulfill({ response: answer, body });
  });
  await page.goto(at.servers.sameSite);
  await page.evaluate(
    ({ chat, origin, nonce, answers }) => {
      const answer = new Function('name', 'value', answers);
      window.asked = [];
      window.got = [];
      const frame = document.createElement('iframe');
      frame.style.cssText = 'width:400px;height:700px;border:0';
      frame.src = `${chat}#${nonce}`;
      frame.onload = () => {
        const { port1, port2 } = new MessageChannel();
        frame.contentWindow.postMessage({ baton: 1, nonce }, origin, [port2]);
        window.port = port1;
        port1.onmessage = ({ data }) => {
          window.got.push(data);
          if (data.t !== 'ask') return;
          window.asked.push([data.name, data.value]);
          const value = answer(data.name, data.value);
          if (value !== undefined) port1.postMessage({ t: 'answer', id: data.id, value });
        };
        port1.postMessage({ t: 'init', v: 1, options: {}, page: 'https://shop.example/', open: true });
        for (const name of ['beforeSend', 'beforeDisplay']) port1.postMessage({ t: 'call', id: name, method: 'intercept', args: [name, true] });
      };
      document.body.append(frame);
    },
    { chat: at.servers.chat, origin: at.servers.origin, nonce: NONCE, answers },
  );
  const replies = () => page.evaluate(() => window.got.filter(({ t }) => t === 'reply'));
  await eventually('both answers', async () => (await replies()).length === 2);
  const frame = page.frames()[1];
  return { page, frame, relay, replies };
}

test('what is sent goes out as the page has it, or stays in the composer', async (t) => {
  const { page, frame, relay } = await embed(t, {
    answers: `if (name === 'beforeSend') return /card/.test(value.text) ? null : { text: value.text.toUpperCase() }; return value;`,
  });
  await say(frame, 'hello');
  await eventually('the message', () => relay.said.length === 1);
  await say(frame, 'my card is 4111');
  await eventually('the question', async () => (await page.evaluate(() => window.asked.filter(([name]) => name === 'beforeSend').length)) === 2);
  assert.equal(await composer(frame).inputValue(), 'my card is 4111');
  await say(frame, 'never mind');
  await eventually('the next message', () => relay.said.length === 2);
  assert.deepEqual(relay.said, ['HELLO', 'NEVER MIND']);
});

test('what is written while the page is asked is another message, and nothing is sent twice', async (t) => {
  const { page, frame, relay } = await embed(t, { answers: `if (name !== 'beforeSend') return value;` });
  const questions = () => page.evaluate(() => window.got.filter(({ t, name }) => t === 'ask' && name === 'beforeSend'));
  await say(frame, 'hello');
  await eventually('the question', async () => (await questions()).length === 1);
  await composer(frame).press('Enter');
  await composer(frame).pressSequentially(' and more');
  const [{ id, value }] = await questions();
  await page.evaluate((answer) => window.port.postMessage(answer), { t: 'answer', id, value });
  await eventually('the message', () => relay.said.length > 0);
  assert.equal(await composer(frame).inputValue(), 'and more');
  assert.equal(await frame.evaluate(() => batonBoot.kept('draft')), 'and more', 'it outlives a reload');
  await composer(frame).press('Enter');
  await eventually('the next question', async () => (await questions()).length === 2);
  const next = (await questions())[1];
  await page.evaluate((answer) => window.port.postMessage(answer), { t: 'answer', id: next.id, value: next.value });
  await eventually('the next message', () => relay.said.length > 1);
  assert.deepEqual(relay.said, ['hello', 'and more']);
});

test('what others say is shown as the page has it, or not at all', async (t) => {
  const { page, frame, relay } = await embed(t, {
    answers: `if (name !== 'beforeDisplay') return value; return /secret/.test(value.text) ? null : { ...value, text: value.text.replace('Maya', 'M.') };`,
  });
  await say(frame, 'hello');
  relay.botSays('One moment');
  relay.agentSays('Maya here');
  relay.agentSays('a secret');
  await frame.getByText('M. here').waitFor();
  await eventually('all questions', async () => (await page.evaluate(() => window.asked.filter(([name]) => name === 'beforeDisplay').length)) === 3);
  await eventually('what is shown', async () => !(await frame.getByText('a secret').isVisible()));
  assert.ok((await messages(frame)).includes('One moment'));
  const asked = await page.evaluate(() => window.asked.filter(([name]) => name === 'beforeDisplay').map(([, value]) => [value.by, value.text]));
  assert.deepEqual(asked, [['bot', 'One moment'], ['agent', 'Maya here'], ['agent', 'a secret']]);
});

test('a page that does not answer holds nothing up for long', async (t) => {
  const { frame, relay } = await embed(t, { answers: 'return undefined;' });
  await say(frame, 'hello');
  await eventually('the message', () => relay.said.length === 1);
  assert.deepEqual(relay.said, ['hello']);
});

test('where the site does not allow it the page is told so, and hears nothing', async (t) => {
  const { page, frame, relay, replies } = await embed(t, { allowed: false, answers: 'return null;' });
  for (const { ok, error } of await replies()) {
    assert.equal(ok, false);
    assert.match(error, /needs page_hears_text = true/);
  }
  await say(frame, 'hello');
  await eventually('the message', () => relay.said.length === 1);
  assert.deepEqual(await page.evaluate(() => window.asked), []);
});
