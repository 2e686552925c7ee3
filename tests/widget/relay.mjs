// What the chat frame talks to in these tests: a server that gives it its document and its files at the relay's
// addresses, and a relay played in the browser's network layer, so that a test can cut, hold and refuse.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const widget = process.env.BATON_WIDGET_DIR || 'dist';
const json = 'application/json';
const types = { js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json };

/** A green square of 10 by 10. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

/** The site whose chat it is; `origins` are those that may embed it. */
export const site = (origins) => ({
  token: 'shop',
  origins,
  title: 'Fern & Fold',
  subtitle: 'Usually answers at once',
  greeting: [{ paragraph: [{ text: 'Hello! Ask me anything.' }] }],
  starters: [{ label: 'Returns', action: { postback: 'returns' } }],
  locale: 'en',
  handoff: true,
  leave_message: true,
  queue_text: 'Somebody is with you in about five minutes.',
  feedback: true,
  suggestions: true,
  fallback: 'mailto:help@example.com',
  files: { max_bytes: 1_000_000, extensions: ['png', 'pdf'] },
});

/** Serves the chat below a path prefix, and host pages: one of another origin of the same site, one of another site. */
export async function start() {
  let hosts = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const give = (type, body, more) => response.writeHead(200, { 'content-type': type, ...more }).end(body);
    if (pathname.startsWith('/pre/chat/')) {
      return give('text/html; charset=utf-8', page(hosts), { 'content-security-policy': policy(hosts) });
    }
    if (pathname.startsWith('/pre/assets/')) {
      const name = pathname.slice('/pre/assets/'.length);
      return give(types[name.split('.').at(-1)], readFileSync(join(widget, name)));
    }
    return response.writeHead(404).end();
  });
  const shop = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Shop</title>');
  });
  const [port, shopPort] = await Promise.all([server, shop].map(listen));
  hosts = [`http://127.0.0.1:${shopPort}`, `http://localhost:${shopPort}`];
  const origin = `http://127.0.0.1:${port}`;
  const stop = () => {
    for (const each of [server, shop]) {
      each.close();
      each.closeAllConnections();
    }
  };
  return { chat: `${origin}/pre/chat/shop/`, origin, sameSite: hosts[0], otherSite: hosts[1], stop };
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

function page(hosts) {
  const content = JSON.stringify(site(hosts)).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return readFileSync(join(widget, 'index.html'), 'utf8').replace('name="baton-site" content=""', () => `name="baton-site" content="${content}"`);
}

