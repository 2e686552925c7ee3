// The first script of the chat document. It paints what the document knows, owns the composer, takes the host page's
// handshake and starts the WebAssembly module. Whatever happens before that module runs (a text, a send, a file, a call
// of the host page) waits here and is handed over. Where the module cannot run, it says so and shows the way out.

const id = (name) => document.getElementById(`baton-${name}`);
const root = document.documentElement;
const text = id("text");
const files = id("files");
const send = id("send");
const close = id("close");
const embedded = window.parent !== window;

// --- What the document knows ---------------------------------------------------------------------------------------

const siteText = document.querySelector('meta[name="baton-site"]').content || "{}";
let site = {};
try {
  site = JSON.parse(siteText);
} catch {
  console.error("Baton: the chat document carries no readable site description.");
}

const rtl = /^(ar|dv|fa|he|ks|ku-arab|ps|sd|ug|ur|yi)(-|$)/i;
let locale = "en";
function setLocale(wanted) {
  try {
    [locale] = Intl.getCanonicalLocales(wanted);
  } catch {
    return false;
  }
  root.lang = locale;
  root.dir = rtl.test(locale) ? "rtl" : "ltr";
  return true;
}

// A theme is "light", "dark" or "auto", or an object of --baton-* properties with an optional `mode` of these.
function setTheme(theme) {
  const mode = typeof theme === "string" ? theme : theme?.mode;
  if (mode === "light" || mode === "dark") root.dataset.theme = mode;
  else if (mode === "auto") delete root.dataset.theme;
  else if (mode !== undefined) return false;
  if (theme && typeof theme === "object") {
    for (const [key, value] of Object.entries(theme)) {
      if (key !== "mode") root.style.setProperty(`--baton-${key.replace(/^(--)?baton-/, "")}`, String(value));
    }
  }
  return true;
}

function words(block) {
  if (typeof block === "string") return block === "break" ? "\n" : "";
  if (Array.isArray(block)) return block.map(words).join("");
  const [[kind, inner]] = Object.entries(block);
  if (kind === "text" || kind === "code") return inner;
  return words(inner.items ?? inner.text ?? inner);
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

function paint() {
  setLocale(site.locale || "en");
  document.title = id("title").textContent = site.title || "Chat";
  id("subtitle").textContent = site.subtitle || "";
  if (site.greeting?.length) greet([site.greeting.map(words).join("\n")]);
  id("attach").hidden = !site.files?.extensions?.length;
  if (site.files) files.accept = site.files.extensions.map((extension) => `.${extension}`).join(",");
  close.hidden = !embedded;
  setTheme(site.theme);
}

// --- The composer --------------------------------------------------------------------------------------------------

let chat; // the module's handlers, once it runs
const sends = [];
const picked = [];
let attached = false;
let wanted = false;

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
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
  // Text that is dropped goes into the field by itself; a file would replace the chat.
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", (event) => {
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

// --- The host page -------------------------------------------------------------------------------------------------

let port;
const heard = [];

function post(message) {
  port?.postMessage(message);
}

function trusted(origin) {
  return (site.origins || []).some((entry) => {
    const [scheme, host] = entry.split("://*.");
    return host ? origin.startsWith(`${scheme}://`) && origin.endsWith(`.${host}`) : origin === entry;
  });
}

function shakeHands(event) {
  const nonce = location.hash.slice(1);
  if (port || event.source !== window.parent || event.data?.baton !== 1) return;
  if (!nonce || event.data.nonce !== nonce) return;
  if (!trusted(event.origin)) {
    console.warn(`Baton: ${event.origin} is not among the origins that may embed this chat.`);
    return;
  }
  [port] = event.ports;
  history.replaceState(null, "", location.pathname + location.search);
  port.onmessage = ({ data }) => hear(data);
  // The loader shows the panel at the first word, and gives up where none comes. The module may take its time.
  post({ t: "painted" });
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
  if (message?.t === "init") {
    if (message.options?.theme) setTheme(message.options.theme);
    const said = message.options?.initialMessage ?? message.options?.initialMessages;
    if (said && !chat) greet([said].flat().map(String));
  }
  // A page that opens the chat by itself keeps its focus.
  if (message?.t === "shown" && message.open) {
    if (message.focus) focus();
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
  line.textContent = chat ? "Something went wrong and the chat had to stop. " : "The chat can’t run in this browser just now. ";
  if (/^(https?|mailto|tel):/i.test(site.fallback || "")) {
    const link = document.createElement("a");
    link.href = site.fallback;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = "You can reach us here instead.";
    line.append(link);
  }
  line.hidden = false;
  root.dataset.over = "";
  // What nobody has sent stays where it can be copied.
  for (const line of early.querySelectorAll(".baton-line--visitor")) {
    const note = document.createElement("p");
    note.className = "baton-meta baton-meta--failed";
    note.textContent = "Not sent";
    line.append(note);
  }
  text.value = [...sends.splice(0), text.value].filter((said) => said.trim()).join("\n");
  text.readOnly = true;
  fit();
  post({ t: "crashed" });
}

// What the module calls; see src/host/boot.rs.
globalThis.batonBoot = {
  siteText: () => siteText,
  embedded: () => embedded,
  // The module draws from here on: everything that waited goes to it, in order.
  takeOver(handlers) {
    chat = handlers;
    id("early").remove();
    if (wanted || sends.length || picked.length) chat.intent();
    for (const message of heard.splice(0)) chat.host(message);
    const typed = text.value;
    for (const said of sends.splice(0)) chat.submit(said);
    if (picked.length) chat.pick(picked.splice(0));
    if (typed) {
      text.value = typed;
      fit();
      chat.typed(typed);
    }
    post({ t: "ready" });
  },
  post,
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
  setLocale,
  setTheme,
  newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  // Days and times in the visitor's own words.
  dayNumber(at) {
    const date = new Date(at);
    return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 864e5);
  },
  dayName(at) {
    const ago = batonBoot.dayNumber(Date.now()) - batonBoot.dayNumber(at);
    if (ago >= 0 && ago < 2) {
      const name = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
      return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
    }
    return new Intl.DateTimeFormat(locale, { dateStyle: ago < 7 && ago > 0 ? "full" : "long" }).format(at);
  },
  clock: (at) => new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(at),
  // Within a week the day's name says enough.
  moment(at) {
    const ahead = batonBoot.dayNumber(at) - batonBoot.dayNumber(Date.now());
    const day = ahead < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
    const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "numeric", ...(ahead > 0 && day) });
    return time.format(at);
  },
  size(bytes) {
    const [unit, of] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    const shown = bytes / of;
    return new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: shown < 10 && of > 1 ? 1 : 0,
    }).format(shown);
  },
};

addEventListener("message", shakeHands);
// A trap of the module is the end of it, wherever it surfaces.
const trap = (reason) => globalThis.WebAssembly && reason instanceof WebAssembly.RuntimeError && crashed(reason);
addEventListener("error", (event) => trap(event.error));
addEventListener("unhandledrejection", (event) => trap(event.reason));

paint();
listen();
fit();

const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
// Where there is something to agree to, nothing that could send or store anything is even loaded before.
const agreed = site.consent && import("./consent.js").then((gate) => gate.default(site.token, site.consent));
Promise.resolve(agreed)
  .then(() => import(new URL(js, location.href)))
  .then((module) => module.default({ module_or_path: new URL(wasm, location.href) }))
  .catch(crashed);
