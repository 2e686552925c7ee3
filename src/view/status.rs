//! The connection's line, where there is something to say of it.

use super::dom::{add, add_text, clear, focus, follow, has_focus, set};
use super::rich::add_link;
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
            let line =
                add_text(&region, "p", if is_back { "baton-status baton-status--back" } else { "baton-status" }, &text);
            if let Status::Over(_) = status {
                offer_another_way(app, &line);
                lock();
            }
        }
    });
}

/// Where the visitor can be heard instead.
fn offer_another_way(app: App, line: &Element) {
    let fallback = app.read(|state| state.settings().fallback.clone());
    if let Some(link) = fallback.and_then(|address| add_link(line, "", &address)) {
        link.set_text_content(Some(Text::Fallback.say()));
    }
}

/// What is written now would go nowhere. What stands in the composer stays to be read.
fn lock() {
    let found = |id: &str| leptos::prelude::document().get_element_by_id(id);
    let Some(composer) = found("baton-composer") else { return };
    let had_focus = has_focus(&composer);
    set(&composer, "inert", "");
    if let Some(main) = found("baton-main").filter(|_| had_focus)
        && let Some(scroller) = main.first_element_child()
    {
        focus(&scroller);
    }
}
