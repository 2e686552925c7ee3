/*
 * A phone's back button closes the chat that fills its screen, instead of leaving the page: while it is open, an entry of the
 * same address stands on the history. A router that comes to listen later than this hears nothing when that goes, since
 * nothing has changed for it; one that was there before is told of its own address with its own state, once.
 */

/** Which entry the page is at; nothing in browsers that do not say. */
const key = () => globalThis.navigation?.currentEntry?.key;

/**
 * Puts the entry on the history. Gives the chat `leave`, which takes it away where it is still the last.
 *
 * @param {object} site what is shared of the chat; see panel.js
 */
export default function enter(site) {
  // What a page adds before anybody has touched it, browsers skip; a chat that is open at first may wait for that.
  if (!site.filled || site.leave || navigator.userActivation?.hasBeenActive === false) return;
  const below = key();
  const url = location.href;
  const baton = site.random();
  const { state } = history;
  // Not the page's own pushState, which routers wrap to hear of navigations.
  History.prototype.pushState.call(history, { ...(typeof state === 'object' && state), baton }, '');
  const own = key();
  const isOwn = () => (own ? key() === own : history.state?.baton === baton) && location.href === url;
  let from = own;
  const moved = (event) => (from = event.from?.key);

  /** The visitor goes back, from our entry to the one below it. */
  const popped = (event) => {
    const back = own ? from === own && key() === below : history.state?.baton !== baton && location.href === url;
    if (!back) return;
    if (location.href === url) event.stopImmediatePropagation();
    end();
    site.setOpen(false);
  };
  const end = () => {
    removeEventListener('popstate', popped, true);
    globalThis.navigation?.removeEventListener('currententrychange', moved);
    site.leave = undefined;
  };
  addEventListener('popstate', popped, true);
  globalThis.navigation?.addEventListener('currententrychange', moved);
  site.leave = () => {
    end();
    // In a moment: who closes the chat to go elsewhere on the page goes there first, and the entry is no longer the last.
    setTimeout(() => isOwn() && takeBack(url));
  };
}

/** Goes back over our entry. */
function takeBack(url) {
  const swallow = (event) => location.href === url && event.stopImmediatePropagation();
  addEventListener('popstate', swallow, { capture: true, once: true });
  history.back();
}
