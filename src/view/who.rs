//! The header's left: who is there.

use super::avatar::add_avatar;
use super::dom::{add, add_icon, clear, follow, set};
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

/// The painted title and the line below it stay; only the face is another element for each.
fn put(app: App, parent: &Element, there: &Who) {
    let (title, subtitle) = app.read(|state| (state.settings().title.clone(), state.settings().subtitle.clone()));
    let names = parent.last_element_child();
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
        Who::Alone => (title, String::new()),
        Who::Waiting => (title, Text::WaitingTitle.say().to_owned()),
        Who::Agent(agent) => (agent.name.clone(), Text::AgentSubtitle.say().to_owned()),
    };
    let Some(names) = names else { return };
    // It stood in this very parent.
    let _ = parent.append_child(&names);
    for (line, text) in [(names.first_element_child(), title), (names.last_element_child(), subtitle)] {
        if let Some(line) = line {
            line.set_text_content(Some(&text));
        }
    }
}
