/*
 * Baton's loader: draws the launcher, keeps calls, and makes the chat's frame once somebody wants it.
 * Until then this file is all that a page pays, so its size is bounded (tests/loader/size.test.mjs).
 * How to use it, and what it says to the frame: docs/embedding.md.
 */
(() => {
  const script = document.currentScript;
  const early = window.Baton;
  // The first copy on a page serves every later tag, so that two versions never meet.
  if (early?.add) return early.add(script);

  // The host covers what a keyboard leaves of the window; scroll-padding only carries the safe areas to `fit`, where
  // the panel fills the screen: in narrow windows and in low ones, such as a phone's held sideways.
  // Backslashes keep the line ends out of what a visitor fetches.
  // The icons are shapes of boxes: an image, even a data: one, would need the page's img-src. Outlines without a colour
  // are what forced colours show instead of backgrounds.
  const CSS = `:host{position:fixed;inset:0;z-index:2147483000;pointer-events:none;color-scheme:light dark;--a:var(--baton-accent,#2a56d4);--b:calc(16px + env(safe-area-inset-bottom))}\
button,iframe{position:absolute;bottom:var(--b);inset-inline-end:calc(16px + env(safe-area-inset-right));border:0;outline:2px solid #0000;pointer-events:auto;box-shadow:0 2px 24px #0003}\
button{width:56px;height:56px;border-radius:50%;background:var(--a);color:var(--baton-on-accent,#fff);font-size:0;cursor:pointer}\
button:focus-visible{outline:4px solid var(--a);outline-offset:2px}\
:before{content:"";position:absolute;inset:18px 16px;outline:2px solid #0000;border-radius:10px 10px 10px 2px;background:radial-gradient(circle,var(--a) 1.6px,currentColor 2px)0/8px}\
[aria-busy=true]:before{opacity:.5}\
[aria-expanded=true]:before{inset:16px 20px 24px;outline:0;border:solid;border-width:0 3px 3px 0;border-radius:2px;background:0;rotate:45deg}\
[data-unread]:after{content:attr(data-unread);position:absolute;top:-4px;right:-4px;padding:0 6px;border:2px solid Canvas;border-radius:12px;background:#c00;color:#fff;font:700 12px/18px system-ui}\
iframe{margin-bottom:68px;width:400px;height:min(704px,100% - var(--b) - 84px);border-radius:16px;background:Canvas;opacity:0;visibility:hidden}\
[aria-expanded=true]~iframe{opacity:1;visibility:visible}\
@media (width<480px),(height<480px){:host{scroll-padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}iframe{inset:0;margin:0;width:100%;height:100%;border-radius:0}[aria-expanded=true]{visibility:hidden}}\
@media (prefers-reduced-motion:no-preference){iframe{transition:opacity .16s}}`;

  /** 128 random bits: the frame's nonce, and the ids of events. */
  const random = () =>
    crypto.getRandomValues(new Uint32Array(4)).join('');

  /** One chat of one site: its launcher, its frame, its calls. Returns the function that takes them. */
  const start = (token, base, settings) => {
    const address = base + 'chat/' + encodeURIComponent(token) + '/';
    const options = {};
    const listeners = {};
    const asked = {}; // functions that the page gave, by the name of their option
    const calls = new Map(); // by id, until answered: [resolve, reject, message]
    let count = 0;
    let frame, port, timer, opener, trigger, quiet;
    let stage = 0; // of the frame: 0 nothing heard, 1 heard, 2 crashed
    let failed; // it never spoke: the chat opens in a tab of its own
    let open = false; // wanted by the visitor or the page
    let shown = false; // and on the screen
    let focusing; // whether it takes the focus when it appears

    const host = document.createElement('baton-chat');
    const shadow = host.attachShadow({ mode: 'open' });
    const button = document.createElement('button');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    shadow.append(button);
    shadow.adoptedStyleSheets = [sheet];

    const post = (message) => port?.postMessage(message);

    // One promise each, so that a listener's error stays its own.
    const emit = (event) => listeners[event.type]?.forEach(async (listener) => listener(event));
    const tell = (type, count) => emit({ id: random(), type, count, createdAt: Date.now() });

    /** Fails the calls that nobody will answer now. */
    const lose = (why) => {
      why = Error('Baton: ' + why);
      calls.forEach((call) => call[1](why));
      calls.clear();
      return why;
    };

    const drop = (why) => {
      clearTimeout(timer);
      port?.close();
      frame?.remove();
      frame = port = stage = 0;
      return lose(why);
    };

    const fail = () => {
      console.error(drop(`no chat at ${address}: embed_origins, frame-src?`));
      failed = true;
      setOpen(false);
    };

    /** Sizes the panel by what a keyboard leaves of the window, and tells the frame. */
    const fit = () => {
      const { height, offsetTop, scale } = visualViewport;
      // A pinch moves over the page, and over the panel with it.
      const covered = shown && scale < 1.1;
      host.style.top = covered ? offsetTop + 'px' : '';
      host.style.height = covered ? height + 'px' : '';
      const safe = {};
      for (const side of 'left right top bottom'.split(' ')) {
        safe[side] = parseFloat(getComputedStyle(host)['scroll-padding-' + side]);
      }
      post({ t: 'viewport', full: frame.offsetLeft < 1, height, safe });
    };

    const make = () => {
      if (frame) return;
      const nonce = random();
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }) => {
        if (!stage) {
          // The first word from inside: what stands in the frame is ours, not a browser's error page.
          stage = 1;
          failed = false;
          clearTimeout(timer);
          show();
        }
        news[data.t]?.(data);
      };
      // What is posted now waits in the channel until the frame takes its end.
      post({ t: 'init', v: 1, options, page: location.origin + location.pathname, open });
      calls.forEach((call) => post(call[2]));
      frame = document.createElement('iframe');
      frame.title = button.textContent;
      frame.src = address + '#' + nonce;
      frame.onload = () => {
        frame.contentWindow.postMessage({ baton: 1, nonce }, base.origin, [channel.port2]);
        // A frame that was taken off the page, or that reloads, loses its port and its nonce.
        frame.onload = () => {
          drop('reloaded');
          if (open) make();
          show();
        };
      };
      timer = setTimeout(fail, 15000);
      shadow.append(frame);
    };

    /** Brings the screen to what is wanted. */
    const show = () => {
      const inside = shadow.activeElement === frame;
      button.ariaBusy = open && !stage;
      if (shown === !!(open && stage)) return;
      button.ariaExpanded = shown = !shown;
      if (frame) fit();
      post({ t: 'shown', open: shown, focus: focusing });
      if (shown && focusing) frame.focus();
      if (!shown && inside) {
        button.focus();
        opener.focus(); // where that is gone, or never took the focus, the launcher has it
      }
      tell(shown ? 'open' : 'close');
    };

    const setOpen = (wanted, focus = true) => {
      if (wanted && failed) window.open(address);
      else if (wanted !== open) {
        open = wanted;
        if (open) {
          opener = document.activeElement;
          focusing = focus;
          make();
        }
        show();
        if (!open && stage > 1) drop();
      }
    };

    const take = (given) => {
      Object.assign(options, given);
      settings = { ...settings, ...given };
      trigger = settings.trigger || settings.triggerSelector;
      // Once: what the page shows or hides later stays so.
      if (!quiet && (quiet = trigger || settings.defer === 'manual')) button.hidden = true;
      host.style.direction = { left: 'rtl', right: 'ltr' }[settings.position] || '';
      host.style.setProperty('--baton-accent', settings.theme?.accent || settings.accent || '');
      button.textContent = settings.label || 'Chat';
    };

    /** What the page may call here, and the frame as well. */
    const acts = {
      __proto__: null, // whatever else is called goes to the frame, which knows its methods
      close: () => setOpen(false),
      hide: () => setOpen(!(button.hidden = true)), // and the panel closes
      toggle: () => setOpen(!open),
      open: () => {
        button.hidden = button.hidden && trigger;
        setOpen(true);
      },
      destroy: () => {
        setOpen(false);
        watch.disconnect();
        drop('destroyed');
        host.remove();
        sites.delete(token);
      },
      show: () => {
        button.hidden = false;
      },
    };

    /** What the frame says beside that. */
    const news = {
      __proto__: acts,
      reply: ({ id, ok, value, error }) => {
        calls.get(id)?.[ok ? 0 : 1](ok ? value : Error(error));
        calls.delete(id);
      },
      /** By what to ask for what is unread; without one, asks. In a file of its own, which most pages never need. */
      presence: async ({ id }) => {
        try {
          if (id) localStorage[address] = id;
          else if (localStorage[address]) (await import(base + 'assets/presence.js')).default(button, news, address, id);
        } catch {
          // No storage, or no such file: then nothing is known before the chat is opened.
        }
      },
      crashed: () => {
        stage = 2;
        console.error(lose('crashed'));
      },
      event: ({ event }) => emit(event),
      unread: ({ count }) => {
        if (count) button.dataset.unread = count;
        else delete button.dataset.unread;
        tell('unread', count);
      },
      ready: () => tell('ready'),
      /** Asks the page who the visitor is, by a function that it gave: the frame knows when a token is wanted. */
      token: async ({ id }) => api('identify', { jwt: await asked[id]() }),
      warn: ({ level, text }) => console[level]('Baton: ' + text),
    };

    button.ariaExpanded = shown;
    button.onclick = () => {
      button.focus(); // Safari does not
      setOpen(!open);
    };
    button.onfocus = button.onpointerenter = make;

    // On <html>, since routers replace <body>; should the page take it away even there, it comes back.
    const attach = () => host.isConnected || document.documentElement.append(host);
    const watch = new MutationObserver(attach);
    watch.observe(document.documentElement, { childList: true });
    attach();

    const api = (method, ...args) => {
      if (method === 'on') {
        const [type, listener] = args;
        (listeners[type] ||= new Set()).add(listener);
        return () => listeners[type].delete(listener);
      }
      return new Promise((...done) => {
        // Functions cannot cross to the frame. They are kept here, and it is told that they are there.
        if (acts[method]) return done[0](acts[method]());
        const plain = JSON.parse(JSON.stringify(args, (key, value) => (value?.call ? !!(asked[key] = value) : value)));
        if (/^(init|update)$/.test(method)) {
          take(plain[0]);
          if (!port) return done[0](); // goes in with the handshake
        }
        if (stage > 1) throw lose('crashed');
        if (method === 'logout') delete options.user;
        done.push({ t: 'call', id: ++count, method, args: plain });
        calls.set(count, done);
        if (port) post(done[2]);
        else if (/^(ide|pre|set)/.test(method)) done[0](); // identify, prefill and the like are no reason to load the chat
        else make();
      });
    };

    /** What happens on the page. */
    api.see = ({ target, blockedURI }) => {
      if (blockedURI) {
        if (frame && !stage && address.startsWith(blockedURI)) fail();
      } else if (target === visualViewport) {
        if (shown) fit();
      } else if (trigger && target.closest?.(trigger)) acts.toggle();
    };

    sites.set(token, api);
    queueMicrotask(() => {
      dispatchEvent(new CustomEvent('baton:ready', { detail: token }));
      queue.splice(0).forEach(replay);
      const { defer, open, defaultOpen, isOpen } = settings;
      news.presence({});
      if (defer === 'immediate') make();
      if (defer === 'idle') (window.requestIdleCallback || setTimeout)(make);
      if (/^(true)?$/.test(open ?? defaultOpen ?? isOpen ?? 0)) setOpen(true, false);
    });
    return api;
  };

  const sites = new Map();
  const queue = early?.q || [];

  const Baton = (method, ...args) => {
    const [given, tag = script] = args;
    let [site] = sites.values();
    if (method === 'init' && given?.token) {
      const { token, apiUrl = tag.dataset.apiUrl || tag.src } = given;
      // …/embed.js and …/v1/embed.js stand where the relay's root is.
      const base = new URL(apiUrl.replace(/((\/v\d+)?\/embed\.js.*|\/*)$/, '/'), location);
      // A javascript: address would run in this page, and a secret would stand in one.
      if (!/^http/.test(base) || /^(sk|gh.|app_secret)[-_]|^eyJ/.test(token)) throw Error('Baton: bad apiUrl or secret token');
      site = sites.get(token) || start(token, base, tag.dataset);
    }
    return site ? site(method, ...args) : new Promise((...done) => queue.push([[method, ...args], ...done]));
  };

  /** A call kept from before: `[[method, …args], resolve, reject]`. */
  const replay = ([call, ...done]) => Promise.resolve(Baton(...call)).then(...done);

  Baton.q = { push: replay };
  Baton.sites = sites;
  Baton.add = (tag) => {
    const { token, locale, theme, accent } = tag.dataset;
    if (token && !sites.has(token)) Baton('init', { token, locale, theme: accent ? { accent, mode: theme } : theme }, tag);
  };

  const see = (event) => sites.forEach((site) => site.see(event));
  visualViewport.addEventListener('resize', see);
  visualViewport.addEventListener('scroll', see);
  addEventListener('securitypolicyviolation', see);
  addEventListener('click', (event) => {
    see(event);
    // <button data-baton-ask="Where is my parcel?"> and the like, also on elements that come later.
    for (const verb of 'open close prefill ask handoff'.split(' ')) {
      const element = event.target.closest?.('[data-baton-' + verb + ']');
      if (!element) continue;
      event.preventDefault(); // it may be a link to somewhere else, for when this script is missing
      if (verb !== 'close') Baton('open');
      Baton(verb === 'ask' ? 'send' : verb, element.getAttribute('data-baton-' + verb));
    }
  });

  window.Baton = Baton;
  window.initAiCoPilot = (options) => Baton('init', options);
  Baton.add(script);
})();
