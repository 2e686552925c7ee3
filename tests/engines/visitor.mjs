// A visitor with another browser, by WebDriver: what a person sees of the chat, and does.

import { By, Key } from 'selenium-webdriver';
import { eventually } from '../journeys/browser.mjs';

const quoted = (text) => JSON.stringify(text);

export class Visitor {
  constructor(browser) {
    this.browser = browser;
  }

  /** Opens the chat of a page and waits until it runs; from then on the chat's frame is what is looked at. */
  async opens(page) {
    await this.browser.get(page);
    await this.#launches();
  }

  /** Loads the page anew and opens the chat again. */
  async reloads() {
    await this.browser.switchTo().defaultContent();
    await this.browser.navigate().refresh();
    await this.#launches();
  }

  async #launches() {
    const launcher = await eventually('the launcher is there', () => this.#inHost('button'));
    await launcher.click();
    await this.looksAtTheChat();
  }

  /** Turns from the page to the chat in it, as soon as that is shown and runs. */
  async looksAtTheChat() {
    const frame = await eventually('the panel is shown', async () => {
      const frame = await this.#inHost('iframe');
      return frame && (await frame.isDisplayed()) && frame;
    });
    await this.browser.switchTo().frame(frame);
    await eventually('the chat runs', () => this.#has(By.css('[role=log]')));
  }

  #inHost(selector) {
    return this.browser.executeScript(
      (selector) => document.querySelector('baton-chat')?.shadowRoot.querySelector(selector),
      selector,
    );
  }

  async #has(where) {
    return (await this.browser.findElements(where)).length > 0;
  }

  /** Types wherever the focus is, as one does who has just opened the chat. */
  async types(text) {
    await this.browser.actions().sendKeys(text, Key.ENTER).perform();
  }

  async says(text) {
    const composer = await this.browser.findElement(By.id('baton-text'));
    await composer.click();
    await composer.sendKeys(text, Key.ENTER);
  }

  /** Waits for a text in the conversation. */
  async reads(text) {
    await eventually(`the conversation has: ${text}`, async () => (await this.#text('[role=log]')).includes(text));
  }

  /** Waits for a text anywhere in the panel, such as above the composer. */
  async notices(text) {
    await eventually(`the panel has: ${text}`, async () => (await this.#text('body')).includes(text));
  }

  async #text(selector) {
    return this.browser.findElement(By.css(selector)).getText();
  }

  async taps(name) {
    const button = By.xpath(`//button[normalize-space()=${quoted(name)} or @aria-label=${quoted(name)}]`);
    await eventually(`there is ${name}`, () => this.#has(button));
    await this.browser.findElement(button).click();
  }

  /** Fills in the field of a label. */
  async fills(label, text) {
    const field = By.xpath(`//input[@id=//label[starts-with(normalize-space(), ${quoted(label)})]/@for]`);
    await eventually(`there is a field ${label}`, () => this.#has(field));
    const input = await this.browser.findElement(field);
    await input.click();
    await input.sendKeys(text);
  }

  /** Asks for a person and says who is asking. */
  async asksForAPerson(name) {
    await this.says('I want to talk to a person');
    await this.fills('Your name', name);
    await this.taps('Continue');
    await this.notices('You’re in the queue');
  }

  /** Picks a file of this machine and waits until it is uploaded. */
  async attaches(path, name) {
    await this.browser.findElement(By.id('baton-files')).sendKeys(path);
    const tray = By.css('[aria-label="Files to send"]');
    await eventually(`${name} is uploaded`, async () => {
      const [files] = await this.browser.findElements(tray);
      return files && (await files.getText()).includes(name) && !(await this.#has(By.css('progress')));
    });
  }

  /** Sees a picture in the conversation. */
  async sees(name) {
    const drawn = (name) => {
      const pictures = [...document.querySelectorAll('[role=log] img')].filter(({ alt }) => alt.includes(name));
      return pictures.some(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    };
    await eventually(`${name} is shown`, () => this.browser.executeScript(drawn, name));
  }

  /** Every message there is to read, oldest first. */
  async messages() {
    // Not what the driver takes for visible, which leaves out what is scrolled away.
    return this.browser.executeScript(() =>
      [...document.querySelectorAll('[role=log] .baton-bubble')].map(({ textContent }) => textContent),
    );
  }

  /**
   * The same visitor in a second tab. It has a window of its own: WebKit's MiniBrowser leaves a tab in the background,
   * where nothing is drawn.
   */
  async opensTab() {
    await this.browser.switchTo().newWindow('window');
  }

  /** Turns to a tab, and to the chat in it. */
  async turnsTo(tab) {
    await this.browser.switchTo().window(tab);
    await this.browser.switchTo().defaultContent();
    await this.looksAtTheChat();
  }
}
