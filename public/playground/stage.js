// In a chat document of the playground, before boot.js: puts what is tried in place of what is configured, and has a state
// played where one is wanted. The page around the frame, which is the relay's own as well, says both.

(() => {
  const tried = window.parent !== window && window.parent.batonTried;
  if (!tried) return;
  const meta = document.querySelector('meta[name="baton-site"]');
  const { token, ...site } = JSON.parse(meta.content);
  const { state } = tried;

  /** What the relay puts into a document with a question to agree to, made here from a text of one paragraph. */
  function ask(text) {
    const make = (tag, more, ...children) => {
      const element = Object.assign(document.createElement(tag), more);
      element.append(...children);
      return element;
    };
    const said = make('div', { className: 'baton-rich', dir: 'auto' }, make('p', {}, text));
    const decline = make('button', { className: 'baton-button', id: 'baton-decline', type: 'button' }, 'No, thanks');
    const agree = make('button', { className: 'baton-button baton-button--main', id: 'baton-agree', type: 'button' }, 'Agree');
    const actions = make('div', { className: 'baton-actions' }, decline, agree);
    const question = make('div', { className: 'baton-strip', id: 'baton-ask' }, said, actions);
    const words = make('span', { id: 'baton-declined-text' }, 'That is fine: nothing was sent or stored.');
    const no = make('div', { className: 'baton-strip', id: 'baton-declined', role: 'status', tabIndex: -1, hidden: true }, make('p', {}, words));
    document.getElementById('baton-consent')?.remove();
    document.getElementById('baton-foot').before(make('section', { id: 'baton-consent', ariaLabel: 'Before we start', hidden: true }, question, no));
  }

  let play;
  if (state) {
    Object.assign(site, { starters: [], fallback: undefined, consent: undefined }, state.site);
    if (state.consent) {
      site.consent = 'tried';
      ask(state.consent);
    }
    play = globalThis.batonPlayer(state, token);
  }
  const texts = { ...site.texts };
  for (const [language, words] of Object.entries(tried.site.texts ?? {})) texts[language] = { ...texts[language], ...words };
  meta.content = JSON.stringify({ token, ...site, ...tried.site, texts: Object.keys(texts).length ? texts : undefined });
  play?.(tried.locale).then(
    () => tried.reached(state.name),
    (error) => tried.reached(state.name, error.message),
  );
})();
