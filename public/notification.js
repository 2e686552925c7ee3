/* A notification of the browser's, where the visitor has allowed them and looks at something else. */

/**
 * Shows one. Clicking it brings the page to the front and opens the chat.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {{ title: string, body: string, tag?: string }} notice one with the tag of another takes its place
 */
export default function notify(site, { title, body, tag }) {
  if (!document.hidden || globalThis.Notification?.permission !== 'granted') return;
  try {
    const shown = new Notification(title, { body, tag });
    const away = () => shown.close();
    shown.onclick = () => {
      window.focus();
      site.acts.open();
      away();
    };
    document.addEventListener('visibilitychange', away, { once: true });
    site.ends.push(away);
  } catch {
    // Some browsers of phones have them for service workers alone.
  }
}
