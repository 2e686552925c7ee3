// Passes the chat's events on to a tag manager's data layer. Load it after or before the chat's own tag.

window.Baton ||= Object.assign((...call) => new Promise((...done) => Baton.q.push([call, ...done])), { q: [] });
window.dataLayer ||= [];

for (const type of ['open', 'close', 'conversation:started', 'handoff:requested', 'agent:joined', 'agent:left',
  'agent:transferred', 'message:sent', 'message:received', 'conversation:ended', 'csat:submitted', 'error']) {
  Baton('on', type, ({ id, type, createdAt, by, reason, code }) => {
    window.dataLayer.push({ event: `baton:${type}`, baton: { id, createdAt, by, reason, code } });
  });
}
