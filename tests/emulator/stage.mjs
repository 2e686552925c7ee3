// What most tests start from: an emulator, the vendor's client for both keys, a user and a conversation.

import { ACCOUNT, startEmulator } from './emulator.mjs';
import { withKey } from './client.mjs';

let users = 0;

/** An emulator that ends with the test, and clients of its two keys. */
export async function stage(t, { recorded = true } = {}) {
  const emulator = await startEmulator({ recorded });
  t.after(() => emulator.stop());
  const bot = withKey(emulator, ACCOUNT.integrationKey);
  return { emulator, bot, admin: withKey(emulator, ACCOUNT.appKey) };
}

/** A new user's id. */
export async function newUser({ users: api }) {
  users += 1;
  const { user } = await api.createUser(ACCOUNT.appId, {
    externalId: `visitor-${users}`,
    profile: { givenName: 'Ada' },
  });
  return user.id;
}

/** A new conversation of a new user. */
export async function newConversation(bot) {
  const userId = await newUser(bot);
  const participants = [{ userId, subscribeSDKClient: false }];
  const { conversation } = await bot.conversations.createConversation(ACCOUNT.appId, {
    type: 'personal',
    participants,
  });
  return { userId, id: conversation.id };
}

/** A text of the business, or of the user where one is given. */
export function text(words, userId) {
  const author = userId ? { type: 'user', userId } : { type: 'business', displayName: 'Baton' };
  return { author, content: { type: 'text', text: words } };
}
