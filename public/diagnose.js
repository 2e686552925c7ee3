/*
 * Baton('diagnose'): why the chat does not show, one line for each thing that was looked at, with what to do. Works where
 * the frame never comes.
 */

const PATIENCE = 16_000; // milliseconds for the frame: the loader gives it up after 15 seconds

/**
 * Looks at everything, prints it, and gives it.
 *
 * @param {object | 0} site what is shared of the chat, see panel.js; 0 where no tag has a token
 * @param {SecurityPolicyViolationEvent[]} refused what the page's policy has refused since the loader is there
 * @returns {Promise<{ name: string, ok: boolean, text: string, value?: unknown }[]>} `value` is what the frame itself says
 */
export default async function diagnose(site, refused) {
  const checks = site
    ? [tag(site), ...place(site), await relay(site), await chat(site), ...policy(site, refused), ...browser(site)]
    : [bad('tag', 'no site token: give the tag data-token, or call Baton("init", { token })')];
  for (const { ok, text, name } of checks) console[ok ? 'info' : 'warn'](`Baton: ${name}: ${ok ? 'fine' : 'look here'}: ${text}`);
  return checks;
}

const good = (name, text, more) => ({ name, ok: true, text, ...more });
const bad = (name, text, more) => ({ name, ok: false, text, ...more });

function tag({ address }) {
  return good('tag', `the chat is at ${address}`);
}

/** Whether there is anything to see, and whether it can be. */
function place(site) {
  const { mode, target, trigger = site.settings.triggerSelector } = site.settings;
  if (site.away) return [bad('path', `showOn or hideOn hides the chat on ${location.pathname}`)];
  if (mode === 'inline' && !site.host.isConnected) return [bad('target', `nothing on the page matches “${target}”`)];
  if (!site.host.isConnected) return [bad('launcher', 'something on the page removes <baton-chat>')];
  if (trigger) return [triggers(trigger), ...(site.open ? [visible(site, site.frame)] : [])];
  if (mode) return [visible(site, site.frame)];
  if (site.open) return [visible(site, site.frame)];
  return [site.button.hidden ? hidden(site) : visible(site, site.button)];
}

function triggers(selector) {
  try {
    const { length } = document.querySelectorAll(selector);
    return length
      ? good('trigger', `${length} of the page's elements open the chat (“${selector}”); there is no launcher`)
      : bad('trigger', `nothing on the page matches “${selector}”, and there is no launcher then`);
  } catch {
    return bad('trigger', `“${selector}” is no selector`);
  }
}

function hidden({ settings }) {
  return settings.defer === 'manual'
    ? bad('launcher', 'with data-defer="manual" it waits for Baton("show") or Baton("open")')
    : bad('launcher', 'Baton("hide") has hidden it; Baton("show") brings it back');
}

/** Whether the page's own styles or elements keep what there is to see out of sight. */
function visible({ host }, element) {
  if (!element) return bad('panel', 'there is no frame, see below');
  const name = element.localName === 'iframe' ? 'panel' : 'launcher';
  for (let each = host; each; each = each.parentElement) {
    const { display, opacity } = getComputedStyle(each);
    const style = display === 'none' ? 'display: none' : +opacity < 0.1 ? `opacity: ${opacity}` : '';
    if (style) return bad(name, `a style of the page gives ${describe(each)} “${style}”`);
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  if (!width || !height) return bad(name, `it has no size: ${width} × ${height}`);
  const inline = getComputedStyle(host).position !== 'fixed';
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) {
    return (inline ? good : bad)(name, `it is outside of the window, at ${Math.round(x)}, ${Math.round(y)}`);
  }
  const above = document.elementFromPoint(x, y);
  if (above !== host) return bad(name, `${above ? describe(above) : 'something'} covers it, or a style takes its clicks away; look at z-index and pointer-events`);
  return good(name, 'it can be seen and clicked');
}

/** An element as its opening tag, by what its owner knows it by. */
function describe({ localName, id, classList }) {
  const names = classList.length ? ` class="${[...classList].join(' ')}"` : '';
  return `<${localName}${id && ` id="${id}"`}${names}>`;
}

/** Whether the relay answers, as far as the page may know. */
async function relay({ base }) {
  const asked = `${base}assets/panel.js`;
  try {
    const { ok, status } = await fetch(asked, { cache: 'no-store' });
    return (ok ? good : bad)('relay', `${asked} answers ${status}${ok ? '' : '; is that address the relay’s root?'}`);
  } catch {
    return unread(asked);
  }
}

