//! Lines that nobody says: days, and what changed.

use crate::app::{App, js_time};
use crate::core::{Kind, Row};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{EventBody, Notice, Stage, StageChange, StageReason};
use leptos::prelude::*;

/// A day, or a change.
pub(super) fn note(app: App, row: &Row) -> impl IntoView + use<> {
    let (class, text) = match row.kind {
        Kind::Line(seq) => {
            let said = app.read(|state| state.event(seq).and_then(|event| event.body.known()).map(words));
            ("baton-note", said.unwrap_or_default())
        }
        _ => ("baton-day", boot::day_name(js_time(row.at))),
    };
    view! { <p class=class dir="auto">{text}</p> }
}

fn words(body: &EventBody) -> String {
    match body {
        EventBody::Notice(Notice::AgentJoined(agent)) => Text::LineJoined.with(&agent.name),
        EventBody::Stage(change) => change_words(change).say().to_owned(),
        _ => String::new(),
    }
}

fn change_words(change: &StageChange) -> Text {
    match (change.to, change.reason) {
        (Stage::Requested, StageReason::VisitorAsked) => Text::LineAsked,
        (Stage::Requested | Stage::Queued | Stage::Agent, _) => Text::LinePassed,
        (Stage::Ended, StageReason::VisitorEnded) => Text::LineEndedByYou,
        (Stage::Ended, StageReason::MovedToEmail) => Text::LineEmail,
        (Stage::Ended, _) => Text::LineEnded,
        (Stage::Bot, StageReason::Cancelled) => Text::LineCancelled,
        (Stage::Bot, _) => Text::LineFailed,
    }
}
