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

/** What runs, as functions that stop it. */
const running = [];

/** Stops everything that was started here, the newest first. */
export async function stopAll() {
  for (const stop of running.splice(0).reverse()) await stop();
}

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
  running.push(() => {
    child.kill('SIGTERM');
    return ended;
  });
  const line = await Promise.race([
    new Promise((resolve, reject) => {
      child.once('error', reject);
      createInterface(child.stdout).once('line', resolve);
    }),
    ended.then((code) => Promise.reject(new Error(`${program} ended with ${code}`))),
  ]);
  return JSON.parse(line);
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
  return start(relay, flags, { ...(ownWidget ? {} : widget()), ...environment });
}

/**
 * A reverse proxy below `/backend`, sockets included; everything else there is somebody else's. It is started
 * before what it leads to, which has to know the address: `lead` says where to.
 */
export async function startProxy(prefix = '/backend') {
  let to;
  const strays = [];
  const inside = (url) => (url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined);
  const server = createServer((incoming, outgoing) => {
    const path = inside(incoming.url);
    if (!path) {
      strays.push(`${incoming.method} ${incoming.url}`);
      return outgoing.writeHead(incoming.url === '/' ? 200 : 404).end();
    }
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
    if (!path) {
      strays.push(`socket ${incoming.url}`);
      return socket.destroy();
    }
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
  running.push(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `http://127.0.0.1:${server.address().port}${prefix}/`,
    /** What was asked for beside the prefix, where nothing of ours is. */
    strays,
    lead(address) {
      const { hostname: host, port } = new URL(address);
      to = { host, port };
    },
  };
}

/** A port that was free a moment ago, for a program that has to come back to the same one. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const APP = '5ba70e0000000000000000a1';
const INTEGRATION = '5ba70e0000000000000000b1';
const WEBHOOK = '5ba70e0000000000000000b3';
const APP_KEY = 'app_5ba70e0000000000000000a2:baton-demo-app-key-secret-do-not-use-in-production';
const WEBHOOK_SECRET = 'a-webhook-secret-of-the-journeys';

/** Sends the emulator's webhooks to an address, with a secret where one is given. */
export const sendWebhooksTo = (emulator, target, secret) =>
  call(`${emulator}/control/webhooks/${WEBHOOK}`, 'PATCH', { target, secret });

/** A call to the emulator; its answer's JSON. */
async function call(address, method, body, headers = {}) {
  const answer = await fetch(address, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * A relay as an operator runs it, which can be killed and started again, and the emulator beside it. Secrets of its
 * own: `baton serve` refuses the ones everybody knows.
 */
export async function startRelay() {
  const zendesk = await start(emulator, ['--listen', '127.0.0.1:0', '--ready-json', ...journal('--journal')]);
  const authorization = `Basic ${Buffer.from(APP_KEY).toString('base64')}`;
  const keys = `${zendesk.api_url}/sc/v2/apps/${APP}/integrations/${INTEGRATION}/keys`;
  const { key } = await call(keys, 'POST', { displayName: 'journeys' }, { authorization });
  const address = `http://127.0.0.1:${await freePort()}`;
  await sendWebhooksTo(zendesk.api_url, `${address}/v1/webhooks/conversations/main`, WEBHOOK_SECRET);

  const folder = mkdtempSync(join(tmpdir(), 'baton-journey-'));
  const internal = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'baton.toml');
  writeFileSync(file, settings({ address, internal, folder, zendesk, key }));
  let serving;
  const served = {
    address,
    console: zendesk.console_url,
    /** Starts it and waits until it answers. */
    async start() {
      const child = spawn(relay, ['serve', '--config', file], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...clean(), ...widget() },
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      serving = { child, ended };
      const answers = () => fetch(`http://${internal}/health`).then((answer) => answer.ok, () => false);
      while (!(await answers())) {
        if (child.exitCode !== null) throw new Error(`the relay ended with ${child.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Ends it at once, as a crash would. */
    async kill() {
      serving?.child.kill('SIGKILL');
      await serving?.ended;
      serving = undefined;
    },
  };
  running.push(async () => {
    await served.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await served.start();
  return served;
}

const settings = ({ address, internal, folder, zendesk, key }) => `
public_url = "${address}/"
listen = "${new URL(address).host}"
internal_listen = "${internal}"
data_dir = "${folder}/data"
log.filter = "warn"

[account.main]
base_url = "${zendesk.api_url}"
app_id = "${APP}"
integration_id = "${INTEGRATION}"
key_id = "${key.id}"
key_secret = "${key.secret}"
webhook_secrets = ["${WEBHOOK_SECRET}"]
media_hosts = ["${zendesk.media_url}"]

[site.shop]
token = "site_of_the_journeys"
account = "main"
embed_origins = ["https://shop.example"]
title = "Fern & Fold"
knowledge.folder = "${resolve(root, 'crates/relay/demo/knowledge')}"
skills.support.group_id = "9000000000001"
skills.billing.group_id = "9000000000002"
`;
