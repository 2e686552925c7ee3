// Stands in for a WebSocket where something on the way lets none through: the same handlers and calls, over POST /v1/poll.
// Loaded by boot.js once sockets have failed. What a request was given and its answer did not come for goes into the next
// one: the relay takes nothing twice.

/** How long the relay may hold a request, in milliseconds. */
const HOLD_MS = 25_000;

/**
 * @param {string} address of the relay's poll
 * @param {WebSocket} socket what the module believes to be one: gets `send` and `close`, and has `onopen`, `onmessage`
 *   and `onclose` called
 */
export default function poll(address, socket) {
  const waiting = []; // frames to be sent
  let hello;
  let cursor; // of the last event given on
  let welcome; // the first one
  let request;
  let isOver = false;

  socket.send = (text) => {
    const frame = JSON.parse(text);
    if (frame.hello) {
      ({ hello } = frame);
      ({ cursor } = hello);
      return void run();
    }
    // Every request is a sign of life.
    if (frame.beat) return undefined;
    waiting.push(frame);
    return request?.abort();
  };
  socket.close = () => {
    isOver = true;
    request?.abort();
  };

  const say = (frame) => socket.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));

  const end = () => {
    if (!isOver) socket.onclose?.(new Event("close"));
    isOver = true;
  };

  async function run() {
    while (!isOver) {
      const frames = waiting.splice(0);
      request = new AbortController();
      try {
        await ask(frames);
      } catch {
        if (!request.signal.aborted) return end();
        waiting.unshift(...frames);
      }
    }
    return undefined;
  }

  async function ask(frames) {
    const body = { frames: [{ hello: { ...hello, cursor } }, ...frames], wait_ms: welcome ? HOLD_MS : 0 };
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      signal: request.signal,
    });
    if (!answer.ok) throw new Error(`the relay answers a poll with ${answer.status}`);
    const given = await answer.json();
    given.frames.forEach(hear);
  }

  function hear(frame) {
    if (isOver) return;
    if (frame.welcome && welcome) {
      const { conversation, generation, from } = frame.welcome;
      const goesOn = conversation === welcome.conversation && generation === welcome.generation;
      // Another log, or another place in it: the module begins again with what it has.
      if (!goesOn || (cursor && from !== cursor.seq + 1)) end();
      else say({ beat: {} });
      return;
    }
    if (frame.welcome) ({ welcome } = frame);
    for (const event of frame.events ?? []) {
      if (event.seq > (cursor?.seq ?? 0)) cursor = { generation: welcome.generation, seq: event.seq, event: event.id };
    }
    say(frame);
  }

  queueMicrotask(() => socket.onopen?.(new Event("open")));
}
