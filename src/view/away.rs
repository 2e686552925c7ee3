//! The line that says that nobody is there, with what can be done about it for as long as nothing has followed.

use super::dom::{add, add_button, add_text, clear, has_focus, set, show};
use crate::app::App;
use crate::core::{Input, Row};
use crate::host::boot;
use crate::i18n::Text;
use web_sys::Element;

/// Draws the line, and gives the place of its buttons.
pub(super) fn put_away(element: &Element, text: &str) -> Element {
    set(element, "class", "baton-away");
    set(&add_text(element, "p", "", text), "dir", "auto");
    add(element, "div", "baton-actions")
}

/// Puts the buttons there, or takes them away.
pub(super) fn put_ways(app: App, parent: &Element, row: &Row) {
    let had_focus = has_focus(parent);
    clear(parent);
    if row.live {
        if row.away == Some(true) && app.board.read(|scene| scene.can_leave) {
            add_button(parent, "baton-button baton-button--main", Text::LeaveMessage.say(), move || {
                app.input(Input::LeaveMessage { id: boot::client_id() });
            });
        }
        add_button(parent, "baton-button", Text::BackToBot.say(), move || {
            app.input(Input::Stay);
            boot::focus();
        });
    }
    show(parent, row.live);
    if had_focus {
        boot::focus();
    }
}
