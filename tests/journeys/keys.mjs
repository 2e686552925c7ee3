// A visitor who has no pointer, and does not see where things are: keys, and what the focus is on. After each key the focus
// must be somewhere; a page that loses it sends such a visitor back to its beginning.

import { assert, eventually } from './browser.mjs';

/** More stops than there are on any page here. */
const MOST_STOPS = 80;

export class Keys {
  constructor(page) {
    this.page = page;
  }

  get frame() {
    return this.page.frames().find((each) => each.url().includes('/chat/'));
  }

  /** What has the focus, by the name that a screen reader says; `nothing` where it is lost. */
  async focused() {
    const nameOf = () => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return 'nothing';
      if (element.localName === 'iframe') return 'frame';
      return element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent?.trim() || element.localName;
    };
    const outside = await this.page.evaluate(nameOf);
    return outside === 'frame' ? this.frame.evaluate(nameOf) : outside;
  }

  /** Presses a key; the focus stays somewhere, also once what the key set off is over. */
  async press(key) {
    await this.page.keyboard.press(key);
    await this.keeps(key);
  }

  /** The focus is somewhere. A frame that has just been given it may pass it on a moment later. */
  async keeps(after) {
    await eventually(`the focus is somewhere after ${after}`, async () => (await this.focused()) !== 'nothing', 3000);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Presses a key until something has the focus, and gives what it passed. */
  async until(key, name) {
    const passed = [];
    while (passed.length < MOST_STOPS) {
      const now = await this.focused();
      if (now.startsWith(name)) return passed;
      passed.push(now);
      await this.page.keyboard.press(key);
    }
    throw new Error(`${key} never leads to “${name}”, only to ${passed.join(' | ')}`);
  }

  /** Waits for the focus: between page and frame it comes by a message. */
  has(name) {
    return eventually(`“${name}” has the focus`, async () => (await this.focused()).startsWith(name)).catch(async (cause) => {
      throw new Error(`${cause.message}, but “${await this.focused()}”`);
    });
  }

  /** Everything that Tab passes on its way once around, from where the focus is. */
  async round(key = 'Tab') {
    const seen = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      const now = await this.focused();
      if (seen.length && now === seen[0]) return seen;
      seen.push(now);
      await this.page.keyboard.press(key);
    }
    assert.fail(`${key} never comes round: ${seen.join(' | ')}`);
  }
}
