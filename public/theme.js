/* Light or dark as the page is, whatever it tells by. */

const ATTRIBUTES = ['data-theme', 'data-bs-theme', 'data-color-mode', 'data-color-scheme', 'data-mode'];
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Which of the two a text names, if it does. */
const named = (text) => /(?:^|[\s_-])(dark|light)(?:$|[\s_-])/.exec(text ?? '')?.[1];

/** What the page says it is: by an attribute, by a class, by its colour scheme; else what the visitor prefers. */
function theme() {
  const elements = [document.documentElement, document.body].filter(Boolean);
  for (const element of elements) {
    for (const name of ATTRIBUTES) {
      const found = named(element.getAttribute(name));
      if (found) return found;
    }
  }
  for (const { classList } of elements) {
    if (classList.contains('dark')) return 'dark';
    if (classList.contains('light')) return 'light';
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const [can, must] = [/dark/.test(scheme), /light/.test(scheme)];
  // A page that has never heard of dark is light, whatever the visitor prefers.
  if (!can) return 'light';
  return must && !dark.matches ? 'light' : 'dark';
}

/**
 * Follows the page's theme until the chat is destroyed.
 *
 * @param {object} site what is shared of the chat; see panel.js. Gets `hostTheme`, which gives `light` or `dark`.
 */
export default function follow(site) {
  let last = theme();
  const look = () => {
    const now = theme();
    if (now === last) return;
    last = now;
    // Before there is a frame, and after one has crashed, there is nobody to tell.
    if (site.post && !site.crashed) site.api('setTheme', now).catch((error) => console.warn('Baton: ' + error.message));
  };
  site.hostTheme = () => (last = theme());
  const watch = new MutationObserver(look);
  const wanted = { attributeFilter: [...ATTRIBUTES, 'class', 'style'] };
  const observe = () => {
    for (const element of [document.documentElement, document.body]) if (element) watch.observe(element, wanted);
  };
  // A router may exchange the body.
  const bodies = new MutationObserver(() => (observe(), look()));
  observe();
  bodies.observe(document.documentElement, { childList: true });
  dark.addEventListener('change', look);
  site.ends.push(() => {
    watch.disconnect();
    bodies.disconnect();
    dark.removeEventListener('change', look);
  });
}
