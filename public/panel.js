/*
 * The page's side of a chat whose frame is there: the handshake, the channel, the panel's size and visibility, and what the
 * frame says. The loader fetches this file together with the frame.
 *
 * What the loader's files share of one chat, all of it made by embed.js unless said otherwise:
 *
 * - `address`, `base`: of the chat document, and of the relay;
 * - `host`, `button`, `frame`: the element, the launcher, and the iframe where there is one;
 * - `options`, `settings`: what the frame is told, and that with the attributes of the tag;
 * - `open`, `away`, `focusing`, `opener`: whether the panel is wanted, hidden by the page's path (paths.js), takes the focus,
 *   and who had the focus before;
 * - `calls`: those that the frame has to answer, `[resolve, reject, message]` by id; `asked`: functions of the page;
 *   `listeners`: sets of them by type of event;
 * - `acts`, `api`, `setOpen`, `make`, `drop`, `attach`, `begin`, `emit`, `add`, `random`: what can be done;
 * - `ends`: what `destroy` has to undo;
 * - `post`, `show`, `heeds`, `stop`: of the frame that is there, made here.
 */

// The host covers what a keyboard leaves of the window; scroll-padding only carries the safe areas to `fit`, where the
// panel fills the screen: in narrow windows and in low ones, such as a phone's held sideways.
const CSS = `
[aria-expanded=true]:before{inset:16px 20px 24px;outline:0;border:solid;border-width:0 3px 3px 0;border-radius:2px;background:0;rotate:45deg}
iframe{margin-bottom:68px;width:400px;height:min(704px,100% - var(--b) - 84px);border-radius:16px;background:Canvas;opacity:.3}
[aria-expanded=true]~iframe{opacity:1;visibility:visible}
:where([hidden])~iframe{margin-bottom:0;height:min(704px,100% - var(--b) - 16px)}
@media (width<480px),(height<480px){:host{scroll-padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}iframe{inset:0;margin:0;width:100%;height:100%;border-radius:0}[aria-expanded=true]{visibility:hidden}}
@media (prefers-reduced-motion:no-preference){iframe{transition:opacity .16s}}`;

let sheet;
const dressed = new WeakSet();

/** Gives the chat the looks of its panel, once. Those of the modules for inline and full page come after them. */
function dress({ host: { shadowRoot } }) {
  if (dressed.has(shadowRoot)) return;
  dressed.add(shadowRoot);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  const [own, ...later] = shadowRoot.adoptedStyleSheets;
  shadowRoot.adoptedStyleSheets = [own, sheet, ...later];
}

/** The page's address, without what may be secret in it. */
const place = () => location.origin + location.pathname;

/**
 * Speaks with a frame until it goes.
 *
 * @param {object} site what is shared of the chat; see above
 * @param {HTMLIFrameElement} frame the frame, on the page already
 * @param {Promise<Event>} loaded kept when the frame has loaded
 */
export default async function connect(site, frame, loaded) {
  dress(site);
  site.crashed = false;
  const { theme } = site.settings;
  const follows = (theme?.mode ?? theme) === 'host';
  if (follows && !site.hostTheme) await site.add('theme');
  // It may have been given up meanwhile.
  if (site.frame !== frame) return;
  const channel = new MessageChannel();
  const port = channel.port1;
  let heard = false;
  const panel = view(site, frame, (message) => port.postMessage(message));
  const news = words(site, panel);
  // The first word from inside: what stands in the frame is ours, not a browser's error page.
  const first = () => {
    if (heard) return;
    heard = true;
    site.failed = site.button.ariaBusy = false;
    clearTimeout(site.timer);
    site.show = panel.show;
    panel.show();
  };
  port.onmessage = ({ data }) => {
    first();
    news[data?.t]?.(data);
  };
  let greet;
  const greeted = new Promise((done) => {
    greet = ({ source, origin }) => {
      if (source !== frame.contentWindow || origin !== site.base.origin) return;
      first();
      done();
    };
  });
  addEventListener('message', greet);
  site.post = panel.post;
  site.stop = () => {
    site.stop = site.heeds = undefined;
    removeEventListener('message', greet);
    port.close();
    panel.end();
  };
  // What is posted now waits in the channel until the frame takes its end.
  const mode = follows && site.hostTheme?.();
  const options = follows ? { ...site.options, theme: theme.mode ? { ...theme, mode } : mode } : site.options;
  site.post({ t: 'init', v: 1, options, page: place(), open: !!site.open });
  for (const [, , message] of site.calls.values()) site.post(message);
  tellInterceptors(site);
  tellPage(site);
  await Promise.race([loaded, greeted]);
  if (site.frame !== frame) return;
  frame.contentWindow.postMessage({ baton: 1, nonce: new URL(frame.src).hash.slice(1) }, site.base.origin, [channel.port2]);
  await loaded;
  if (site.frame !== frame) return;
  // A frame that was taken off the page, or that reloads, loses its port and its nonce.
  frame.onload = () => {
    site.drop('reloaded');
    if (site.open) site.make();
  };
}