/** The same where the page may not read the answer. */
async function unread(asked) {
  try {
    await fetch(asked, { mode: 'no-cors', cache: 'no-store' });
    return bad('relay', `something answers at ${asked}, but not to pages of other origins; is it the relay, and does a proxy keep its headers?`);
  } catch {
    // A policy that lists no connect-src for the relay forbids to ask, but a file of its own has come by script-src.
    const came = new URL(import.meta.url).origin === new URL(asked).origin;
    return came ? good('relay', 'this file came from it') : bad('relay', `no answer from ${asked}; does it run, and does connect-src forbid to ask?`);
  }
}

/** What the frame says of itself, or why it does not speak. */
async function chat(site) {
  const id = site.random();
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE, new Error('no answer'))));
  const answer = new Promise((resolve, reject) => {
    const message = { t: 'call', id, method: 'diagnose', args: [] };
    site.calls.set(id, [resolve, reject, message]);
    if (site.post) site.post(message);
    else site.make();
  });
  try {
    return good('chat', 'it runs', { value: await Promise.race([answer, late]) });
  } catch (error) {
    if (site.crashed) return bad('chat', 'it has crashed; what stands above in the console says why. Close and open it to start anew');
    if (site.show) return bad('chat', `it runs, and says: ${error.message}`);
    return bad('chat', silent(site));
  } finally {
    clearTimeout(timer);
    site.calls.delete(id);
  }
}

/** What to do about a frame that never spoke; from outside, nobody can tell the reasons apart. */
const silent = ({ address, base }) =>
  `the frame never spoke. Open ${address} in a tab: where that says that no site has this token, look at data-token; ` +
  `where it shows a chat, the site's embed_origins do not list ${location.origin}, or this page's frame-src does not list ` +
  base.origin;

/** What the page's policy has refused, and what one written into the page would. */
function policy({ base }, refused) {
  const { origin } = base;
  const heard = refused.filter(({ blockedURI }) => blockedURI.startsWith(origin)).map(({ effectiveDirective }) => effectiveDirective);
  const written = [...document.querySelectorAll('meta[http-equiv="content-security-policy" i]')].flatMap(({ content }) => missing(content, origin));
  const names = new Set([...heard.map((name) => name.replace(/-elem$/, '')), ...written]);
  // What is unread is all that needs it, and nothing else is lost without.
  const needed = [...names].map((name) => `${name} ${origin}${name === 'connect-src' ? ' (for what is unread before the chat is opened)' : ''}`);
  return [names.size ? bad('policy', `the page's Content-Security-Policy lacks: ${needed.join('; ')}`) : good('policy', 'nothing of the chat was refused')];
}

/** The directives of a policy that do not name an origin, as far as that can be read without a browser's help. */
function missing(text, origin) {
  const words = text.split(';').map((line) => line.trim().split(/\s+/));
  const directives = new Map(words.map(([name, ...sources]) => [name.toLowerCase(), sources]));
  const [scheme, host] = origin.split('//');
  const whole = new Set(['*', scheme, host, origin, `${origin}/`, "'strict-dynamic'"]);
  const allows = (source) => whole.has(source) || (source.includes('*.') && host.endsWith(source.slice(source.indexOf('*') + 1)));
  const list = (...names) => names.map((name) => directives.get(name)).find(Boolean);
  return [
    ['script-src', list('script-src-elem', 'script-src', 'default-src')],
    ['frame-src', list('frame-src', 'child-src', 'default-src')],
    ['connect-src', list('connect-src', 'default-src')],
  ].flatMap(([name, sources]) => (sources && !sources.some(allows) ? [name] : []));
}

/** What the browser itself withholds. */
function browser({ address }) {
  const found = [];
  try {
    localStorage.setItem(`${address}?`, '1');
    localStorage.removeItem(`${address}?`);
    found.push(good('storage', 'the page can keep what is unread'));
  } catch {
    found.push(bad('storage', 'the browser lets this page keep nothing; the chat works and ends with the page'));
  }
  found.push(navigator.cookieEnabled ? good('cookies', 'allowed') : bad('cookies', 'blocked; the frame’s storage is too, then, and the chat ends with the page'));
  found.push(globalThis.WebAssembly ? good('wasm', 'there') : bad('wasm', 'this browser has no WebAssembly, or it is switched off'));
  return found;
}
