//! Which account a conversation's work goes to.

use super::{Play, undelivered};
use baton_protocol::{ConversationId, Stage};
use baton_relay::clock::Moment;
use baton_relay::desk::Task;
use baton_relay::store::{Lane, NewWork, Operation, WorkBody, WorkKind};

fn with_an_agent(id: &ConversationId) -> Operation {
    Operation::SetStage(id.clone(), Stage::Agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_to_the_account_that_has_the_conversation() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    // It was made when the site's account was another.
    play.put_link(&id, "other", "old").await;
    play.does(vec![with_an_agent(&id)]).await;
    play.run();
    visitor.says(&play.core, "hello").await;
    let sent = || play.other.tasks().contains(&Task::Send(1)).then_some(());
    crate::harness::until("it is sent", sent).await;
    play.rest().await;
    assert!(play.desk.tasks().is_empty());
    assert_eq!(play.link(&id).await.account, "other");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_that_account_it_is_parked_and_told_and_looks_are_left_out() {
    let play = Play::with(&["main"], |_| ());
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "renamed", "old").await;
    let look = NewWork {
        conversation: id.clone(),
        lane: Lane::Look,
        kind: WorkKind::Reconcile,
        desk: None,
        body: WorkBody::Is(String::new()),
        due: Moment(0),
    };
    play.does(vec![with_an_agent(&id), Operation::EnsureWork(look)]).await;
    play.run();
    visitor.says(&play.core, "hello").await;
    play.until(&visitor, std::time::Duration::ZERO, "the word", |log| undelivered(log) == [1]).await;
    play.rest().await;
    let reason: String = play.database().query_row("SELECT reason FROM work", [], |row| row.get(0)).unwrap();
    assert!(reason.contains("`renamed`"), "{reason}");
    assert!(play.desk.tasks().is_empty());
    assert_eq!(play.link(&id).await.account, "renamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_to_another_account_begins_anew() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "other", "old").await;
    let (conversation, desk) = (id.clone(), "messaging".to_owned());
    let looked = Operation::Looked { conversation, desk, verified_through: Some(Moment(5)), at: Moment(6) };
    play.does(vec![looked]).await;
    visitor.asks_for_a_person(&play.core).await;
    play.run();
    crate::harness::until("it is done", || (play.rows("kind = 'handoff'") == 0).then_some(())).await;
    assert!(play.desk.tasks().iter().any(|task| matches!(task, Task::Handoff(_))));
    assert!(!play.other.tasks().iter().any(|task| matches!(task, Task::Handoff(_))));
    let link = play.link(&id).await;
    assert_eq!((link.account.as_str(), link.state.as_str(), link.verified_through), ("main", "blank+", None));
}
