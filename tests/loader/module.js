// Stands in for the WebAssembly module: takes over from boot.js and remembers what came through it.

export default async () => {
  window.heard = [];
  window.said = [];
  window.picked = [];
  const nothing = () => {};
  batonBoot.takeOver({
    host: (message) => window.heard.push(message),
    intent: nothing,
    submit(text) {
      window.said.push(text);
      batonBoot.setText('');
    },
    typed: nothing,
    pick: (files) => window.picked.push(...files.map(({ name }) => name)),
  });
};
