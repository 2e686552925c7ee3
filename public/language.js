// The chat in another language than English, or in words of the site's own. Loaded by boot.js where that is wanted; each
// language is a file of its own.

/** The languages that there are files of. */
export const LANGUAGES = [
  "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt",
  "nb", "nl", "pl", "pt-BR", "pt-PT", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh-Hans", "zh-Hant",
];

/** Other names of the same. */
const SAME = { no: "nb", nn: "nb", iw: "he", in: "id", tl: "fil" };

/**
 * The texts for a visitor.
 * @param {string[]} wanted language tags, the best first
 * @param {Object<string, Object<string, string>>} own the site's words by language and name
 * @returns {Promise<{code: string, frame: Object<string, string>, texts: string[], put: Function}>} `frame` are those of
 *   the document by name, `texts` those of the module in its order; `put` puts the former where they belong
 */
export default async function language(wanted, own = {}) {
  const code = wanted.map(nearest).find(Boolean) ?? "en";
  const { frame, texts } = await table(code);
  const words = own[code] ?? own[code.split("-")[0]];
  if (words) {
    const { names } = await table("en");
    for (const [name, text] of Object.entries(words)) {
      const place = names.indexOf(name);
      if (place >= 0) texts[place] = text;
      else if (name.startsWith("frame_")) frame[name.slice("frame_".length)] = text;
    }
  }
  return { code, frame, texts, put };
}

/** Where the document's own texts stand; the English is there already. */
const PLACES = {
  close: ["close", "ariaLabel"],
  write: ["composer", "ariaLabel"],
  attach: ["attach", "ariaLabel"],
  placeholder: ["text", "placeholder"],
  message: ["text", "ariaLabel"],
  send: ["send", "ariaLabel"],
  emoji: ["emoji", "ariaLabel"],
  before_start: ["consent", "ariaLabel"],
  agree: ["agree", "textContent"],
  decline: ["decline", "textContent"],
  declined: ["declined-text", "textContent"],
};
const english = {};

/** Puts words into the document; those that are missing are English. The module draws in its own right after that. */
function put(words) {
  keepFilled();
  for (const [name, [place, property]] of Object.entries(PLACES)) {
    const element = document.getElementById(`baton-${place}`);
    if (!element) continue;
    english[name] ??= element[property];
    element[property] = words[name] || english[name];
  }
}

/** What is filled in stays there while forms are drawn anew, and so does the focus. */
function keepFilled() {
  const fields = () => [...document.querySelectorAll("[role=log] form :is(input, select, textarea)")];
  const before = fields();
  const filled = before.map(({ value, checked }) => ({ value, checked }));
  const focused = before.indexOf(document.activeElement);
  setTimeout(() => {
    const after = fields();
    if (after.length !== before.length) return;
    for (const [place, field] of after.entries()) {
      const { value, checked } = filled[place];
      if (field.value === value && field.checked === checked) continue;
      Object.assign(field, { value, checked });
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    after[focused]?.focus({ preventScroll: true });
  });
}

/** The language that there is a file of for a tag: the same, or of the same language and script, or of that language. */
export function nearest(tag) {
  let full;
  try {
    full = new Intl.Locale(tag).maximize();
  } catch {
    return undefined;
  }
  const { language: plain, script, region } = full;
  const name = SAME[plain] ?? plain;
  return [`${name}-${region}`, `${name}-${script}`, name].find((code) => LANGUAGES.includes(code)) ?? cousin(name);
}

/** Portuguese of another country is better read in either than in English. */
const cousin = (name) => LANGUAGES.find((code) => code.startsWith(`${name}-`));

async function table(code) {
  const answer = await fetch(new URL(`locale.${code}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`no texts in ${code}: ${answer.status}`);
  return answer.json();
}
