// The first script of the chat document. It paints what the document knows, owns the composer, takes the host page's
// handshake and starts the WebAssembly module. Whatever happens before that module runs (a text, a send, a file, a call
// of the host page) waits here and is handed over. Where the module cannot run, it says so and shows the way out.

// Scripts that come as soon as they can may come before the end of the document.
if (document.readyState === "loading") await new Promise((parsed) => addEventListener("DOMContentLoaded", parsed));

const id = (name) => document.getElementById(`baton-${name}`);
const root = document.documentElement;
const text = id("text");
const files = id("files");
const send = id("send");
const close = id("close");
const embedded = parent !== window;

// --- What the document knows ---------------------------------------------------------------------------------------

const siteText = document.querySelector('meta[name="baton-site"]').content || "{}";
let site = {};
try {
  site = JSON.parse(siteText);
} catch {
  console.error("Baton: the chat document carries no readable site description.");
}

const rtl = /^(ar|dv|fa|he|ks|ku-arab|ps|sd|ug|ur|yi)(-|$)/i;
let locale = "en"; // of days, times and numbers
let texts = []; // of the module, where they are not its own
let drawn; // those in which it has drawn, once it has
let words = {}; // of this document, likewise
let speaking; // the language that is being fetched, or was last
let put; // puts words into this document, once there was another language

// Days and numbers change at once, words once they are here. What the visitor has chosen counts before all else.
function setLocale(given) {
  const wanted = kept("language") || given;
  const tags = wanted === "auto" ? [...navigator.languages] : [wanted];
  try {
    [locale] = Intl.getCanonicalLocales(tags);
  } catch {
    return false;
  }
  if (speaking?.tag !== locale) speak(locale, tags);
  return true;
}

function speak(tag, tags) {
  const isOwn = /^en\b/.test(tag) && !site.texts;
  const found = isOwn ? Promise.resolve({ code: "en", texts: [] }) : import("./language.js").then((file) => file.default(tags, site.texts));
  const turn = { tag, done: undefined };
  speaking = turn;
  turn.done = found.catch(() => ({ code: "en", texts: [] })).then((language) => {
    if (speaking !== turn) return;
    ({ texts } = language);
    words = language.frame || {};
    root.lang = language.code === tag.split("-")[0] ? tag : language.code;
    root.dir = rtl.test(language.code) ? "rtl" : "ltr";
    put = language.put || put;
    put?.(words);
    chat?.texts(texts);
  });
}

// A theme is "light", "dark" or "auto", or an object of --baton-* properties with an optional `mode` of these.
function setTheme(theme) {
  const mode = typeof theme === "string" ? theme : theme?.mode;
  if (mode === "light" || mode === "dark") root.dataset.theme = mode;
  else if (mode === "auto") delete root.dataset.theme;
  else if (mode !== undefined) return false;
  if (theme && typeof theme === "object") {
    for (const [key, value] of Object.entries(theme)) {
      if (key !== "mode") root.style.setProperty(`--baton-${key.replace(/^(--)?baton-/, "")}`, value);
    }
  }
  return true;
}

function plain(block) {
  if (typeof block === "string") return block === "break" ? "\n" : "";
  if (Array.isArray(block)) return block.map(plain).join("");
  const [[kind, inner]] = Object.entries(block);
  if (kind === "text" || kind === "code") return inner;
  return plain(inner.items ?? inner.text ?? inner);
}

const early = document.querySelector(".baton-lines");
function bubble(kind, said) {
  const line = document.createElement("div");
  line.className = `baton-line baton-line--${kind} baton-line--first baton-line--last`;
  const inner = document.createElement("div");
  inner.className = "baton-bubble";
  const paragraph = document.createElement("p");
  // The text has its own direction; the bubble's corners keep to the page's.
  paragraph.dir = "auto";
  paragraph.textContent = said;
  inner.append(paragraph);
  line.append(inner);
  early.append(line);
}

// What the bot says before anyone does; nothing of the visitor's stands before it.
function greet(texts) {
  const later = [...early.querySelectorAll(".baton-line--visitor")];
  early.replaceChildren();
  for (const said of texts) bubble("bot", said);
  early.append(...later);
}

