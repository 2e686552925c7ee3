// The played relay, in the network layer of a page.

import { PlayedRelay } from './relay.mjs';

/** Answers the page's calls and sockets to a relay's address. */
export async function playRelay(page, address) {
  const relay = new PlayedRelay({ now: () => Date.now() });
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type' };
  await page.route(`${address}v1/**`, async (route) => {
    const request = route.request();
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers });
    const given = { method: request.method(), body: request.postData(), headers: new Headers(request.headers()) };
    const answer = await relay.fetch(request.url(), given);
    return route.fulfill({ status: answer.status, body: await answer.text(), headers });
  });
  await page.routeWebSocket(/\/v1\/socket$/, (socket) => {
    const end = relay.openSocket();
    end.onopen = () => {};
    end.onmessage = ({ data }) => socket.send(data);
    end.onclose = () => socket.close();
    socket.onMessage((text) => end.send(text));
    socket.onClose(() => end.close());
  });
  return relay;
}