/** The panel on the screen: when it shows, and how large. `end` takes it off for good. */
function view(site, frame, post) {
  const { button, host } = site;
  const shadow = host.shadowRoot;
  let shown = false;
  let over = false;

  /** Sizes the panel by what a keyboard leaves of the window, and tells the frame. */
  const fit = () => {
    const { mode } = site.settings;
    const { height, offsetTop, scale } = visualViewport;
    // A pinch moves over the page, and over the panel with it.
    const covered = shown && mode !== 'inline' && scale < 1.1;
    host.style.top = covered ? offsetTop + 'px' : '';
    host.style.height = covered ? height + 'px' : '';
    const safe = {};
    for (const side of ['left', 'right', 'top', 'bottom']) {
      safe[side] = parseFloat(getComputedStyle(host)['scroll-padding-' + side]) || 0;
    }
    const full = mode ? mode === 'page' : frame.offsetLeft < 1;
    site.filled = shown && full && !mode;
    // The back button of a phone closes what fills its screen.
    if (!site.filled) site.leave?.();
    else if (!site.leave) site.add('back');
    post({ t: 'viewport', full, height: mode === 'inline' ? frame.clientHeight : height, safe });
  };
  const refit = () => shown && fit();
  visualViewport.addEventListener('resize', refit);
  visualViewport.addEventListener('scroll', refit);

  /** Brings the screen to what is wanted. */
  const show = () => {
    const inside = shadow.activeElement === frame;
    if (shown === !!(site.open && !site.away && !over)) return;
    button.ariaExpanded = shown = !shown;
    fit();
    post({ t: 'shown', open: shown, focus: !!site.focusing });
    if (shown && site.focusing) frame.focus();
    if (!shown && inside) {
      button.focus();
      site.opener.focus(); // where that is gone, or never took the focus, the launcher has it
    }
    tell(site, shown ? 'open' : 'close');
  };

  const end = () => {
    over = true;
    show();
    visualViewport.removeEventListener('resize', refit);
    visualViewport.removeEventListener('scroll', refit);
  };
  return { show, end, post };
}

const tell = (site, type) => site.emit({ id: site.random(), type, createdAt: Date.now() });

/** What the frame says, by its `t`, beside what the page may call as well. */
function words(site, panel) {
  const { acts, asked, calls, add } = site;
  return {
    __proto__: acts,
    // Inside the page there is nothing to close it to.
    close: () => site.settings.mode || acts.close(),
    reply: ({ id, ok, value, error }) => {
      calls.get(id)?.[ok ? 0 : 1](ok ? value : Error(error));
      calls.delete(id);
    },
    event: ({ event }) => event && site.emit(event),
    ready: () => tell(site, 'ready'),
    unread: ({ count }) => add('unread', count),
    /** By what to ask for what is unread, kept for the next page; empty when the visitor leaves. */
    presence: ({ id }) => {
      try {
        if (id) localStorage[site.address] = id;
        else add('presence', true);
      } catch {
        // No storage: then nothing is known before the chat is opened.
      }
    },
    /** Asks the page who the visitor is, by a function that it gave: the frame knows when a token is wanted. */
    token: async ({ id }) => site.api('identify', { jwt: await asked[id]?.() }),
    /** Asks the page what becomes of a message. Where nobody can be asked, it stays as it is. */
    ask: async ({ id, name, value }) => panel.post({ t: 'answer', id, ...((await add('intercept', name, value)) ?? { value }) }),
    notify: (notice) => add('notification', notice),
    /** In this file, since a browser grants nothing that is asked for long after a click. */
    permit: async ({ id }) => panel.post({ t: 'answer', id, value: await permission() }),
    warn: ({ level, text }) => console[level]?.('Baton: ' + text),
    crashed: () => crash(site, panel),
  };
}

/** Asks whether notifications may be shown: `granted`, `denied`, `default` where nobody chose, or `unsupported`. */
async function permission() {
  try {
    return await Notification.requestPermission();
  } catch {
    return 'unsupported';
  }
}

/** Fails every call until the chat is closed; opened again, it starts anew. */
function crash(site, panel) {
  const why = Error('Baton: crashed');
  for (const [, reject] of site.calls.values()) reject(why);
  site.calls.clear();
  site.post = () => {
    throw why;
  };
  site.crashed = true;
  site.show = () => {
    panel.show();
    if (!site.open && site.frame) site.drop('crashed');
  };
  console.error(why);
}

/** Tells the frame of which messages the page wants to be asked, now and when that changes. */
function tellInterceptors(site) {
  const tell = (name) =>
    /^before/.test(name) &&
    site.api('intercept', name, site.listeners[name].size > 0).catch((error) => console.warn(`Baton: ${name}: ${error.message}`));
  for (const name of Object.keys(site.listeners)) if (site.listeners[name].size) tell(name);
  site.heeds = tell;
}

/** Tells the frame where the visitor goes, for as long as there are frames. Browsers that tell by themselves need no file. */
function tellPage(site) {
  site.told = place();
  if (site.travels) return;
  site.travels = true;
  const tell = () => {
    const page = place();
    if (site.told === page) return;
    site.told = page;
    if (!site.crashed) site.post?.({ t: 'page', page });
  };
  const { navigation } = globalThis;
  if (!navigation) return void site.add('navigation', tell);
  const soon = () => queueMicrotask(tell);
  navigation.addEventListener('currententrychange', soon);
  site.ends.push(() => navigation.removeEventListener('currententrychange', soon));
}
