// Asks the visitor to agree before anything is sent or stored. Loaded by boot.js where the site has a text to agree to;
// the text stands in the document already. The module starts, and with it whatever talks to the relay, only after a yes.

const id = (name) => document.getElementById(`baton-${name}`);

/**
 * Waits for a yes. A no is not remembered: it is asked again when the chat is opened again, and a yes may follow at once.
 * @param {string} token the site's public token
 * @param {string} version changes with the text
 */
export default (token, version) =>
  new Promise((agree) => {
    const key = `baton:${token}:consent`;
    try {
      if (localStorage[key] === version) return agree();
    } catch {
      // No storage: then it is asked with every page.
    }
    const [gate, decline, no, composer] = ["consent", "decline", "declined", "composer"].map(id);
    // Whoever declined may think again: the question stays.
    const show = (declined) => {
      decline.hidden = declined;
      no.hidden = !declined;
    };
    gate.hidden = false;
    composer.hidden = true;
    id("agree").onclick = () => {
      try {
        localStorage[key] = version;
      } catch {
        // As above.
      }
      gate.hidden = true;
      composer.hidden = false;
      agree();
      id("text").focus();
    };
    decline.onclick = () => {
      show(true);
      no.focus();
    };
    addEventListener("baton:shown", () => {
      show(false);
      if (!gate.hidden) id("agree").focus();
    });
    return undefined;
  });
