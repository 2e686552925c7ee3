//! The connection's line, where there is something to say of it.

use super::dom::{add, add_text, clear, follow, set};
use crate::app::App;
use crate::core::Status;
use crate::i18n::{self, Text};
use web_sys::Element;

/// Keeps the line true: offline, reconnecting, back, or over.
pub(super) fn draw(app: App, parent: &Element) {
    let region = add(parent, "div", "");
    set(&region, "role", "status");
    follow(app.board.status, move || {
        let status = app.board.read(|scene| scene.status);
        let text = match status {
            Status::Fine => String::new(),
            Status::Offline => Text::Offline.say().to_owned(),
            Status::Reconnecting => Text::Reconnecting.say().to_owned(),
            Status::Back => Text::Back.say().to_owned(),
            Status::Over(code) => [Text::Over.say(), " ", i18n::error(code)].concat(),
        };
        clear(&region);
        if !text.is_empty() {
            let is_back = status == Status::Back;
            add_text(&region, "p", if is_back { "baton-status baton-status--back" } else { "baton-status" }, &text);
        }
    });
}
