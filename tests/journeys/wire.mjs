// The socket between chat and relay, held by a test: what passes, what waits, what is lost.

/** Takes hold of every socket that the pages of a context open from now on. */
export async function holdWire(context) {
  const wire = {
    /** Whether the relay's frames get through. */
    down: () => true,
    /** Whether the chat's do. */
    up: () => true,
    /** Whether a socket can be opened, or a request stand in for one. */
    opens: true,
    /** The chat's frames, in the order they were sent. */
    sent: [],
    sockets: new Set(),
    /** Closes what is open, as a network does that goes away. */
    async cut() {
      await Promise.all([...wire.sockets].map((socket) => socket.close({ code: 1011, reason: 'cut by the test' })));
    },
  };
  await context.route(/\/v1\/poll$/, (route) => (wire.opens ? route.fallback() : route.abort()));
  await context.routeWebSocket(/\/v1\/socket$/, (socket) => {
    if (!wire.opens) return socket.close({ code: 1011, reason: 'held by the test' });
    const relay = socket.connectToServer();
    wire.sockets.add(socket);
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      wire.sent.push(frame);
      if (wire.up(frame)) relay.send(JSON.stringify(frame));
    });
    relay.onMessage((text) => {
      if (wire.down(JSON.parse(text))) socket.send(text);
    });
    socket.onClose(() => {
      wire.sockets.delete(socket);
      relay.close();
    });
    return undefined;
  });
  return wire;
}
