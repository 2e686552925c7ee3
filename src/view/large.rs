//! A picture over the whole panel. The browser's own dialog keeps the focus inside and gives it back.

use super::icon::{CLOSE, Icon};
use crate::app::App;
use crate::i18n::Text;
use leptos::html::Dialog;
use leptos::prelude::*;

/// The large picture, where one was opened.
#[component]
pub(super) fn Large(app: App) -> impl IntoView {
    let large = app.board.large;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && large.with(Option::is_some)
            && !dialog.open()
        {
            // A dialog that cannot be modal is still there to see.
            let _ = dialog.show_modal();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // Esc closes the picture, not the chat.
    let on_key = |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    };
    view! {
        <dialog class="baton-large" node_ref=dialog aria-label=move || large.get().map(|(_, name)| name)
            on:close=move |_| large.set(None) on:keydown=on_key>
            {move || large.get().map(|(address, name)| view! { <img src=address alt=name on:click=close /> })}
            <button class="baton-button baton-button--icon" type="button" aria-label=Text::Close.say() on:click=close>
                <Icon path=CLOSE />
            </button>
        </dialog>
    }
}
