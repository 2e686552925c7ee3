// Plays a state of the chat: what happens on the relay's side by what stands in for it, and what a visitor does by the
// chat's own elements.

/**
 * Prepares the document for a state; gives the function that plays it.
 *
 * @param {object} state one of states.js
 * @param {string} token of the site
 */
globalThis.batonPlayer = (state, token) => {
  const relay = globalThis.batonStandIn(state, token);
  const frame = () => new Promise(requestAnimationFrame);
  const PATIENCE_MS = 10_000;

  async function found(selector) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const element = document.querySelector(selector);
      if (element) return element;
      if (performance.now() > until) throw new Error(`the state ${state.name} never shows ${selector}`);
      await frame();
    }
  }

  const told = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));

  async function type(text, selector = '#baton-text') {
    const field = await found(selector);
    field.value = text;
    told(field, 'input');
  }

  async function files(names) {
    const given = new DataTransfer();
    for (const name of names) {
      const isPicture = name.endsWith('.png');
      const bytes = isPicture ? await globalThis.batonDrawn(name) : new Uint8Array(120_000);
      given.items.add(new File([bytes], name, { type: isPicture ? 'image/png' : 'application/pdf' }));
    }
    return given;
  }

  const acts = {
    frame: (frame) => relay.tell(frame),
    commit: (body) => relay.commit(body),
    click: async (selector) => (await found(selector)).click(),
    fill: (selector, { with: value }) => type(value, selector),
    type: (text) => type(text),
    async say(text) {
      await type(text);
      (await found('#baton-composer')).requestSubmit();
    },
    async pick(names) {
      const field = await found('#baton-files');
      field.files = (await files(names)).files;
      told(field, 'change');
    },
    drag: async (name) => dispatchEvent(new DragEvent('dragover', { dataTransfer: await files([name]), cancelable: true })),
    async heard(kind) {
      while (!relay.frames.some((each) => each[kind])) await frame();
    },
    async scroll(where) {
      const scroller = await found('.baton-scroll:not(#baton-early)');
      // The newest stands at 0, and what is older below it. What is not laid out yet cannot be scrolled.
      do {
        scroller.scrollTop = where === 'top' ? -scroller.scrollHeight : -600;
        await frame();
        await frame();
      } while (scroller.scrollTop > -100);
    },
    wait: found,
    cut: () => relay.cut(),
    mend: () => relay.mend(),
    offline() {
      Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
      relay.cut();
      dispatchEvent(new Event('offline'));
    },
    crash: () => globalThis.batonBoot.crashed('as the playground wants it'),
  };

  const shown = new Promise((done) => addEventListener('baton:shown', done, { once: true }));

  async function play(locale) {
    await shown;
    // A language that comes in later draws everything anew.
    if (locale) await found(`html[lang^="${locale.split('-')[0]}"]`);
    // The module draws the log; what is asked before, and what stops it, stands without.
    if (!state.consent && state.without !== 'wasm') await found('[role=log]');
    if (state.log) await found('.baton-lines .baton-line:not(.baton-line--bot), .baton-note');
    await frame();
    for (const step of state.steps ?? []) {
      const [[act, given]] = Object.entries(step);
      await acts[act](given, step);
    }
    if (state.shows) await found(state.shows);
    // What comes in by and by has come; what never rests is left alone.
    const passing = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  }

  return play;
};
