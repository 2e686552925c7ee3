use super::in_order;
use crate::sample::{agent, answer, bot, by_agent, desk, event, form, passage, rating, visitor};
use baton_protocol::fold::Log;
use baton_protocol::{Event, EventBody, Feedback, Form, FormField, FormId, Notice, Stage};

fn after(bodies: Vec<EventBody>) -> Log {
    let events: Vec<Event> = (1..).zip(bodies).map(|(seq, body)| event(seq, body)).collect();
    in_order(&events)
}

fn joined(id: &str) -> EventBody {
    EventBody::Notice(Notice::AgentJoined(agent(id, id)))
}

fn agent_of(bodies: Vec<EventBody>) -> Option<String> {
    after(bodies).agent().map(|agent| agent.id.to_string())
}

#[test]
fn the_stage_is_where_the_last_passage_led() {
    assert_eq!(after(vec![]).stage(), Stage::Bot);
    assert_eq!(after(vec![passage(Stage::Requested), passage(Stage::Queued), visitor("hm")]).stage(), Stage::Queued);
}

#[test]
fn the_agent_is_who_acted_last() {
    assert_eq!(agent_of(vec![joined("a")]).as_deref(), Some("a"));
    assert_eq!(agent_of(vec![joined("a"), by_agent(Some(agent("b", "b")), 1, "m")]).as_deref(), Some("b"));
    // An automatic message of the desk has no human behind it and takes none away.
    assert_eq!(agent_of(vec![joined("a"), desk(1, "m")]).as_deref(), Some("a"));
    assert_eq!(agent_of(vec![joined("a"), passage(Stage::Agent)]).as_deref(), Some("a"));
    for left in [Stage::Bot, Stage::Requested, Stage::Ended] {
        assert_eq!(agent_of(vec![joined("a"), passage(left)]), None, "{left:?}");
    }
}

#[test]
fn a_form_waits_until_it_is_answered_or_pointless() {
    let asked = || vec![passage(Stage::Requested), form("f1")];
    let with = |more: EventBody| after(asked().into_iter().chain([more]).collect());
    assert!(after(asked()).awaits(&FormId::new("f1")));
    assert!(!after(asked()).awaits(&FormId::new("f2")));
    assert!(with(visitor("one moment")).awaits(&FormId::new("f1")));
    assert!(with(answer("f2")).awaits(&FormId::new("f1")));
    assert_eq!(with(answer("f1")).form(), None);
    assert_eq!(with(form("f2")).form().map(|form| form.id.as_str()), Some("f2"));
    for on in Stage::ALL {
        assert_eq!(with(passage(on)).form(), None, "{on:?}");
    }
}

#[test]
fn the_newest_word_about_an_answer_counts() {
    let says = |seq, helpful| EventBody::Feedback(Feedback { seq, helpful });
    let log = after(vec![bot("yes"), says(1, true), bot("no"), says(1, false), says(3, true)]);
    assert_eq!([1, 2, 3].map(|seq| log.helpful(seq)), [Some(false), None, Some(true)]);
}

#[test]
fn whoever_asks_for_a_person_leaves_no_message() {
    let fields = vec![FormField::Message { required: true }];
    let asked = EventBody::Form(Form::new(FormId::new("m"), fields, false));
    let log = after(vec![asked.clone()]);
    assert!(log.awaits(&FormId::new("m")), "while the bot has it");
    assert_eq!(after(vec![asked, passage(Stage::Requested)]).form(), None);
}

#[test]
fn how_it_was_can_be_said_until_somebody_else_is_asked_for() {
    let asked = || vec![passage(Stage::Ended), rating("r")];
    let with = |more: EventBody| after(asked().into_iter().chain([more]).collect());
    for goes_on in [visitor("thanks!"), passage(Stage::Bot)] {
        assert!(with(goes_on.clone()).awaits(&FormId::new("r")), "{goes_on:?}");
    }
    for settles in [answer("r"), passage(Stage::Requested), passage(Stage::Agent), passage(Stage::Ended)] {
        assert_eq!(with(settles.clone()).form(), None, "{settles:?}");
    }
}

#[test]
fn slow_until_something_moves() {
    let slow = || EventBody::Notice(Notice::HandoffSlow);
    assert!(after(vec![passage(Stage::Requested), slow(), visitor("still there?")]).is_slow());
    for on in Stage::ALL {
        assert!(!after(vec![slow(), passage(on)]).is_slow(), "{on:?}");
    }
}

#[test]
fn an_erased_line_is_gone_and_its_place_is_not_given_again() {
    let log = after(vec![visitor("hi"), visitor("4111 1111"), EventBody::Redacted { seq: 2 }, visitor("bye")]);
    assert_eq!(log.lines().iter().map(|line| line.seq).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(log.head(), 4);
    // What was never there, or is not there yet, is left alone.
    let log = after(vec![EventBody::Redacted { seq: 77 }, EventBody::Redacted { seq: 3 }, visitor("hi")]);
    assert_eq!(log.lines().len(), 3);
}
