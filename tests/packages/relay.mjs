// A relay played in memory: what docs/protocol.md says of one, and a network in between that a test holds.

/** What a message is to the stage: the table of docs/protocol.md, as far as the visitor moves it. */
const moves = {
  handoff: { bot: ['requested', 'visitor_asked'], ended: ['requested', 'visitor_asked'] },
  cancel: { requested: ['bot', 'cancelled'], queued: ['bot', 'cancelled'] },
  end: { requested: ['ended', 'visitor_ended'], queued: ['ended', 'visitor_ended'], agent: ['ended', 'visitor_ended'] },
};

export class PlayedRelay {
  sessions = new Set();
  generation = 'g-1';
  conversation = 'c-1';
  log = [];
  stage = 'bot';
  read = 0;
  delivered; // up to where the desk has what was said
  /** What clients said, in order. */
  heard = [];
  sockets = new Set();
  /** How the network treats a frame: once, twice, or not at all. */
  copies = () => 1;
  /** What the relay answers in place of what it would do; nothing for what it would do. */
  answer = () => undefined;
  isReachable = true;

  constructor(clock) {
    this.clock = clock;
  }

  /** `fetch`, as far as sessions and files need it. */
  fetch = async (address, { method, body, headers }) => {
    if (!this.isReachable) throw new TypeError('no network');
    this.heard.push({ http: `${method} ${new URL(address).pathname}` });
    if (method === 'DELETE') {
      this.sessions.delete(headers.get('authorization').replace('Bearer ', ''));
      return new Response(null, { status: 204 });
    }
    if (!address.endsWith('/v1/sessions')) {
      const isKnown = this.sessions.has(headers.get('authorization').replace('Bearer ', ''));
      const problem = { code: 'session_unknown', status: 401, title: 'Unknown session' };
      return isKnown ? new Response('bytes') : new Response(JSON.stringify(problem), { status: 401 });
    }
    const refused = this.answer({ session: JSON.parse(body) });
    if (refused) return new Response(JSON.stringify(refused), { status: refused.status });
    const session = `session-${this.sessions.size + 1}`;
    this.sessions.add(session);
    return new Response(JSON.stringify({ session }), { status: 201 });
  };

  openSocket = () => {
    const socket = { onopen: null, onmessage: null, onclose: null, onerror: null, isOpen: false, isGreeted: false };
    socket.send = (text) => {
      for (let copy = this.copies('up', JSON.parse(text)); copy > 0; copy -= 1) {
        queueMicrotask(() => socket.isOpen && this.#hear(socket, JSON.parse(text)));
      }
    };
    socket.close = () => this.#close(socket);
    queueMicrotask(() => {
      if (!this.isReachable) return this.#close(socket);
      socket.isOpen = true;
      this.sockets.add(socket);
      return socket.onopen?.();
    });
    return socket;
  };

  #close(socket) {
    socket.isOpen = false;
    this.sockets.delete(socket);
    queueMicrotask(() => socket.onclose?.());
  }

  /** Cuts every connection. */
  cut() {
    for (const socket of this.sockets) this.#close(socket);
  }

  say(socket, frame) {
    for (let copy = this.copies('down', frame); copy > 0; copy -= 1) {
      queueMicrotask(() => socket.isOpen && socket.onmessage?.({ data: JSON.stringify(frame) }));
    }
  }

  /** Says something to every reader that was greeted. */
  tell(frame) {
    for (const socket of this.sockets) if (socket.isGreeted) this.say(socket, frame);
  }

  #hear(socket, frame) {
    this.heard.push(frame);
    const own = this.answer(frame, socket);
    if (own) return this.say(socket, own);
    if (frame.hello) return this.#greet(socket, frame.hello);
    if (frame.read) this.read = Math.max(this.read, frame.read.seq);
    if (frame.send) return this.#take(frame.send);
    for (const [name, table] of Object.entries(moves)) {
      const move = frame[name] && table[this.stage];
      if (move) this.#move(frame[name].id, ...move);
    }
    return undefined;
  }

  #greet(socket, { session, cursor }) {
    if (!this.sessions.has(session)) return this.say(socket, { refused: { code: 'session_unknown' } });
    const isKnown = !cursor || (cursor.generation === this.generation && this.log[cursor.seq - 1]?.id === cursor.event);
    if (!isKnown) return this.say(socket, { reload: {} });
    const from = (cursor?.seq ?? 0) + 1;
    const { conversation, generation, stage, read, delivered } = this;
    this.say(socket, { welcome: { version: 1, conversation, generation, from, head: this.log.length, stage, read, delivered, now: 0 } });
    if (from <= this.log.length) this.say(socket, { events: this.log.slice(from - 1) });
    socket.isGreeted = true;
    return undefined;
  }

  #take({ id, message }) {
    const known = this.log.find(({ client }) => client === id);
    if (known) return this.tell({ events: [known] });
    if (this.stage === 'ended') this.#move(undefined, 'bot', 'visitor_wrote');
    return this.commit({ visitor: message }, id);
  }

  #move(client, to, reason) {
    const from = this.stage;
    this.stage = to;
    this.commit({ stage: { from, to, reason } }, client);
  }

  /** Commits an event and tells every reader. */
  commit(body, client) {
    const seq = this.log.length + 1;
    const event = { id: `${this.generation}-e${seq}`, seq, at: this.clock.now(), ...(client && { client }), body };
    this.log.push(event);
    this.tell({ events: [event] });
    return event;
  }

  /** Moves the stage as the desk does. */
  move(to, reason = 'agent_acted') {
    this.#move(undefined, to, reason);
  }

  /** What was said by clients, of one kind. */
  said = (kind) => this.heard.filter((frame) => frame[kind]).map((frame) => frame[kind]);
}
