//! A handoff and the messages after it, with everything going wrong everywhere: each post arrives once, in order.

use super::super::super::mark;
use super::super::super::state::Step;
use super::super::Machine;
use super::model::{ACCOUNTS, Account, Seat};
use super::run::{FATES, Fate, Run, file, handoff, settings};
use crate::desk::{Task, Then, What};
use baton_protocol::Stage;
use proptest::prelude::*;

/// A handoff, a short message, a message in parts with a file.
fn journey(run: &mut Run) -> Vec<u64> {
    let task = handoff(run, "handoff-1");
    assert_eq!(run.work(&task), Then::Done, "{run:?}");
    run.stage = Stage::Agent;
    let seqs = vec![run.say("hello?", Vec::new()), run.say(&"long ".repeat(900), vec![file("receipt")])];
    for seq in &seqs {
        assert_eq!(run.work(&Task::Send(*seq)), Then::Done, "{run:?}");
    }
    seqs
}

const POSTS: [&str; 8] = [
    "handoff-1/summary/0",
    "handoff-1/said/0",
    "handoff-1/said/1",
    "handoff-1/file/0",
    "event-5/0",
    "event-6/0",
    "event-6/1",
    "event-6/2",
];

fn check(run: &Run) {
    let talk = run.model.talk();
    assert_eq!(run.model.posts(), POSTS, "every post once and in order: {run:?}");
    assert_eq!((run.model.users.len(), run.model.conversations.len()), (1, 1), "{run:?}");
    assert_eq!(talk.active, Some(Seat::Workspace));
    let has_row = run.model.account != Account::Handmade;
    assert_eq!(talk.pending, has_row.then_some(Seat::Own), "without standby events only who is pending hears: {run:?}");
    assert!(run.confirmed(), "{run:?}");
    let pass = talk.passes.last().unwrap();
    assert_eq!(pass.text(mark::FIRST_MESSAGE), Some("message-0"));
    assert_eq!(pass.text(mark::HANDOFF), Some("handoff-1"));
    assert_eq!(pass.text("dataCapture.systemField.tags"), Some("a,b"));
    assert_eq!(pass.text("dataCapture.systemField.group_id"), Some("360"));
    assert_eq!(pass.text("dataCapture.ticketField.77"), Some("+49 30 1"));
    assert_eq!(talk.metadata[mark::CONVERSATION], "our-conversation");
    let state = run.state();
    assert_eq!((state.sent_through, state.doubt, state.handoff), (6, false, None));
    assert_eq!(state.since, Some(1_000_000));
}

#[test]
fn everything_good_takes_few_calls() {
    let calls = |account| Run::handed_over(account).calls();
    // User, conversation, own control, five for four posts, pass, offer, proof.
    assert_eq!(calls(Account::Provisioned), 11);
    assert_eq!(calls(Account::Handmade), 11);
}

