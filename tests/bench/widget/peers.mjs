// Whom Baton is measured beside, at the versions that peers/package.json fixes, as `{ name, version, … }`: each with its
// tags for the host page, the files they ask for, what stands where, and `back`, an instant answer instead of a back end.

import { readFileSync } from 'node:fs';
import { botpress } from './peers/botpress.mjs';
import { deepChat } from './peers/deep-chat.mjs';
import { n8n } from './peers/n8n.mjs';
import { typebot } from './peers/typebot.mjs';

const { dependencies } = JSON.parse(readFileSync(new URL('peers/package.json', import.meta.url), 'utf8'));

export const peers = [deepChat, typebot, botpress, n8n].map((peer) => ({ ...peer, version: dependencies[peer.package] }));
