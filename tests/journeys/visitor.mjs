// A visitor with a browser: what a person sees of the chat, and does.

import { readFile } from 'node:fs/promises';

export class Visitor {
  /** A visitor in a page; what the page's scripts complain of is kept. */
  constructor(page) {
    this.page = page;
    this.complaints = [];
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (line) => line.type() === 'error' && this.complaints.push(line.text()));
    this.launcher = page.getByRole('button', { name: /^Chat/ });
    this.chat = page.frameLocator('baton-chat iframe');
    this.#within(this.chat);
  }

  /** A visitor who uses the chat as a page of its own. */
  static alone(page) {
    const visitor = new Visitor(page);
    visitor.chat = page;
    visitor.#within(page);
    return visitor;
  }

  #within(chat) {
    this.title = chat.getByRole('heading', { level: 1 });
    this.composer = chat.getByRole('textbox', { name: 'Message' });
    this.log = chat.getByRole('log', { name: 'Conversation' });
    this.tray = chat.getByRole('list', { name: 'Files to send' });
  }

  /** Opens the chat of a page and waits until it runs. */
  async opens() {
    try {
      await this.launcher.click();
      await this.ready();
    } catch (cause) {
      throw new Error(`the chat does not open; the browser says: ${this.complaints.join('; ')}`, { cause });
    }
  }

  /** Waits until the chat runs: until then the composer is there, but not the log. */
  async ready() {
    await this.log.waitFor({ state: 'attached' });
  }

  async says(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits for a text in the conversation. */
  async reads(text) {
    await this.log.getByText(text).last().waitFor();
  }

  /** Waits for a text anywhere in the panel, such as above the composer. */
  async notices(text) {
    await this.chat.getByText(text).last().waitFor();
  }

  async taps(name) {
    await this.chat.getByRole('button', { name, exact: true }).click();
  }

  /** Every message there is to read, oldest first. */
  messages() {
    return this.log.locator('.baton-bubble').allInnerTexts();
  }

  /** Asks for a person and says who is asking. */
  async asksForAPerson(name) {
    await this.says('I want to talk to a person');
    await this.chat.getByLabel('Your name').fill(name);
    await this.taps('Continue');
    await this.notices('You’re in the queue');
  }

  /** Says how it was, in stars and words; `meanwhile` sees the form filled in. */
  async rates(stars, words, meanwhile = async () => {}) {
    await this.log.getByText('How did we do?').waitFor();
    await this.log.locator('.baton-star').nth(stars - 1).click();
    await this.chat.getByRole('textbox', { name: 'Anything to add?' }).fill(words);
    await meanwhile();
    await this.log.getByRole('button', { name: 'Send', exact: true }).click();
    await this.reads(`${stars} of 5 stars`);
  }

  /** Picks files by the clip beside the composer and waits until they are uploaded. */
  async attaches(...files) {
    const choosing = this.page.waitForEvent('filechooser');
    await this.taps('Attach a file');
    await (await choosing).setFiles(files.map(({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes })));
    for (const { name } of files) await this.tray.getByText(name).waitFor();
    await this.tray.getByRole('progressbar').first().waitFor({ state: 'detached' });
  }

  /** Sees a picture in the conversation. */
  async sees(name) {
    const image = this.log.getByRole('img', { name });
    await image.waitFor();
    await image.evaluate((element) => element.decode());
  }

  /** The next picture that the chat fetches by itself: where it lies, and by what right it was given. */
  async fetches() {
    const isPicture = (answer) => /\/v1\/files\//.test(answer.url()) && answer.headers()['content-type'] === 'image/png';
    const answer = await this.page.waitForResponse(isPicture);
    return { address: answer.url(), authorization: await answer.request().headerValue('authorization') };
  }

  /** Downloads a file of the conversation and gives its bytes. */
  async downloads(name) {
    const coming = this.page.waitForEvent('download');
    await this.taps(`Download ${name}`);
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
}
