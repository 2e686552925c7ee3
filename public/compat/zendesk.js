/*
 * Stands in for the snippet of Zendesk's web widget, so that a page written for `zE('messenger', …)` shows Baton's chat
 * instead. What each call comes to, and what has no counterpart: docs/compat.md.
 */
(() => {
  const script = document.currentScript;
  const address = new URL(script.src);
  /** Where the relay is: this file lies below its root. */
  const root = script.src.replace(/((v\d+|assets)\/)?compat\/zendesk\.js.*$/, '');
  const early = window.zE;

  window.Baton ||= Object.assign((...call) => new Promise((...done) => window.Baton.q.push([call, ...done])), { q: [] });

  const said = new Set();
  /** One line for each thing that has no counterpart. */
  const miss = (name, advice = 'It is not known here.') => {
    if (!said.has(name)) console.warn(`Baton: Zendesk’s ${name} has no counterpart. ${advice}`);
    said.add(name);
  };

  /** A failure is told in the console once, and to whoever waits for it. */
  const call = (...args) => {
    const answer = Promise.resolve(window.Baton(...args));
    answer.catch((error) => console.error(`Baton: Zendesk’s call could not be done as “${args[0]}”:`, error));
    return answer;
  };

  /** A callback's error is the page's own. */
  const tell = (callback, ...args) => {
    try {
      callback?.(...args);
    } catch (error) {
      reportError(error);
    }
  };

  // --- The visitor ---------------------------------------------------------------------------------------------------

  let user = {};
  const identify = (news) => {
    user = { ...user, ...news, customData: { ...user.customData, ...news.customData } };
    return call('identify', user);
  };

  const forget = () => {
    user = {};
    return call('logout');
  };

  let loginFailed;
  call('on', 'error', ({ code }) => {
    if (/^identity_/.test(code)) tell(loginFailed, { type: 'LoginFailedError', reason: code, message: `Baton: ${code}, see docs/errors.md` });
  });

  const loginUser = (giveToken, done) => {
    if (typeof giveToken !== 'function') return miss('loginUser without a function', 'Give it a function that hands over a token.');
    loginFailed = done;
    return identify({ jwt: () => new Promise((resolve) => giveToken(resolve)) }).then(() => tell(done, null), () => {});
  };

  // --- What is set ---------------------------------------------------------------------------------------------------

  const setFields = (fields, done) => {
    const customData = Object.fromEntries(fields.map(({ id, value }) => [`dataCapture.ticketField.${id}`, value]));
    return identify({ customData }).then(() => tell(done), () => {});
  };

  const setTags = (tags, done) =>
    identify({ customData: { 'dataCapture.systemField.tags': tags.join(',') } }).then(() => tell(done), () => {});

  const layer = new CSSStyleSheet();
  const setZIndex = (zIndex) => {
    // A rule of the page, since the chat's element may come later, and come again.
    layer.replaceSync(`baton-chat{z-index:${Number(zIndex)}}`);
    if (!document.adoptedStyleSheets.includes(layer)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, layer];
  };

  const colors = { primary: 'accent', onPrimary: 'on-accent', background: 'surface', onBackground: 'text', message: 'accent', onMessage: 'on-accent' };

  const customize = ({ theme = {}, ...others } = {}) => {
    const looks = {};
    for (const [name, value] of Object.entries(theme)) {
      if (colors[name]) looks[colors[name]] ??= value;
      else miss(`customization theme.${name}`, 'Set theme of the site, see docs/widget.md.');
    }
    for (const name of Object.keys(others)) miss(`customization ${name}`, 'Texts and parts of the chat are the site’s, in the configuration.');
    if (Object.keys(looks).length) call('setTheme', looks);
  };

  let interceptor;
  const beforeMessageDisplay = (look) => {
    interceptor?.then((off) => off?.(), () => {});
    interceptor = undefined;
    if (!look) return;
    interceptor = call('beforeDisplay', async ({ id, by, text }) => {
      const changed = await look({ id, author: { role: by }, content: { type: 'text', text } });
      if (changed === null || changed === false) return null;
      return { text: changed?.content?.text ?? text };
    });
  };

  // --- What is heard -------------------------------------------------------------------------------------------------

  /** Baton's event for each of the vendor's, and the words that the vendor calls it by. */
  const events = {
    open: ['open', 'messagingOpened'],
    close: ['close', 'messagingClosed'],
    unreadMessages: ['unread', 'unreadMessages'],
    conversationStarted: ['conversation:started', 'conversationStarted'],
    conversationOpened: ['open', 'conversationOpened'],
    conversationWithAgentRequested: ['handoff:requested', 'conversationWithAgentRequested'],
    conversationWithAgentAssigned: ['agent:joined', 'conversationWithAgentAssigned'],
    conversationAgentAssigned: ['agent:joined', 'conversationAgentAssigned'],
  };

  const listen = (name, listener) => {
    const found = Object.hasOwn(events, name) && events[name];
    if (!found || typeof listener !== 'function') {
      miss(`event ${name}`, 'Baton’s events are in docs/embedding.md.');
      return () => {};
    }
    const [type, word] = found;
    const off = call('on', type, ({ id, createdAt, count }) =>
      tell(listener, name === 'unreadMessages' ? count : { id, createdAt, type: word }),
    );
    return () => void off.then((stop) => stop?.(), () => {});
  };

  // --- The calls -----------------------------------------------------------------------------------------------------

  let site;
  /** Puts the chat on the page, once: in an element of it, or floating. */
  const begin = (place = {}) => {
    if (!site || site.begun) return;
    site.begun = true;
    call('init', { token: site.token, ...place });
    load(site.token);
  };

  const render = ({ widget = {}, mode } = {}) => {
    const element = [widget.targetElement].flat()[0];
    const target = typeof element === 'string' ? element : element && `#${(element.id ||= 'baton-inline')}`;
    if (site?.begun) miss('render after the chat has begun', 'Set zESettings.messenger.autorender to false, and render once.');
    if (mode && mode !== 'embedded') miss(`render in mode ${mode}`, 'The chat floats by itself.');
    begin(target && { mode: 'inline', target });
  };

  const sendMessage = ({ content = {}, metadata } = {}, id, done) => {
    if (metadata) miss('metadata of a message', 'Use conversationFields.');
    if (content.type && content.type !== 'text') return miss(`sendMessage of type ${content.type}`, 'Visitors attach files themselves.');
    return call('send', content.text).then(
      () => tell(done, null, { content }),
      (error) => tell(done, error),
    );
  };

  const newConversation = () => {
    miss('newConversation', 'A visitor has one conversation; it is opened.');
    call('open');
  };

  const messenger = {
    show: () => (begin(), call('show')),
    hide: () => call('hide'),
    open: () => (begin(), call('open')),
    close: () => call('close'),
    loginUser,
    logoutUser: (done) => forget().then(() => tell(done), () => {}),
    resetWidget: (done) => forget().then(() => call('close')).then(() => tell(done), () => {}),
    render,
    sendMessage,
    newConversation,
  };

  const legacy = {
    show: messenger.show,
    hide: messenger.hide,
    open: messenger.open,
    close: messenger.close,
    toggle: () => call('toggle'),
    logout: forget,
    reset: forget,
    setLocale: (locale) => call('setLocale', locale),
    identify: ({ name, email } = {}) => identify({ name, email }),
    prefill: ({ name, email, phone } = {}) => identify({ name: name?.value, email: email?.value, phone: phone?.value }),
    updatePath: () => {}, // the chat names the page by itself
  };

  const commands = {
    messenger,
    'messenger:set': {
      locale: (locale) => call('setLocale', locale),
      zIndex: setZIndex,
      cookies: () => miss('cookies', 'The chat sets none; what it keeps waits for consent of the site, see docs/privacy.md.'),
      conversationFields: setFields,
      conversationTags: setTags,
      customization: customize,
      beforeMessageDisplay,
    },
    'messenger:on': new Proxy({}, { has: () => true, get: (_, name) => (listener) => listen(name, listener) }),
    'messenger:ui': { newConversation },
    webWidget: legacy,
    'webWidget:on': { open: (listener) => listen('open', listener), close: (listener) => listen('close', listener) },
  };

  const zE = (command, name, ...args) => {
    if (typeof command === 'function') return tell(command);
    const found = Object.hasOwn(commands, command) && name in commands[command] && commands[command][name];
    if (typeof found !== 'function') return miss(`zE("${command}", "${name}")`);
    try {
      return answerOf(found(...args));
    } catch (error) {
      console.error(`Baton: zE("${command}", "${name}") was not given what it takes:`, error);
    }
    return undefined;
  };

  /** The vendor's calls answer nothing, but for what stops a listener. */
  const answerOf = (given) => (typeof given === 'function' ? given : undefined);

  // --- Starting ------------------------------------------------------------------------------------------------------

  const token = () => {
    const { token, tokens } = script.dataset;
    try {
      return JSON.parse(tokens || '{}')[address.searchParams.get('key')] || token;
    } catch {
      console.error('Baton: data-tokens of the tag is no JSON object of keys and site tokens.');
      return token;
    }
  };

  const load = (site) => {
    const loader = document.createElement('script');
    loader.async = true;
    loader.nonce = script.nonce;
    loader.dataset.token = site;
    loader.src = `${root}embed.js`;
    loader.onerror = () =>
      console.error(`Baton: ${loader.src} could not be loaded. Check the address, script-src of the page, and blockers.`);
    document.head.append(loader);
  };

  const start = () => {
    const found = token();
    if (!found) return console.error('Baton: the tag of compat/zendesk.js needs data-token, the site’s public token.');
    site = { token: found };
    const { messenger: settings = {}, ...others } = window.zESettings || {};
    for (const name of Object.keys(others)) miss(`zESettings.${name}`, 'Settings of the site are in the configuration.');
    if (settings.autorender !== false) begin();
    return undefined;
  };

  window.zE = Object.assign(zE, {
    activate: () => zE('webWidget', 'open'),
    hide: () => zE('webWidget', 'hide'),
    show: () => zE('webWidget', 'show'),
    identify: (who) => zE('webWidget', 'identify', who),
    logout: () => zE('webWidget', 'logout'),
    setLocale: (locale) => zE('webWidget', 'setLocale', locale),
  });
  window.zEmbed = window.zE;
  start();
  for (const kept of [early?.q, early?._].find(Array.isArray) || []) zE(...kept);
})();
