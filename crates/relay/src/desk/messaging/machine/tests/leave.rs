//! Taking control back, whatever was made so far.

use super::model::{ACCOUNTS, Account, Seat};
use super::run::{FATES, Fate, Run, handoff};
use crate::desk::{Task, Then};
use baton_protocol::Stage;

const LINE: &str = "The visitor has left.";

fn leave(run: &mut Run) {
    run.stage = Stage::Bot;
    assert_eq!(run.work(&Task::TakeBack { line: LINE.into() }), Then::Done, "{run:?}");
}

fn lines(run: &Run) -> usize {
    run.model.posts().iter().filter(|post| post.ends_with("/back")).count()
}

#[test]
fn a_handoff_is_taken_back_at_any_step_and_the_next_one_works() {
    for account in ACCOUNTS {
        let whole = Run::handed_over(account).calls();
        for steps in 0..=whole {
            let mut run = Run::new(account);
            let task = handoff(&run, "handoff-1");
            for _ in 0..steps {
                run.step(&task, false);
            }
            let with_agents = run.model.conversations.first().is_some_and(|talk| talk.active == Some(Seat::Workspace));
            leave(&mut run);
            let after = run.model.conversations.first().map(|talk| talk.active);
            if account != Account::Handmade {
                assert_ne!(after, Some(Some(Seat::Workspace)), "{account:?} after {steps} steps");
            }
            assert!(lines(&run) <= 1, "{account:?} after {steps} steps");
            assert!(lines(&run) == 0 || with_agents);
            run.stage = Stage::Requested;
            let again = handoff(&run, "handoff-2");
            assert_eq!(run.work(&again), Then::Done, "{account:?} after {steps} steps");
            assert_eq!(run.model.talk().active, Some(Seat::Workspace));
            assert_eq!(run.model.conversations.len(), 1, "{account:?} after {steps} steps");
        }
    }
}

#[test]
fn the_agent_is_told_once_whatever_goes_wrong() {
    for place in 0..4 {
        for fate in FATES {
            let mut run = Run::handed_over(Account::Provisioned);
            run.fates = vec![Fate::Good; run.calls() + place];
            run.fates.push(fate);
            leave(&mut run);
            assert_eq!(lines(&run), 1, "{fate:?} at {place}");
            assert_eq!(run.model.talk().active, Some(Seat::Own));
        }
    }
}

#[test]
fn a_conversation_made_without_our_knowing_is_found() {
    let mut run = Run::new(Account::Provisioned);
    let task = handoff(&run, "handoff-1");
    run.fates = vec![Fate::Good, Fate::DiesAfter];
    assert_eq!(run.step(&task, false), Some(Then::Continue));
    assert_eq!(run.step(&task, false), None);
    leave(&mut run);
    assert_eq!(run.state().conversation.as_deref(), Some("talk-0"));
    assert_eq!(lines(&run), 0);
}

#[test]
fn a_conversation_that_zendesk_is_slow_to_make_is_found() {
    let mut run = Run::new(Account::Provisioned);
    let task = handoff(&run, "handoff-1");
    run.fates = vec![Fate::Good, Fate::Slow];
    assert_eq!(run.step(&task, false), Some(Then::Continue));
    assert!(matches!(run.step(&task, false), Some(Then::Retry { ambiguous: true, .. })));
    leave(&mut run);
    run.let_zendesk_finish();
    run.stage = Stage::Requested;
    let again = handoff(&run, "handoff-2");
    assert_eq!(run.work(&again), Then::Done);
    assert_eq!(run.model.conversations.len(), 1);
}

#[test]
fn where_nothing_was_made_nothing_is_done() {
    let mut run = Run::new(Account::Provisioned);
    leave(&mut run);
    assert_eq!(run.calls(), 0);
}
