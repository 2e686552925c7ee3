//! Looks at the desk: what a look that did not come off leaves as it was.

use super::{Act, Play};
use baton_protocol::Stage;
use baton_relay::desk::{Task, Then};
use baton_relay::store::Operation;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn retries() -> Act {
    Act::Then(Then::Retry { after: Some(Duration::from_secs(300)), ambiguous: false, error: "away".to_owned() })
}

/// A conversation an agent has; the relay begins, and looks at it.
async fn looked_at(acts: impl IntoIterator<Item = Act>) -> (Play, super::Visitor) {
    let play = Play::new();
    let visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    play.does(vec![Operation::SetStage(id, Stage::Agent)]).await;
    play.desk.will_look(acts);
    play.run();
    crate::harness::until("a look", || (!play.desk.tasks().is_empty()).then_some(())).await;
    play.rest().await;
    (play, visitor)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_waits_for_the_pace_releases_nothing_and_is_no_failed_try() {
    let wait = Act::Then(Then::Wait(SECOND));
    let (play, visitor) = looked_at(vec![wait; 9]).await;
    let account = play.core.accounts["main"].clone();
    for looks in 1..=9 {
        assert!(account.is_behind(visitor.conversation()), "nothing was listed yet");
        assert_eq!(play.rows("kind = 'reconcile' AND attempt = 0"), 1);
        play.clock.advance(SECOND);
        crate::harness::until("the next look", || (play.desk.tasks().len() > looks).then_some(())).await;
        play.rest().await;
    }
    assert!(!account.is_behind(visitor.conversation()));
    assert!(play.link(visitor.conversation()).await.checked_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_fails_was_none_and_is_made_at_once_when_all_are_ordered() {
    let (play, visitor) = looked_at([retries()]).await;
    assert!(!play.core.accounts["main"].is_behind(visitor.conversation()), "agents are not held back by it");
    assert_eq!(play.link(visitor.conversation()).await.checked_at, None);
    play.core.accounts["main"].order_look_everywhere();
    play.clock.advance(Duration::from_secs(15));
    crate::harness::until("the next look", || (play.desk.tasks().len() > 1).then_some(())).await;
    play.rest().await;
    assert!(play.link(visitor.conversation()).await.checked_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_comes_off_forgets_the_failed_tries() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let again = Act::Then(Then::Retry { after: Some(SECOND), ambiguous: false, error: "away".to_owned() });
    play.desk.will(vec![again; 5]);
    play.desk.will([Act::Then(Then::Continue), retries()]);
    visitor.asks_for_a_person(&play.core).await;
    play.run();
    crate::harness::until("all steps", || {
        play.clock.advance(SECOND);
        let tasks = play.desk.tasks();
        (tasks.iter().filter(|task| matches!(task, Task::Handoff(_))).count() == 7).then_some(())
    })
    .await;
    play.rest().await;
    assert_eq!(play.rows("kind = 'handoff' AND attempt = 1"), 1);
}
