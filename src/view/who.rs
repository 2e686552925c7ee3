//! The header's left: who is there.

use super::avatar::add_avatar;
use super::dom::{add, add_icon, add_text, clear, follow, set};
use super::icons::CHAT;
use crate::app::App;
use crate::core::Who;
use crate::i18n::Text;
use web_sys::Element;

/// Keeps the header true: the bot, nobody yet, or an agent with name and picture.
pub(super) fn draw(app: App, parent: Element) {
    let mut shown = None;
    follow(app.board.header, move || {
        let there = app.board.read(|scene| scene.who.clone());
        if shown.as_ref() != Some(&there) {
            put(app, &parent, &there);
            shown = Some(there);
        }
    });
}

fn put(app: App, parent: &Element, there: &Who) {
    let (title, subtitle) = app.read(|state| (state.settings().title.clone(), state.settings().subtitle.clone()));
    clear(parent);
    if let Who::Agent(agent) = there {
        add_avatar(app, parent, "baton-avatar baton-avatar--person", agent);
    } else {
        let face = add(parent, "span", "baton-avatar");
        set(&face, "aria-hidden", "true");
        add_icon(&face, CHAT);
    }
    let (title, subtitle) = match there {
        Who::Bot => (title, subtitle),
        Who::Waiting => (title, Text::WaitingTitle.say().to_owned()),
        Who::Agent(agent) => (agent.name.clone(), Text::AgentSubtitle.say().to_owned()),
    };
    let names = add(parent, "div", "baton-names");
    for (name, class, text) in [("h1", "baton-title", title), ("p", "baton-subtitle", subtitle)] {
        let line = add_text(&names, name, class, &text);
        set(&line, "dir", "auto");
        if name == "h1" {
            set(&line, "id", "baton-title");
        }
    }
}
