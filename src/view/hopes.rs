//! What could be meant by what is being typed: buttons above the composer.

use super::dom::{add_button, clear, follow, set, show};
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::Choice;
use web_sys::Element;

/// Draws them.
pub(super) fn draw(element: Element, app: App) {
    set(&element, "role", "group");
    set(&element, "aria-label", Text::Hopes.say());
    set(&element, "class", "baton-choices baton-hopes");
    show(&element, false);
    let mut shown: Vec<Choice> = Vec::new();
    follow(app.board.strip, move || {
        let hopes = app.board.read(|scene| scene.hopes.clone());
        if hopes == shown {
            return;
        }
        clear(&element);
        for hope in &hopes {
            let choice = hope.clone();
            let button = add_button(&element, "baton-button baton-button--choice", &hope.label, move || {
                app.input(Input::Press { id: boot::client_id(), choice: choice.clone() });
                boot::focus();
            });
            set(&button, "dir", "auto");
        }
        show(&element, !hopes.is_empty());
        shown = hopes;
    });
}
