//! Looking for what no webhook brought.

use super::super::super::call::{Answer, Next, Refusal, Reply, Survey};
use super::super::Learned;
use super::model::{Account, Seat};
use super::run::{Run, event, handoff};
use crate::clock::Moment;
use crate::desk::{Ending, Incoming, Job, Task, Then, What};
use baton_protocol::{AgentMessage, EventBody, EventId, Stage, StageChange, StageReason};
use serde_json::json;
use std::time::Duration;

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
    let run = Run::with_agent(Account::Provisioned);
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
    assert_eq!(look(&Run::with_agent(Account::Provisioned), false).verified_through, None);
}

#[test]
fn control_that_went_back_is_an_end_and_control_that_came_is_a_proof() {
    let mut run = Run::with_agent(Account::Provisioned);
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
fn who_wrote_on_after_an_end_has_no_control_to_lose() {
    let mut run = Run::with_agent(Account::Provisioned);
    run.model.conversations[0].active = Some(Seat::Own);
    let change = StageChange { from: Stage::Ended, to: Stage::Agent, reason: StageReason::AgentActed };
    let seq = run.events.len() as u64 + 1;
    run.events.push(event(seq, None, EventBody::Stage(change)));
    let is_end = |told: &Incoming| matches!(told.what, What::Ended(_));
    assert!(!look(&run, true).incoming.iter().any(is_end), "control was seen before the end, not after it");

    // Neither when the log's word of it lies behind what was sent, be it that nothing had to be.
    let seq = run.say("", Vec::new());
    run.work(&Task::Send(seq));
    assert_eq!(run.state().sent_through, seq);
    assert!(!look(&run, true).incoming.iter().any(is_end));

    // Once the agents are seen to have it again, losing it is an end again.
    let seq = run.say("thank you", Vec::new());
    run.work(&Task::Send(seq));
    assert_eq!(run.model.talk().active, Some(Seat::Workspace));
    run.model.conversations[0].active = Some(Seat::Own);
    assert!(look(&run, true).incoming.iter().any(is_end));
}

#[test]
fn a_conversation_that_is_gone_ended_by_zendesks_time() {
    let run = Run::with_agent(Account::Provisioned);
    let mut state = run.state();
    let mut job = run.job(Task::Reconcile, false);
    let mut gone = |job: &Job| {
        let reply = Reply::Refused(Refusal::NoConversation, "no".into());
        run.machine.learned(&mut state, job, reply).incoming.pop().unwrap()
    };
    assert_eq!((gone(&job).what, gone(&job).at), (What::Ended(Ending::Session), Moment(1_000_001)));
    job.verified_through = Some(Moment(1_500_000));
    assert_eq!(gone(&job).at, Moment(1_500_001));
    let said = AgentMessage {
        agent: None,
        blocks: Vec::new(),
        files: Vec::new(),
        desk_at: 1_700_000,
        desk_id: "message-x".into(),
    };
    job.events.push(event(99, None, EventBody::Agent(said)));
    assert_eq!(gone(&job).at, Moment(1_700_001));
    assert!(job.now > Moment(1_700_001), "ours may be ahead of it");
}

#[test]
fn a_ticket_that_is_not_there_yet_is_looked_for_again_a_few_times() {
    let run = Run::with_agent(Account::Provisioned);
    let mut state = run.state();
    let mut job = run.job(Task::Ticket, false);
    let answer = |number| Reply::Answered(Answer::Ticket(number));
    for seconds in [2, 5, 15, 60] {
        let again = Then::Again(Duration::from_secs(seconds));
        // However often its turn was waited for.
        let later = run.machine.learned(&mut state, &job, Reply::Later(Duration::from_secs(1))).then;
        assert_eq!(later, Then::Wait(Duration::from_secs(1)));
        assert_eq!(run.machine.learned(&mut state, &job, answer(None)).then, again);
        job.attempt += 1;
    }
    assert_eq!(run.machine.learned(&mut state, &job, answer(None)).then, Then::Done);
    let found = run.machine.learned(&mut state, &job, answer(Some(42)));
    assert_eq!((found.incoming[0].what.clone(), found.then), (What::Ticket(42), Then::Done));
}

#[test]
fn a_ticket_that_may_not_be_seen_is_not_looked_for_for_ever() {
    let run = Run::with_agent(Account::Provisioned);
    let mut state = run.state();
    let job = run.job(Task::Ticket, false);
    for refusal in [Refusal::Credential, Refusal::Forbidden] {
        let then = run.machine.learned(&mut state, &job, Reply::Refused(refusal, "no".into())).then;
        assert_eq!(then, Then::Done, "{refusal:?}");
    }
    let down = Reply::Unreachable("no connection".into(), None);
    assert!(matches!(run.machine.learned(&mut state, &job, down).then, Then::Retry { ambiguous: false, .. }));
}
