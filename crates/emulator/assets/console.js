// Live news for the agents' console: shows a notice for each new message and refreshes the parts marked data-live.
"use strict";

const ticketOnPage = document.querySelector(".ticket")?.dataset.ticket;
const notices = document.getElementById("notices");
const linkState = document.getElementById("link-state");
const baseTitle = document.title;

function countUnread() {
  const unread = Number(document.getElementById("ticket-list")?.dataset.unread ?? 0);
  document.title = unread > 0 ? `(${unread}) ${baseTitle}` : baseTitle;
}

// The server tells UTC; whoever reads has a clock of their own.
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

function localise(page) {
  for (const time of page.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = clock.format(at);
  }
}

// The conversation follows its newest message, unless the agent has scrolled up to read.
const transcript = document.getElementById("transcript");
let follows = true;

function follow() {
  if (follows && transcript) transcript.scrollTop = transcript.scrollHeight;
}

transcript?.addEventListener("scroll", () => {
  follows = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 80;
});
// An image grows the conversation once it has loaded.
transcript?.addEventListener("load", follow, true);

let refreshing = null;
let again = false;

// Fetches the page once more and swaps its live parts. The reply box is not one of them, so typed text stays.
async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = (async () => {
    do {
      again = false;
      const response = await fetch(location.pathname, { headers: { accept: "text/html" } });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      localise(fresh);
      for (const part of document.querySelectorAll("[data-live]")) {
        const next = fresh.getElementById(part.id);
        if (!next || next.innerHTML === part.innerHTML) continue;
        // The element itself stays, with its focus and its place in a long conversation.
        for (const { name, value } of next.attributes) part.setAttribute(name, value);
        part.replaceChildren(...document.importNode(next, true).childNodes);
      }
      follow();
      const ended = fresh.getElementById("ended");
      const form = document.getElementById("reply");
      if (ended && form) form.replaceWith(document.importNode(ended, true));
      countUnread();
    } while (again);
  })();
  try {
    await refreshing;
  } catch {
    // The next event tries again.
  } finally {
    refreshing = null;
  }
}

function announce(news) {
  const note = document.createElement("a");
  note.className = "notice";
  note.href = `/console/tickets/${news.ticket}`;
  note.dataset.ticket = news.ticket;
  const title = document.createElement("b");
  title.textContent = news.kind === "message" ? `${news.title} in #${news.ticket}` : news.title;
  const text = document.createElement("span");
  text.textContent = news.text;
  note.append(title, text);
  notices.append(note);
  const surplus = [...notices.children].slice(0, -4);
  for (const old of surplus.filter((old) => !isInUse(old))) old.remove();
  setTimeout(() => leave(note), 12000);
}

const isInUse = (note) => note.matches(":hover, :focus");

// A notice that somebody points at, or has reached with the keyboard, stays until they are done with it.
function leave(note) {
  if (isInUse(note)) setTimeout(() => leave(note), 2000);
  else note.remove();
}

const source = new EventSource("/console/events");
source.onopen = () => {
  linkState.textContent = "Live";
  linkState.dataset.state = "live";
  refresh();
};
source.onerror = () => {
  linkState.textContent = "Reconnecting…";
  linkState.dataset.state = "lost";
};
source.onmessage = (event) => {
  const news = JSON.parse(event.data);
  if (news.kind !== "change") announce(news);
  // A page nobody looks at must not mark messages as read.
  if (!document.hidden && (!ticketOnPage || String(news.ticket) === ticketOnPage)) refresh();
};
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});

// Enter sends, Shift+Enter breaks the line.
document.getElementById("reply-text")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// What was sent once is not sent again while its answer is awaited: a second Enter, a double click.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (sent.has(event.target)) return event.preventDefault();
  sent.add(event.target);
  for (const button of event.target.querySelectorAll("button")) button.disabled = true;
  return undefined;
});
// Whoever goes back gets this page as it was left.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

localise(document);
follow();
document.getElementById("reply-text")?.focus({ preventScroll: true });
countUnread();
