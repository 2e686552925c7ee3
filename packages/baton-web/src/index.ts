/** Puts Baton's chat on a page. See docs/packages.md. */

import type { Baton } from './baton.js';
import { Chat } from './chat.js';
import { LoadError } from './failure.js';
import { putTag, removeTags, siteOnPage, type TagSettings } from './tag.js';

export type { Baton, Chat, TagSettings };
export { LoadError };
export type { BeforeDisplay, BeforeSend } from './chat.js';
export type { LoadFailure } from './failure.js';

/** What `load` takes: what stands on the tag, and the options of `Baton('init', …)`. */
export type LoadOptions = TagSettings & Omit<Baton.Options, 'token' | 'apiUrl'>;

const chats = new Map<string, Chat>();

/**
 * Puts the chat of a site on the page, once for each token, and gives it back at once: calls may be made right away. A
 * second call with the same token gives its options to the chat that is there. On a server it does nothing.
 *
 * It never throws. Where the script cannot be loaded, the console says why, and `ready` is broken with a `LoadError`;
 * then `load` may be called again.
 */
export function load(options: LoadOptions): Chat {
  const { token, apiUrl, nonce, label, defer, ...rest } = options;
  if (typeof document === 'undefined') return new Chat(token, Promise.resolve(undefined));
  const known = chats.get(token);
  if (known) {
    void known.update(rest);
    return known;
  }

  const begin = (site: Baton.Site) => void site('init', rest);
  const there = siteOnPage(token);
  if (there) begin(there);
  const site = there ? Promise.resolve(there) : putTag({ token, apiUrl, nonce, label, defer }, begin);
  const chat = new Chat(token, site, () => {
    if (chats.get(token) !== chat) return;
    chats.delete(token);
    removeTags(token);
  });
  chats.set(token, chat);
  chat.ready.catch((error: unknown) => {
    if (chats.get(token) === chat) chats.delete(token);
    console.error(error instanceof Error ? error.message : error);
  });
  return chat;
}
