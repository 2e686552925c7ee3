// What a page fetched from one origin, from the browser's own network log.

import { brotliCompressSync, constants } from 'node:zlib';

/** How many bytes brotli makes of a body at its best. */
export const brotli = (body) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length;

/**
 * Writes down every answer of an origin, and what came by sockets, from now on. The function it gives ends that: its
 * `answers` have `url`, `coding` and `sent`, the bytes of the body on the wire, or what brotli would make of a body that
 * came uncompressed; `frames` has `count` and `text`.
 */
export async function log(context, page, origin) {
  const network = await context.newCDPSession(page);
  const answers = new Map();
  const bodies = [];
  const frames = { count: 0, text: '' };
  network.on('Network.responseReceived', ({ requestId, response }) => {
    const { url, encodedDataLength: head } = response;
    if (new URL(url).origin === origin) answers.set(requestId, { url, coding: header(response, 'content-encoding'), head });
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
