// The programs that drive other engines by WebDriver: found on PATH, started on a free port, stopped by their own handle.

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Builder } from 'selenium-webdriver';
import { eventually } from '../journeys/browser.mjs';
import { freePort } from '../journeys/servers.mjs';

/** The first folder of PATH that has such a program has it here; undefined where none has. */
export const find = (program) =>
  process.env.PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find(isProgram);

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a program; `stop` ends it and waits until it has. */
export function run(program, flags, options) {
  const child = spawn(program, flags, options);
  const ended = new Promise((done) => {
    child.once('exit', done);
    child.once('error', done);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { child, stop };
}

/**
 * A browser with `capabilities`, driven by a program that takes `--port`: `{ browser, stop }`, where `browser` is
 * selenium's driver.
 */
export async function drive(program, capabilities, environment = {}) {
  const port = await freePort();
  const driver = run(program, [`--port=${port}`], { env: { ...process.env, ...environment } });
  const said = listen(driver.child);
  const address = `http://127.0.0.1:${port}`;
  try {
    await eventually(`${program} listens`, () => fetch(`${address}/status`).then(({ ok }) => ok, () => false));
    const wanted = new Builder().disableEnvironmentOverrides().usingServer(address).withCapabilities(capabilities);
    const browser = await wanted.build();
    const stop = async () => {
      await browser.quit();
      await driver.stop();
    };
    return { browser, stop };
  } catch (error) {
    await driver.stop();
    throw new Error(`${program} gives no browser; it said:\n${said()}`, { cause: error });
  }
}

/** Browsers say much that means nothing: the end of it is kept for the day on which they do not start. */
function listen(child) {
  const KEPT = 4_000;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-KEPT);
    });
  return () => said;
}
