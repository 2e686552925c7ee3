//! Whether it was of help: two thumbs below what the bot said.

use super::dom::{add_icon_button, clear, focus, has_focus, set, show};
use super::icons::THUMB;
use crate::app::App;
use crate::core::{Input, Kind, Row};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::Feedback;
use web_sys::Element;

/// Draws the question, or what was said to it.
pub(super) fn put(app: App, parent: &Element, row: &Row) {
    let (Kind::Line(seq), Some(said)) = (&row.kind, row.helpful) else { return show(parent, false) };
    let seq = *seq;
    let had_focus = has_focus(parent);
    clear(parent);
    set(parent, "role", "group");
    set(parent, "aria-label", Text::Helpful.say());
    for (helpful, text) in [(true, Text::HelpfulYes), (false, Text::HelpfulNo)] {
        let is_said = said == Some(helpful);
        let button = add_icon_button(parent, THUMB, text.say(), move || {
            if !is_said {
                app.input(Input::Feedback { id: boot::client_id(), feedback: Feedback { seq, helpful } });
            }
        });
        set(&button, "aria-pressed", if is_said { "true" } else { "false" });
        if had_focus && is_said {
            focus(&button);
        }
    }
    show(parent, true);
}
