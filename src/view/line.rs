//! One row of the conversation.

use super::avatar::{Avatar, Face};
use super::choices::choices;
use super::content::{self, Content};
use super::files::files;
use super::form::form;
use super::meta::meta;
use super::note::note;
use super::rich::fill;
use crate::app::{App, RowHandle};
use crate::core::{Delivery, Row, Speaker};
use crate::i18n::Text;
use baton_protocol::EventBody;
use leptos::prelude::*;
use std::sync::Arc;

/// A row. What it says is drawn once; its place in a run, its delivery and its buttons follow the row's signal.
#[component]
pub(super) fn Line(app: App, handle: RowHandle) -> impl IntoView {
    let row = RwSignal::from(handle.row);
    let drawn = row.get_untracked();
    if drawn.speaker != Speaker::System {
        return message(app, &drawn, row).into_any();
    }
    match asked_form(app, &drawn) {
        Some(asked) => form(app, asked, row).into_any(),
        None => note(app, &drawn).into_any(),
    }
}

fn asked_form(app: App, row: &Row) -> Option<baton_protocol::Form> {
    let crate::core::Kind::Line(seq) = row.kind else { return None };
    app.read(|state| match state.event(seq)?.body.known()? {
        EventBody::Form(form) => Some(form.clone()),
        _ => None,
    })
}

fn message(app: App, drawn: &Row, row: RwSignal<Row>) -> impl IntoView + use<> {
    let Content { blocks, files: attached, choices: offered } = content::of(app, drawn);
    let has_text = !blocks.is_empty();
    let blocks = Arc::new(blocks);
    let speaker = drawn.speaker.clone();
    let spoken = match speaker {
        Speaker::Visitor => Text::YouSaid.say().to_owned(),
        _ => Text::SomeoneSaid.with(&content::name(app, &speaker)),
    };
    let named = matches!(speaker, Speaker::Agent(_) | Speaker::Desk);
    view! {
        <div class=move || row.with(class)>
            {move || (named && row.with(|row| row.first)).then(|| name_of(app, &speaker))}
            <span class="baton-hidden">{spoken}</span>
            {has_text.then(|| view! { <div class="baton-bubble" dir="auto" use:fill=blocks></div> })}
            {files(app, attached)}
            {choices(app, offered, row)}
            {meta(app, row)}
        </div>
    }
}

fn name_of(app: App, speaker: &Speaker) -> impl IntoView + use<> {
    let agent = match speaker {
        Speaker::Agent(agent) => Some(agent.clone()),
        _ => None,
    };
    view! {
        {agent.map(|agent| view! { <Avatar app agent face=Face::Line /> })}
        <span class="baton-name" aria-hidden="true">{content::name(app, speaker)}</span>
    }
}

fn class(row: &Row) -> String {
    let mut class = String::from(match row.speaker {
        Speaker::Visitor => "baton-line baton-line--visitor",
        Speaker::Agent(_) => "baton-line baton-line--agent",
        Speaker::Desk => "baton-line baton-line--desk",
        Speaker::Bot | Speaker::System => "baton-line baton-line--bot",
    });
    if row.first {
        class.push_str(" baton-line--first");
    }
    if row.last {
        class.push_str(" baton-line--last");
    }
    if matches!(row.delivery, Delivery::Sending(_) | Delivery::Failed(..)) {
        class.push_str(" baton-line--waiting");
    }
    class
}
