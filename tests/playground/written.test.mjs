// What there is to copy: the snippet gives the same chat on a page of its own, and the relay takes the TOML.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after } from 'node:test';
import { assert, bench, eventually } from '../journeys/browser.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { open } from './opened.mjs';

const relay = process.env.XTASK_RELAY ?? resolve(import.meta.dirname, '../../target/debug/baton');

/** A website, of an origin of its own: what its one page has in it. */
let lines = '';
const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Shop</title>\n${lines}`));
let shop;

const at = bench(async () => {
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  shop = `http://127.0.0.1:${server.address().port}`;
  return startDemo({ environment: { BATON_SITE__SHOP__EMBED_ORIGINS: shop } });
});
after(() => server.close());

/** Sets much of what there is. */
async function fill({ page, field }) {
  await page.locator('details').evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
  await field('texts.en.ask_person').waitFor();
  const values = {
    title: 'Moss "&" <More>', subtitle: 'Back\\slash', greeting: 'Hello,\n\n**you**.',
    'theme.accent': '#7c3aed', 'theme.on-accent': '#ffffff', 'theme.raised': '#eee8ff', 'theme.surface-dark': '#101020', 'theme.radius': '6px', 'theme.font': '"Noto Sans", sans-serif',
    label: 'Ask "us" </script>', initialMessage: 'Hello there!\nWhat can we do?', 'user.name': 'Ada', 'user.customData': 'plan = gold',
    'texts.en.ask_person': 'Talk to a gardener', 'texts.en.frame_send': 'Off it goes',
  };
  for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  await page.selectOption('[name=position]', 'left');
}

test('the snippet gives the same looks on a fresh page', async (t) => {
  const opened = await open(t, at);
  await fill(opened);
  const { chat, style, context } = opened;
  await chat.getByText('What can we do?').waitFor();
  const wanted = [['.baton-avatar', 'background-color'], ['body', 'background-color'], ['.baton-bubble', 'background-color'], ['.baton-bubble', 'border-start-end-radius'], ['body', 'font-family']];
  const tried = await Promise.all(wanted.map((each) => style(...each)));
  lines = await opened.page.locator('#snippet').innerText();
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(shop);
  const launcher = page.locator('baton-chat button');
  assert.equal(await launcher.innerText(), 'Ask "us" </script>');
  assert.ok((await launcher.boundingBox()).x < 200, 'it stands on the left');
  const looks = await launcher.evaluate((button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]);
  assert.deepEqual(looks, ['rgb(124, 58, 237)', 'rgb(255, 255, 255)']);
  await launcher.click();
  const fresh = page.frameLocator('baton-chat iframe');
  await fresh.getByText('What can we do?').waitFor();
  const there = (selector, name) => fresh.locator(selector).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name);
  await eventually('it looks the same', async () => JSON.stringify(await Promise.all(wanted.map((each) => there(...each)))) === JSON.stringify(tried));
  assert.deepEqual(errors, []);
});

test('what an attribute can say needs no call', async (t) => {
  const { page, field } = await open(t, at);
  await field('theme.accent').fill('seagreen');
  await page.selectOption('[name=scheme]', 'host');
  const [line, ...more] = (await page.locator('#snippet').innerText()).split('\n');
  assert.deepEqual(more, []);
  assert.match(line, /^<script async src="[^"]+\/embed\.js" data-token="demo_fern_and_fold" data-theme="host" data-accent="seagreen"><\/script>$/);
});

test('the relay takes the TOML, which says what was changed and nothing else', async (t) => {
  const opened = await open(t, at);
  assert.match(await opened.page.locator('#toml').innerText(), /^# Nothing/);
  await fill(opened);
  await opened.chat.getByRole('heading', { name: 'Moss "&" <More>' }).waitFor();
  const toml = await opened.page.locator('#toml').innerText();
  assert.match(toml, /^\[site\.shop\]\ntitle = "Moss \\"&\\" <More>"$/m);
  assert.ok(!/locale|follow_browser|queue_text/.test(toml), toml);
  const folder = mkdtempSync(join(tmpdir(), 'baton-playground-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'baton.toml');
  const whole = (lines) => `data_dir = "${folder}/data"\n${lines.replace('[site.shop]\n', '[site.shop]\ntoken = "site_of_the_playground"\nhandoff = false\nembed_origins = ["https://shop.example"]\n')}\n\n[site.shop.knowledge]\nfolder = "${resolve(import.meta.dirname, '../../crates/relay/demo/knowledge')}"\n`;
  const check = (lines) => {
    writeFileSync(file, whole(lines));
    return execFileSync(relay, ['config', 'check', '--config', file], { encoding: 'utf8', stdio: 'pipe' });
  };
  check(toml);
  assert.throws(() => check(toml.replace('ask_person', 'ask_persn')), 'what is wrong is refused');
  writeFileSync(file, whole(toml));
  const printed = execFileSync(relay, ['config', 'print', '--config', file], { encoding: 'utf8' });
  assert.match(printed, /Moss "&" <More>/);
  assert.match(printed, /Talk to a gardener/);
});
