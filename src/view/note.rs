//! Lines that nobody says: days, and what changed.

use crate::app::{App, js_time};
use crate::core::{Kind, Row};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{Away, EventBody, Notice, Stage, StageChange, StageReason};

/// The class of a day or a change, and its text.
pub(super) fn words(app: App, row: &Row) -> (&'static str, String) {
    match row.kind {
        Kind::Line(seq) => {
            let said = app.read(|state| state.event(seq).and_then(|event| event.body.known()).map(of));
            ("baton-note", said.unwrap_or_default())
        }
        _ => ("baton-day", boot::day_name(js_time(row.at))),
    }
}

fn of(body: &EventBody) -> String {
    match body {
        EventBody::Notice(Notice::AgentJoined(agent)) => Text::LineJoined.with(&agent.name),
        EventBody::Notice(Notice::TicketSolved) => Text::LineSolved.say().to_owned(),
        EventBody::Notice(Notice::Away(away)) => of_away(away),
        EventBody::Notice(Notice::MessageLeft { ticket, by_email }) => {
            let text = if *by_email { Text::MessageLeftEmail } else { Text::MessageLeft }.say().to_owned();
            let number = ticket.map(|number| Text::MessageNumber.with(&number.to_string()));
            number.map_or_else(|| text.clone(), |number| [&text, " ", &number].concat())
        }
        EventBody::Stage(change) => of_change(change).say().to_owned(),
        _ => String::new(),
    }
}

/// The site's words, and when people come next by the visitor's own clock: two lines, each of a direction of its own.
fn of_away(away: &Away) -> String {
    let text = if away.text.is_empty() { Text::Away.say() } else { &away.text };
    match away.opens_at {
        Some(at) => [text, "\n", &Text::AwayUntil.with(&boot::moment(js_time(at)))].concat(),
        None => text.to_owned(),
    }
}

fn of_change(change: &StageChange) -> Text {
    match (change.to, change.reason) {
        (Stage::Requested, StageReason::VisitorAsked) => Text::LineAsked,
        (Stage::Requested | Stage::Queued | Stage::Agent, _) => Text::LinePassed,
        (Stage::Ended, StageReason::VisitorEnded) => Text::LineEndedByYou,
        (Stage::Ended, StageReason::MovedToEmail) => Text::LineEmail,
        (Stage::Ended, StageReason::TicketSolved) => Text::LineEndedSolved,
        (Stage::Ended, _) => Text::LineEnded,
        (Stage::Bot, StageReason::Cancelled) => Text::LineCancelled,
        (Stage::Bot, _) => Text::LineFailed,
    }
}