const policy = (hosts) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors ${hosts.join(' ')}`;

/** A relay with one conversation. `down` refuses connections, `refuses` is the code every message is refused with. */
export class Relay {
  log = [];
  frames = [];
  sessions = 0;
  down = false;
  refuses = undefined;
  /** How many of the newest events a page is given that has none. */
  atStart = Infinity;
  answers = () => {};
  /** What the form of a message asks. */
  messageFields = [{ message: { required: true } }, { email: { required: false } }, { answer_by_email: {} }];
  #sockets = new Set();
  /** Up to where the desk has what was said. */
  delivered = 0;
  /** What else the visitor has. */
  others = [];
  #stage = 'bot';

  /** Plays the relay for a page. */
  async serve(page) {
    await page.route('**/v1/sessions', (route) => {
      if (this.down) return route.abort();
      this.sessions += 1;
      return route.fulfill({ status: 201, contentType: json, body: JSON.stringify({ session: 'secret'.repeat(7) }) });
    });
    await page.route('**/v1/uploads*', (route) => {
      const request = route.request();
      const name = new URL(request.url()).searchParams.get('name');
      const file = { id: `file-${name}`, name, media_type: request.headers()['content-type'], bytes: request.postDataBuffer().length };
      return route.fulfill({ status: 201, contentType: json, body: JSON.stringify({ file }) });
    });
    await page.route('**/v1/files/*', (route) => {
      const isAllowed = route.request().headers().authorization === `Bearer ${'secret'.repeat(7)}`;
      return route.fulfill(isAllowed ? { contentType: 'image/png', body: PICTURE } : { status: 404 });
    });
    await page.route('**/v1/transcript', (route) =>
      route.fulfill({ contentType: json, body: JSON.stringify({ events: this.log }) }),
    );
    await page.routeWebSocket('**/v1/socket', (socket) => {
      if (this.down) return socket.close();
      socket.onMessage((text) => this.#hear(socket, JSON.parse(text)));
      return socket.onClose(() => this.#sockets.delete(socket));
    });
  }

  #hear(socket, frame) {
    this.frames.push(frame);
    const say = (answer) => socket.send(JSON.stringify(answer));
    if (frame.hello) {
      const from = frame.hello.cursor ? frame.hello.cursor.seq + 1 : Math.max(1, this.log.length - this.atStart + 1);
      this.#sockets.add(socket);
      say({ welcome: { version: 1, conversation: 'c', generation: 'g', from, head: this.log.length, stage: this.#stage, read: 0, now: 0, ...(this.others.length && { others: this.others }), ...(this.delivered && { delivered: this.delivered }) } });
      if (from <= this.log.length) say({ events: this.log.slice(from - 1) });
    } else if (frame.earlier) {
      const { before } = frame.earlier;
      say({ earlier: { before, events: this.log.slice(Math.max(0, before - 101), before - 1) } });
    } else if (frame.send) {
      const { id, message } = frame.send;
      const known = this.log.find((event) => event.client === id);
      if (known) return say({ events: [known] });
      if (this.refuses) return say({ refused: { id, code: this.refuses } });
      const files = (message.files ?? []).map((file) => ({ id: file, name: file.slice(5), media_type: 'image/png', bytes: 100 }));
      this.commit({ visitor: { ...message, files } }, id);
      this.answers(message);
    } else if (frame.handoff) {
      this.passTo('requested', frame.handoff.by_page ? 'page_asked' : 'visitor_asked', frame.handoff.id);
    } else if (frame.cancel) {
      this.passTo('bot', 'cancelled', frame.cancel.id);
    } else if (frame.leave_message) {
      if (this.#stage === 'requested' || this.#stage === 'queued') this.passTo('bot', 'cancelled');
      this.commit({ form: { id: `form-${this.log.length}`, fields: this.messageFields, optional: false } }, frame.leave_message.id);
    } else if (frame.feedback) {
      this.commit({ feedback: frame.feedback.feedback }, frame.feedback.id);
    } else if (frame.new_conversation) {
      this.log = [];
      this.#stage = 'bot';
      say({ reload: {} });
    } else if (frame.open) {
      say({ reload: {} });
    } else if (frame.end) {
      this.passTo('ended', 'visitor_ended', frame.end.id);
    }
    return undefined;
  }

  /** Adds an event and tells every socket. */
  commit(body, client) {
    const seq = this.log.length + 1;
    const event = { id: `event-${seq}`, seq, at: Date.UTC(2026, 0, 5, 12) + seq * 1000, body, ...(client && { client }) };
    this.log.push(event);
    this.tell({ events: [event] });
  }

  passTo(to, reason, client) {
    const from = this.#stage;
    this.#stage = to;
    this.commit({ stage: { from, to, reason } }, client);
  }

  botSays(text, choices = []) {
    this.commit({ bot: { turn: `turn-${this.log.length}`, blocks: [{ paragraph: [{ text }] }], choices } });
  }

  agentSays(text, files = []) {
    const agent = { id: 'maya', name: 'Maya Lindqvist' };
    const seq = this.log.length;
    this.commit({ agent: { agent, blocks: [{ paragraph: [{ text }] }], files, desk_at: seq, desk_id: `${seq}` } });
  }

  /** Something fleeting. */
  hint(hint) {
    this.tell({ hint });
  }

  tell(frame) {
    for (const socket of this.#sockets) socket.send(JSON.stringify(frame));
  }

  /** Cuts every connection, and lets none come until `mend`. */
  cut() {
    this.down = true;
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  mend() {
    this.down = false;
  }

  /** What visitors have said, as the log has it. */
  get said() {
    return this.log.flatMap(({ body }) => (body.visitor ? [body.visitor.text] : []));
  }
}
