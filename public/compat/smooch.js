/*
 * Stands in for Smooch's Web Messenger, so that a page written for it shows Baton's chat instead. What each call comes
 * to, and what has no counterpart: docs/compat.md.
 */
(() => {
  const script = document.currentScript;
  /** Where the relay is: this file lies below its root. */
  const root = script.src.replace(/((v\d+|assets)\/)?compat\/smooch\.js.*$/, '');

  window.Baton ||= Object.assign((...call) => new Promise((...done) => window.Baton.q.push([call, ...done])), { q: [] });

  const said = new Set();
  /** One line for each thing that has no counterpart. */
  const miss = (name, advice) => {
    if (!said.has(name)) console.warn(`Baton: Smooch’s ${name} has no counterpart. ${advice}`);
    said.add(name);
  };

  /** A failure is told in the console once, and to whoever waits for it. */
  const call = (...args) => {
    const answer = Promise.resolve(window.Baton(...args));
    answer.catch((error) => console.error(`Baton: Smooch’s call could not be done as “${args[0]}”:`, error));
    return answer;
  };

  // --- The loader ----------------------------------------------------------------------------------------------------

  let tag;
  /** Puts the loader on the page, once. Kept when it is there, broken with what to look at where it is not. */
  const load = (token) =>
    (tag ||= new Promise((resolve, reject) => {
      const loader = document.createElement('script');
      loader.async = true;
      loader.nonce = script.nonce;
      loader.dataset.token = token;
      loader.src = `${root}embed.js`;
      loader.onload = resolve;
      loader.onerror = () => {
        tag = undefined;
        loader.remove();
        reject(Error(`Baton: ${loader.src} could not be loaded. Check the address, script-src of the page, and blockers.`));
      };
      document.head.append(loader);
    }));

  const tokenOf = (integrationId) => {
    const { token, tokens } = script.dataset;
    try {
      return JSON.parse(tokens || '{}')[integrationId] || token;
    } catch {
      console.error('Baton: data-tokens of the tag is no JSON object of integration ids and site tokens.');
      return token;
    }
  };

  // --- Events --------------------------------------------------------------------------------------------------------

  const listeners = new Map();
  const emit = (type, ...args) => {
    for (const listener of [...(listeners.get(type) || [])]) {
      try {
        listener(...args);
      } catch (error) {
        reportError(error);
      }
    }
  };

  let token = '';
  let isOpen = false;
  let unread = 0;
  const conversation = () => ({
    id: token,
    type: 'personal',
    participants: [{ id: 'visitor', userId: user.externalId || '', unreadCount: unread }],
    metadata: {},
    messages: [],
  });
  const data = () => ({ conversation: { id: token } });

  /** A message as far as the chat tells pages of it: who and when, never the words. */
  const messageOf = ({ id, createdAt, by }) => ({
    id,
    type: 'text',
    role: by ? 'business' : 'user',
    received: createdAt / 1000,
    source: { type: 'web' },
  });
  const message = (type) => (event) => {
    emit(type, messageOf(event), data());
    emit('message', messageOf(event), data());
  };

  const heard = {
    open: () => ((isOpen = true), emit('widget:opened')),
    close: () => ((isOpen = false), emit('widget:closed')),
    unread: ({ count }) => ((unread = count), emit('unreadCount', count, data())),
    'message:sent': message('message:sent'),
    'message:received': message('message:received'),
    'conversation:started': () => emit('conversation:added', [], data()),
    'agent:joined': ({ agent }) => emit('participant:added', { displayName: agent.name }, data()),
    connected: () => emit('connected', data()),
    disconnected: () => emit('disconnected', data()),
    reconnecting: () => emit('reconnecting', data()),
  };

  const silent = {
    'participant:removed': 'Listen to Baton’s conversation:ended.',
    'conversation:read': 'The chat does not tell pages when somebody has read.',
    'conversation:removed': 'Conversations are removed by the site’s retention.',
    'log:debug': 'Call Baton("diagnose").',
    'typing:start': 'The chat shows itself that somebody is at work.',
    'typing:stop': 'The chat shows itself that somebody is at work.',
  };
  const known = /^(ready|destroy|message|(message:(sent|received))|conversation:added|participant:added|unreadCount|widget:(opened|closed)|connected|disconnected|reconnecting)$/;

  // --- The visitor ---------------------------------------------------------------------------------------------------

  let user = {};
  let jwt;
  let delegate = {};

  /** The token once as it was given, then by the delegate: Smooch asks it where a token is refused. */
  const tokenSource = () => {
    if (!jwt || !delegate.onInvalidAuth) return jwt;
    let isFirst = true;
    const given = jwt;
    return () => {
      const answer = isFirst ? given : delegate.onInvalidAuth();
      isFirst = false;
      return answer;
    };
  };

  const plain = (metadata) =>
    Object.fromEntries(Object.entries(metadata || {}).filter(([, value]) => /^(string|number|boolean)$/.test(typeof value)));

  const identify = () => {
    const { givenName, surname, email, avatarUrl, metadata } = user;
    const name = [givenName, surname].filter(Boolean).join(' ') || undefined;
    return call('identify', { name, email, avatar: avatarUrl, customData: plain(metadata), jwt: tokenSource() });
  };

  // --- The delegate --------------------------------------------------------------------------------------------------

  let interceptors = [];
  const intercept = (method, look) => interceptors.push(call(method, look));

  const setDelegate = (given) => {
    for (const one of interceptors.splice(0)) one.then((off) => off?.(), () => {});
    delegate = given || {};
    const { beforeSend, beforeDisplay, beforePostbackSend } = delegate;
    if (beforePostbackSend) miss('delegate.beforePostbackSend', 'Buttons go as the bot wrote them.');
    if (beforeSend) {
      intercept('beforeSend', async ({ text }) => {
        const changed = await delegate.beforeSend({ type: 'text', role: 'user', text, metadata: {} }, data());
        if (Object.keys(changed?.metadata || {}).length) miss('metadata of a message', 'Use updateUser({ metadata }).');
        return { text: changed?.text ?? text };
      });
    }
    if (beforeDisplay) {
      intercept('beforeDisplay', async ({ id, by, text }) => {
        const role = by === 'visitor' ? 'user' : 'business';
        const changed = await delegate.beforeDisplay({ id, type: 'text', role, text, metadata: {} }, data());
        return changed ? { text: changed.text ?? text } : null;
      });
    }
  };

  // --- Options -------------------------------------------------------------------------------------------------------

  const color = (hex) => hex && `#${String(hex).replace(/^#/, '')}`;
  const mapped = /^(integrationId|externalId|jwt|locale|embedded|customColors|delegate|configBaseUrl|region|appId)$/;
  const elsewhere = {
    customText: 'Title, greeting and texts are the site’s: title, subtitle, greeting in the configuration.',
    customScreenReaderAnnouncement: 'The chat announces by itself.',
    businessName: 'Set title of the site.',
    businessIconUrl: 'Set the site’s theme.',
    backgroundImageUrl: 'Set the site’s theme.',
    buttonIconUrl: 'Style the launcher by --baton-accent, or use data-trigger with a button of your own.',
    buttonWidth: 'Use data-trigger with a button of your own.',
    buttonHeight: 'Use data-trigger with a button of your own.',
    displayStyle: 'Use data-trigger with a tab of your own.',
    soundNotificationEnabled: 'The chat makes no sound.',
    imageUploadEnabled: 'Set files of the site.',
    menuItems: 'Set files of the site.',
    fixedHeader: 'The header always stays.',
    authCode: 'Sign who the visitor is: docs/identity.md.',
    integrationOrder: 'There are no other channels in the chat.',
    notificationChannelPromptEnabled: 'There are no other channels in the chat.',
    browserStorage: 'The session is kept by the chat’s own frame.',
    prechatCapture: 'Set the form that is shown before a person is called.',
    canUserSeeConversationList: 'A visitor has one conversation, and others where agents began them.',
  };

  const check = (options) => {
    for (const name of Object.keys(options)) {
      if (!mapped.test(name)) miss(`option ${name}`, elsewhere[name] || 'It is not known here.');
    }
  };

  const listenToBaton = () => Object.entries(heard).forEach(([type, listener]) => call('on', type, listener));

  // --- The calls -----------------------------------------------------------------------------------------------------

  /** Where the chat is to be drawn, where that is in the page; it is chosen before the chat begins. */
  let target;
  /** Called when that is known, where `init` waits for it. */
  let placed;

  const Smooch = {
    init(options = {}) {
      if (token) return Promise.reject(Error('Baton: Smooch.init was called already. Call Smooch.destroy first.'));
      check(options);
      token = tokenOf(options.integrationId) || '';
      if (!token) {
        const error = Error('Baton: the tag of compat/smooch.js needs data-token, the site’s public token.');
        console.error(error.message);
        return Promise.reject(error);
      }
      const { locale, embedded, customColors: colors = {}, externalId } = options;
      const accent = color(colors.brandColor || colors.conversationColor || colors.actionColor);
      jwt = options.jwt;
      user = { ...user, ...(externalId && { externalId }) };
      const begin = () => {
        const started = call('init', {
          token,
          ...(locale && { locale }),
          ...(accent && { theme: { accent } }),
          ...(embedded && { mode: 'inline', target }),
        });
        listenToBaton();
        setDelegate(options.delegate);
        if (jwt || Object.keys(user).length) identify();
        return load(token).then(() => started);
      };
      const place = embedded && !target ? new Promise((resolve) => (placed = resolve)) : undefined;
      return (place ? place.then(begin) : begin())
        .then(() => emit('ready'))
        .catch((error) => {
          token = '';
          console.error(error.message);
          throw error;
        });
    },
    render(element) {
      if (!element) return miss('render without an element', 'Give it the element that the chat shall fill.');
      if (token && !placed) return miss('render after the chat has begun', 'Call init with embedded: true, and render once.');
      target = `#${(element.id ||= 'baton-inline')}`;
      placed?.();
    },
    open: () => void call('open'),
    close: () => void call('close'),
    isOpened: () => isOpen,
    login(externalId, given) {
      user = { externalId };
      jwt = given;
      return identify();
    },
    logout() {
      user = {};
      jwt = undefined;
      return call('logout');
    },
    destroy() {
      emit('destroy');
      listeners.clear();
      setDelegate();
      token = '';
      target = placed = undefined;
      isOpen = false;
      return call('destroy');
    },
    sendMessage(given) {
      const { type = 'text', text = given, metadata } = typeof given === 'object' ? given : {};
      if (metadata) miss('metadata of a message', 'Use updateUser({ metadata }).');
      if (type === 'text' && typeof text === 'string') return call('send', text);
      miss(`sendMessage of type ${type}`, 'Visitors attach files themselves.');
      return Promise.resolve();
    },
    updateUser(news) {
      user = { ...user, ...news, metadata: { ...user.metadata, ...news?.metadata } };
      return identify();
    },
    getUser: () => ({ metadata: {}, ...user }),
    setPredefinedMessage: (text) => call('prefill', text),
    setDelegate,
    getConversationById() {
      miss('messages of a conversation', 'The chat does not tell pages what is said; use the delegate’s beforeDisplay.');
      return Promise.resolve(conversation());
    },
    getConversations: () => Promise.resolve([conversation()]),
    getDisplayedConversation: () => (isOpen ? conversation() : null),
    getMoreConversations: () => Promise.resolve([]),
    hasMoreConversations: () => false,
    loadConversation: () => call('open'),
    async createConversation({ messages = [], metadata } = {}) {
      if (metadata) await Smooch.updateUser({ metadata });
      for (const each of messages) await Smooch.sendMessage(each);
      return conversation();
    },
    updateConversation(id, { metadata, ...looks } = {}) {
      if (Object.keys(looks).length) miss('updateConversation', 'Only metadata is taken, as updateUser takes it.');
      if (metadata) Smooch.updateUser({ metadata });
      return Promise.resolve(conversation());
    },
    startTyping: () => miss('startTyping', 'The desk is told by the chat itself.'),
    stopTyping: () => miss('stopTyping', 'The desk is told by the chat itself.'),
    triggerPostback() {
      miss('triggerPostback', 'Send the text of the button: Smooch.sendMessage(text).');
      return Promise.resolve();
    },
    markAllAsRead() {
      miss('markAllAsRead', 'Messages are read when the visitor sees them.');
      return Promise.resolve();
    },
    showNotificationChannelPrompt: () => miss('showNotificationChannelPrompt', 'There are no other channels in the chat.'),
    on(type, listener) {
      if (!known.test(type)) miss(`event ${type}`, silent[type] || 'It is not known here.');
      if (!listeners.has(type)) listeners.set(type, new Set());
      listeners.get(type).add(listener);
    },
    off(type, listener) {
      if (type === undefined) listeners.clear();
      else if (listener === undefined) listeners.delete(type);
      else listeners.get(type)?.delete(listener);
    },
  };

  // What is called and is not there shall not stop the page.
  window.Smooch = new Proxy(Smooch, {
    get: (calls, name) =>
      name in calls || typeof name === 'symbol' || name === 'then' ? calls[name] : () => miss(String(name), 'It is not known here.'),
  });
  // The vendor's snippet keeps what the page has called, and makes it up by this.
  window.__onWebMessengerHostReady__?.(window.Smooch);
})();
