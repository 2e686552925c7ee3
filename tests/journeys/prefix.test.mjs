// The same journey where the relay has no host of its own: a proxy serves it below a path and knows no other. Browsers
// and Zendesk alike come through it.

import test from 'node:test';
import { assert, bench } from './browser.mjs';
import { journey } from './journey.mjs';
import { sendWebhooksTo, startDemo, startProxy } from './servers.mjs';

const at = bench(async () => {
  // First, since the relay must know the address that its visitors use.
  const proxy = await startProxy('/backend');
  const demo = await startDemo({ environment: { BATON_PUBLIC_URL: proxy.address } });
  proxy.lead(demo.listen);
  await sendWebhooksTo(demo.emulator, `${proxy.address}v1/webhooks/conversations/demo`);
  return { ...demo, proxy };
});

test('the journey below a path of somebody else’s host', async (t) => {
  assert.match(at.servers.relay, /\/backend\/$/);
  await journey(t, at);
  assert.deepEqual(at.servers.proxy.strays, ['HEAD /'], 'Zendesk alone asks beside it, when a webhook is saved');
});
