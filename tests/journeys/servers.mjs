// The servers of a journey: the demo as a person starts it, a relay of one's own that can be killed, a proxy in front.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const relay = process.env.XTASK_RELAY ?? join(root, 'target/debug/baton');
const emulator = process.env.XTASK_EMULATOR ?? join(root, 'target/debug/zendesk-emulator');

/** What a relay takes for its own settings: none of them may come from whoever runs the tests. */
const clean = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BATON|EMULATOR)_/.test(name)));

/** A program whose first line says that it runs. */
async function start(program, flags, environment = {}) {
  const child = spawn(program, flags, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...clean(), ...environment },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise((resolve, reject) => {
      child.once('error', reject);
      createInterface(child.stdout).once('line', resolve);
    }),
    ended.then((code) => Promise.reject(new Error(`${program} ended with ${code}`))),
  ]);
  const stop = (signal) => {
    child.kill(signal);
    return ended;
  };
  return { line, stop };
}

const widget = () => ({ BATON_WIDGET_DIR: process.env.BATON_WIDGET_DIR ?? join(root, 'dist') });

let journals = 0;

/** Where the contract check looks for what was said between relay and emulator. */
function journal(flag) {
  const folder = process.env.BATON_CONTRACT_DIR;
  if (!folder) return [];
  mkdirSync(folder, { recursive: true });
  journals += 1;
  return [flag, join(folder, `journey-${process.pid}-${journals}.jsonl`)];
}

/**
 * The demo: shop, console, relay and emulator. `environment` overrides its configuration, `widget: false` leaves the
 * widget to the program, as a release build carries it.
 */
export async function startDemo({ environment = {}, ownWidget = false } = {}) {
  const flags = ['demo', '--port', '0', '--ready-json', ...journal('--record')];
  const { line, stop } = await start(relay, flags, { ...(ownWidget ? {} : widget()), ...environment });
  return { ...JSON.parse(line), stop: () => stop('SIGTERM') };
}

/**
 * A reverse proxy below `/backend`, sockets included; everything else there is somebody else's 404. It is started
 * before what it leads to, which has to know the address: `lead` says where to.
 */
export async function startProxy(prefix = '/backend') {
  let to;
  const inside = (url) => (url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined);
  const server = createServer((incoming, outgoing) => {
    const path = inside(incoming.url);
    if (!path) return outgoing.writeHead(404).end('not below the prefix');
    const forward = request({ ...to, path, method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    forward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forward.destroy());
    return incoming.pipe(forward);
  });
  const sockets = new Set();
  server.on('upgrade', (incoming, socket, head) => {
    const path = inside(incoming.url);
    if (!path) return socket.destroy();
    const forward = connect(to.port, to.host, () => {
      const headers = incoming.rawHeaders.map((part, index) => part + (index % 2 ? '\r\n' : ': ')).join('');
      forward.write(`${incoming.method} ${path} HTTP/1.1\r\n${headers}\r\n`);
      forward.write(head);
      forward.pipe(socket).pipe(forward);
    });
    for (const [one, other] of [
      [socket, forward],
      [forward, socket],
    ]) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    return undefined;
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${server.address().port}${prefix}/`,
    lead(address) {
      const { hostname: host, port } = new URL(address);
      to = { host, port };
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A port that was free a moment ago, for a program that has to come back to the same one. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The account of the emulator's demo; `baton serve` refuses its secrets, so they are set anew by the control API. */
const SECRET = 'a-webhook-secret-of-the-journeys';
