// Emoji to choose from, above the composer. Loaded by boot.js when somebody wants them; devices with a keyboard on the
// screen have their own. Screen readers know each of them by name, in the visitor's language.

const FACES = "😀 😃 😄 😁 😆 😅 😂 🤣 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😋 😛 😜 🤪 🤗 🤭 🤫 🤔 🤐 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🤢 🤧 🥵 🥶 😵 🤯 🤠 🥳 😎 🤓 🧐 😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😧 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠";
const SIGNS = "👍 👎 👌 🤞 👏 🙌 🙏 🤝 💪 👋 👉 👈 👆 👇 ✋ 🖐️ ❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 ✅ ❌ ❓ ❗ ⚠️ ⭐ 🌟 🔥 ✨ 🎉 🎈 🎁 🏆 🚀";
const THINGS = "📦 🚚 🛒 🛍️ 💳 🧾 💶 💡 🔧 🔑 🔒 🔔 📞 📱 💻 🖨️ 📷 📧 📅 ⏰ ⏳ 📍 🏠 🏢 ✈️ 🚗 🚲 🚆 ☀️ 🌧️ ❄️ 🌱 🌿 🌵 🌻 🌹 🍀 🍎 ☕ 🍕";

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
