//! Ends: what is unsent, what is told twice, and what belongs to no request that is there.

use super::{Act, Play, bodies, bot_lines, incoming, said, seq_of, undelivered};
use baton_protocol::{ClientFrame, ConversationId, EventBody, EventId, Notice, Stage};
use baton_relay::conversation::{Pending, Snapshot, State, incoming as plans};
use baton_relay::desk::{Ending, Task, Then, What};
use baton_relay::store::{Guard, Lane, Operation, WorkKind};
use std::time::Duration;

const NOW: Duration = Duration::ZERO;
const LATER: Act = Act::Then(Then::Wait(Duration::from_secs(3_600)));

const ORIGIN: plans::Origin<'_> = plans::Origin { account: "main", desk: "messaging", asks_rating: false };
const END: What = What::Ended(Ending::Session);

/// Two messages of which the first waits for the pace and the second behind it.
async fn unsent() -> (Play, super::Visitor) {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    play.does(vec![Operation::SetStage(id, Stage::Agent)]).await;
    play.desk.will([LATER]);
    play.run();
    crate::harness::until("the look at the beginning", || (play.desk.tasks() == [Task::Reconcile]).then_some(())).await;
    visitor.says(&play.core, "one").await;
    visitor.says(&play.core, "two").await;
    crate::harness::until("the first waits", || (play.desk.tasks().len() == 2).then_some(())).await;
    play.rest().await;
    (play, visitor)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_desks_end_leaves_unsent_is_told_and_goes_nowhere() {
    let (play, mut visitor) = unsent().await;
    let link = play.link(visitor.conversation()).await;
    let account = play.core.accounts["main"].clone();
    play.core.apply(&account, &link, &incoming(50, Some("end"), END), Vec::new()).await.unwrap();
    // Even where a new request is faster than the news.
    visitor.asks_for_a_person(&play.core).await;
    play.until(&visitor, NOW, "the news", |log| undelivered(log).len() == 2).await;
    play.rest().await;
    let log = play.log(&visitor).await;
    assert_eq!(undelivered(&log), [seq_of(&log, "one"), seq_of(&log, "two")]);
    assert!(!play.desk.tasks()[2..].iter().any(|task| matches!(task, Task::Send(_))), "{:?}", play.desk.tasks());
    assert!(play.desk.tasks()[2..].iter().any(|task| matches!(task, Task::Handoff(_))), "{:?}", play.desk.tasks());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_the_visitors_own_end_still_gets_there() {
    let (play, mut visitor) = unsent().await;
    visitor.does(&play.core, |id| ClientFrame::End { id }).await;
    crate::harness::until("control is taken back", || (play.rows("lane = 'desk'") == 0).then_some(())).await;
    let log = play.log(&visitor).await;
    let (one, two) = (seq_of(&log, "one"), seq_of(&log, "two"));
    let tasks = play.desk.tasks();
    assert!(
        matches!(&tasks[2..], [Task::Send(first), Task::Send(second), Task::TakeBack { .. }] if (*first, *second) == (one, two)),
        "{tasks:?}"
    );
    assert!(play.desk.jobs.lock().unwrap()[2..4].iter().all(|job| job.stage == Stage::Agent));
    assert!(undelivered(&log).is_empty());
    assert!(!play.link(visitor.conversation()).await.open);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_told_twice_ends_no_request_made_since() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "blank").await;
    play.does(vec![Operation::SetStage(id.clone(), Stage::Agent)]).await;
    let account = play.core.accounts["main"].clone();
    let link = play.link(&id).await;
    let end = async |at, key| play.core.apply(&account, &link, &incoming(at, key, END), Vec::new()).await.unwrap();
    end(50, Some("activity")).await;
    assert_eq!(visitor.stage(&play.core).await, Stage::Ended);
    visitor.asks_for_a_person(&play.core).await;
    // Asked for, and not begun at the desk: whatever the time of the word, it is about what was before.
    end(51, Some("release")).await;
    assert_eq!(visitor.stage(&play.core).await, Stage::Requested);
    play.does(vec![Operation::SetStage(id.clone(), Stage::Agent)]).await;
    play.put_link(&id, "main", "begun").await;
    end(90, Some("activity")).await;
    end(50, None).await;
    assert_eq!(visitor.stage(&play.core).await, Stage::Agent, "once by its key, and once by its time");
    end(91, Some("another")).await;
    assert_eq!(visitor.stage(&play.core).await, Stage::Ended);
    assert!(bot_lines(&play.log(&visitor).await).is_empty());
}

async fn snapshot(stage: Stage) -> Snapshot {
    let play = Play::new();
    let visitor = play.visitor().await;
    let mut snapshot = play.core.snapshot(visitor.conversation()).await.unwrap();
    snapshot.row.stage = stage;
    let id = EventId::new("h1");
    snapshot.state = State {
        pending: Some(Pending { id: id.clone(), cut: id, skill: None, reason: String::new(), note: None }),
        ..State::default()
    };
    snapshot
}

fn operations(snapshot: &Snapshot, what: What) -> Vec<Operation> {
    plans::plan(snapshot, ORIGIN, &incoming(50, Some("k"), what), false).unwrap().commit().operations
}

#[tokio::test]
async fn an_agent_before_the_confirmation_has_the_ticket_looked_up_all_the_same() {
    for stage in [Stage::Requested, Stage::Queued] {
        let all = operations(&snapshot(stage).await, said("ana"));
        let looks = |work: &Operation| matches!(work, Operation::EnsureWork(new) if new.kind == WorkKind::Ticket);
        assert_eq!(all.iter().filter(|work| looks(work)).count(), 1, "{stage:?}");
    }
}

#[tokio::test]
async fn a_pass_that_failed_has_the_handoff_look_at_once() {
    let failed = || What::PassFailed { code: "x".to_owned() };
    let all = operations(&snapshot(Stage::Requested).await, failed());
    assert!(matches!(&all[..], [Operation::Hasten(_, Lane::Desk, _)]), "{all:?}");
    let agents = snapshot(Stage::Agent).await;
    assert!(plans::plan(&agents, ORIGIN, &incoming(50, None, failed()), false).is_none());
}

#[tokio::test]
async fn an_end_is_kept_by_its_key() {
    let commit = plans::plan(&snapshot(Stage::Agent).await, ORIGIN, &incoming(50, Some("k"), END), false).unwrap();
    assert!(commit.commit().guards.contains(&Guard::SourceFree("k".to_owned())));
    // Where the desk tells no time, one end is not taken for another.
    let timeless = plans::plan(&snapshot(Stage::Agent).await, ORIGIN, &incoming(0, None, END), false);
    assert!(timeless.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_word_that_arrives_late_brings_nobody_back() {
    let play = Play::new();
    let visitor = play.visitor().await;
    let id: ConversationId = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    play.does(vec![Operation::SetStage(id.clone(), Stage::Queued)]).await;
    let account = play.core.accounts["main"].clone();
    let link = play.link(&id).await;
    for (at, who) in [(30, "bo"), (10, "ana"), (31, "bo"), (40, "ana")] {
        let word = incoming(at, Some(&format!("m{at}")), said(who));
        play.core.apply(&account, &link, &word, Vec::new()).await.unwrap();
    }
    let log = play.log(&visitor).await;
    let joined = bodies(&log).into_iter().filter_map(|body| match body {
        EventBody::Notice(Notice::AgentJoined(agent)) => Some(agent.name.clone()),
        _ => None,
    });
    assert_eq!(joined.collect::<Vec<_>>(), ["bo", "ana"]);
}