#[test]
fn one_fault_anywhere_changes_nothing() {
    for account in ACCOUNTS {
        let mut good = Run::new(account);
        journey(&mut good);
        check(&good);
        for place in 0..good.calls() {
            for fate in FATES {
                let mut run = Run::new(account);
                run.fates = vec![Fate::Good; place];
                run.fates.push(fate);
                journey(&mut run);
                check(&run);
            }
        }
    }
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![3 => Just(Fate::Good), 4 => prop::sample::select(FATES.to_vec())];
    prop::collection::vec(fate, 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_faults_change_nothing(fates in fates(), account in prop::sample::select(ACCOUNTS.to_vec())) {
        let mut run = Run::new(account);
        run.fates = fates;
        journey(&mut run);
        check(&run);
    }
}

/// The negative control: with the match switched off, the very same faults make duplicates, and this test sees them.
#[test]
fn without_the_match_there_are_duplicates() {
    let mut duplicated = 0;
    let good = {
        let mut run = Run::new(Account::Provisioned);
        journey(&mut run);
        run.calls()
    };
    for place in 0..good {
        for fate in [Fate::AnswerLost, Fate::DiesAfter] {
            let mut careless = settings(Account::Provisioned);
            careless.match_before_resend = false;
            let mut run = Run::with(Machine::new(careless), Account::Provisioned);
            run.fates = vec![Fate::Good; place];
            run.fates.push(fate);
            journey(&mut run);
            duplicated += run.model.posts().len() - 8;
        }
    }
    assert_eq!(duplicated, 16, "each of the eight posts is there twice, after either fault");
}

#[test]
fn where_a_user_has_one_conversation_it_is_used_and_marked() {
    let mut run = Run::new(Account::Single);
    journey(&mut run);
    assert_eq!(run.model.conversations.len(), 1);
    assert_eq!(run.model.talk().metadata[mark::CONVERSATION], "our-conversation");
}

#[test]
fn without_a_row_the_values_are_on_the_conversation_before_the_first_post() {
    let mut run = Run::new(Account::Handmade);
    let task = handoff(&run, "handoff-1");
    while run.model.conversations.is_empty() || run.model.posts().is_empty() {
        run.step(&task, false);
    }
    let talk = run.model.talk();
    assert_eq!(talk.metadata["dataCapture.systemField.tags"], "a,b");
    assert_eq!(talk.metadata["dataCapture.systemField.group_id"], "360");
    assert_eq!(talk.metadata[mark::HANDOFF], "handoff-1");
}

#[test]
fn with_a_row_control_is_ours_while_posting() {
    for account in [Account::Provisioned, Account::Named, Account::Single] {
        let mut run = Run::new(account);
        let task = handoff(&run, "handoff-1");
        while run.model.conversations.is_empty() || run.model.posts().len() < 4 {
            run.step(&task, false);
            if !run.model.conversations.is_empty() && !run.model.posts().is_empty() {
                assert_eq!(run.model.talk().active, Some(Seat::Own), "{account:?}");
            }
        }
    }
}

#[test]
fn a_pass_that_did_nothing_is_repeated() {
    let mut run = Run::new(Account::Provisioned);
    run.model.pass_fails = 2;
    journey(&mut run);
    check(&run);
}

#[test]
fn a_pass_that_never_does_anything_ends_the_handoff_in_time() {
    let mut run = Run::new(Account::Provisioned);
    run.model.pass_fails = 99;
    let task = handoff(&run, "handoff-1");
    let began = run.now;
    assert!(matches!(run.work(&task), Then::Fail { .. }));
    assert_eq!(99 - run.model.pass_fails, 3, "control is passed three times");
    assert!((60_000..70_000).contains(&(run.now - began)), "{}", run.now - began);
    assert_eq!(run.model.talk().active, Some(Seat::Own));
    // Nobody saw what was posted: the next handoff says it again, as its own.
    run.model.pass_fails = 0;
    let next = handoff(&run, "handoff-2");
    assert_eq!(run.work(&next), Then::Done);
    assert!(run.model.posts().contains(&"handoff-2/said/0"));
}

#[test]
fn control_is_taken_back_whatever_goes_wrong_before_the_handoff_fails() {
    let hopeless = || {
        let mut run = Run::new(Account::Provisioned);
        run.model.pass_fails = 99;
        let task = handoff(&run, "handoff-1");
        (run, task)
    };
    let (mut good, task) = hopeless();
    assert!(matches!(good.work(&task), Then::Fail { .. }));
    for fate in FATES {
        let (mut run, task) = hopeless();
        run.fates = vec![Fate::Good; good.calls() - 1];
        run.fates.push(fate);
        assert!(matches!(run.work(&task), Then::Fail { .. }));
        assert!(run.model.recalls > 0, "{fate:?}");
        assert!(!run.state().doubt);
    }
}

#[test]
fn what_zendesk_does_after_we_gave_up_waiting_is_not_done_twice() {
    for account in ACCOUNTS {
        let mut good = Run::new(account);
        journey(&mut good);
        for place in 0..good.calls() {
            let mut run = Run::new(account);
            run.fates = vec![Fate::Good; place];
            run.fates.push(Fate::Slow);
            journey(&mut run);
            run.let_zendesk_finish();
            check(&run);
        }
    }
}

#[test]
fn a_line_that_zendesk_is_slow_with_is_said_once() {
    let mut run = Run::handed_over(Account::Provisioned);
    // A look, then the line.
    run.fates = vec![Fate::Good; run.calls() + 1];
    run.fates.push(Fate::Slow);
    run.stage = Stage::Bot;
    assert_eq!(run.work(&Task::TakeBack { line: "The visitor has left.".into() }), Then::Done);
    run.let_zendesk_finish();
    assert_eq!(run.model.posts().iter().filter(|post| post.ends_with("/back")).count(), 1);
}

#[test]
fn a_proof_that_comes_when_nobody_hopes_for_it_any_more_is_one() {
    let mut run = Run::new(Account::Provisioned);
    run.model.pass_fails = 99;
    let task = handoff(&run, "handoff-1");
    while run.state().handoff.is_none_or(|handoff| handoff.step != Step::Recall) {
        if let Some(Then::Wait(span)) = run.step(&task, false) {
            run.now += i64::try_from(span.as_millis()).unwrap();
        }
    }
    run.stage = Stage::Queued;
    assert_eq!(run.work(&task), Then::Done);
    assert_eq!(run.model.recalls, 0);
}

#[test]
fn the_event_is_proof_too() {
    let mut run = Run::new(Account::Provisioned);
    run.model.pass_fails = 1;
    let task = handoff(&run, "handoff-1");
    while run.model.pass_fails > 0 {
        run.step(&task, false);
    }
    run.stage = Stage::Queued;
    assert_eq!(run.work(&task), Then::Done);
    assert!(!run.confirmed(), "nothing has to be told that is known");
    // And done is done, though the work comes again after a crash.
    let calls = run.calls();
    assert_eq!((run.work(&task), run.calls()), (Then::Done, calls));
}

#[test]
fn a_later_handoff_says_only_what_is_new() {
    let mut run = Run::new(Account::Provisioned);
    journey(&mut run);
    run.stage = Stage::Requested;
    run.say("I am back", Vec::new());
    let task = handoff(&run, "handoff-2");
    assert_eq!(run.work(&task), Then::Done);
    let posts = run.model.posts();
    assert_eq!(posts[8..], ["handoff-2/summary/0", "handoff-2/said/0"]);
    let talk = run.model.talk();
    assert_eq!(talk.messages[9].body["content"]["text"], "Visitor: I am back");
    assert_eq!(talk.passes.last().unwrap().text(mark::FIRST_MESSAGE), Some("message-8"));
}

#[test]
fn a_file_that_is_not_taken_becomes_a_line() {
    let mut run = Run::new(Account::Provisioned);
    run.model.refuses_files = true;
    journey(&mut run);
    assert_eq!(run.model.posts(), POSTS);
    let refused: Vec<_> = run.told.iter().filter(|told| matches!(told.what, What::FileRefused { .. })).collect();
    assert_eq!(refused.len(), 2, "of the transcript and of the message");
    let line = &run.model.talk().messages[3].body;
    assert_eq!(line["author"]["type"], "business");
    assert!(line["content"]["text"].as_str().unwrap().contains("picture.png could not be delivered"));
}

#[test]
fn a_conversation_deleted_at_zendesk_is_made_anew() {
    let mut run = Run::new(Account::Provisioned);
    journey(&mut run);
    run.model.conversations.clear();
    run.stage = Stage::Requested;
    let task = handoff(&run, "handoff-2");
    assert_eq!(run.work(&task), Then::Done);
    assert_eq!(run.model.talk().active, Some(Seat::Workspace));
    assert_eq!(run.model.posts(), ["handoff-2/summary/0"]);
}
