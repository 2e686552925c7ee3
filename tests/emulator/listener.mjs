// A server that takes webhooks.

import { createServer } from 'node:http';
import { once } from 'node:events';

/** Listens on a free port; answers 200 unless told otherwise. */
export async function listen() {
  const seen = { deliveries: [], heads: 0, status: 200 };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === 'HEAD') seen.heads += 1;
    else
      seen.deliveries.push({
        path: request.url,
        key: request.headers['x-api-key'],
        body: JSON.parse(Buffer.concat(chunks)),
      });
    response.writeHead(seen.status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(seen, {
    url: `http://127.0.0.1:${server.address().port}`,
    /** All events of all deliveries so far, of one type where one is named. */
    events: (type) =>
      seen.deliveries.flatMap(({ body }) => body.events).filter((event) => !type || event.type === type),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
}
