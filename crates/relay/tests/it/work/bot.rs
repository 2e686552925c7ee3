//! What is between a visitor and the bot: stopping it, telling it, what it made of a question.

use super::{Play, Visitor, bot_lines, incoming, said};
use baton_protocol::stage::Trigger;
use baton_protocol::{
    BotMessage, ClientFrame, ClientId, ErrorCode, Event, EventBody, Feedback, Hint, StageReason, TurnId,
};
use baton_relay::bus::Whisper;
use baton_relay::conversation::Plan;
use std::sync::atomic::Ordering;
use std::time::Duration;

const LITTLE: Duration = Duration::from_millis(10);

fn gate(play: &Play) {
    play.bot.gate.forget_permits(1_000);
}

fn messages(log: &[Event]) -> Vec<BotMessage> {
    let bodies = super::bodies(log).into_iter();
    bodies.filter_map(|body| if let EventBody::Bot(message) = body { Some(message.clone()) } else { None }).collect()
}

/// Says something and waits until the bot has streamed all it streams; its turn.
async fn drafting(play: &Play, visitor: &mut Visitor, text: &str, draft: &str) -> TurnId {
    let mut ear = play.core.bus.listen(visitor.conversation());
    visitor.says(&play.core, text).await;
    let mut written = String::new();
    loop {
        match ear.hear().await {
            Whisper::Hint(Hint::Thinking { turn }) if draft.is_empty() => return turn,
            Whisper::Hint(Hint::Draft { turn, text, .. }) => {
                written.push_str(&text);
                if written == draft {
                    return turn;
                }
            }
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_answer_is_what_was_said_by_then_and_the_next_question_is_answered() {
    let play = Play::new();
    gate(&play);
    *play.bot.streams.lock().unwrap() = vec!["It **is** ".to_owned(), "a long".to_owned()];
    play.run();
    let mut visitor = play.visitor().await;
    let turn = drafting(&play, &mut visitor, "tell me", "It **is** a long").await;
    play.core.take(&visitor.session, ClientFrame::Stop { turn }).await.unwrap();
    play.until(&visitor, LITTLE, "the answer", |log| !bot_lines(log).is_empty()).await;
    let log = play.log(&visitor).await;
    assert_eq!(bot_lines(&log), ["It is a long"]);
    assert!(messages(&log)[0].stopped);
    play.bot.streams.lock().unwrap().clear();
    play.bot.gate.add_permits(10);
    visitor.says(&play.core, "and now").await;
    play.until(&visitor, LITTLE, "the next answer", |log| bot_lines(log).len() == 2).await;
    let log = play.log(&visitor).await;
    assert_eq!(bot_lines(&log)[1], "and now");
    assert!(!messages(&log)[1].stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_stopped_before_it_says_anything_says_nothing() {
    let play = Play::new();
    gate(&play);
    play.run();
    let mut visitor = play.visitor().await;
    let turn = drafting(&play, &mut visitor, "tell me", "").await;
    // A stop of another turn stops nothing.
    play.core.take(&visitor.session, ClientFrame::Stop { turn: TurnId::new("turn-0") }).await.unwrap();
    play.core.take(&visitor.session, ClientFrame::Stop { turn }).await.unwrap();
    play.rest().await;
    assert_eq!(play.log(&visitor).await.len(), 1);
    play.bot.gate.add_permits(10);
    visitor.says(&play.core, "again").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log) == ["again"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_told_who_takes_over_and_when_it_has_the_conversation_again() {
    let play = Play::new();
    play.run();
    let mut visitor = play.visitor().await;
    visitor.says(&play.core, "hello").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log).len() == 1).await;
    play.put_link(visitor.conversation(), "main", "state").await;
    let account = play.core.accounts.get("main").unwrap().clone();
    let link = play.link(visitor.conversation()).await;
    play.core.apply(&account, &link, &incoming(2_000_000, Some("k1"), said("ana")), Vec::new()).await.unwrap();
    play.rest().await;
    visitor.does(&play.core, |id| ClientFrame::End { id }).await;
    visitor.says(&play.core, "back again").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log).len() == 2).await;
    let heard = play.bot.heard.lock().unwrap().clone();
    assert_eq!(heard, ["turn: hello", "TakenOver", "Returned { reason: VisitorWrote }", "turn: back again"]);
    let turns = play.bot.turns.lock().unwrap().clone();
    assert_eq!(turns.iter().map(|turn| turn.returned).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_cannot_be_told_is_told_once_more_and_holds_nobody_up() {
    let play = Play::new();
    play.run();
    let mut visitor = play.visitor().await;
    visitor.says(&play.core, "hello").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log).len() == 1).await;
    for (deaf, told) in [(1, 1), (5, 1)] {
        play.bot.deaf.store(deaf, Ordering::SeqCst);
        let feedback = Feedback { seq: 2, helpful: true };
        visitor.does(&play.core, |id| ClientFrame::Feedback { id, feedback }).await;
        visitor.says(&play.core, "and").await;
        let before = bot_lines(&play.log(&visitor).await).len();
        play.until(&visitor, Duration::from_secs(2), "an answer", |log| bot_lines(log).len() > before).await;
        let heard = play.bot.heard.lock().unwrap().clone();
        assert_eq!(heard.iter().filter(|line| line.starts_with("Feedback")).count(), told, "{heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_visitors_make_of_an_answer_is_kept_once_and_only_of_answers() {
    let play = Play::new();
    play.run();
    let mut visitor = play.visitor().await;
    visitor.says(&play.core, "hello").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log).len() == 1).await;
    let frame = |seq, helpful| ClientFrame::Feedback { id: ClientId::new("f1"), feedback: Feedback { seq, helpful } };
    assert!(play.core.take(&visitor.session, frame(2, true)).await.unwrap().again().is_none());
    let again = play.core.take(&visitor.session, frame(2, true)).await.unwrap().again().unwrap();
    assert_eq!(again.body.known(), Some(&EventBody::Feedback(Feedback { seq: 2, helpful: true })));
    for seq in [0, 1, 99] {
        let id = ClientId::new(format!("f-{seq}"));
        let wrong = ClientFrame::Feedback { id, feedback: Feedback { seq, helpful: true } };
        assert_eq!(play.core.take(&visitor.session, wrong).await.unwrap_err().code, ErrorCode::ValueRefused);
    }
    play.rest().await;
    let heard = play.bot.heard.lock().unwrap().clone();
    let turn = messages(&play.log(&visitor).await)[0].turn.clone();
    assert_eq!(heard[1..], [format!("Feedback {{ turn: {turn:?}, helpful: true }}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_site_does_not_ask_nothing_is_taken() {
    let play = Play::with(&["main"], |site| site.feedback = false);
    play.run();
    let mut visitor = play.visitor().await;
    visitor.says(&play.core, "hello").await;
    play.until(&visitor, LITTLE, "the answer", |log| bot_lines(log).len() == 1).await;
    let frame = ClientFrame::Feedback { id: ClientId::new("f1"), feedback: Feedback { seq: 2, helpful: true } };
    assert_eq!(play.core.take(&visitor.session, frame).await.unwrap_err().code, ErrorCode::StageRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_the_bot_has_it_ends_without_a_desk() {
    let play = Play::new();
    let visitor = play.visitor().await;
    let outcome = play
        .core
        .change(visitor.conversation(), |snapshot| {
            let mut plan = Plan::on(snapshot);
            plan.trigger(Trigger::BotEnds, StageReason::BotEnded, None)?;
            Some(plan)
        })
        .await
        .unwrap();
    assert!(outcome.is_some());
    assert_eq!(visitor.stage(&play.core).await, baton_protocol::Stage::Ended);
    assert!(play.desk.tasks().is_empty());
}
