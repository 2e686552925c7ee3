/* On which paths of the site the chat shows, and on which it does not. */

/** Whether one of the rules is about this path. `*` stands for anything, and a slash at the end makes no difference. */
function about(rules) {
  return `${rules}`.split(',').some((rule) => {
    const pattern = rule.trim().replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*');
    return pattern && new RegExp(`^${pattern}/?$`).test(location.pathname);
  });
}

/**
 * Shows and hides the chat by `showOn` and `hideOn` from here on. Its frame stays, and with it the conversation.
 *
 * @param {object} site what is shared of the chat; see panel.js
 */
export default function keep(site) {
  site.locate = () => {
    const { showOn, hideOn } = site.settings;
    site.away = Boolean((showOn && !about(showOn)) || (hideOn && about(hideOn)));
    // An open panel that comes back takes no focus.
    site.focusing = false;
    site.show?.();
    site.host.style.display = site.away ? 'none' : '';
  };
  site.locate();
  site.add('navigation', site.locate);
}
