use super::in_order;
use crate::sample::{agent, bot, by_agent, desk, event, form, passage, unknown_event, visitor};
use baton_protocol::fold::{Applied, Log, place_of};
use baton_protocol::{Event, EventBody, Generation, Notice, Stage};

fn seqs(log: &Log) -> Vec<u64> {
    log.lines().iter().map(|line| line.seq).collect()
}

fn logged(bodies: Vec<EventBody>) -> Vec<Event> {
    (1..).zip(bodies).map(|(seq, body)| event(seq, body)).collect()
}

#[test]
fn a_run_of_the_desk_is_in_the_desks_order() {
    let events = logged(vec![visitor("hi"), desk(30, "x"), desk(10, "x"), desk(20, "x"), desk(40, "x")]);
    assert_eq!(seqs(&in_order(&events)), [1, 3, 4, 2, 5]);
    // Of one millisecond, by id; of one id too, by the log.
    let events = logged(vec![desk(10, "c"), desk(10, "a"), desk(10, "b"), desk(10, "a")]);
    assert_eq!(seqs(&in_order(&events)), [2, 4, 3, 1]);
}

#[test]
fn the_place_of_each_arrival_is_told() {
    let mut log = Log::starting(Generation::new("g"), 1, Stage::Agent);
    let bodies = [visitor("hi"), desk(30, "x"), desk(10, "x"), desk(20, "x"), bot("late")];
    for ((seq, body), place) in (1..).zip(bodies).zip([0, 1, 1, 2, 4]) {
        let event = event(seq, body);
        assert_eq!(place_of(log.lines(), &event), place);
        assert_eq!(log.apply(event), Applied::Added { place });
    }
}

#[test]
fn a_message_of_the_desk_never_passes_anyone_elses_line() {
    for between in [visitor("wait"), bot("hm"), form("f"), EventBody::Redacted { seq: 99 }] {
        let events = logged(vec![desk(30, "x"), between, desk(10, "x"), desk(5, "x")]);
        assert_eq!(seqs(&in_order(&events)), [1, 2, 4, 3]);
    }
    let events = [event(1, desk(30, "x")), unknown_event(2), event(3, desk(10, "x"))];
    assert_eq!(seqs(&in_order(&events)), [1, 2, 3]);
}

#[test]
fn a_late_message_of_the_desk_steps_over_who_joined_and_the_header_stays() {
    let (ana, bo) = (agent("a", "Ana"), agent("b", "Bo"));
    let joined = EventBody::Notice(Notice::AgentJoined(bo.clone()));
    let ends = |between: EventBody| {
        logged(vec![desk(5, "x"), between, by_agent(Some(bo.clone()), 30, "m2"), by_agent(Some(ana.clone()), 10, "m1")])
    };
    for between in [joined.clone(), passage(Stage::Agent)] {
        assert_eq!(seqs(&in_order(&ends(between))), [1, 2, 4, 3]);
    }
    let log = in_order(&ends(joined.clone()));
    assert_eq!(log.agent(), Some(&bo));
    // Also past a notice that came after the newer message.
    let events = logged(vec![desk(30, "x"), joined, desk(10, "x"), passage(Stage::Ended), desk(20, "x")]);
    assert_eq!(seqs(&in_order(&events)), [3, 5, 1, 2, 4]);
}

#[test]
fn erasing_the_line_between_two_runs_does_not_join_them() {
    let bodies =
        vec![desk(30, "x"), visitor("my card is 4111"), desk(10, "x"), EventBody::Redacted { seq: 2 }, desk(5, "x")];
    assert_eq!(seqs(&in_order(&logged(bodies))), [1, 3, 4, 5]);
}
