// A zendesk-emulator of one's own: started on free ports, driven through its control API, stopped at the end.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The well-known demo account. */
export const ACCOUNT = {
  appId: '5ba70e0000000000000000a1',
  appKey: { id: 'app_5ba70e0000000000000000a2', secret: 'baton-demo-app-key-secret-do-not-use-in-production' },
  integrationId: '5ba70e0000000000000000b1',
  integrationKey: {
    id: 'int_5ba70e0000000000000000b2',
    secret: 'baton-demo-integration-key-secret-do-not-use-in-production',
  },
  webhookId: '5ba70e0000000000000000b3',
  webhookSecret: 'baton-demo-webhook-secret-do-not-use-in-production',
};

let journals = 0;

/** Starts one and waits until it says where it listens. A test that sends what is not allowed keeps no journal. */
export async function startEmulator({ recorded }) {
  const program = process.env.XTASK_EMULATOR ?? 'target/debug/zendesk-emulator';
  const flags = [
    '--ready-json',
    '--listen',
    '127.0.0.1:0',
    '--media-listen',
    '127.0.0.1:0',
    ...(recorded ? journal() : []),
  ];
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  // Whether it dies later is seen by the test that then cannot reach it.
  failed.catch(() => {});
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  return new Emulator(JSON.parse(line), () => {
    child.kill('SIGTERM');
    return exited;
  });
}

/** Where the contract check looks for what was exchanged here. */
function journal() {
  const folder = process.env.BATON_CONTRACT_DIR;
  if (!folder) return [];
  mkdirSync(folder, { recursive: true });
  journals += 1;
  return ['--journal', join(folder, `emulator-${process.pid}-${journals}.jsonl`)];
}

class Emulator {
  constructor(addresses, stop) {
    this.apiUrl = addresses.api_url;
    this.mediaUrl = addresses.media_url;
    this.botsUrl = addresses.bots_url;
    this.stop = stop;
  }

  /** A call of the control API; its answer's JSON. */
  async control(method, path, body, at = this.apiUrl) {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(new URL(`/control/${path}`, at), { method, ...json });
    if (!answer.ok) throw new Error(`${method} /control/${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** A call of the control of the stand-ins for services of bots. */
  async bots(method, path, body) {
    return this.control(method, `bots/${path}`, body, this.botsUrl);
  }

  /** Until every webhook that is due has been tried. */
  async settle() {
    await this.control('POST', 'settle');
  }

  async advance(ms) {
    await this.control('POST', 'clock', { advance_ms: ms });
  }

  /** Sends the account's webhook to an address. */
  async sendWebhooksTo(target) {
    await this.control('PATCH', `webhooks/${ACCOUNT.webhookId}`, { target });
  }
}
