// A formatted answer: each block and each span is the element that it should be, and no text ever reaches an HTML parser.

import { test } from 'node:test';
import { assert, bench } from './browser.mjs';
import { openChat, ready, say } from './chat.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const text = (text) => ({ text });

test('headings, lists, code, quotes, emphasis and links are elements, and HTML in a text is text', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'how?');
  const blocks = [
    { heading: [text('Watering')] },
    { paragraph: [text('Not '), { strong: [text('too')] }, text(' '), { emphasis: [text('much')] }, text(', see '), { code: 'drip()' }, text(' and '), { link: { href: 'https://shop.example/care', text: [text('care')] } }] },
    { list: { start: 3, items: [[{ paragraph: [text('Touch')] }], [{ paragraph: [text('Wait')] }]] } },
    { list: { items: [[{ paragraph: [text('Shade')] }]] } },
    { quote: [{ paragraph: [text('Ferns drink slowly.')] }] },
    { code: 'water(fern);\n  wait();' },
    'rule',
    { paragraph: [text('<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>')] },
    { paragraph: [{ link: { href: 'javascript:window.ran=1', text: [text('press')] } }] },
  ];
  relay.commit({ bot: { turn: 't', blocks } });
  const bubble = page.getByRole('log').locator('.baton-line--bot .baton-bubble').last();
  await bubble.getByText('Ferns drink slowly.').waitFor();
  assert.equal(await bubble.locator('ol').evaluate((list) => list.start), 3);
  const found = (selector) => bubble.locator(selector).allInnerTexts();
  assert.deepEqual(await found('h3'), ['Watering']);
  assert.deepEqual([await found('strong'), await found('em'), await found('p code')], [['too'], ['much'], ['drip()']]);
  assert.deepEqual(await found('ol > li'), ['Touch', 'Wait']);
  assert.deepEqual(await found('ul > li'), ['Shade']);
  assert.deepEqual(await found('blockquote'), ['Ferns drink slowly.']);
  assert.deepEqual(await bubble.locator('pre').evaluateAll((all) => all.map((each) => each.textContent)), ['water(fern);\n  wait();']);
  assert.equal(await bubble.locator('hr').count(), 1);
  const link = bubble.getByRole('link', { name: 'care' });
  assert.deepEqual([await link.getAttribute('href'), await link.getAttribute('target'), await link.getAttribute('rel')], ['https://shop.example/care', '_blank', 'noopener noreferrer nofollow']);
  assert.equal(await bubble.locator('img, script, a[href^="javascript"]').count(), 0);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.match(await bubble.innerText(), /<img src=x/);
});