// Phones offer their camera where they read that pictures are meant.
const accepted = (extensions) =>
  extensions.map((extension) => (/^jpe?g$/.test(extension) ? `.${extension},image/jpeg` : `.${extension}`)).join(",");

function paint() {
  setLocale(site.follow_browser ? "auto" : site.locale || "en");
  document.title = id("title").textContent = site.title || "Chat";
  id("subtitle").textContent = site.subtitle || "";
  if (site.greeting?.length) greet([site.greeting.map(plain).join("\n")]);
  id("attach").hidden = !site.files?.extensions?.length;
  if (site.files) files.accept = accepted(site.files.extensions);
  close.hidden = !embedded;
  setTheme(site.theme);
}

// --- The composer --------------------------------------------------------------------------------------------------

let chat; // the module's handlers, once it runs
const sends = [];
let focusing = false; // whether the panel was opened by somebody who goes on here
const picked = [];
let attached = false;
let wanted = false;

// What does not grow with its text by itself is measured, for which everything is laid out.
const grows = CSS.supports("field-sizing: content");
function fit() {
  if (!grows) {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  }
  // An empty field with "auto" would be left to right, whatever the page is.
  text.dir = text.value ? "auto" : "";
  send.setAttribute("aria-disabled", String(!text.value.trim() && !attached));
}

function submit() {
  if (over) return undefined;
  if (chat) return chat.submit(text.value);
  const said = text.value.trim();
  if (!said) return undefined;
  sends.push(said);
  bubble("visitor", said);
  text.value = "";
  return fit();
}

function pick(list) {
  const chosen = [...(list || [])];
  if (!chosen.length) return;
  if (chat) chat.pick(chosen);
  else picked.push(...chosen);
}

// Where the cursor is, in place of what is marked.
function insert(more) {
  text.setRangeText(more, text.selectionStart, text.selectionEnd, "end");
  fit();
  intent();
  chat?.typed(text.value);
}

// keyCode 229: some browsers end a composition before they say so.
const composing = (event) => event.isComposing || event.keyCode === 229;

function intent() {
  if (wanted) return;
  wanted = true;
  chat?.intent();
}

function listen() {
  id("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("keydown", (event) => {
    intent();
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    submit();
  });
  text.addEventListener("pointerdown", intent);
  text.addEventListener("input", () => {
    intent();
    fit();
    chat?.typed(text.value);
  });
  text.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    // Office programs add a picture of the text; the text is what is meant.
    if (!data?.files.length || data.types.includes("text/plain") || id("attach").hidden) return;
    event.preventDefault();
    pick(data.files);
  });
  id("attach").addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    pick(files.files);
    files.value = "";
  });
  id("emoji").addEventListener("click", async () => {
    const { default: emoji } = await import("./emoji.js");
    emoji(id("emoji"), id("composer"), insert);
  });
  // Text that is dropped goes into the field by itself; a file would replace the chat.
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  const held = (is) => {
    id("drop").hidden = !is || id("attach").hidden;
  };
  addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    held(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || held(false));
  addEventListener("drop", (event) => {
    held(false);
    if (!brings(event)) return;
    event.preventDefault();
    if (!id("attach").hidden) pick(event.dataTransfer.files);
  });
  close.addEventListener("click", () => post({ t: "close" }));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !composing(event)) post({ t: "close" });
    if (event.key === "Tab" && "full" in root.dataset) keepFocus(event);
    if (event.target === document.body && writes(event)) text.focus({ preventScroll: true });
  });
}

// WebKit gives a field of a frame no focus before somebody has clicked or typed in that frame. So the composer gets it with
// the first letter, which then lands there. A space scrolls, and with other keys held a letter is a command.
const writes = ({ key, ctrlKey, altKey, metaKey }) => key.length === 1 && key !== " " && !ctrlKey && !altKey && !metaKey;

// Full screen on a small device the panel is modal: Tab goes round inside it.
function keepFocus(event) {
  const stops = [...document.querySelectorAll("a[href], button, input, textarea, [tabindex='0']")].filter(
    (stop) => stop.checkVisibility?.() ?? stop.offsetParent,
  );
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement === from) {
    event.preventDefault();
    to?.focus();
  }
}

