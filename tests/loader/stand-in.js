// The frame's side of the handshake in a few lines, and a chat that remembers what it was told.

const site = JSON.parse(document.querySelector('meta[name="baton-site"]').content);
const nonce = location.hash.slice(1);
const heard = (window.heard = []);
const hands = (window.hands = []); // every attempt at a handshake
let port;

window.say = (message) => port.postMessage(message);

const answers = {
  __proto__: null,
  handoff: () => ({ ok: false, error: 'nobody is there' }),
  endChat: () => (say({ t: 'crashed' }), undefined),
  opne: () => ({ ok: false, error: 'unknown method “opne”; did you mean “open”?' }),
  diagnose: ({ args }) => ({ ok: true, value: args }),
};

addEventListener('message', ({ source, origin, data, ports }) => {
  hands.push({ origin, nonce: data.nonce, ports: ports.length });
  if (port || source !== parent || data.baton !== 1 || data.nonce !== nonce || !site.origins.includes(origin)) return;
  [port] = ports;
  history.replaceState(null, '', location.pathname);
  port.onmessage = ({ data }) => {
    heard.push(data);
    if (data.t !== 'call') return;
    const answer = (answers[data.method] ?? (() => ({ ok: true, value: `${data.method} done` })))(data);
    if (answer) say({ t: 'reply', id: data.id, ...answer });
  };
  say({ t: 'painted' });
  if (site.token !== 'unready') say({ t: 'ready' });
});

document.querySelector('textarea').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') say({ t: 'close' });
});
