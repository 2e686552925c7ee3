// The choice of a language, above the composer. Loaded by boot.js when somebody wants another one.

import { LANGUAGES, nearest } from "./language.js";

/**
 * Asks for a language; a choice takes effect at once, and the question goes.
 * @param {string} label what it is called in the language of now
 * @param {string} locale the language of now
 * @param {HTMLElement} above the element above which it stands
 * @param {(name: string, value: string) => void} keep keeps something for this browser
 * @param {object} chat the module's handlers
 */
export default function tongues(label, locale, above, keep, chat) {
  const choose = (code) => {
    if (code) {
      keep("language", code);
      chat.host({ t: "call", id: 0, method: "setLocale", args: [code] });
    }
    document.getElementById("baton-text").focus();
  };
  document.querySelector(".baton-tongues")?.remove();
  const [panel, field, title, select] = ["div", "div", "label", "select"].map((each) => document.createElement(each));
  panel.className = "baton-strip baton-tongues";
  field.className = "baton-field";
  title.textContent = label;
  title.htmlFor = select.id = "baton-tongue";
  const named = LANGUAGES.map((code) => [name(code), code]).sort(([one], [two]) => one.localeCompare(two));
  select.append(...named.map(([text, code]) => option(text, code)));
  select.value = nearest(locale) ?? "en";
  select.addEventListener("change", () => {
    panel.remove();
    choose(select.value);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    panel.remove();
    choose();
  });
  field.append(title, select);
  panel.append(field);
  above.before(panel);
  select.focus();
}

/** Each by its own name: whoever looks for theirs reads nothing else, perhaps. */
function name(code) {
  const text = new Intl.DisplayNames(code, { type: "language", languageDisplay: "standard" }).of(code);
  return text.charAt(0).toLocaleUpperCase(code) + text.slice(1);
}

function option(text, code) {
  const made = document.createElement("option");
  made.value = code;
  made.lang = code;
  made.textContent = text;
  return made;
}
