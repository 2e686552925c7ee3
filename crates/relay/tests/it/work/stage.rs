//! A handoff that fails, and the bot's turns beside what else happens.

use super::{Act, Play, bodies, bot_lines};
use baton_protocol::{ClientFrame, EventBody, Hint, Notice, Stage};
use baton_relay::bus::Whisper;
use baton_relay::desk::Then;
use std::sync::atomic::Ordering;
use std::time::Duration;

const NOW: Duration = Duration::ZERO;
const SECOND: Duration = Duration::from_secs(1);

fn fails() -> Act {
    Act::Then(Then::Fail { error: "no".to_owned() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_handoff_is_recorded_with_its_end_or_not_at_all() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    visitor.asks_for_a_person(&play.core).await;
    // The end cannot be written: then the step that brought it must not be there either, or nothing brings it again.
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE OF stage ON conversation WHEN NEW.stage = 'bot'
                  BEGIN SELECT RAISE(ABORT, 'not now'); END";
    play.database().execute_batch(refuse).unwrap();
    play.desk.will(vec![fails(); 20]);
    play.run();
    crate::harness::until("the first try", || (!play.desk.tasks().is_empty()).then_some(())).await;
    crate::harness::until("it is given back", || {
        play.clock.advance(SECOND);
        (play.rows("state = 'pending' AND attempt > 0 AND kind = 'handoff'") == 1).then_some(())
    })
    .await;
    assert_eq!(play.link(visitor.conversation()).await.state, "blank", "what the step taught is not there alone");
    play.database().execute_batch("DROP TRIGGER refuse").unwrap();
    play.until(&visitor, SECOND, "the end", |log| {
        bodies(log).iter().any(|body| matches!(body, EventBody::Stage(change) if change.to == Stage::Bot))
    })
    .await;
    let link = play.link(visitor.conversation()).await;
    assert_eq!((link.state.as_str(), link.open), ("blank+", false));
    assert_eq!(play.rows("kind = 'handoff'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_while_a_handoff_failed_is_answered_by_the_bot() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    visitor.asks_for_a_person(&play.core).await;
    visitor.says(&play.core, "my parcel").await;
    visitor.says(&play.core, "is lost").await;
    play.desk.will([fails()]);
    play.run();
    play.until(&visitor, NOW, "the answer", |log| bot_lines(log) == ["my parcel and is lost"]).await;
    play.rest().await;
    assert_eq!(play.rows("1"), 1, "only the notice for who waits long is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_during_which_a_person_came_and_went_says_nothing() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    play.bot.gate.acquire_many(1_000).await.unwrap().forget();
    play.run();
    visitor.says(&play.core, "one").await;
    let held = || (play.rows("kind = 'bot_turn' AND state = 'running'") == 1).then_some(());
    crate::harness::until("the turn began", held).await;
    visitor.asks_for_a_person(&play.core).await;
    visitor.does(&play.core, |id| ClientFrame::Cancel { id }).await;
    visitor.says(&play.core, "two").await;
    play.bot.gate.add_permits(1_000);
    play.until(&visitor, NOW, "the answer", |log| !bot_lines(log).is_empty()).await;
    play.rest().await;
    assert_eq!(bot_lines(&play.log(&visitor).await), ["two"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_fails_or_panics_thinks_no_longer_and_apologises() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let mut whispers = play.core.bus.listen(visitor.conversation());
    play.bot.fails.store(1, Ordering::SeqCst);
    play.bot.panics.store(1, Ordering::SeqCst);
    play.run();
    visitor.says(&play.core, "one").await;
    play.until(&visitor, SECOND, "the apology", |log| !bot_lines(log).is_empty()).await;
    play.rest().await;
    let said = bot_lines(&play.log(&visitor).await);
    assert!(said[0].starts_with("Sorry"), "{said:?}");
    let (mut thinking, mut quiet) = (0, 0);
    while thinking < 2 || quiet < 2 {
        match tokio::time::timeout(crate::harness::PATIENCE, whispers.recv()).await.unwrap() {
            Ok(Whisper::Hint(Hint::Thinking { .. })) => thinking += 1,
            Ok(Whisper::Hint(Hint::Quiet { .. })) => quiet += 1,
            Ok(_) => {}
            Err(error) => panic!("{thinking} {quiet}: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_the_form_is_offered_the_way_back() {
    let play = Play::with(&["main"], |site| site.ask_name = baton_protocol::DetailWish::Required);
    let mut visitor = play.visitor().await;
    play.run();
    visitor.asks_for_a_person(&play.core).await;
    play.until(&visitor, Duration::from_secs(30), "the offer", |log| {
        bodies(log).iter().any(|body| matches!(body, EventBody::Notice(Notice::HandoffSlow)))
    })
    .await;
    assert!(play.desk.tasks().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_read_is_parked() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    visitor.asks_for_a_person(&play.core).await;
    play.database().execute_batch("UPDATE work SET body = 'x' WHERE kind = 'handoff'").unwrap();
    play.run();
    let parked = || (play.rows("kind = 'handoff' AND state = 'parked'") == 1).then_some(());
    crate::harness::until("it is parked", parked).await;
    assert!(play.desk.tasks().is_empty());
}
