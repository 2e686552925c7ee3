// Firefox, by Mozilla's geckodriver. `cargo xtask tools` installs both.

import { drive, find } from './driver.mjs';

const browser = () => find('firefox-esr') ?? find('firefox');

export const firefox = {
  name: 'Firefox',
  /** What it takes and this machine does not have. */
  missing: () => [...(browser() ? [] : ['firefox-esr']), ...(find('geckodriver') ? [] : ['geckodriver'])],
  start: () =>
    drive('geckodriver', {
      browserName: 'firefox',
      'moz:firefoxOptions': { binary: browser(), args: ['-headless'], prefs: { 'intl.accept_languages': 'en-GB' } },
    }),
};
