/*
 * Baton's loader: draws the launcher, keeps calls, and makes the chat's frame once somebody wants it.
 * Until then this file is all that a page pays, so its size is bounded (tests/loader/size.test.mjs). What concerns a frame
 * that is there stands in panel.js, and what few pages use in the modules beside it; each is fetched when it is needed.
 * How to use it: docs/embedding.md.
 */
(() => {
  const script = document.currentScript;
  const early = window.Baton;
  // The first copy on a page serves every later tag, so that two versions never meet.
  if (early?.add) return early.add(script);

  // Backslashes keep the line ends out of what a visitor fetches. The icon is a shape of boxes: an image, even a data:
  // one, would need the page's img-src. Outlines without a colour are what forced colours show instead of backgrounds.
  const CSS = `:host{position:fixed;inset:0;z-index:2147483000;pointer-events:none;color-scheme:light dark;--a:var(--baton-accent,#2a56d4);--b:calc(16px + env(safe-area-inset-bottom))}\
button,iframe{position:absolute;bottom:var(--b);inset-inline-end:calc(16px + env(safe-area-inset-right));border:0;outline:2px solid #0000;pointer-events:auto;box-shadow:0 2px 24px #0003}\
button{width:56px;height:56px;border-radius:50%;background:var(--a);color:var(--baton-on-accent,#fff);font-size:0;cursor:pointer;visibility:visible}\
button:focus-visible{outline:4px solid var(--a);outline-offset:2px}\
:before{content:"";position:absolute;inset:18px 16px;outline:2px solid #0000;border-radius:10px 10px 10px 2px;background:radial-gradient(circle,var(--a) 1.6px,currentColor 2px)0/8px}\
[aria-busy=true]:before{opacity:.5}\
iframe{visibility:hidden}`;

  /** One chat of one site: its launcher, its calls, its frame. Returns the function that takes the calls. */
  const start = (token, base, settings) => {
    const address = base + 'chat/' + encodeURIComponent(token) + '/';
    const host = document.createElement('baton-chat');
    const shadow = host.attachShadow({ mode: 'open' });
    const button = document.createElement('button');
    const sheet = new CSSStyleSheet();
    const options = {};
    const listeners = { __proto__: null };
    const asked = {}; // functions that the page gave, by the name of their option
    const calls = new Map(); // by id, until answered: [resolve, reject, message]
    const ends = []; // what destroy has to undo
    let count = 0;
    let tries = 0;
    let quiet;

    sheet.replaceSync(CSS);
    shadow.append(button);
    shadow.adoptedStyleSheets = [sheet];
    button.ariaExpanded = false;

    /** Runs one of the modules beside this file for this chat. */
    const load = (name, ...given) =>
      import(`${base}assets/${name}.js`).then((module) => sites.get(token) === api && module.default(site, ...given));

    /** The same for what a page can do without. */
    const add = (name, ...given) =>
      load(name, ...given).catch((error) => console.warn(`Baton: no ${name}.js, script-src?`, error));

    /** Tells the page. One promise each, so that a listener's error stays its own. */
    const emit = (event) => listeners[event.type]?.forEach(async (listener) => listener(event));

    /** Fails the calls that nobody will answer now, and takes the frame away. */
    const drop = (why) => {
      why = Error('Baton: ' + why);
      clearTimeout(site.timer);
      site.frame?.remove();
      site.frame = site.show = site.post = site.stop?.();
      calls.forEach((call) => call[1](why));
      calls.clear();
      return why;
    };

    const fail = (error) => {
      console.error(drop(`no chat at ${address}: embed_origins, frame-src, script-src?`), error);
      site.failed = true;
      button.hidden &&= !settings.mode;
      setOpen(false);
    };

    /** Fetches what the frame will ask for first. */
    const fetchEarly = (name) => {
      const link = document.createElement('link');
      link.rel = 'prefetch';
      link.fetchPriority = 'high';
      link.href = base + 'assets/' + name;
      shadow.append(link);
    };

    /** Makes the frame. It and the module that speaks with it are asked for at once. */
    const make = () => {
      // Off the page it would not load; once the chat has its place, `begin` follows.
      site.wanted = 1;
      if (site.frame || !host.isConnected) return;
      const frame = (site.frame = document.createElement('iframe'));
      const loaded = new Promise((done) => (frame.onload = done));
      frame.title = button.textContent;
      frame.allow = 'geolocation;clipboard-write';
      frame.src = address + '#' + random();
      site.timer = setTimeout(fail, 15000);
      shadow.append(frame);
      load('panel', frame, loaded).catch((error) => site.frame === frame && fail(error));
      if (domain(base) === domain(location)) FIRST.forEach(fetchEarly);
    };

    const setOpen = (wanted, focusing = true) => {
      if (wanted && site.failed) window.open(address);
      else if (wanted !== site.open) {
        site.open = wanted;
        if (wanted) {
          site.opener = document.activeElement;
          site.focusing = focusing;
          setTimeout(() => site.open && make()); // the launcher answers first
        }
        button.ariaBusy = wanted && !site.show;
        site.show?.();
      }
    };

    /** On <html>, since routers replace <body>; should the page take it away even there, it comes back. */
    const attach = () => {
      // A page that takes it away again and again would never come to rest.
      if (host.isConnected || tries > 20) return;
      if (tries++ > 19) console.warn('Baton: the page keeps removing <baton-chat>');
      document.documentElement.append(host);
      for (const node of [document, document.documentElement]) watch.observe(node, { childList: true });
      begin();
    };

    /** The chat has its place, maybe anew: a page that writes itself again has wiped off every listener. */
    const begin = () => {
      button.onclick = () => setOpen(!site.open);
      button.onfocus = button.onpointerenter = make;
      if (site.wanted) make();
    };
    const watch = new MutationObserver(attach);

    const take = (given) => {
      Object.assign(options, given);
      site.settings = settings = { ...settings, ...given };
      const { mode, trigger = settings.triggerSelector, defer, showOn, hideOn } = settings;
      // Once: what the page shows or hides later stays so.
      if (!quiet && (quiet = trigger || mode || defer === 'manual')) button.hidden = true;
      if (trigger && !site.trigger) add('triggers', (site.trigger = trigger));
      if (site.locate) site.locate();
      else if (showOn || hideOn) {
        host.style.display = 'none'; // until it is known whether this is such a path
        add('paths');
      }
      host.style.direction = { left: 'rtl', right: 'ltr' }[settings.position] || '';
      host.style.setProperty('--baton-accent', settings.theme?.accent || settings.accent || '');
      button.textContent = settings.label || 'Chat';
    };

    /** What the page may call here, and the frame as well. */
    const acts = {
      __proto__: null, // whatever else is called goes to the frame, which knows its methods
      close: () => setOpen(false),
      hide: () => setOpen(!(button.hidden = true)), // and the panel closes
      toggle: () => setOpen(!site.open),
      open: () => {
        button.hidden &&= site.trigger || settings.mode;
        setOpen(true);
      },
      destroy: () => {
        setOpen(false);
        watch.disconnect();
        drop('destroyed');
        ends.forEach((end) => end());
        host.remove();
        sites.delete(token);
      },
      show: () => {
        button.hidden = false;
      },
      diagnose: () => load('diagnose', refused),
    };

    const api = (method, ...args) => {
      if (/^(on$|before)/.test(method)) {
        const listener = args.pop();
        const type = args[0] || method;
        (listeners[type] ||= new Set()).add(listener);
        site.heeds?.(type);
        return () => {
          listeners[type].delete(listener);
          site.heeds?.(type);
        };
      }
      return new Promise((...done) => {
        if (acts[method]) return done[0](acts[method]());
        // Functions cannot cross to the frame. They are kept here, and it is told that they are there.
        const plain = JSON.parse(JSON.stringify(args, (key, value) => (value?.call ? !!(asked[key] = value) : value)));
        if (/^(init|update)$/.test(method)) {
          take(plain[0]);
          if (!site.post) return done[0](); // goes in with the handshake
        }
        if (method === 'logout') delete options.user;
        done.push({ t: 'call', id: ++count, method, args: plain });
        calls.set(count, done);
        if (site.post) site.post(done[2]);
        else if (/^(ide|pre|set)/.test(method)) done[0](); // identify, prefill and the like are no reason to load the chat
        else make();
      });
    };

    /** What the modules beside this file share with it; panel.js says what each part is. */
    const site = { address, base, host, button, options, listeners, asked, calls, ends, acts, api, add, attach, begin, setOpen, make, drop, emit, random };

    addEventListener('securitypolicyviolation', ({ blockedURI }) => {
      if (blockedURI && site.frame && !site.show && address.startsWith(blockedURI)) fail();
    });

    sites.set(token, api);
    queueMicrotask(() => {
      dispatchEvent(new CustomEvent('baton:ready', { detail: token }));
      queue.splice(0).forEach(replay);
      const { defer, open, defaultOpen, isOpen, mode } = settings;
      if (mode) add('place');
      else attach();
      try {
        if (localStorage[address]) add('presence');
      } catch {
        // No storage: then nothing is known before the chat is opened.
      }
      if (defer === 'immediate') make();
      if (defer === 'idle') (window.requestIdleCallback || setTimeout)(make);
      if (/^(true)?$/.test(open ?? defaultOpen ?? isOpen ?? 0)) setOpen(true, false);
    });
    return api;
  };

  /** 128 random bits: the frame's nonce, and the ids of events. */
  const random = () => crypto.getRandomValues(new Uint32Array(4)).join('');
  /** Roughly that by which browsers tell one site from another. */
  const domain = ({ hostname }) => hostname.split('.').slice(-2) + '';
  /** What the chat document asks for first, once a release build has named it; see build/slim.mjs. */
  const FIRST = [];
  const sites = new Map();
  const queue = early?.q || [];
  const refused = [];

  /** The relay's root: …/embed.js and …/v1/embed.js stand there. */
  const root = (given) => new URL(`${given}`.replace(/((\/v\d+)?\/embed\.js.*|\/*)$/, '/'), location);

  const Baton = (method, ...args) => {
    const [given, tag = script] = args;
    let [site] = sites.values();
    if (method === 'init' && given?.token) {
      const { token, apiUrl = tag.dataset.apiUrl || tag.src } = given;
      const base = root(apiUrl);
      // A javascript: address would run in this page, and a secret would stand in one.
      if (!/^http/.test(base) || /^(sk|gh.|app_secret)[-_]|^eyJ/.test(token)) return Promise.reject(Error('Baton: bad apiUrl or secret token'));
      site = sites.get(token) || start(token, base, tag.dataset);
    }
    if (!site && method === 'diagnose') return import(root(script.src) + 'assets/diagnose.js').then((module) => module.default(0, refused));
    return site ? site(method, ...args) : new Promise((...done) => queue.push([[method, ...args], ...done]));
  };

  /** A call kept from before: `[[method, …args], resolve, reject]`. */
  const replay = ([call, ...done]) => new Promise((made) => made(Baton(...call))).then(...done);

  Baton.q = { push: replay };
  Baton.sites = sites;
  Baton.add = (tag) => {
    const { token, locale, theme, accent, mode } = tag.dataset;
    if (token && !sites.has(token)) Baton('init', { token, locale, mode, theme: accent ? { accent, mode: theme } : theme }, tag);
  };

  addEventListener('securitypolicyviolation', (event) => refused.push(event));
  addEventListener('click', (event) => {
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
  // Where the tag has no token, a call in the queue may.
  const first = queue.findIndex(([call]) => call[0] === 'init' && call[1]?.token);
  if (!sites.size && first >= 0) replay(queue.splice(first, 1)[0]);
})();
