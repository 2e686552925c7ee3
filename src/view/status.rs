//! The connection's line, where there is something to say of it.

use crate::app::App;
use crate::core;
use crate::i18n::{self, Text};
use leptos::prelude::*;

/// Offline, reconnecting, back, or over.
#[component]
pub(super) fn Status(app: App) -> impl IntoView {
    let status = move || app.board.of(app.board.status, |scene| scene.status);
    view! {
        <div role="status">
            {move || {
                let text = match status() {
                    core::Status::Fine => return None,
                    core::Status::Offline => Text::Offline.say().to_owned(),
                    core::Status::Reconnecting => Text::Reconnecting.say().to_owned(),
                    core::Status::Back => Text::Back.say().to_owned(),
                    core::Status::Over(code) => [Text::Over.say(), " ", i18n::error(code)].concat(),
                };
                let is_back = status() == core::Status::Back;
                Some(view! { <p class="baton-status" class:baton-status--back=is_back>{text}</p> })
            }}
        </div>
    }
}
