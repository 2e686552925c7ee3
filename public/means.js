// Fetched together with the module: what the module is given of JavaScript's own means, since they are few bytes here and
// many there. What only some visitors want is fetched from here when they do.

const boot = globalThis.batonBoot;
const { site, kept, keep } = boot;
const id = (name) => document.getElementById(`baton-${name}`);

let held; // the scroller, and the rows in view with their places, while the conversation is drawn

const dayNumber = (at) => {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 864e5);
};

function size(bytes) {
  const [unit, of] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const shown = bytes / of;
  const maximumFractionDigits = shown < 10 && of > 1 ? 1 : 0;
  return new Intl.NumberFormat(boot.locale(), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(shown);
}

// What the visitor is told in passing, above the composer.
const NOTE_MS = 8000;
function note(said) {
  const line = document.createElement("p");
  line.className = "baton-strip";
  line.setAttribute("role", "status");
  id("composer").before(line);
  // Once it is there to be listened to.
  requestAnimationFrame(() => (line.textContent = said));
  setTimeout(() => line.remove(), NOTE_MS);
}

Object.assign(boot, {
  // --- Numbers, days and times in the visitor's own words ---
  size,
  dayNumber,
  counted(said, number) {
    const rules = new Intl.PluralRules(boot.locale());
    const forms = ["zero", "one", "two", "few", "many", "other"];
    const { pluralCategories } = rules.resolvedOptions();
    const form = forms.filter((each) => pluralCategories.includes(each)).indexOf(rules.select(number));
    const texts = said.split("|");
    return (texts[form] ?? texts.at(-1)).replace("{name}", new Intl.NumberFormat(boot.locale()).format(number));
  },
  dayName(at) {
    const ago = dayNumber(Date.now()) - dayNumber(at);
    if (ago >= 0 && ago < 2) {
      const name = new Intl.RelativeTimeFormat(boot.locale(), { numeric: "auto" }).format(-ago, "day");
      return name.charAt(0).toLocaleUpperCase(boot.locale()) + name.slice(1);
    }
    return new Intl.DateTimeFormat(boot.locale(), { dateStyle: ago < 7 && ago > 0 ? "full" : "long" }).format(at);
  },
  clock: (at) => new Intl.DateTimeFormat(boot.locale(), { timeStyle: "short" }).format(at),
  // Within a week the day's name says enough.
  moment(at) {
    const ahead = dayNumber(at) - dayNumber(Date.now());
    const day = ahead < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
    const time = new Intl.DateTimeFormat(boot.locale(), { hour: "numeric", minute: "numeric", ...(ahead > 0 && day) });
    return time.format(at);
  },

  // --- The place of whoever reads further up: what comes and goes around it moves them not ---
  hold(rows) {
    const scroller = rows.closest(".baton-scroll");
    const { top } = scroller.getBoundingClientRect();
    const seen = [...rows.children].map((row) => [row, row.getBoundingClientRect()]);
    held = { scroller, rows: seen.filter(([, place]) => place.bottom > top) };
  },
  letGo() {
    const stays = held.rows.find(([row]) => row.isConnected);
    if (stays) held.scroller.scrollTop += Math.round(stays[0].getBoundingClientRect().top - stays[1].top);
    held = undefined;
  },

  newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },

  // --- What is fetched when it is wanted ---
  async unknown(...given) {
    boot.post((await import("./nearest.js")).default(...given));
  },
  chime(event) {
    if (kept("muted") !== "1") import("./chime.js").then((module) => module.default(site.token, event)).catch(() => {});
  },
  muted: () => kept("muted") === "1",
  mute: (muted) => keep("muted", muted ? "1" : ""),
  chooseLanguage(label) {
    import("./tongues.js").then((module) => module.default(label, boot.locale(), id("composer"), keep, boot.chat())).catch(boot.crashed);
  },
  async locate() {
    (await import("./location.js")).default(boot.words(), boot.chat(), note);
  },
  // The host page asks: what is shown outside of its window is shown in its name.
  offerNotices(button) {
    button.hidden = !boot.embedded() || kept("notices") === "1";
    button.addEventListener("click", () =>
      boot.question({ t: "permit" }, (answer) => {
        if (answer !== "granted") return note(boot.words().notices_denied || "Your browser blocks notifications from this page.");
        keep("notices", "1");
        button.hidden = true;
      }),
    );
  },
  transcript(...given) {
    import("./transcript.js").then((module) => module.default(boot.locale(), ...given)).catch(boot.crashed);
  },
  // A socket, or what stands in for one where none gets through.
  socket(address, polled) {
    if (!polled) return new WebSocket(address);
    const socket = { close() {} };
    import("./poll.js").then(
      (module) => module.default(polled, socket),
      () => socket.onclose?.(new Event("close")),
    );
    return socket;
  },
});

// A way to copy comes to whatever message the mouse is on, or the newest where the keyboard is.
let copies;
const copying = ({ type, target, pointerType }) => {
  const bubble = target.closest?.(".baton-bubble");
  const reached = type === "focusin" ? target.classList.contains("baton-scroll") : bubble && pointerType === "mouse";
  if (!reached) return;
  copies ||= import("./copy.js").then((module) => module.default(boot.words));
  copies.then((copy) => copy(bubble)).catch(() => {});
};
// A message that comes under a mouse at rest is not meant.
for (const type of ["pointermove", "focusin"]) addEventListener(type, copying);

// What is taken is told before anybody tries, and reckoned only then: Intl takes its time when it is asked first.
function tellLimits() {
  const words = boot.words();
  const limit = site.files && (words.file_limit || "Up to {name} for each file").replace("{name}", size(site.files.max_bytes));
  id("attach").title = limit || "";
  id("drop").textContent = `${words.drop_here || "Drop files here"}\n${limit || ""}`;
}
for (const type of ["focus", "pointerenter"]) id("attach").addEventListener(type, tellLimits);
addEventListener("dragenter", tellLimits);

// The first formatter is slow to make. The first message wants one: it is made while the module is still on its way.
setTimeout(boot.clock, 0, 0);
