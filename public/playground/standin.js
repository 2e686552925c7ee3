// Stands in for the relay, and for what of the browser the chat would reach it by, so that the chat's own module shows a
// state without touching a conversation.

/**
 * Puts itself in the place of socket, calls and storage.
 *
 * @param {object} state one of states.js
 * @param {string} token of the site
 * @returns {object} what the other side can do: `tell` frames, `commit` events, `cut` and `mend` the line; and `frames`, what
 *   the chat has said
 */
globalThis.batonStandIn = (state, token) => {
  const TOKEN = 'a-session-of-the-playground';
  const SECOND = 1000;
  /** Seconds between two lines of what was said before. */
  const APART = 45;
  const CREATED = 201;
  const frames = [];
  const log = [];
  const sockets = new Set();
  const waiting = new Set();
  let isDown = false;

  const stage = () => log.findLast(({ body }) => body.stage)?.body.stage.to ?? 'bot';

  /** Moments are told by how far they are from now. */
  const timely = (body) => JSON.parse(JSON.stringify(body), (_, value) => (Number.isFinite(value?.in) ? Date.now() + value.in * SECOND : value));

  function add(body, ago = 0, client) {
    const seq = log.length + 1;
    const event = { id: `event-${seq}`, seq, at: Date.now() - ago * SECOND, body: timely(body), ...(client && { client }) };
    if (event.body.agent) Object.assign(event.body.agent, { desk_at: seq, desk_id: String(seq) });
    log.push(event);
    return event;
  }

  const tell = (frame) => sockets.forEach((socket) => socket.say(frame));
  const commit = (body, client) => tell({ events: [add(body, 0, client)] });

  /** What a relay would answer. */
  function answer(socket, frame) {
    frames.push(frame);
    const now = stage();
    if (frame.hello) {
      const head = log.length;
      const from = frame.hello.cursor ? frame.hello.cursor.seq + 1 : Math.max(1, head - (state.atStart ?? head) + 1);
      socket.say({ welcome: { version: 1, conversation: 'c', generation: 'g', from, head, stage: now, read: head, now: Date.now() } });
      if (from <= head) socket.say({ events: log.slice(from - 1) });
    } else if (frame.send && state.sends !== 'held') {
      const { id, message } = frame.send;
      if (state.sends) socket.say({ refused: { id, code: state.sends } });
      else commit({ visitor: { ...message, files: [] } }, id);
    } else if (frame.earlier && state.earlier !== 'held') {
      socket.say({ earlier: { before: frame.earlier.before, events: log.slice(0, frame.earlier.before - 1) } });
    } else if (frame.handoff) {
      commit({ stage: { from: now, to: 'requested', reason: 'visitor_asked' } }, frame.handoff.id);
    } else if (frame.cancel) {
      commit({ stage: { from: now, to: 'bot', reason: 'cancelled' } }, frame.cancel.id);
    } else if (frame.end) {
      commit({ stage: { from: now, to: 'ended', reason: 'visitor_ended' } }, frame.end.id);
    } else if (frame.feedback) {
      commit({ feedback: frame.feedback.feedback }, frame.feedback.id);
    }
  }

  function cut() {
    isDown = true;
    for (const socket of [...sockets]) {
      sockets.delete(socket);
      socket.onclose?.(new Event('close'));
    }
  }

  function mend() {
    isDown = false;
    for (const socket of waiting) socket.begin();
    waiting.clear();
    dispatchEvent(new Event('online'));
  }

  // --- The browser's calls -------------------------------------------------------------------------------------------

  const frame = () => new Promise(requestAnimationFrame);

  class Socket {
    constructor() {
      queueMicrotask(() => this.begin());
    }

    // While the line is cut nobody answers; a refusal would have the chat try another way soon.
    begin() {
      if (isDown) return void waiting.add(this);
      sockets.add(this);
      this.onopen?.(new Event('open'));
    }

    send(text) {
      queueMicrotask(() => sockets.has(this) && answer(this, JSON.parse(text)));
    }

    say(frame) {
      this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
    }

    close() {
      sockets.delete(this);
      waiting.delete(this);
    }
  }

  /** The few calls the chat makes beside its socket. */
  class Request {
    upload = {};
    status = 0;
    response = null;
    responseText = '';

    open(method, address) {
      this.method = method;
      this.address = new URL(address);
    }

    setRequestHeader() {}

    abort() {}

    async send(body) {
      const { pathname, searchParams } = this.address;
      if (/\/sessions$/.test(pathname)) this.give({ session: TOKEN });
      else if (/\/uploads$/.test(pathname)) {
        await frame();
        this.upload.onprogress?.(new ProgressEvent('progress', { lengthComputable: true, loaded: Math.round(body.size * 0.4), total: body.size }));
        const name = searchParams.get('name');
        const file = { id: `picture-${name}`, name, media_type: body.type, bytes: body.size };
        if (state.uploads !== 'held') this.give({ file });
      } else if (/\/files\//.test(pathname)) {
        this.response = await globalThis.batonDrawn(decodeURIComponent(pathname.split('/').pop()));
        this.status = 200;
        this.onloadend?.(new ProgressEvent('loadend'));
      }
    }

    give(answer) {
      this.status = CREATED;
      this.responseText = JSON.stringify(answer);
      queueMicrotask(() => this.onloadend?.(new ProgressEvent('loadend')));
    }
  }

  const { fetch } = globalThis;

  /** Files are fetched as ever; what stands in for a socket finds nobody. */
  const fetched = (what, ...more) => (/\/v1\//.test(what) ? Promise.reject(new TypeError('nobody is there')) : fetch(what, ...more));

  /** Keeps things as localStorage does, for as long as the document is there. */
  class Memory {
    get length() {
      return Object.keys(this).length;
    }

    key(place) {
      return Object.keys(this)[place] ?? null;
    }

    getItem(name) {
      return Object.hasOwn(this, name) ? this[name] : null;
    }

    setItem(name, value) {
      this[name] = String(value);
    }

    removeItem(name) {
      delete this[name];
    }
  }

  const said = state.log ?? [];
  for (const [place, body] of said.entries()) add(body, (said.length - place) * APART);
  const memory = new Memory();
  if (said.length) memory.setItem(`baton:${token}:session`, TOKEN);
  memory.setItem(`baton:${token}:muted`, '1');
  Object.defineProperty(window, 'localStorage', {
    get() {
      if (state.without === 'storage') throw new DOMException('denied', 'SecurityError');
      return memory;
    },
  });
  Object.assign(globalThis, { WebSocket: Socket, XMLHttpRequest: Request, fetch: fetched });
  if (state.without === 'wasm') globalThis.WebAssembly = undefined;
  return { frames, tell, commit, cut, mend };
};
