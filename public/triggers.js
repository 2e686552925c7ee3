/* The page's own elements in the launcher's place: they open and close the chat, and say whether it is open. */

const INTERACTIVE = 'a[href],area[href],button,input,select,summary,textarea';
const MARKS = ['aria-haspopup', 'aria-expanded', 'aria-controls', 'data-baton-unread', 'role', 'tabindex'];

/**
 * Takes the elements of a selector for triggers, those that come later too, until the chat is destroyed.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {string} selector of the page's elements
 */
export default function trigger(site, selector) {
  try {
    document.querySelector(selector);
  } catch {
    console.error(`Baton: data-trigger is no selector: ${selector}`);
    site.acts.show();
    return;
  }
  const marked = new Map(); // what an element had before, by attribute
  site.host.id ||= `baton-chat-${site.random()}`;

  site.marks = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (!marked.has(element)) marked.set(element, MARKS.map((name) => [name, element.getAttribute(name)]));
      mark(site, element);
    }
    for (const element of marked.keys()) if (!element.isConnected) marked.delete(element);
  };

  const watch = new MutationObserver(site.marks);
  watch.observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['class', 'id'] });
  // The launcher, though hidden, is where the state is kept.
  const state = new MutationObserver(site.marks);
  state.observe(site.button, { attributeFilter: ['aria-expanded'] });
  const stopped = new AbortController();
  listen(site, selector, stopped.signal);
  site.marks();
  site.ends.push(() => {
    watch.disconnect();
    state.disconnect();
    stopped.abort();
    for (const [element, before] of marked) for (const [name, value] of before) put(element, name, value);
  });
}

/** Sets an attribute only where it changes, so that no observer of the page's is woken for nothing. */
function put(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function mark({ button, host }, element) {
  put(element, 'aria-haspopup', 'dialog');
  put(element, 'aria-controls', host.id);
  put(element, 'aria-expanded', button.ariaExpanded);
  put(element, 'data-baton-unread', button.dataset.unread ?? null);
  // What a keyboard cannot reach by itself becomes a button.
  if (element.matches(INTERACTIVE)) return;
  if (!element.hasAttribute('role')) put(element, 'role', 'button');
  if (!element.hasAttribute('tabindex')) put(element, 'tabindex', '0');
}

function listen(site, selector, signal) {
  const own = ({ target }) => target.closest?.(selector);
  addEventListener(
    'click',
    (event) => {
      if (!own(event)) return;
      event.preventDefault(); // it may be a link to somewhere else, for when this script is missing
      site.acts.toggle();
    },
    { signal },
  );
  addEventListener(
    'keydown',
    (event) => {
      const element = own(event);
      if (event.target !== element || element.matches(INTERACTIVE) || event.defaultPrevented) return;
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      element.click();
    },
    { signal },
  );
}
