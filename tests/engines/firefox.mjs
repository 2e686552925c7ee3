// Firefox, by Mozilla's geckodriver. `cargo xtask tools` installs both.

import { drive, find } from './driver.mjs';

const browser = () => find('firefox-esr') ?? find('firefox');

export const firefox = {
  name: 'Firefox',
  /** What it takes and this machine does not have. */
  missing: () => Object.entries({ 'firefox-esr': browser(), geckodriver: find('geckodriver') }).flatMap(([name, path]) => (path ? [] : [name])),
  start: () =>
    drive('geckodriver', {
      browserName: 'firefox',
      'moz:firefoxOptions': { binary: browser(), args: ['-headless'], prefs: { 'intl.accept_languages': 'en-GB' } },
    }),
};
