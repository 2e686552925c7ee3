/*
 * While the visitor looks at another tab and something is unread, the page's title begins with how much, and its icon has a
 * dot. Both are as the page left them when the visitor is back.
 */

const counts = new Map(); // what is unread of each chat on this page
let shown; // what puts back what is changed now, while something is

/**
 * Takes in how much of a chat is unread.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {number} count how many messages, 0 for none
 */
export default function alert(site, count) {
  if (!counts.has(site)) site.ends.push(() => (counts.delete(site), render()));
  counts.set(site, count);
  render();
}

document.addEventListener('visibilitychange', () => render());

function render() {
  shown?.();
  shown = undefined;
  const unread = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (!unread || !document.hidden) return;
  const ends = [mark(unread), dot()];
  shown = () => ends.forEach((end) => end?.());
}

/** Puts the count before the title, also before one that the page sets meanwhile. Returns what takes it away. */
function mark(unread) {
  const prefix = `(${unread}) `;
  const title = () => document.head?.querySelector('title');
  let patience = 100; // with a page that takes it away each time
  const put = () => {
    const element = title();
    // It may be marked already, by the same file of another relay.
    if (!element || element.textContent.startsWith(element.dataset.batonUnread ?? prefix) || patience-- < 1) return;
    element.dataset.batonUnread = prefix;
    element.textContent = prefix + element.textContent;
  };
  // The page may change its title's text, or exchange the element.
  const watch = new MutationObserver(put);
  watch.observe(document.documentElement, { childList: true, characterData: true, subtree: true });
  put();
  return () => {
    watch.disconnect();
    const element = title();
    if (element?.dataset.batonUnread !== prefix) return;
    delete element.dataset.batonUnread;
    if (element.textContent.startsWith(prefix)) element.textContent = element.textContent.slice(prefix.length);
  };
}

let forbidden = false; // by the page's policy; asked once, since each time is a line in the console

/** Gives the page's icon a dot. Returns what takes it away. */
function dot() {
  if (forbidden) return undefined;
  const icons = [...document.querySelectorAll('link[rel~="icon" i]')];
  const before = icons.map((icon) => icon.getAttribute('rel'));
  let over = false;
  let link;
  draw(icons.at(-1)?.href).then((href) => {
    if (over || !href) return;
    link = document.createElement('link');
    link.rel = 'icon';
    link.href = href;
    // A browser takes the one it likes best; the page's own step back so that it is this.
    for (const icon of icons) icon.rel = ASIDE;
    document.head.append(link);
  });
  return () => {
    over = true;
    if (!link) return;
    link.remove();
    icons.forEach((icon, place) => icon.rel === ASIDE && icon.setAttribute('rel', before[place]));
  };
}

const ASIDE = 'baton-aside';

/** The icon with a dot, as an address; nothing where the page's policy or the icon's origin forbids it. */
async function draw(href) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d');
  try {
    context.drawImage(await load(href ?? '/favicon.ico'), 0, 0, 64, 64);
  } catch {
    if (href) return undefined; // a page without an icon gets the dot alone
  }
  context.fillStyle = '#c00';
  context.beginPath();
  context.arc(46, 18, 18, 0, 7);
  context.fill();
  try {
    const drawn = canvas.toDataURL();
    await load(drawn);
    return drawn;
  } catch {
    forbidden = true;
    return undefined;
  }
}

async function load(src) {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = src;
  await image.decode();
  return image;
}
