//! The header's left: who is there.

use super::avatar::{Avatar, Face};
use super::icon::{CHAT, Icon};
use crate::app::App;
use crate::core::Who as There;
use crate::i18n::Text;
use leptos::prelude::*;

/// Who is there: the bot, nobody yet, or an agent with name and picture.
#[component]
pub(super) fn Who(app: App) -> impl IntoView {
    let there = move || app.board.of(app.board.header, |scene| scene.who.clone());
    let (title, subtitle) = app.read(|state| (state.settings().title.clone(), state.settings().subtitle.clone()));
    let names = move || match there() {
        There::Bot => (title.clone(), subtitle.clone()),
        There::Waiting => (title.clone(), Text::WaitingTitle.say().to_owned()),
        There::Agent(agent) => (agent.name, Text::AgentSubtitle.say().to_owned()),
    };
    let names = Memo::new(move |_| names());
    let agent = Memo::new(move |_| match there() {
        There::Agent(agent) => Some(agent),
        There::Bot | There::Waiting => None,
    });
    view! {
        {move || match agent.get() {
            Some(agent) => view! { <Avatar app agent face=Face::Header /> }.into_any(),
            None => view! { <span class="baton-avatar" aria-hidden="true"><Icon path=CHAT /></span> }.into_any(),
        }}
        <div class="baton-names">
            <h1 class="baton-title" id="baton-title" dir="auto">{move || names.get().0}</h1>
            <p class="baton-subtitle" dir="auto" role="status">{move || names.get().1}</p>
        </div>
    }
}
