//! The loop itself: what breaks off, and more work than places.

use super::{Act, Play, undelivered};
use baton_protocol::Stage;
use baton_relay::store::Operation;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_gives_the_work_back_and_the_lane_goes_on() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    play.does(vec![Operation::SetStage(id, Stage::Agent)]).await;
    play.desk.will([Act::Panic]);
    for text in ["one", "two"] {
        visitor.says(&play.core, text).await;
    }
    play.run();
    crate::harness::until("both are sent", || {
        play.clock.advance(SECOND);
        (play.rows("kind = 'send'") == 0).then_some(())
    })
    .await;
    assert!(undelivered(&play.log(&visitor).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_always_breaks_off_is_parked_and_told() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    play.does(vec![Operation::SetStage(id, Stage::Agent)]).await;
    play.desk.will(vec![Act::Panic; 50]);
    visitor.says(&play.core, "one").await;
    play.run();
    play.until(&visitor, 30 * SECOND, "the word", |log| undelivered(log) == [1]).await;
    assert_eq!(play.rows("kind = 'send' AND state = 'parked'"), 1);
}

#[tokio::test]
async fn with_every_place_taken_the_loop_lets_others_run() {
    let play = Play::new();
    // No turn can end before the gate opens, and this runtime has one thread.
    play.bot.gate.acquire_many(1_000).await.unwrap().forget();
    for _ in 0..300 {
        let mut visitor = play.visitor().await;
        visitor.says(&play.core, "hello").await;
    }
    play.run();
    crate::harness::until("every place is taken", || (play.rows("state = 'running'") >= 256).then_some(())).await;
    play.bot.gate.add_permits(1_000);
    crate::harness::until("all is done", || (play.rows("1") == 0).then_some(())).await;
}
