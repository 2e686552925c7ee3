// Every state of the frame before axe, light and dark.

import { test } from 'node:test';
import { assert, bench } from './browser.mjs';
import { GREETING, openChat, reads, ready, say } from './chat.mjs';
import { axe as check } from './look.mjs';
import { PICTURE, start } from './relay.mjs';

const at = bench(start);

for (const colorScheme of ['light', 'dark']) {
  test(`no state is out of reach, ${colorScheme}`, async (t) => {
    const { page, relay } = await openChat(at, t, { colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
    await ready(page);
    await check(page, 'greeting');
    await say(page, 'hi');
    await reads(page, GREETING, 'hi');
    relay.botSays('choose', [
      { label: 'Tell me', action: { postback: 'a' } },
      { label: 'Show me', action: { link: 'https://a.example' } },
    ]);
    await page.getByRole('button', { name: 'Tell me' }).waitFor();
    await check(page, 'choices');
    await page.getByRole('button', { name: 'More options' }).click();
    await check(page, 'menu');
    await page.keyboard.press('Escape');
    relay.passTo('requested', 'bot_decided');
    relay.commit({ form: { id: 'f', fields: [{ name: { required: true } }, { email: { required: false } }], optional: true } });
    await page.getByRole('button', { name: 'Continue' }).click();
    await check(page, 'form');
    relay.passTo('queued', 'confirmed');
    relay.agentSays('hello', [
      { id: 'a', name: 'pot.png', media_type: 'image/png', bytes: 100 },
      { id: 'b', name: 'plan.pdf', media_type: 'application/pdf', bytes: 100 },
    ]);
    await page.getByRole('img', { name: 'pot.png' }).waitFor();
    await check(page, 'queued, files');
    relay.passTo('agent', 'agent_acted');
    await page.locator('input[type=file]').setInputFiles([{ name: 'setup.exe', mimeType: 'text/plain', buffer: PICTURE }]);
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'End chat' }).click();
    await check(page, 'tray, confirmation');
    await page.getByRole('button', { name: 'Keep chatting' }).click();
    relay.refuses = 'text_too_long';
    await say(page, 'no');
    await page.getByText('Not sent.').waitFor();
    relay.cut();
    await page.getByText('Reconnecting…').waitFor();
    await check(page, 'failed, reconnecting');
    await page.getByRole('button', { name: 'Picture pot.png' }).click();
    await check(page, 'large picture');
  });
}
