// A host page of another origin that does what the loader does, for tests of the frame inside it.

import { eventually } from './browser.mjs';
import { Relay } from './relay.mjs';

export const NONCE = 'a1'.repeat(16);

/** A host page that does what the loader does; `attempts` are handshakes tried before the right one. */
export async function embed(at, t, { options = {}, attempts = [], host = at.servers.sameSite, module, context } = {}) {
  const page = await (context ?? (await at.context(t))).newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  const relay = new Relay();
  await relay.serve(page);
  if (module) await page.route('**/*.wasm', async (route) => (await module, route.continue()));
  await page.goto(host);
  await page.evaluate(
    ({ chat, origin, nonce, options, attempts }) => {
      window.got = [];
      const frame = document.createElement('iframe');
      frame.style.cssText = 'width:400px;height:700px;border:0';
      frame.src = `${chat}#${nonce}`;
      frame.onload = () => {
        const shake = (data) => {
          const { port1, port2 } = new MessageChannel();
          frame.contentWindow.postMessage(data, origin, [port2]);
          return port1;
        };
        window.others = attempts.map((data) => {
          const port = shake(data);
          port.onmessage = () => (window.leaked = true);
          return port;
        });
        window.port = shake({ baton: 1, nonce });
        window.port.onmessage = ({ data }) => window.got.push(data);
        shake({ baton: 1, nonce }).onmessage = () => (window.leaked = true);
        window.port.postMessage({ t: 'init', v: 1, options, page: 'https://shop.example/pots', open: true });
      };
      document.body.append(frame);
    },
    { chat: at.servers.chat, origin: at.servers.origin, nonce: NONCE, options, attempts },
  );
  const first = module ? 'painted' : 'ready';
  await page.waitForFunction((first) => window.got.some(({ t }) => t === first), first);
  const got = (kind) => page.evaluate((kind) => window.got.filter(({ t }) => t === kind), kind);
  let calls = 0;
  const call = async (method, ...args) => {
    const id = ++calls;
    await page.evaluate((message) => window.port.postMessage(message), { t: 'call', id, method, args });
    return eventually(`an answer to ${method}`, async () => (await got('reply')).find((reply) => reply.id === id));
  };
  return { page, relay, got, call, frame: page.frames()[1] };
}
