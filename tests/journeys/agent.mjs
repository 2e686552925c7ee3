// An agent with the console of Zendesk's stand-in.

import { readFile } from 'node:fs/promises';

export class Agent {
  constructor(page) {
    this.page = page;
    this.transcript = page.locator('#transcript');
  }

  /** Opens the newest ticket, or that of a requester, as soon as there is one. */
  async opensTicket(console, requester = '') {
    await this.page.goto(console);
    await this.page.locator('#tickets tbody tr').filter({ hasText: requester }).first().getByRole('link').click();
    await this.page.locator('#link-state[data-state=live]').waitFor();
  }

  /** A fact of the ticket, such as `fact-requester` or `field-123`. */
  fact(id) {
    return this.page.locator(`#${id}`).innerText();
  }

  async reads(text) {
    await this.transcript.getByText(text).last().waitFor();
  }

  /** What stands in the conversation, as [who, text], oldest first. */
  async lines() {
    const messages = await this.transcript.locator('.message').all();
    return Promise.all(
      messages.map(async (message) => [
        await message.getAttribute('data-author'),
        (await message.locator('.text').allInnerTexts()).join('\n'),
      ]),
    );
  }

  /** Replies with a text, with files, or with both. */
  async replies(text, ...files) {
    await this.page.locator('#reply-text').fill(text);
    const payload = files.map(({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes }));
    if (files.length) await this.page.locator('#reply-files').setInputFiles(payload);
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('#send-reply').click()]);
  }

  /** Sees a picture of the visitor's and gives its bytes. */
  async sees(name) {
    const image = this.transcript.getByRole('img', { name });
    await image.waitFor();
    await image.evaluate((element) => element.decode());
    return this.#bytes(await image.getAttribute('src'));
  }

  async downloads(name) {
    const coming = this.page.waitForEvent('download');
    await this.transcript.getByRole('link', { name, exact: true }).click();
    return readFile(await (await coming).path());
  }

  async #bytes(path) {
    const answer = await this.page.request.get(new URL(path, this.page.url()).href);
    return answer.body();
  }

  /** Sets the ticket's status. */
  async stands(status) {
    await this.page.locator('#status-word').selectOption(status);
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('#set-status').click()]);
  }

  /** Closes the ticket for good. */
  async closes() {
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('#close').click()]);
  }

  /** Writes a note that only agents read. */
  async notes(text) {
    await this.page.locator('#reply-kind').selectOption('note');
    await this.replies(text);
  }

  /** Opens a ticket for somebody, before they have asked. */
  async begins(console, { requester, subject, text, tags }) {
    await this.page.goto(`${console}/new`);
    await this.page.locator('#opening-requester').fill(requester);
    await this.page.locator('#opening-subject').fill(subject);
    await this.page.locator('#opening-text').fill(text);
    await this.page.locator('#opening-tags').fill(tags);
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('#open-ticket').click()]);
    await this.page.locator('#link-state[data-state=live]').waitFor();
  }

  async endsSession() {
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('#end-session').click()]);
  }
}
