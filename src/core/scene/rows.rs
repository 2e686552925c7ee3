//! The rows of a conversation.

use super::{Delivering, Delivery, Kind, Row, Speaker};
use crate::core::{State, Status};
use baton_protocol::fold::Log;
use baton_protocol::{ErrorCode, Event, EventBody, FormReply, Notice, Stage};

/// Messages of one speaker within this many milliseconds stand together.
const TOGETHER_MS: i64 = 5 * 60 * 1000;

/// The rows to be shown.
pub(super) fn of(state: &State, now: i64, day: &dyn Fn(i64) -> i64) -> Vec<Row> {
    let mut rows = if state.has_earlier() { Vec::new() } else { greetings(state) };
    lines(state, &mut rows);
    if state.window.is_at_end() {
        unsent(state, now, &mut rows);
    }
    group(&mut rows);
    if state.window.is_at_end() {
        mark_newest(state, &mut rows);
    }
    ask_helpful(state, &mut rows);
    with_days(rows, day)
}

fn row(key: String, kind: Kind, speaker: Speaker, at: i64) -> Row {
    Row {
        key,
        kind,
        speaker,
        at,
        first: true,
        last: true,
        delivery: Delivery::Quiet,
        live: false,
        helpful: None,
        away: None,
    }
}

fn greetings(state: &State) -> Vec<Row> {
    (0..state.greetings().len())
        .map(|index| {
            // Other words are another row: what a row says is drawn once.
            let mut key = String::from("greeting-");
            key.push_str(&state.greeted.to_string());
            key.push('-');
            key.push_str(&index.to_string());
            row(key, Kind::Greeting(index), Speaker::Bot, 0)
        })
        .collect()
}

fn lines(state: &State, rows: &mut Vec<Row>) {
    let Some(log) = state.log() else { return };
    let shown = log.lines().get(state.window.range(log.lines().len())).unwrap_or_default();
    rows.extend(shown.iter().filter_map(|event| {
        let speaker = speaker(event)?;
        let form = match event.body.known() {
            Some(EventBody::Form(form)) => Some(form),
            Some(EventBody::Visitor(message)) if declines(log, message.form.as_ref()) => return None,
            _ => None,
        };
        // A form that was answered, or is not needed any more, is over: its answer stands below.
        if form.is_some_and(|form| !log.awaits(&form.id)) {
            return None;
        }
        let key = match (&event.client, &speaker) {
            (Some(client), Speaker::Visitor) => key_of_client(client.as_str()),
            _ => event.id.as_str().to_owned(),
        };
        let mut row = row(key, Kind::Line(event.seq), speaker, event.at);
        if state.undelivered.contains(&event.seq) {
            row.delivery = Delivery::Undelivered;
        }
        row.away = match event.body.known() {
            Some(EventBody::Notice(Notice::Away(away))) => Some(away.can_leave),
            _ => None,
        };
        if let Some(form) = form {
            row.live = !state.answers(&form.id) && !state.link.is_over();
            if let Some((_, answer)) = state.invalid.as_ref().filter(|(invalid, _)| *invalid == form.id) {
                row.delivery = Delivery::Failed(answer.clone(), ErrorCode::FormInvalid);
            }
        }
        Some(row)
    }));
}

/// Whether a reply only says that no message is left after all, or not how it was: the form is gone, and nothing was said.
fn declines(log: &Log, reply: Option<&FormReply>) -> bool {
    let Some(reply) = reply.filter(|reply| reply.values.is_empty()) else { return false };
    log.lines().iter().any(|line| {
        matches!(line.body.known(), Some(EventBody::Form(form)) if form.id == reply.form
            && (form.is_for_a_message() || form.is_for_a_rating()))
    })
}

fn key_of_client(client: &str) -> String {
    let mut key = String::from("client-");
    key.push_str(client);
    key
}

