//! The bot at work: three dots, then what it has written so far. Beside the log, since a screen reader should hear the
//! finished message once and not its making.

use super::dom::{add_button, follow, show};
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use leptos::prelude::*;
use web_sys::Element;

/// The draft.
#[component]
pub(super) fn Draft(app: App) -> impl IntoView {
    view! {
        <div class="baton-line baton-line--bot baton-line--first baton-line--last" data-new="" aria-hidden="true" use:draw=app>
            <div class="baton-bubble">
                <div class="baton-dots">
                    <span></span>
                    <span></span>
                    <span></span>
                </div>
                <p dir="auto"></p>
            </div>
        </div>
        <p class="baton-hidden" role="status" use:tell=app></p>
        <div class="baton-stop" use:stop=app></div>
    }
}

/// Shows the dots, or what is written so far; nothing where the bot is silent.
fn draw(element: Element, app: App) {
    follow(app.board.draft, move || {
        let bubble = element.first_element_child();
        let parts = bubble.and_then(|bubble| Some((bubble.first_element_child()?, bubble.last_element_child()?)));
        app.board.read(|scene| {
            let written = scene.draft.as_ref().map_or("", |draft| &draft.text);
            show(&element, scene.draft.is_some());
            if let Some((dots, text)) = &parts {
                show(dots, written.is_empty());
                text.set_text_content(Some(written));
            }
        });
    });
}

/// The way to stop it.
fn stop(element: Element, app: App) {
    add_button(&element, "baton-button baton-button--plain", Text::Stop.say(), move || {
        app.input(Input::Stop);
        boot::focus();
    });
    follow(app.board.draft, move || show(&element, app.board.read(|scene| scene.draft.is_some())));
}

/// Says once that an answer is being written.
fn tell(element: Element, app: App) {
    let mut was_working = false;
    follow(app.board.draft, move || {
        let is_working = app.board.read(|scene| scene.draft.is_some());
        if is_working != was_working {
            was_working = is_working;
            element.set_text_content(is_working.then(|| Text::Thinking.say()));
        }
    });
}
