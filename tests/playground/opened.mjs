// The playground, opened in a browser, and the ways to what stands on it.

import { assert } from '../journeys/browser.mjs';

const desktop = { viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' };

/** Opens the page and waits until the preview has the chat. */
export async function open(t, at, { address = at.servers.playground, options = {} } = {}) {
  const context = await at.context(t, { ...desktop, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  // What a policy refuses is an error of the console, too.
  page.on('console', (line) => line.type() === 'error' && /policy/i.test(line.text()) && complaints.push(line.text()));
  t.after(() => assert.deepEqual(complaints, [], 'what the browser complains of'));
  await page.goto(address);
  const chat = page.frameLocator('#preview').frameLocator('baton-chat iframe');
  await chat.locator('#baton-title').waitFor({ state: 'attached' });
  return {
    page,
    chat,
    context,
    field: (name) => page.locator(`[name="${name}"]`),
    /** A computed style inside the chat. */
    style: (selector, name) => chat.locator(selector).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name),
  };
}
