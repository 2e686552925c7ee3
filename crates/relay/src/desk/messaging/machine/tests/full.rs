//! A conversation that is full at Zendesk: it goes on in a new one.

use super::super::super::mark;
use super::model::{ACCOUNTS, Account, Full, Seat, Talk};
use super::run::{FATES, Fate, Run, handoff};
use crate::desk::{Task, Then, What};
use baton_protocol::Stage;
use serde_json::json;

/// The accounts in which a user can have another conversation.
fn accounts() -> impl Iterator<Item = Account> {
    ACCOUNTS.into_iter().filter(|account| *account != Account::Single)
}

fn posts(talk: &Talk) -> Vec<&str> {
    talk.messages.iter().map(|said| said.post.as_str()).collect()
}

const HANDED: [&str; 4] = ["handoff-1/summary/0", "handoff-1/said/0", "handoff-1/said/1", "handoff-1/file/0"];

/// A handoff whose conversation is full.
fn meets(account: Account, full: Full, fates: Vec<Fate>) -> Run {
    let mut run = Run::new(account);
    run.model.full = full;
    run.fates = fates;
    let task = handoff(&run, "handoff-1");
    assert_eq!(run.work(&task), Then::Done, "{run:?}");
    run
}

fn check_anew(run: &Run) {
    assert_eq!((run.model.users.len(), run.model.conversations.len()), (1, 2), "{run:?}");
    let talk = run.model.newest();
    assert_eq!(posts(talk), HANDED, "all of it, once: {run:?}");
    assert_eq!(talk.active, Some(Seat::Workspace));
    let pass = talk.passes.last().unwrap();
    assert_eq!((pass.text(mark::HANDOFF), pass.text(mark::FIRST_MESSAGE)), (Some("handoff-1"), Some("message-0")));
    assert!(run.confirmed(), "{run:?}");
    let state = run.state();
    assert_eq!((state.conversation.as_deref(), state.doubt, state.handoff), (Some("talk-1"), false, None));
    assert_eq!(state.past, ["talk-0"]);
}

#[test]
fn a_handoff_that_meets_a_full_conversation_goes_on_in_a_new_one() {
    for account in accounts() {
        for room in 0..HANDED.len() {
            check_anew(&meets(account, Full::First(room), Vec::new()));
        }
        check_anew(&meets(account, Full::Locked, Vec::new()));
    }
}

#[test]
fn whatever_goes_wrong_the_full_one_is_not_taken_again() {
    for (account, full) in accounts().flat_map(|account| [(account, Full::First(2)), (account, Full::Locked)]) {
        let good = meets(account, full, Vec::new()).calls();
        for (place, fate) in (0..good).flat_map(|place| FATES.map(|fate| (place, fate))) {
            let mut fates = vec![Fate::Good; place];
            fates.push(fate);
            check_anew(&meets(account, full, fates));
        }
    }
}

#[test]
fn a_handoff_for_which_everything_is_full_fails_and_does_not_go_round() {
    let mut run = Run::new(Account::Provisioned);
    run.model.full = Full::All;
    let task = handoff(&run, "handoff-1");
    let Then::Fail { error } = run.work(&task) else { panic!("{run:?}") };
    assert!(error.contains("made anew is full as well"), "{error}");
    assert_eq!(run.model.conversations.len(), 2);
    // What nobody saw is said again where there is room.
    run.model.full = Full::Nothing;
    let task = handoff(&run, "handoff-2");
    assert_eq!(run.work(&task), Then::Done);
    assert_eq!(run.model.conversations.len(), 2);
    assert!(run.model.posts().contains(&"handoff-2/said/0"));
}

#[test]
fn where_a_user_has_one_conversation_the_handoff_fails_and_it_stays_the_one() {
    for fate in FATES {
        for place in 0..6 {
            let mut run = Run::new(Account::Single);
            run.model.full = Full::First(0);
            run.fates = vec![Fate::Good; place];
            run.fates.push(fate);
            let task = handoff(&run, "handoff-1");
            let Then::Fail { error } = run.work(&task) else { panic!("{run:?}") };
            assert!(error.contains("allows its user no other"), "{error}");
            let state = run.state();
            assert_eq!(state.conversation.as_deref(), Some("talk-0"), "{fate:?} at {place}");
            assert!(!state.is_past("talk-0"), "what is said there is of now");
        }
    }
}

#[test]
fn what_nobody_told_of_the_full_one_is_taken_along() {
    let mut run = Run::new(Account::Provisioned);
    run.model.full = Full::First(0);
    let message = |metadata: serde_json::Value, source: &str| {
        serde_json::from_value(json!({
            "id": "said",
            "received": "2026-11-21T10:00:00.000Z",
            "author": {"type": "business", "displayName": "Ana", "subtypes": []},
            "content": {"type": "text", "text": "hi"},
            "source": {"type": source},
            "metadata": metadata,
        }))
        .unwrap()
    };
    let ours = message(json!({"baton.id": "handoff-0/summary/0"}), "api:conversations");
    run.model.untold = vec![ours, message(json!({"__zendesk_msg.agent.id": "7"}), "zd:agentWorkspace")];
    let task = handoff(&run, "handoff-1");
    assert_eq!(run.work(&task), Then::Done);
    let told: Vec<_> = run.told.iter().filter(|told| told.remote == "talk-0").collect();
    assert!(matches!(told[..], [told] if matches!(told.what, What::Said(_))), "{told:?}");
}

#[test]
fn a_handoff_that_is_taken_back_on_the_way_leaves_agents_nowhere() {
    for account in accounts() {
        let whole = meets(account, Full::First(2), Vec::new()).calls();
        for steps in 0..=whole {
            let mut run = Run::new(account);
            run.model.full = Full::First(2);
            let task = handoff(&run, "handoff-1");
            for _ in 0..steps {
                run.step(&task, false);
            }
            run.stage = Stage::Bot;
            assert_eq!(run.work(&Task::TakeBack { line: "The visitor has left.".into() }), Then::Done);
            let talk = run.state().conversation;
            let talk = run.model.conversations.iter().find(|known| Some(&known.id) == talk.as_ref());
            let with_agents = talk.is_some_and(|talk| talk.active == Some(Seat::Workspace));
            assert!(!with_agents || account == Account::Handmade, "{account:?} after {steps} steps");
            // And the next one works, with no conversation more than it needs.
            run.stage = Stage::Requested;
            let again = handoff(&run, "handoff-2");
            assert_eq!(run.work(&again), Then::Done, "{account:?} after {steps} steps");
            assert_eq!(run.model.conversations.len(), 2, "{account:?} after {steps} steps");
            assert_eq!(run.model.newest().active, Some(Seat::Workspace));
            let said = posts(run.model.newest());
            assert!(said.contains(&"handoff-2/said/0") || said.contains(&"handoff-1/said/0"), "{said:?}");
        }
    }
}
