// Stands in for relay and browser in a chat document of the playground, so that the chat's own module shows a state without
// touching a conversation. A classic script before boot.js; stage.js calls it where a state is wanted.

globalThis.batonPlayer = (() => {
  const TOKEN = 'a-session-of-the-playground';
  const SECOND = 1000;
  const created = 201;
  const frames = []; // what the chat has said
  const log = [];
  const sockets = new Set();
  let state;
  let isDown = false;

  // --- The conversation ----------------------------------------------------------------------------------------------

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

  // --- The browser's calls -------------------------------------------------------------------------------------------

  class Socket {
    constructor() {
      queueMicrotask(() => {
        if (isDown) return this.onclose?.(new Event('close'));
        sockets.add(this);
        return this.onopen?.(new Event('open'));
      });
    }

    send(text) {
      queueMicrotask(() => sockets.has(this) && answer(this, JSON.parse(text)));
    }

    say(frame) {
      this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
    }

    close() {
      sockets.delete(this);
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
        this.response = await drawn(decodeURIComponent(pathname.split('/').pop()));
        this.status = 200;
        this.onloadend?.(new ProgressEvent('loadend'));
      }
    }

    give(answer) {
      this.status = created;
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

  const frame = () => new Promise(requestAnimationFrame);

  /** A picture of a plant in a pot, or of a face. */
  function drawn(name) {
    const isFace = name.startsWith('face');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = isFace ? [96, 96] : [640, 480];
    const pen = canvas.getContext('2d');
    const dot = (colour, x, y, width, height = width, turn = 0) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height, turn, 0, 7);
      pen.fill();
    };
    pen.fillStyle = isFace ? '#d9c7b8' : '#e8efe6';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (isFace) {
      dot('#5b3a29', 0.5, 0.4, 0.27, 0.3);
      dot('#e7b894', 0.5, 0.46, 0.2, 0.24);
      dot('#2c6a4f', 0.5, 1.02, 0.4, 0.3);
    } else {
      for (let leaf = -4; leaf <= 4; leaf++) dot(leaf % 2 ? '#3f7d58' : '#2c6a4f', 0.5 + leaf * 0.055, 0.4 + Math.abs(leaf) * 0.035, 0.035, 0.22, leaf * 0.28);
      pen.fillStyle = '#b5613c';
      pen.beginPath();
      for (const [x, y] of [[250, 300], [390, 300], [365, 430], [275, 430]]) pen.lineTo(x, y);
      pen.fill();
    }
    return new Promise((done) => canvas.toBlob(done, 'image/png'));
  }

  // --- What happens --------------------------------------------------------------------------------------------------

  const PATIENCE_MS = 10_000;

  async function found(selector) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const element = document.querySelector(selector);
      if (element) return element;
      if (performance.now() > until) throw new Error(`the state ${state.name} never shows ${selector}`);
      await frame();
    }
  }

  const told = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));

  async function type(text, selector = '#baton-text') {
    const field = await found(selector);
    field.value = text;
    told(field, 'input');
  }

  async function files(names) {
    const given = new DataTransfer();
    for (const name of names) {
      const isPicture = name.endsWith('.png');
      const bytes = isPicture ? await drawn(name) : new Uint8Array(120_000);
      given.items.add(new File([bytes], name, { type: isPicture ? 'image/png' : 'application/pdf' }));
    }
    return given;
  }

  const acts = {
    frame: (frame) => tell(frame),
    commit: (body) => commit(body),
    click: async (selector) => (await found(selector)).click(),
    fill: (selector, { with: value }) => type(value, selector),
    type: (text) => type(text),
    async say(text) {
      await type(text);
      (await found('#baton-composer')).requestSubmit();
    },
    async pick(names) {
      const field = await found('#baton-files');
      field.files = (await files(names)).files;
      told(field, 'change');
    },
    drag: async (name) => dispatchEvent(new DragEvent('dragover', { dataTransfer: await files([name]), cancelable: true })),
    async heard(kind) {
      while (!frames.some((each) => each[kind])) await frame();
    },
    async scroll(where) {
      const scroller = await found('.baton-scroll:not(#baton-early)');
      // The newest stands at 0, and what is older below it. What is not laid out yet cannot be scrolled.
      do {
        scroller.scrollTop = where === 'top' ? -scroller.scrollHeight : -600;
        await frame();
        await frame();
      } while (scroller.scrollTop > -100);
    },
    wait: found,
    cut() {
      isDown = true;
      for (const socket of [...sockets]) {
        sockets.delete(socket);
        socket.onclose?.(new Event('close'));
      }
    },
    mend() {
      isDown = false;
      dispatchEvent(new Event('online'));
    },
    offline() {
      Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
      acts.cut();
      dispatchEvent(new Event('offline'));
    },
    crash: () => globalThis.batonBoot.crashed('as the playground wants it'),
  };

  const shown = new Promise((done) => addEventListener('baton:shown', done, { once: true }));

  async function play() {
    await shown;
    // The module draws the log; what is asked before, and what stops it, stands without.
    if (!state.consent && state.without !== 'wasm') await found('[role=log]');
    if (log.length) await found('.baton-lines .baton-line:not(.baton-line--bot), .baton-note');
    for (const step of state.steps ?? []) {
      const [[act, given]] = Object.entries(step);
      await acts[act](given, step);
    }
    if (state.shows) await found(state.shows);
    // What comes in by and by has come; what never rests is left alone.
    const passing = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  }

  /**
   * Prepares the document for a state; gives the function that plays it.
   * @param {object} wanted one of states.js
   * @param {string} token of the site
   */
  return (wanted, token) => {
    state = wanted;
    const APART = 45;
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
    return play;
  };
})();
