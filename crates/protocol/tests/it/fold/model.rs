//! A second, naive reading of a whole log: no increments, each answer by looking over all of it. And arbitrary logs.

use crate::sample::{self, answer, bot, by_agent, event, passage, unknown_event, visitor};
use baton_protocol::*;
use proptest::prelude::*;
use std::collections::HashSet;

/// The lines: the log cut where somebody else speaks, each part in order, erased ones left out.
pub(super) fn lines(events: &[Event]) -> Vec<Event> {
    let erased: HashSet<u64> = events
        .iter()
        .filter_map(|event| match event.body.known() {
            Some(EventBody::Redacted { seq }) if *seq < event.seq => Some(*seq),
            _ => None,
        })
        .collect();
    let parts = events.chunk_by(|one, two| !is_boundary(one) && !is_boundary(two));
    let mut out: Vec<Event> = parts.flat_map(part).collect();
    out.retain(|event| !erased.contains(&event.seq));
    out
}

/// A part without a boundary: the desk's messages by the desk's order, whatever else behind the latest of those that came
/// before it.
fn part(events: &[Event]) -> Vec<Event> {
    let mut keyed: Vec<_> = events.iter().map(|event| (place(events, event), event.clone())).collect();
    keyed.sort_by(|(one, _), (two, _)| one.cmp(two));
    keyed.into_iter().map(|(_, event)| event).collect()
}

/// The desk's time and id, the place in the log, and whether it is no message itself.
type Place = (Option<(i64, String, u64)>, bool, u64);

fn place(events: &[Event], event: &Event) -> Place {
    let key = |event: &Event| desk_order(event).map(|(at, id)| (at, id, event.seq));
    match key(event) {
        Some(key) => (Some(key), false, event.seq),
        None => {
            let before = events.iter().take_while(|other| other.seq < event.seq);
            (before.filter_map(key).max(), true, event.seq)
        }
    }
}

fn is_boundary(event: &Event) -> bool {
    !matches!(event.body.known(), Some(EventBody::Agent(_) | EventBody::Notice(_) | EventBody::Stage(_)))
}

fn desk_order(event: &Event) -> Option<(i64, String)> {
    match event.body.known() {
        Some(EventBody::Agent(message)) => Some((message.desk_at, message.desk_id.clone())),
        _ => None,
    }
}

/// The stage: where the last passage led.
pub(super) fn stage(events: &[Event]) -> Stage {
    last(events, |body| match body {
        EventBody::Stage(change) => Some(change.to),
        _ => None,
    })
    .map_or(Stage::Bot, |(_, stage)| stage)
}

/// The agent: who acted last, unless the conversation has left the agents since. A word older than one that was there
/// already is no act.
pub(super) fn agent(events: &[Event]) -> Option<Agent> {
    let word = |event: &Event| match event.body.known() {
        Some(EventBody::Agent(message)) => Some((message.desk_at, message.agent.clone()?)),
        _ => None,
    };
    let is_late = |event: &Event, at: i64| {
        events.iter().take_while(|other| other.seq < event.seq).filter_map(word).any(|(other, _)| other > at)
    };
    let acted = events.iter().rev().find_map(|event| match event.body.known()? {
        EventBody::Notice(Notice::AgentJoined(agent)) => Some((event.seq, agent.clone())),
        _ => word(event).filter(|(at, _)| !is_late(event, *at)).map(|(_, agent)| (event.seq, agent)),
    });
    let left = last(events, |body| match body {
        EventBody::Stage(change) if !matches!(change.to, Stage::Queued | Stage::Agent) => Some(()),
        _ => None,
    });
    acted.filter(|(at, _)| left.is_none_or(|(left, ())| left < *at)).map(|(_, agent)| agent)
}

/// The form: the last one asked, unless it was answered or somebody else has the conversation; the one for a rating goes
/// on waiting when that is the bot.
pub(super) fn form(events: &[Event]) -> Option<Form> {
    let (at, form) = last(events, |body| match body {
        EventBody::Form(form) => Some(form.clone()),
        _ => None,
    })?;
    let settled = last(events, |body| match body {
        EventBody::Visitor(message) if message.form.as_ref().is_some_and(|reply| reply.form == form.id) => Some(()),
        EventBody::Stage(change) if !(form.is_for_a_rating() && change.to == Stage::Bot) => Some(()),
        _ => None,
    });
    settled.is_none_or(|(settled, ())| settled < at).then_some(form)
}

/// Slow: said so, and nothing has moved since.
pub(super) fn is_slow(events: &[Event]) -> bool {
    let said = last(events, |body| matches!(body, EventBody::Notice(Notice::HandoffSlow)).then_some(()));
    let moved = last(events, |body| matches!(body, EventBody::Stage(_)).then_some(()));
    said.is_some_and(|(said, ())| moved.is_none_or(|(moved, ())| moved < said))
}

fn last<T>(events: &[Event], of: impl Fn(&EventBody) -> Option<T>) -> Option<(u64, T)> {
    events.iter().rev().find_map(|event| Some((event.seq, of(event.body.known()?)?)))
}

/// Logs with long runs of the desk, few times and ids so that they collide, and everything else in between.
pub(super) fn any_log() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(any_entry(), 0..40).prop_map(|entries| {
        (1..).zip(entries).map(|(seq, body)| body.map_or_else(|| unknown_event(seq), |body| event(seq, body))).collect()
    })
}

/// A body; none stands for one of a newer version.
fn any_entry() -> impl Strategy<Value = Option<EventBody>> {
    let agents = prop::option::of(prop::sample::select(vec![sample::agent("a", "Ines"), sample::agent("b", "Bo")]));
    let forms = || prop::sample::select(vec!["f1", "f2"]);
    let ratings = || prop::sample::select(vec!["r1", "r2"]);
    prop_oneof![
        8 => (agents, 0..5_i64, "[a-c]").prop_map(|(agent, at, id)| Some(by_agent(agent, at, &id))),
        2 => ".{0,8}".prop_map(|text| Some(visitor(&text))),
        1 => ".{0,8}".prop_map(|text| Some(bot(&text))),
        2 => prop::sample::select(Stage::ALL.to_vec()).prop_map(|to| Some(passage(to))),
        1 => forms().prop_map(|id| Some(sample::form(id))),
        1 => ratings().prop_map(|id| Some(sample::rating(id))),
        1 => prop_oneof![forms(), ratings()].prop_map(|id| Some(answer(id))),
        1 => Just(Some(EventBody::Notice(Notice::AgentJoined(sample::agent("c", "Cleo"))))),
        1 => (1..40_u64, any::<bool>())
            .prop_map(|(seq, helpful)| Some(EventBody::Feedback(Feedback { seq, helpful }))),
        1 => Just(Some(EventBody::Notice(Notice::HandoffSlow))),
        1 => (1..40_u64).prop_map(|seq| Some(EventBody::Notice(Notice::Undelivered { seq }))),
        2 => (0..40_u64).prop_map(|seq| Some(EventBody::Redacted { seq })),
        1 => Just(None),
    ]
}
