// A way to copy what a message says. Loaded by means.js with the first message that the mouse is on, or once the keyboard
// has come to the conversation. It stands outside of the log, so that nothing there is read out anew.

const DONE_MS = 2000;

/**
 * Makes the button; gives what brings it to a message, or to the newest without one.
 * @param {() => Record<string, string>} words the words of this document in the visitor's language
 */
export default function copying(words) {
  const main = document.getElementById("baton-main");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "baton-button baton-copy";
  let bubble;
  button.addEventListener("click", async () => {
    await copy(bubble);
    button.textContent = words().copied || "Copied";
    setTimeout(say, DONE_MS);
  });
  const say = () => {
    button.textContent = words().copy || "Copy";
  };
  const hide = () => button.remove();
  main.addEventListener("scroll", hide, true);
  main.addEventListener("pointerleave", hide);
  // What comes or goes in the conversation moves the message, and the button with it.
  const watch = new ResizeObserver(() => button.isConnected && (bubble.isConnected ? place() : hide()));
  watch.observe(main);

  // Beside it, where there is room: on the side towards the middle.
  function place() {
    const [at, around] = [bubble, main].map((element) => element.getBoundingClientRect());
    // Gone out of view, it would lie on what others have said; nobody loses the focus by that.
    const isAway = at.bottom < around.top || at.top > around.bottom;
    if (isAway && document.activeElement !== button) return hide();
    const room = 4;
    const after = at.right + room + button.offsetWidth < around.right;
    const left = after ? at.right + room : Math.max(at.left - room - button.offsetWidth, around.left + room);
    button.style.left = `${left - around.left}px`;
    button.style.top = `${Math.max(at.top - around.top, 0)}px`;
    return undefined;
  }

  return (given) => {
    const next = given ?? [...document.querySelectorAll("[role=log] .baton-bubble")].at(-1);
    if (!next?.textContent.trim()) return hide();
    if (next === bubble && button.isConnected) return undefined;
    bubble = next;
    say();
    main.append(button);
    // With the draft below the messages; drawn anew it is another element.
    watch.observe(bubble.closest(".baton-page"));
    place();
    return undefined;
  };
}

/** The message's words, as they are read. */
async function copy(bubble) {
  const said = bubble.innerText.trim();
  try {
    await navigator.clipboard.writeText(said);
  } catch {
    // A page may have kept that from its frames; what is marked can be copied anyhow.
    getSelection().selectAllChildren(bubble);
    document.execCommand("copy");
    getSelection().removeAllRanges();
  }
}
