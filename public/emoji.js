// Emoji to choose from, above the composer. Loaded by boot.js when somebody wants them; devices with a keyboard on the
// screen have their own. Screen readers know each of them by name, in the visitor's language.

const FACES = "😀 😃 😄 😁 😆 😅 😂 🤣 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😋 😛 😜 🤪 🤗 🤭 🤫 🤔 🤐 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🤢 🤧 🥵 🥶 😵 🤯 🤠 🥳 😎 🤓 🧐 😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😧 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠";
const SIGNS = "👍 👎 👌 🤞 👏 🙌 🙏 🤝 💪 👋 👉 👈 👆 👇 ✋ 🖐️ ❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 ✅ ❌ ❓ ❗ ⚠️ ⭐ 🌟 🔥 ✨ 🎉 🎈 🎁 🏆 🚀";
const THINGS = "📦 🚚 🛒 🛍️ 💳 🧾 💶 💡 🔧 🔑 🔒 🔔 📞 📱 💻 🖨️ 📷 📧 📅 ⏰ ⏳ 📍 🏠 🏢 ✈️ 🚗 🚲 🚆 ☀️ 🌧️ ❄️ 🌱 🌿 🌵 🌻 🌹 🍀 🍎 ☕ 🍕";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.baton-emoji {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(2.25rem, 1fr));
  width: calc(100% - 2rem);
  max-width: 42.5rem;
  max-height: 10.5rem;
  margin: 0 auto 0.5rem;
  padding: 0.25rem;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--surface);
  box-shadow: var(--shadow);
  overflow-y: auto;
}
.baton-emoji > button {
  height: 2.25rem;
  padding: 0;
  border: 0;
  border-radius: 0.5rem;
  background: none;
  font-size: 1.25rem;
  line-height: 1;
}
.baton-emoji > button:hover {
  background: var(--raised);
}
`);
document.adoptedStyleSheets.push(sheet);

/**
 * Opens the choice, or closes it.
 * @param {HTMLButtonElement} button that was pressed; the focus goes back to it
 * @param {HTMLElement} above the element above which the choice stands
 * @param {(emoji: string) => void} choose
 */
export default function emoji(button, above, choose) {
  const open = above.previousElementSibling;
  if (open?.matches(".baton-emoji")) return open.close();
  const panel = document.createElement("div");
  panel.className = "baton-emoji";
  panel.role = "group";
  panel.ariaLabel = button.ariaLabel;
  const all = [FACES, SIGNS, THINGS].flatMap((group) => group.split(" "));
  const choices = all.map((each) => choice(each, choose));
  choices[0].tabIndex = 0;
  panel.append(...choices);
  panel.close = (stays) => {
    panel.remove();
    button.ariaExpanded = "false";
    removeEventListener("pointerdown", outside, true);
    if (!stays) button.focus();
  };
  const outside = ({ target }) => {
    if (!panel.contains(target) && !button.contains(target)) panel.close(true);
  };
  addEventListener("pointerdown", outside, true);
  panel.addEventListener("keydown", (event) => move(event, panel, choices));
  button.ariaExpanded = "true";
  above.before(panel);
  return choices[0].focus();
}

/** One of them. Only one is a stop of the Tab key, as in every grid. */
function choice(emoji, choose) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = emoji;
  made.tabIndex = -1;
  made.addEventListener("click", () => choose(emoji));
  return made;
}

/** Arrow keys go through them, Esc closes. */
function move(event, panel, choices) {
  if (event.key === "Escape") {
    event.preventDefault();
    return panel.close();
  }
  const rtl = getComputedStyle(panel).direction === "rtl" ? -1 : 1;
  const columns = getComputedStyle(panel).gridTemplateColumns.split(" ").length;
  const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: columns, ArrowUp: -columns }[event.key];
  const at = choices.indexOf(document.activeElement);
  const to = { Home: 0, End: choices.length - 1 }[event.key] ?? at + step;
  if (!(to >= 0 && to < choices.length)) return undefined;
  event.preventDefault();
  choices[at].tabIndex = -1;
  choices[to].tabIndex = 0;
  return choices[to].focus();
}