// A programmatic focus on a touch screen would raise the keyboard over the conversation.
function focus() {
  if (matchMedia("(pointer: coarse)").matches) (document.querySelector(".baton-scroll") || text).focus?.();
  else text.focus({ preventScroll: true });
}

// What the visitor has chosen for this browser; nothing where it keeps nothing.
function kept(name) {
  try {
    return localStorage[`baton:${site.token}:${name}`];
  } catch {
    return undefined;
  }
}

function keep(name, value) {
  try {
    localStorage[`baton:${site.token}:${name}`] = value;
  } catch {
    // Then it holds for as long as nobody asks.
  }
}

// Two tabs, one text: what is written in one stands in the other, unless somebody writes there too.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== `baton:${site.token}:draft` || document.hasFocus() || !chat) return;
  text.value = newValue || "";
  fit();
});

// --- The host page -------------------------------------------------------------------------------------------------

let port;
const heard = [];
const asked = new Map(); // questions to the page, by their number
let asks = 0;

// A page that does not answer holds nothing up for long.
const PATIENCE_MS = 3000;

function question(message, then, patience) {
  const id = ++asks;
  const done = (answer) => {
    if (asked.delete(id)) then(answer);
  };
  asked.set(id, done);
  if (patience) setTimeout(done, patience);
  post({ ...message, id });
}

const asking = new Set(); // texts that are about to be sent

// What is asked about twice would be sent twice, and what is written meanwhile is another message.
function ask(name, value, then) {
  const said = name === "beforeSend" && value.text;
  if (asking.has(said)) return;
  if (said) asking.add(said);
  const answered = (answer) => {
    const written = text.value;
    asking.delete(said);
    then(answer);
    if (!said || text.value) return;
    batonBoot.setText(written.startsWith(said) ? written.slice(said.length).trimStart() : written);
    chat.typed(text.value);
  };
  question({ t: "ask", name, value }, answered, PATIENCE_MS);
}

function post(message) {
  port?.postMessage(message);
}

function trusted(origin) {
  return (site.origins || []).some((entry) => {
    const [scheme, host] = entry.split("://*.");
    return host ? origin.startsWith(`${scheme}://`) && origin.endsWith(`.${host}`) : origin === entry;
  });
}

// A page may show the panel as soon as it knows that this document stands in its frame; it need not wait for all of it.
function announce() {
  const [origin] = location.ancestorOrigins ?? [document.referrer && new URL(document.referrer).origin];
  if (embedded && trusted(origin)) window.parent.postMessage({ baton: 1 }, origin);
}

function shakeHands(event) {
  const nonce = location.hash.slice(1);
  if (port || event.source !== parent || event.data?.baton !== 1) return;
  if (!nonce || event.data.nonce !== nonce) return;
  if (!trusted(event.origin)) {
    console.warn(`Baton: ${event.origin} is not among the origins that may embed this chat.`);
    return;
  }
  [port] = event.ports;
  history.replaceState(null, "", location.pathname + location.search);
  port.onmessage = ({ data }) => hear(data);
  // The loader shows the panel at the first word, and gives up where none comes. The module may take its time, and it may
  // have been quicker than the page.
  post({ t: chat ? "ready" : "painted" });
}

function hear(message) {
  if (message?.t === "viewport") {
    root.toggleAttribute("data-full", Boolean(message.full));
    root.style.setProperty("--baton-height", message.full ? `${message.height}px` : "");
    for (const side of ["top", "right", "bottom", "left"]) {
      root.style.setProperty(`--baton-safe-${side}`, `${Number(message.safe?.[side]) || 0}px`);
    }
    return;
  }
  if (message?.t === "answer") {
    asked.get(message.id)?.(message.value);
    return;
  }
  if (message?.t === "init") {
    if (message.options?.theme) setTheme(message.options.theme);
    // A chat that is part of the page is not closed.
    if (/^(inline|page)$/.test(message.options?.mode)) close.hidden = true;
    if (message.options?.locale) setLocale(message.options.locale);
    const said = message.options?.initialMessage ?? message.options?.initialMessages;
    if (said && !chat) greet([said].flat().map(String));
  }
  // A page that opens the chat by itself keeps its focus.
  if (message?.t === "shown" && message.open) {
    focusing = message.focus;
    if (focusing) focus();
    dispatchEvent(new Event("baton:shown"));
  }
  if (chat) chat.host(message);
  else heard.push(message);
}

