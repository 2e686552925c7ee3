// What a page and its frames fetch: how many requests, how many bytes on the wire, and when it is quiet.

import { setTimeout as pause } from 'node:timers/promises';

/** Counts from now on; `session` is the page's. */
export async function traffic(session) {
  const open = new Set();
  const counted = { requests: 0, bytes: 0, last: performance.now() };
  const seen = () => (counted.last = performance.now());
  const inside = (url) => /^(data|blob):/.test(url);
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (inside(request.url)) return;
    seen();
    open.add(requestId);
    counted.requests += 1;
  });
  session.on('Network.dataReceived', seen);
  for (const end of ['Network.loadingFinished', 'Network.loadingFailed'])
    session.on(end, ({ requestId, encodedDataLength = 0 }) => {
      if (!open.delete(requestId)) return;
      seen();
      counted.bytes += encodedDataLength;
    });
  return counted;
}

/** Waits until nothing has come or gone for so many milliseconds. A stream stays open and counts for nothing. */
export async function quiet(counted, milliseconds) {
  for (;;) {
    const left = milliseconds - (performance.now() - counted.last);
    if (left <= 0) return;
    await pause(left);
  }
}
