/*
 * What the launcher tells before anybody opens the chat: how much is unread and, where the site wants it, the first line
 * of the newest message. The loader fetches this file for visitors who have chatted here, and for nobody else.
 */

// The host's `--b` and the launcher's own rules are those of the loader; nothing of its icons belongs here.
const CSS = `.baton-teaser{position:absolute;bottom:calc(var(--b) + 68px);inset-inline-end:calc(16px + env(safe-area-inset-right));display:flex;align-items:flex-start;gap:4px;box-sizing:border-box;max-width:min(300px,100% - 32px);padding:4px;border-radius:16px;outline:1px solid #8883;background:Canvas;color:CanvasText;font:400 15px/20px system-ui;box-shadow:0 2px 24px #0003;pointer-events:auto}
.baton-teaser:before,.baton-teaser :before{content:none}
.baton-teaser:empty,[aria-expanded=true]~.baton-teaser{display:none}
.baton-teaser button{all:unset;box-sizing:border-box;padding:8px 12px;border-radius:12px;cursor:pointer;overflow-wrap:anywhere}
.baton-teaser button:last-child{flex:none;width:32px;height:36px;padding:8px 0;text-align:center}
.baton-teaser button:hover{background:#8882}
.baton-teaser button:focus-visible{outline:2px solid var(--a)}
@media (prefers-reduced-motion:no-preference){.baton-teaser{animation:baton-teaser .2s}}
@keyframes baton-teaser{from{opacity:0;transform:translateY(8px)}}`;

/**
 * Asks, and shows what there is. Whatever fails here, the page and the chat are as they would be without it.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {boolean} [gone] the visitor has left: nothing of theirs stays
 */
export default (site, gone) => (gone ? forget(site) : tell(site)).catch(() => {});

async function forget({ button, address, add }) {
  delete localStorage[address];
  delete sessionStorage[address];
  button.getRootNode().querySelector('.baton-teaser')?.remove();
  await add('unread', 0);
}

async function tell({ button: launcher, acts, address, base, add, settings }) {
  // A chat that is part of the page is seen anyway.
  if (settings.mode) return;
  const response = await fetch(new URL(`v1/presence/${localStorage[address]}`, base));
  if (!response.ok) return;
  const { unread, teaser } = await response.json();
  const isOpen = () => launcher.ariaExpanded === 'true';
  if (!unread || isOpen()) return;
  add('unread', unread);
  // What was waved away on this page is not shown again on the next.
  const bubble = teaser && sessionStorage[address] !== teaser ? show(launcher, acts, address, teaser) : undefined;
  const watch = new MutationObserver(() => {
    if (!isOpen()) return;
    watch.disconnect();
    bubble?.remove();
    add('unread', 0);
  });
  watch.observe(launcher, { attributeFilter: ['aria-expanded'] });
}

/** Shows the line beside the launcher. It is read out once and takes no focus. */
function show(launcher, acts, address, teaser) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  const shadow = launcher.getRootNode();
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  const bubble = document.createElement('div');
  bubble.className = 'baton-teaser';
  bubble.role = 'status';
  launcher.after(bubble);
  const dismiss = () => {
    sessionStorage[address] = teaser;
    const had = bubble.contains(shadow.activeElement);
    bubble.remove();
    if (had) launcher.focus();
  };
  const button = (text, act) => {
    const made = document.createElement('button');
    made.textContent = text;
    made.dir = 'auto';
    made.onclick = act;
    return made;
  };
  const close = button('×', dismiss);
  close.ariaLabel = 'Dismiss';
  bubble.onkeydown = ({ key }) => key === 'Escape' && dismiss();
  // Once the region is there: only what changes in it is read out.
  requestAnimationFrame(() => bubble.append(button(teaser, () => acts.open()), close));
  return bubble;
}