// --- Starting, and failing -----------------------------------------------------------------------------------------

let over = false;
function crashed(reason) {
  if (over) return;
  over = true;
  console.error("Baton: the chat cannot run.", reason ?? "");
  const line = id("fallback");
  line.dir = "auto"; // its words may be English where the language did not come
  line.textContent = chat
    ? `${words.stopped || "Something went wrong and the chat had to stop."} `
    : `${words.cannot_run || "The chat can’t run in this browser just now."} `;
  if (/^(https?|mailto|tel):/i.test(site.fallback || "")) {
    const link = document.createElement("a");
    link.href = site.fallback;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.dir = "auto";
    link.textContent = words.elsewhere || "You can reach us here instead.";
    line.append(link);
  }
  line.hidden = false;
  root.dataset.over = "";
  // What nobody has sent stays where it can be copied.
  for (const line of early.querySelectorAll(".baton-line--visitor")) {
    const note = document.createElement("p");
    note.className = "baton-meta baton-meta--failed";
    note.textContent = words.not_sent || "Not sent";
    line.append(note);
  }
  text.value = [...sends.splice(0), text.value].filter((said) => said.trim()).join("\n");
  text.readOnly = true;
  fit();
  post({ t: "crashed" });
}

// What the module calls, and means.js adds to; see src/host/boot.rs.
globalThis.batonBoot = {
  site,
  kept,
  keep,
  chat: () => chat,
  words: () => words,
  siteText: () => siteText,
  embedded: () => embedded,
  // The module draws from here on: everything that waited goes to it, in order.
  takeOver(handlers) {
    chat = handlers;
    if (drawn && drawn !== texts) chat.texts(texts);
    id("early").remove();
    // What had it, or was to have it, is another element now.
    if (focusing && document.hasFocus() && document.activeElement === document.body) focus();
    if (wanted || sends.length || picked.length) chat.intent();
    for (const message of heard.splice(0)) chat.host(message);
    // What cannot be sent, or not yet, stays in the composer, before what is being typed.
    const left = [];
    const typed = text.value;
    for (const said of sends.splice(0)) {
      text.value = said;
      chat.submit(said);
      left.push(text.value);
    }
    if (picked.length) chat.pick(picked.splice(0));
    text.value = [...left, typed].filter(Boolean).join("\n");
    fit();
    if (text.value) chat.typed(text.value);
    post({ t: "ready" });
  },
  post,
  ask,
  question,
  crashed,
  focus,
  text: () => text.value,
  setText(value) {
    text.value = value;
    fit();
  },
  setAttached(has) {
    attached = has;
    fit();
  },
  locale: () => locale,
  texts: () => (drawn = texts),
  setLocale,
  setTheme,
};

addEventListener("message", shakeHands);
// A trap of the module is the end of it, wherever it surfaces.
const trap = (reason) => globalThis.WebAssembly && reason instanceof WebAssembly.RuntimeError && crashed(reason);
addEventListener("error", (event) => trap(event.error));
addEventListener("unhandledrejection", (event) => trap(event.reason));

paint();
listen();
announce();
if (text.value) fit();

const { js, wasm, means } = document.querySelector("script[data-wasm]").dataset;
// Where there is something to agree to, nothing that could send or store anything is even loaded before.
const agreed = site.consent && import("./consent.js").then((gate) => gate.default(site.token, site.consent));
// A language that is slow to come is put in later.
const WORDS_MS = 2000;
const spoken = () => Promise.race([speaking.done, new Promise((resolve) => setTimeout(resolve, WORDS_MS))]);
// The module takes the processor when it starts: whoever opens the chat sees it first, and can write.
const SHOWN_MS = 500;
const shown = new Promise((resolve) => {
  addEventListener("baton:shown", () => requestAnimationFrame(() => setTimeout(resolve)));
  setTimeout(resolve, embedded && SHOWN_MS);
});
const from = (name) => new URL(name, location.href);
Promise.resolve(agreed)
  .then(() => Promise.all([import(from(js)), fetch(from(wasm)), import(from(means)), shown, spoken()]))
  .then(([module, response]) => module.default({ module_or_path: response }))
  .catch(crashed);
