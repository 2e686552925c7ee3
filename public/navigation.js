/* Notices that a page without reloads has gone elsewhere, by whatever router. */

const listeners = new Set();
// In a moment: whatever a listener does, the router is not in the middle of it.
const tell = () =>
  queueMicrotask(() => {
    for (const listener of [...listeners]) listener();
  });
let unhook;

/**
 * Calls `listener` after each navigation within the document, until the chat is destroyed.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {() => void} listener
 */
export default function listen(site, listener) {
  listeners.add(listener);
  unhook ??= globalThis.navigation ? hear() : wrap();
  site.ends.push(() => {
    listeners.delete(listener);
    if (listeners.size) return;
    unhook?.();
    unhook = undefined;
  });
}

function hear() {
  navigation.addEventListener('currententrychange', tell);
  return () => navigation.removeEventListener('currententrychange', tell);
}

/** For browsers that tell nobody: the two methods still do what they did, and say so. */
function wrap() {
  const undo = ['pushState', 'replaceState'].map((name) => {
    const before = history[name];
    const own = Object.hasOwn(history, name);
    const wrapped = function (...given) {
      const result = before.apply(this, given);
      tell();
      return result;
    };
    history[name] = wrapped;
    return () => {
      // Where somebody wrapped it since, it stays, and tells nobody.
      if (history[name] !== wrapped) return;
      if (own) history[name] = before;
      else delete history[name];
    };
  });
  addEventListener('popstate', tell);
  addEventListener('hashchange', tell);
  return () => {
    removeEventListener('popstate', tell);
    removeEventListener('hashchange', tell);
    for (const each of undo) each();
  };
}
