// A relay that dies and comes back while visitor and agent write: each message once, in order, on both sides.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startRelay } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startRelay());

const numbered = (who, count) => Array.from({ length: count }, (_, index) => `${who} ${index + 1}`);

test('both sides write while the relay is killed and started again', async (t) => {
  const relay = at.servers;
  const visitor = Visitor.alone(await (await at.context(t)).newPage());
  await visitor.page.goto(`${relay.address}/chat/site_of_the_journeys/`);
  await visitor.ready();
  await visitor.says('I want to talk to a person');
  await visitor.notices('You’re in the queue');
  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(relay.console);
  await agent.replies('hello');
  await visitor.reads('joined the chat');

  const [asked, answered] = [numbered('I', 9), numbered('you', 9)];
  const write = async (texts, say) => {
    for (const text of texts) await say(text);
  };
  const both = (from, to) =>
    Promise.all([
      write(asked.slice(from, to), (text) => visitor.says(text)),
      write(answered.slice(from, to), (text) => agent.replies(text)),
    ]);
  await Promise.all([both(0, 3), visitor.reads('I 1').then(() => relay.kill())]);
  await both(3, 6);
  await Promise.all([both(6, 9), relay.start()]);
  // What Zendesk could not deliver it tries again after minutes; the visitor should not have to wait for that.
  await visitor.reads('you 9');
  await agent.reads('I 9');

  const own = (texts, mark) => texts.filter((text) => new RegExp(`^${mark} \\d$`).test(text));
  const check = async () => {
    const shown = await visitor.messages();
    assert.deepEqual(own(shown, 'I'), asked);
    assert.deepEqual(own(shown, 'you'), answered);
    return shown;
  };
  await eventually('all is sent', async () => (await visitor.log.getByText('Sending…').count()) === 0);
  const shown = await check();
  const heard = (await agent.lines()).filter(([who]) => who === 'visitor').map(([, text]) => text);
  assert.deepEqual(own(heard, 'I'), asked);
  await visitor.page.reload();
  await visitor.ready();
  await visitor.reads('I 9');
  assert.deepEqual(await check(), shown, 'a reload shows the same');
});
