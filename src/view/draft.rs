//! The bot at work: three dots, then what it has written so far. Beside the log, since a screen reader should hear the
//! finished message once and not its making.

use crate::app::App;
use crate::i18n::Text;
use leptos::prelude::*;

/// The draft.
#[component]
pub(super) fn Draft(app: App) -> impl IntoView {
    let draft = move || app.board.of(app.board.log, |scene| scene.draft.as_ref().map(|draft| draft.text.clone()));
    let text = Memo::new(move |_| draft());
    view! {
        <div class="baton-line baton-line--bot baton-line--first baton-line--last" aria-hidden="true"
            hidden=move || text.with(Option::is_none)>
            <div class="baton-bubble" dir="auto">
                <div class="baton-dots" hidden=move || text.with(|text| text.as_ref().is_some_and(|text| !text.is_empty()))>
                    <span></span>
                    <span></span>
                    <span></span>
                </div>
                <p>{move || text.get().unwrap_or_default()}</p>
            </div>
        </div>
        <p class="baton-hidden" role="status">{move || text.with(Option::is_some).then(|| Text::Thinking.say())}</p>
    }
}
