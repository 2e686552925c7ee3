// The conversation as a text: saved, or printed. Loaded by boot.js when somebody wants that.

/**
 * @param {string} locale of days and times
 * @param {string} told what the relay tells of the conversation, as JSON
 * @param {string} bot the bot's name
 * @param {string} visitor what the visitor is called
 * @param {string} desk the name of the desk's automatic messages
 * @param {boolean} onPaper printed instead of saved
 */
export default function transcript(locale, told, bot, visitor, desk, onPaper) {
  const names = { bot, visitor, desk };
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  const lines = JSON.parse(told).events.flatMap((event) => line(event, names, time));
  const text = [document.title, "", ...lines].join("\n");
  if (onPaper) print(text);
  else save(text);
}

/** What one event says, with who and when above it; nothing where it says nothing. */
function line({ at, body }, names, time) {
  const [[kind, said]] = Object.entries(body);
  const who = { visitor: names.visitor, bot: names.bot, agent: said?.agent?.name ?? names.desk }[kind];
  const parts = [...(said?.cards ?? []).map((card) => card.title), ...(said?.files ?? []).map((file) => `[${file.name}]`)];
  const text = [said?.text ?? words(said?.blocks ?? []), ...parts].filter(Boolean).join("\n").trim();
  return who && text ? [`${time.format(at)}, ${who}`, text, ""] : [];
}

/** The words of formatted text. A block ends its line. */
function words(part) {
  if (typeof part === "string") return part === "break" ? "\n" : "";
  if (Array.isArray(part)) return part.map(words).join("");
  const [[kind, inner]] = Object.entries(part);
  if (kind === "text") return inner;
  if (kind === "code") return inner;
  if (kind === "link") return link(inner);
  const text = words(inner.items ?? inner);
  return ["paragraph", "heading", "quote", "list"].includes(kind) ? `${text.trimEnd()}\n` : text;
}

function link({ href, text }) {
  const shown = words(text);
  return shown === href ? href : `${shown} (${href})`;
}

function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = "chat.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const ON_PAPER = `
.baton-paper {
  display: none;
}
@media print {
  .baton {
    display: none;
  }
  .baton-paper {
    display: block;
    color: #000;
    font: 11pt/1.5 var(--font);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
}
`;

/** Shows the text alone on paper, and on paper alone. */
function print(text) {
  const style = new CSSStyleSheet();
  style.replaceSync(ON_PAPER);
  document.adoptedStyleSheets.push(style);
  const sheet = document.createElement("pre");
  sheet.className = "baton-paper";
  sheet.textContent = text;
  document.body.append(sheet);
  addEventListener("afterprint", () => sheet.remove(), { once: true });
  window.print();
}
