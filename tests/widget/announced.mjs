// What a screen reader would say of a page: a model of live regions as the ARIA specification has them, fed by the changes
// of the document. It stands in for no person with a screen reader; it finds what is said twice, in pieces, or not at all.

/** Begins to listen, inside the page, before anything of the chat is there. What is said is kept in `window.announced`. */
export function listen() {
  const IMPLIED = { log: 'polite', status: 'polite', alert: 'assertive' };
  const ATOMIC = /^(status|alert)$/;
  window.announced = [];
  const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const isSeen = (node) => Boolean(element(node)?.isConnected) && !element(node).closest('[aria-hidden="true"], [hidden], [inert]') && element(node).checkVisibility({ visibilityProperty: true });

  /** The words that stand in a node, and the names of what is named only. */
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return isSeen(node) ? node.data : '';
    if (node.nodeType !== Node.ELEMENT_NODE || !isSeen(node)) return '';
    if (node.ariaLabel && /^(button|img|a)$/i.test(node.localName)) return ` ${node.ariaLabel} `;
    const own = [...node.childNodes].map(words).join('');
    return /^inline/.test(getComputedStyle(node).display) ? own : ` ${own} `;
  };
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();

  /** The live region a node stands in, where it is to be heard just now. */
  const regionOf = (node) => {
    const region = element(node)?.closest('[aria-live], [role="log"], [role="status"], [role="alert"]');
    if (!region || region.closest('[aria-busy="true"]')) return undefined;
    const live = region.getAttribute('aria-live') ?? IMPLIED[region.role];
    return live === 'off' ? undefined : region;
  };

  const said = (changes) => {
    const whole = new Set(); // regions that are said as a whole, whatever changes in them
    const parts = new Map(); // what is new in the others
    for (const { type, target, addedNodes, attributeName, oldValue } of changes) {
      const fresh = type === 'childList' ? [...addedNodes] : type === 'characterData' ? [target] : attributeName === 'hidden' && oldValue !== null ? [target] : [];
      for (const node of fresh) {
        const region = regionOf(node === target ? node : target);
        if (!region) continue;
        const atomic = region.ariaAtomic ? region.ariaAtomic === 'true' : ATOMIC.test(region.role);
        const relevant = region.getAttribute('aria-relevant') ?? 'additions text';
        // A text that is put in the place of another is no addition.
        if (!atomic && node.nodeType === Node.TEXT_NODE && !/text/.test(relevant)) continue;
        if (atomic) whole.add(region);
        else parts.set(node, region);
      }
    }
    for (const region of whole) if (tidy(words(region))) window.announced.push(tidy(words(region)));
    const nodes = [...parts.keys()].filter((node) => ![...parts.keys()].some((other) => other !== node && other.contains(node)));
    for (const node of nodes) if (tidy(words(node))) window.announced.push(tidy(words(node)));
  };
  const observe = () =>
    new MutationObserver(said).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true, attributeFilter: ['hidden'] });
  if (document.documentElement) observe();
  else addEventListener('readystatechange', observe, { once: true, capture: true });
}

/** What has been said since the last time. */
export const heard = (page) => page.evaluate(() => window.announced.splice(0));

/** Until the log is one that is listened to again: what stood in it when it was drawn is past. */
export const quietIsOver = (page) => page.locator('[role=log]:not([aria-busy])').waitFor();
