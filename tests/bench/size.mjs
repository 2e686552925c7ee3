// What a visitor downloads, from a browser's network log of the main journey: the shop's page, the chat opened, the bot,
// a person, files both ways, the end. Brotli bytes of bodies; what came uncompressed counts as brotli would make it. Files
// that people send each other are listed apart: they weigh what they weigh. Run by `cargo xtask bench size` on the
// release build, which thereby has walked the journey.

import { brotliCompressSync, constants } from 'node:zlib';
import { chromium } from 'playwright-core';
import { journey } from '../journeys/journey.mjs';
import { startDemo, stopAll } from '../journeys/servers.mjs';

/** What the loader may cost every page, and what an open chat may cost, in bytes. */
const LOADER_BYTES = 3_000;
const CHAT_BYTES = 120_000;

const brotli = (body) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length;

/** Writes down every answer of an origin, and what came by sockets. */
async function log(context, page, origin) {
  const network = await context.newCDPSession(page);
  const answers = new Map();
  const bodies = [];
  const frames = { count: 0, text: '' };
  network.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).origin === origin)
      answers.set(requestId, { url: response.url, coding: header(response, 'content-encoding'), head: response.encodedDataLength });
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (!answer) return;
    answer.sent = encodedDataLength - answer.head;
    if (answer.coding !== 'br') bodies.push(plain(network, requestId, answer));
  });
  network.on('Network.webSocketFrameReceived', ({ response }) => {
    frames.count += 1;
    frames.text += response.payloadData;
  });
  await network.send('Network.enable');
  return async () => {
    await Promise.all(bodies);
    return { answers: [...answers.values()], frames };
  };
}

const header = ({ headers }, name) => headers[Object.keys(headers).find((key) => key.toLowerCase() === name)];

async function plain(network, requestId, answer) {
  const { body, base64Encoded } = await network.send('Network.getResponseBody', { requestId });
  answer.sent = brotli(Buffer.from(body, base64Encoded ? 'base64' : 'utf8'));
}

function report({ answers, frames }) {
  const row = (name, bytes) => console.log(`${String(bytes).padStart(9)}  ${name}`);
  const sum = (of) => of.reduce((total, { sent }) => total + sent, 0);
  // The pictures on the screen come from memory, by addresses of their own.
  const isFile = ({ url }) => /^blob:|\/v1\/(files|uploads)/.test(url);
  const own = answers.filter((answer) => answer.sent !== undefined && !isFile(answer));
  const [loader, chat] = [true, false].map((wanted) => own.filter(({ url }) => /\/embed\.js$/.test(url) === wanted));
  console.log('  bytes    of (brotli, bodies)');
  for (const { url, sent, coding } of own) row(`${new URL(url).pathname}${coding === 'br' ? '' : ', as brotli'}`, sent);
  row(`${frames.count} frames by the socket, beside the sums: brotli would make them`, brotli(frames.text));
  row(`the loader, of ${LOADER_BYTES}`, sum(loader));
  row(`everything the open chat fetched, of ${CHAT_BYTES}`, sum(chat));
  if (!chat.some(({ url }) => url.endsWith('.wasm'))) throw new Error('the module is not in the log');
  return sum(loader) <= LOADER_BYTES && sum(chat) <= CHAT_BYTES;
}

const browser = await chromium.launch({
  executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const servers = await startDemo({ ownWidget: !process.env.BATON_WIDGET_DIR });
  let written;
  const bench = {
    servers,
    browser,
    // The first context is the visitor's, with one page, whose network is written down from its first request on.
    context: async (_, options) => {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      if (written) return context;
      const open = context.newPage.bind(context);
      context.newPage = async () => {
        const page = await open();
        written = await log(context, page, new URL(servers.relay).origin);
        return page;
      };
      written = true;
      return context;
    },
  };
  await journey({ after() {} }, bench);
  if (!report(await written())) {
    console.error('more than a visitor may be asked to download');
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await stopAll();
}
