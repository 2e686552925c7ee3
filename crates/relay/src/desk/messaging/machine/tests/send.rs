//! Messages of the visitor after the handoff.

use super::super::super::call::{Refusal, Reply};
use super::super::super::mark;
use super::super::super::state::Control;
use super::model::{Account, Seat};
use super::run::{FATES, Fate, Run, event};
use crate::desk::{Task, Then};
use baton_protocol::{EventBody, Stage, StageChange, StageReason};

#[test]
fn the_visitors_words_are_plain_text_of_the_user() {
    let mut run = Run::with_agent(Account::Provisioned);
    let seq = run.say("**bold** <b>x</b>", Vec::new());
    run.work(&Task::Send(seq));
    let body = &run.model.talk().messages.last().unwrap().body;
    assert_eq!(body["author"]["type"], "user");
    assert_eq!(body["content"], serde_json::json!({"type": "text", "text": "**bold** <b>x</b>"}));
}

#[test]
fn what_came_from_another_device_is_not_sent_back() {
    let mut run = Run::with_agent(Account::Provisioned);
    let seq = run.say("elsewhere", Vec::new());
    run.events.last_mut().unwrap().client = None;
    let posts = run.model.posts().len();
    assert_eq!(run.work(&Task::Send(seq)), Then::Done);
    assert_eq!(run.model.posts().len(), posts);
    assert_eq!(run.state().sent_through, seq);
}

#[test]
fn a_message_that_is_refused_parks() {
    let mut run = Run::with_agent(Account::Provisioned);
    let seq = run.say("poison", Vec::new());
    let task = Task::Send(seq);
    let mut state = run.state();
    let job = run.job(task, false);
    run.machine.prepare(&mut state, &job, None);
    for refusal in [Refusal::Invalid, Refusal::NoConversation] {
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
    let (mut run, task) = resumed();
    assert_eq!(run.work(&task), Then::Done);
    let talk = run.model.talk();
    assert_eq!(talk.active, Some(Seat::Workspace));
    let pass = talk.passes.last().unwrap();
    assert_eq!((pass.text(mark::PASS), pass.text(mark::HANDOFF)), (Some(mark::PASS_AGAIN), None));
    assert_eq!(talk.pending, Some(Seat::Own), "else nobody would hear of what the agent says");
}

/// An agent who wrote after the end, and what the visitor says to it.
fn resumed() -> (Run, Task) {
    let mut run = Run::with_agent(Account::Provisioned);
    run.model.conversations[0].active = None;
    let change = StageChange { from: Stage::Ended, to: Stage::Agent, reason: StageReason::AgentActed };
    let seq = run.events.len() as u64 + 1;
    run.events.push(event(seq, None, EventBody::Stage(change)));
    let seq = run.say("one thing more", Vec::new());
    (run, Task::Send(seq))
}

#[test]
fn control_given_again_is_looked_for_and_the_message_goes_whatever_comes_of_it() {
    for (fails, seen) in [(0, Control::Workspace), (1, Control::Workspace), (9, Control::Unknown)] {
        let (mut run, task) = resumed();
        run.model.pass_fails = fails;
        let began = run.now;
        assert_eq!(run.work(&task), Then::Done);
        assert_eq!(run.state().control, seen, "after {fails} passes without effect");
        assert!(run.now - began <= 2_000, "{} ms", run.now - began);
        assert!(fails - run.model.pass_fails <= 2, "bounded");
        assert_eq!(run.model.posts().last().copied(), Some("event-6/0"));
    }
}

#[test]
fn whatever_goes_wrong_control_is_given_again_and_the_message_goes_once() {
    let whole = {
        let (mut run, task) = resumed();
        let before = run.calls();
        run.work(&task);
        before..run.calls()
    };
    for (place, fate) in whole.flat_map(|place| FATES.map(|fate| (place, fate))) {
        let (mut run, task) = resumed();
        run.fates = vec![Fate::Good; place];
        run.fates.push(fate);
        assert_eq!(run.work(&task), Then::Done);
        let talk = run.model.talk();
        assert_eq!((talk.active, talk.pending), (Some(Seat::Workspace), Some(Seat::Own)), "{fate:?} at {place}");
        let posts = run.model.posts();
        assert_eq!(posts.iter().filter(|post| **post == "event-6/0").count(), 1, "{fate:?} at {place}");
        assert_eq!((run.state().control, run.state().doubt), (Control::Workspace, false));
    }
}

#[test]
fn back_with_the_bot_only_what_may_be_there_is_looked_for() {
    for (fate, arrives) in [(Fate::DiesAfter, true), (Fate::DiesBefore, false)] {
        let mut run = Run::with_agent(Account::Provisioned);
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
