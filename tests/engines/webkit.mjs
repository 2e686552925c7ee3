// WebKit, as GTK's WebKitWebDriver drives it in its MiniBrowser. It has no mode without a display, so it gets one that
// nobody sees. `cargo xtask tools` installs all of it.

import { drive, find, run } from './driver.mjs';

const PROGRAMS = ['WebKitWebDriver', 'Xvfb'];

export const webkit = {
  name: 'WebKit',
  /** What it takes and this machine does not have. */
  missing: () => PROGRAMS.filter((program) => !find(program)),
  async start() {
    const display = await startDisplay();
    try {
      const { browser, stop } = await drive('WebKitWebDriver', { browserName: 'MiniBrowser' }, { DISPLAY: display.name });
      return { browser, stop: () => stop().finally(display.stop) };
    } catch (error) {
      await display.stop();
      throw error;
    }
  },
};

/** A display that takes a free number and says which. */
async function startDisplay() {
  const NUMBER = 3;
  const flags = ['-displayfd', String(NUMBER), '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const { child, stop } = run('Xvfb', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((done, failed) => {
    child.stdio[NUMBER].once('data', done);
    child.once('exit', (code) => failed(new Error(`Xvfb ended with ${code}`)));
  });
  return { name: `:${String(number).trim()}`, stop };
}
