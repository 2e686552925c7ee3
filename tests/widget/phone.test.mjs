// What a phone does by itself: it zooms in on a field whose text is smaller than 16 pixels, and does not zoom out again.

import { test } from 'node:test';
import { assert, bench } from './browser.mjs';
import { start } from './relay.mjs';
import { walk } from './states.mjs';

const at = bench(start);
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const LEAST_PX = 16;

test('no field is small enough for a phone to zoom in on it', async (t) => {
  let fields = 0;
  await walk(at, t, phone, async (page, state) => {
    const sizes = await page.locator('textarea:visible, select:visible, input:not([type=file], [type=radio], [type=checkbox]):visible').evaluateAll((all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize)));
    fields = Math.max(fields, sizes.length);
    assert.ok(sizes.every((size) => size >= LEAST_PX), `${state}: ${sizes}`);
  });
  assert.ok(fields > 1, 'a form was among what was seen');
});
