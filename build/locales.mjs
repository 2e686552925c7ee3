// Trunk runs this after every build: it makes what the chat fetches of one language out of `locales/`, whose files have
// every text by its name. The module knows its texts by their order, that of `locales/en.json`; a text with forms for
// numbers has them side by side, in the order of the plural categories.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const folder = fileURLToPath(new URL("../locales/", import.meta.url));
const read = (code) => JSON.parse(readFileSync(join(folder, `${code}.json`), "utf8"));

/** The languages there are. */
export const codes = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));

/** The plural categories of a language, in their order. */
export function categories(code) {
  const has = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
  return CATEGORIES.filter((category) => has.includes(category));
}

/** A text as the module takes it. */
const flat = (code, text) => (typeof text === "object" ? categories(code).map((each) => text[each]).join("|") : text);

if (process.env.TRUNK_STAGING_DIR) {
  const names = Object.keys(read("en").texts);
  for (const code of codes) {
    const { frame, texts } = read(code);
    const out = { frame, texts: names.map((name) => flat(code, texts[name] ?? "")) };
    if (code === "en") out.names = names;
    writeFileSync(join(process.env.TRUNK_STAGING_DIR, `locale.${code}.json`), JSON.stringify(out));
  }
}
