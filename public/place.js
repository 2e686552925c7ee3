/* A chat that is part of the page instead of a panel beside a launcher: inside an element of it, or as all of it. */

const COMMON = `iframe{inset:0;margin:0;width:100%;height:100%;border-radius:0;box-shadow:none}`;
const CSS = {
  inline: `:host{display:block;position:relative;inset:auto;z-index:auto;width:100%;height:100%}${COMMON}`,
  page: `:host{scroll-padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}${COMMON}`,
};

// How far from the window an element may be for its chat to be fetched.
const NEAR = '300px';
// The height in an element that has none of its own.
const HEIGHT = 'min(600px, 80vh)';

/**
 * Puts the chat to its place by `mode`: `page` fills the window at once, `inline` the element that `target` selects.
 *
 * @param {object} site what is shared of the chat; see panel.js
 */
export default function place(site) {
  const { mode, target } = site.settings;
  if (!CSS[mode]) {
    console.error(`Baton: the mode “${mode}” is neither inline nor page`);
    site.acts.show();
    return site.attach();
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS[mode]);
  const { shadowRoot } = site.host;
  shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
  if (mode === 'page') {
    site.attach();
    return site.setOpen(true, false);
  }
  try {
    document.querySelector(target);
  } catch {
    return console.error(`Baton: data-target is no selector: ${target}`);
  }
  if (target) settle(site, target);
  else console.error('Baton: an inline chat needs data-target, a selector of the element it is to fill');
}

/** Puts the chat into its element, now or when that comes, and again when a router has taken the element away. */
function settle(site, target) {
  const { host } = site;
  const near = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return;
      near.disconnect();
      if (!host.clientHeight) host.style.minHeight = HEIGHT;
      site.setOpen(true, false);
    },
    { rootMargin: NEAR },
  );
  const look = () => {
    if (host.isConnected) return;
    const element = document.querySelector(target);
    if (!element) return;
    element.append(host);
    near.observe(host);
    site.begin();
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
  look();
  site.ends.push(() => {
    watch.disconnect();
    near.disconnect();
  });
}