/// Whose row an event makes; none where it makes none.
fn speaker(event: &Event) -> Option<Speaker> {
    Some(match event.body.known()? {
        EventBody::Visitor(_) => Speaker::Visitor,
        EventBody::Bot(_) => Speaker::Bot,
        EventBody::Agent(message) => message.agent.clone().map_or(Speaker::Desk, Speaker::Agent),
        EventBody::Form(_)
        | EventBody::Notice(
            Notice::AgentJoined(_) | Notice::TicketSolved | Notice::Away(_) | Notice::MessageLeft { .. },
        ) => Speaker::System,
        // Confirmations and the agent's first act have no line: the strip and the agent's own notice tell of them.
        EventBody::Stage(change) => match (change.from, change.to) {
            (_, Stage::Queued | Stage::Agent) | (Stage::Ended, Stage::Bot) => return None,
            _ => Speaker::System,
        },
        _ => return None,
    })
}

fn unsent(state: &State, now: i64, rows: &mut Vec<Row>) {
    let delivering = match state.status(now) {
        Status::Fine | Status::Back => Delivering::Now,
        Status::Offline | Status::Reconnecting => Delivering::Later,
        Status::Over(_) => Delivering::Never,
    };
    for unsent in state.unsent() {
        let Some(message) = unsent.message() else { continue };
        if state.log().is_some_and(|log| declines(log, message.form.as_ref())) {
            continue;
        }
        let mut row =
            row(key_of_client(unsent.id.as_str()), Kind::Unsent(unsent.id.clone()), Speaker::Visitor, unsent.at);
        row.delivery = match unsent.failed {
            Some(code) => Delivery::Failed(unsent.id.clone(), code),
            None => Delivery::Sending(delivering),
        };
        rows.push(row);
    }
}

fn group(rows: &mut [Row]) {
    let joined: Vec<bool> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .map(|(one, two)| {
            one.speaker == two.speaker && one.speaker != Speaker::System && (two.at - one.at).abs() < TOGETHER_MS
        })
        .collect();
    for (index, row) in rows.iter_mut().enumerate() {
        row.first = !index.checked_sub(1).and_then(|before| joined.get(before)).is_some_and(|joined| *joined);
        row.last = !joined.get(index).is_some_and(|joined| *joined);
    }
}

/// The newest message of the visitor says that it was sent, and the bot's newest offers its buttons, as long as nothing
/// has followed them.
fn mark_newest(state: &State, rows: &mut [Row]) {
    if let Some(newest) = rows.iter_mut().rev().find(|row| row.speaker == Speaker::Visitor)
        && newest.delivery == Delivery::Quiet
    {
        let has_desk = matches!(newest.kind, Kind::Line(seq) if seq <= state.delivered);
        newest.delivery = if has_desk { Delivery::Delivered } else { Delivery::Sent };
    }
    if state.link.is_over() {
        return;
    }
    let stage = state.stage();
    if let Some(newest) = rows.last_mut() {
        newest.live = newest.live
            || (newest.speaker == Speaker::Bot && stage == Stage::Bot)
            || (is_away(state, newest) && matches!(stage, Stage::Bot | Stage::Ended));
    }
}

/// The bot's newest answer asks whether it was of help; older ones show what was said of them.
fn ask_helpful(state: &State, rows: &mut [Row]) {
    let Some(log) = state.log().filter(|_| state.settings.feedback) else { return };
    for row in rows.iter_mut().filter(|row| row.speaker == Speaker::Bot) {
        let Kind::Line(seq) = row.kind else { continue };
        let said = state.queue.helpful(seq).or_else(|| log.helpful(seq));
        if row.live || said.is_some() {
            row.helpful = Some(said);
        }
    }
}

/// Whether a row says that nobody is there, with what can be done about it still open.
fn is_away(state: &State, row: &Row) -> bool {
    row.away.is_some() && matches!(row.kind, Kind::Line(seq) if seq > state.stays) && !state.queue.leaves()
}

fn with_days(rows: Vec<Row>, day: &dyn Fn(i64) -> i64) -> Vec<Row> {
    let mut out = Vec::with_capacity(rows.len() + 4);
    let mut shown = None;
    for next in rows {
        if next.at > 0 {
            let number = day(next.at);
            if shown != Some(number) {
                shown = Some(number);
                let mut key = String::from("day-");
                key.push_str(&number.to_string());
                // An unsent message of yesterday can stand below today's: a day may come twice.
                key.push('-');
                key.push_str(&next.key);
                out.push(row(key, Kind::Day, Speaker::System, next.at));
            }
        }
        out.push(next);
    }
    out
}
