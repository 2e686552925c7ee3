//! A picture over the whole panel. The browser's own dialog keeps the focus inside, closes on Esc and gives the focus
//! back.

use super::dom::{add, add_icon_button, is_key, on, set};
use super::icons::CLOSE;
use crate::i18n::Text;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// Shows a picture large.
pub(super) fn show(address: &str, name: &str) {
    let Some(panel) = document().get_element_by_id("baton") else { return };
    let made = add(&panel, "dialog", "baton-large");
    let Ok(dialog) = made.dyn_into::<HtmlDialogElement>() else { return };
    set(&dialog, "aria-label", name);
    let image = add(&dialog, "img", "");
    set(&image, "alt", name);
    set(&image, "src", address);
    let closing = dialog.clone();
    add_icon_button(&dialog, CLOSE, Text::Close.say(), move || closing.close());
    let closing = dialog.clone();
    on(&image, "click", move |_| closing.close());
    let closed = dialog.clone();
    on(&dialog, "close", move |_| closed.remove());
    // Esc closes the picture, not the chat.
    on(&dialog, "keydown", |event| {
        if is_key(&event, "Escape") {
            event.stop_propagation();
        }
    });
    // A dialog that cannot be modal is still there to see.
    let _ = dialog.show_modal();
}
