//! Messages of the visitor after the handoff.

use super::super::super::call::{Refusal, Reply};
use super::super::super::mark;
use super::model::{Account, Seat};
use super::run::{Fate, Run, event, handoff};
use crate::desk::{Task, Then};
use baton_protocol::{EventBody, Stage, StageChange, StageReason};

fn with_agent() -> Run {
    let mut run = Run::new(Account::Provisioned);
    let task = handoff(&run, "handoff-1");
    run.work(&task);
    run.stage = Stage::Agent;
    run
}

#[test]
fn the_visitors_words_are_plain_text_of_the_user() {
    let mut run = with_agent();
    let seq = run.say("**bold** <b>x</b>", Vec::new());
    run.work(&Task::Send(seq));
    let body = &run.model.talk().messages.last().unwrap().body;
    assert_eq!(body["author"]["type"], "user");
    assert_eq!(body["content"], serde_json::json!({"type": "text", "text": "**bold** <b>x</b>"}));
}

#[test]
fn what_came_from_another_device_is_not_sent_back() {
    let mut run = with_agent();
    let seq = run.say("elsewhere", Vec::new());
    run.events.last_mut().unwrap().client = None;
    let posts = run.model.posts().len();
    assert_eq!(run.work(&Task::Send(seq)), Then::Done);
    assert_eq!(run.model.posts().len(), posts);
    assert_eq!(run.state().sent_through, seq);
}

#[test]
fn a_message_that_is_refused_parks() {
    let mut run = with_agent();
    let seq = run.say("poison", Vec::new());
    let task = Task::Send(seq);
    let mut state = run.state();
    let job = run.job(task, false);
    run.machine.prepare(&mut state, &job, None);
    for refusal in [Refusal::Invalid, Refusal::Full, Refusal::NoConversation] {
        let then = run.machine.learned(&mut state, &job, Reply::Refused(refusal, "no".into())).then;
        assert!(matches!(then, Then::Park { seq: Some(parked), .. } if parked == seq), "{refusal:?}: {then:?}");
    }
    for refusal in [Refusal::Credential, Refusal::Forbidden] {
        let then = run.machine.learned(&mut state, &job, Reply::Refused(refusal, "no".into())).then;
        assert!(matches!(then, Then::Retry { ambiguous: false, .. }), "{refusal:?}: {then:?}");
    }
}

#[test]
fn after_an_end_control_is_given_to_the_agent_who_writes_again() {
    let mut run = with_agent();
    run.model.conversations[0].active = None;
    let change = StageChange { from: Stage::Ended, to: Stage::Agent, reason: StageReason::AgentActed };
    let seq = run.events.len() as u64 + 1;
    run.events.push(event(seq, None, EventBody::Stage(change)));
    let seq = run.say("one thing more", Vec::new());
    assert_eq!(run.work(&Task::Send(seq)), Then::Done);
    let talk = run.model.talk();
    assert_eq!(talk.active, Some(Seat::Workspace));
    let pass = talk.passes.last().unwrap();
    assert_eq!((pass.text(mark::PASS), pass.text(mark::HANDOFF)), (Some(mark::PASS_AGAIN), None));
}

#[test]
fn back_with_the_bot_only_what_may_be_there_is_looked_for() {
    for (fate, arrives) in [(Fate::DiesAfter, true), (Fate::DiesBefore, false)] {
        let mut run = with_agent();
        let seq = run.say("too late?", Vec::new());
        run.fates = vec![Fate::Good; run.calls()];
        run.fates.push(fate);
        assert_eq!(run.step(&Task::Send(seq), false), None);
        run.stage = Stage::Bot;
        let posts = run.model.posts().len();
        let mut then = run.step(&Task::Send(seq), true);
        while then == Some(Then::Continue) {
            then = run.step(&Task::Send(seq), false);
        }
        assert_eq!(then, Some(Then::Done));
        assert_eq!(run.model.posts().len(), posts, "{fate:?}");
        assert_eq!(run.state().sent_through == seq, arrives, "{fate:?}: what did not arrive goes with a next handoff");
    }
}
