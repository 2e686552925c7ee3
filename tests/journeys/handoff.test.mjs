// From the script tag to the bot, to a person with files both ways, and back to the bot.

import test from 'node:test';
import { bench } from './browser.mjs';
import { journey } from './journey.mjs';
import { startDemo } from './servers.mjs';

const at = bench(() => startDemo());

test('a visitor asks the bot, then a person, and the bot again', (t) => journey(t, at));
