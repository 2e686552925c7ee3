/* How much the visitor has not seen: on the launcher, on the page's own triggers, in the page's title and icon. */

const CSS = `[data-unread]:after{content:attr(data-unread);position:absolute;top:-4px;right:-4px;padding:0 6px;border:2px solid Canvas;border-radius:12px;background:#c00;color:#fff;font:700 12px/18px system-ui}`;

const dressed = new WeakSet();

/** Gives the launcher the looks of the count, once. */
function dress(shadow) {
  if (dressed.has(shadow)) return;
  dressed.add(shadow);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
}

/**
 * Shows that `count` messages are unseen, and tells the page.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {number} count how many, 0 for none
 */
export default function unread(site, count) {
  const { button, settings } = site;
  dress(button.getRootNode());
  if (count) button.dataset.unread = count;
  else delete button.dataset.unread;
  site.emit({ id: site.random(), type: 'unread', count, createdAt: Date.now() });
  site.marks?.();
  if (!/^(off|false)$/.test(settings.alerts)) site.add('alerts', count);
}
