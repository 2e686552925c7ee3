//! A visitor who was nobody and is proved to be somebody between two handoffs, or in the middle of one.

use super::model::Account;
use super::run::{FATES, Fate, Run, handoff};
use crate::desk::{Task, Then};
use baton_protocol::Stage;

const WHO: &str = "u-42";
/// Each account that can have several conversations of a user.
const ACCOUNTS: [Account; 4] = [Account::Provisioned, Account::Handmade, Account::Named, Account::Late];

/// Handed over as nobody, proved to be somebody, handed over again.
fn proved_between(account: Account, fates: Vec<Fate>) -> Run {
    let mut run = Run::handed_over(account);
    run.stage = Stage::Agent;
    run.proved = Some(WHO);
    let seq = run.say("still nobody", Vec::new());
    assert_eq!(run.work(&Task::Send(seq)), Then::Done);
    assert_eq!(run.model.users, ["baton-visitor"], "what was handed over goes on as it was");
    run.stage = Stage::Requested;
    run.say("now I am signed in", Vec::new());
    let before = vec![Fate::Good; run.calls()];
    run.fates = before.into_iter().chain(fates).collect();
    let next = handoff(&run, "handoff-2");
    assert_eq!(run.work(&next), Then::Done, "{run:?}");
    run
}

fn check(run: &Run) {
    assert_eq!(run.model.users, ["baton-visitor", WHO], "{run:?}");
    let [nobodys, theirs] = run.model.conversations.as_slice() else { panic!("two conversations: {run:?}") };
    assert_eq!((nobodys.user.as_str(), theirs.user.as_str()), ("baton-visitor", WHO));
    let posts: Vec<&str> = theirs.messages.iter().map(|said| said.post.as_str()).collect();
    assert_eq!(posts, ["handoff-2/summary/0", "handoff-2/said/0"], "{run:?}");
    assert_eq!(theirs.passes.last().unwrap().text("baton.handoff"), Some("handoff-2"));
    let tags = theirs.passes.last().unwrap().text("dataCapture.systemField.tags");
    assert_eq!(tags, Some("baton_verified,a,b"));
    let state = run.state();
    assert_eq!((state.user.as_deref(), state.external_id.as_deref()), (Some(WHO), Some(WHO)));
}

#[test]
fn the_next_handoff_is_their_own_whatever_goes_wrong() {
    for account in ACCOUNTS {
        let good = proved_between(account, Vec::new());
        check(&good);
        for place in 0..good.calls() {
            for fate in FATES {
                let fates = [vec![Fate::Good; place], vec![fate]].concat();
                check(&proved_between(account, fates));
            }
        }
    }
}

#[test]
fn what_an_earlier_version_kept_was_nobodys() {
    let mut run = Run::handed_over(Account::Provisioned);
    run.state = run.state.replace("\"external_id\":\"baton-visitor\",", "");
    assert_eq!(run.state().external_id, None);
    run.stage = Stage::Requested;
    let next = handoff(&run, "handoff-2");
    assert_eq!(run.work(&next), Then::Done);
    assert_eq!((run.model.users.len(), run.model.conversations.len()), (1, 1), "nobody stays who they were");
    run.state = run.state.replace("\"external_id\":\"baton-visitor\",", "");
    run.proved = Some(WHO);
    run.stage = Stage::Requested;
    let next = handoff(&run, "handoff-3");
    assert_eq!(run.work(&next), Then::Done);
    assert_eq!(run.model.users, ["baton-visitor", WHO]);
}

#[test]
fn who_is_proved_in_the_middle_of_a_handoff_stays_nobody_until_the_next() {
    let whole = Run::handed_over(Account::Provisioned).calls();
    for place in 0..whole {
        let mut run = Run::new(Account::Provisioned);
        let task = handoff(&run, "handoff-1");
        for _ in 0..=place {
            run.step(&task, false);
        }
        run.proved = Some(WHO);
        assert_eq!(run.work(&task), Then::Done, "{run:?}");
        assert_eq!(run.model.users, ["baton-visitor"], "{run:?}");
        assert_eq!(run.model.conversations.len(), 1);
    }
}

#[test]
fn a_person_who_is_known_at_zendesk_already_is_taken_not_made() {
    let mut run = Run::new(Account::Provisioned);
    run.model.users.push(WHO.to_owned());
    run.proved = Some(WHO);
    let task = handoff(&run, "handoff-1");
    assert_eq!(run.work(&task), Then::Done);
    assert_eq!(run.model.users, [WHO]);
    assert_eq!(run.model.talk().user, WHO);
}
