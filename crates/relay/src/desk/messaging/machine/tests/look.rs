//! Looking for what no webhook brought.

use super::super::super::call::{Answer, Next, Reply, Survey};
use super::super::Learned;
use super::model::{Account, Seat};
use super::run::{Run, handoff};
use crate::clock::Moment;
use crate::desk::{Ending, Task, Then, What};
use baton_protocol::{EventId, Stage};
use serde_json::json;

fn with_agent() -> Run {
    let mut run = Run::new(Account::Provisioned);
    let task = handoff(&run, "handoff-1");
    run.work(&task);
    run.stage = Stage::Agent;
    run
}

fn look(run: &Run, complete: bool) -> Learned {
    let mut state = run.state();
    let job = run.job(Task::Reconcile, false);
    assert!(matches!(run.machine.next(&state, &job), Next::Call(_)));
    let message = |id: &str, second: u32, source: &str, metadata: serde_json::Value| {
        serde_json::from_value(json!({
            "id": id,
            "received": format!("2026-11-21T10:00:{second:02}.000Z"),
            "author": {"type": "business", "displayName": "Ana", "subtypes": []},
            "content": {"type": "text", "text": "hi"},
            "source": {"type": source},
            "metadata": metadata,
        }))
        .unwrap()
    };
    let messages = vec![
        message("1", 1, "api:conversations", json!({"baton.id": "handoff-1/summary/0"})),
        message("2", 2, "zd:agentWorkspace", json!({"__zendesk_msg.agent.id": "7"})),
        message("3", 3, "api:conversations", json!({})),
    ];
    let conversation = run.model.talk().conversation();
    let survey = Survey { messages, complete, conversation };
    run.machine.learned(&mut state, &job, Reply::Answered(Answer::Survey(Box::new(survey))))
}

#[test]
fn a_listing_brings_messages_by_the_key_their_webhook_has() {
    let run = with_agent();
    let learned = look(&run, true);
    let keys: Vec<_> = learned.incoming.iter().map(|incoming| incoming.key.as_deref().unwrap()).collect();
    assert_eq!(keys, ["main/message/1", "main/message/2"]);
    assert_eq!(learned.incoming[0].what, What::Echo);
    assert!(matches!(&learned.incoming[1].what, What::Said(said) if said.agent.as_ref().unwrap().id == "7"));
    let newest = jiff::Timestamp::from_second(1_795_255_203).unwrap();
    assert_eq!(learned.verified_through, Some(Moment(newest.as_millisecond())));
    assert_eq!(learned.then, Then::Done);
}

#[test]
fn a_listing_that_was_cut_proves_nothing() {
    assert_eq!(look(&with_agent(), false).verified_through, None);
}

#[test]
fn control_that_went_back_is_an_end_and_control_that_came_is_a_proof() {
    let mut run = with_agent();
    run.model.conversations[0].active = Some(Seat::Own);
    let ended = look(&run, true).incoming.pop().unwrap();
    assert_eq!(ended.what, What::Ended(Ending::Session));
    assert!(!run.state().is_before_handoff(ended.at));

    let mut run = Run::new(Account::Provisioned);
    let task = handoff(&run, "handoff-1");
    while run.state().handoff.is_none_or(|handoff| handoff.passes == 0) {
        run.step(&task, false);
    }
    let confirmed = look(&run, true).incoming.pop().unwrap();
    assert_eq!(confirmed.what, What::Confirmed { handoff: EventId::new("handoff-1") });
}

#[test]
fn a_ticket_that_is_not_there_yet_is_waited_for() {
    let run = with_agent();
    let mut state = run.state();
    let mut job = run.job(Task::Ticket, false);
    let answer = |number| Reply::Answered(Answer::Ticket(number));
    assert!(matches!(run.machine.learned(&mut state, &job, answer(None)).then, Then::Wait(_)));
    let found = run.machine.learned(&mut state, &job, answer(Some(42)));
    assert_eq!((found.incoming[0].what.clone(), found.then), (What::Ticket(42), Then::Done));
    job.attempt = 4;
    assert_eq!(run.machine.learned(&mut state, &job, answer(None)).then, Then::Done);
}
