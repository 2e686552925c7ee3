use crate::bench::Bench;
use baton_emulator::{ConversationId, FaultKind, FaultRule};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn ready() -> (Bench, ConversationId) {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "baton", json!({})).await.expect(200);
    bench.quiet().await;
    (bench, id)
}

/// A post that may fail on the wire.
async fn try_say(bench: &Bench, id: &ConversationId, text: &str) -> Result<(u16, Value), reqwest::Error> {
    let body = json!({ "author": { "type": "business" }, "content": { "type": "text", "text": text } });
    let request = bench.bare(Method::POST, &format!("/conversations/{id}/messages"));
    let key = (baton_emulator::demo::INTEGRATION_KEY_ID, baton_emulator::demo::INTEGRATION_KEY_SECRET);
    let answer = request.basic_auth(key.0, Some(key.1)).json(&body).send().await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

fn texts(bench: &Bench, id: &ConversationId) -> Vec<String> {
    let messages = bench.control.conversation(id).unwrap().messages;
    messages.iter().map(|message| message.text().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_dropped_answer_leaves_the_message_and_breaks_the_connection() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("PostMessage"));
    assert!(try_say(&bench, &id, "lost answer").await.unwrap_err().status().is_none());
    assert_eq!(texts(&bench, &id), ["lost answer"]);
    assert_eq!(bench.kinds().await, ["conversation:message"]);
    assert_eq!(try_say(&bench, &id, "next").await.unwrap().0, 201);
}

#[tokio::test]
async fn a_dropped_request_leaves_nothing() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::DropRequest));
    assert!(try_say(&bench, &id, "never there").await.is_err());
    assert!(texts(&bench, &id).is_empty());
}

#[tokio::test]
async fn failing_after_and_before_differ_in_what_is_kept() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::FailAfterAccept).on("PostMessage"));
    assert_eq!(try_say(&bench, &id, "kept").await.unwrap().0, 500);
    bench.control.add_fault(FaultRule::once(FaultKind::Unavailable).on("PostMessage"));
    assert_eq!(try_say(&bench, &id, "not kept").await.unwrap().0, 503);
    assert_eq!(texts(&bench, &id), ["kept"]);
}

#[tokio::test]
async fn the_rate_limit_comes_with_and_without_retry_after() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::RateLimit { retry_after_s: Some(7) }));
    bench.control.add_fault(FaultRule::once(FaultKind::RateLimit { retry_after_s: None }).after(1));
    let ask = || async {
        let request = bench.bare(Method::GET, &format!("/conversations/{id}"));
        request.send().await.unwrap()
    };
    let first = ask().await;
    assert_eq!((first.status().as_u16(), first.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    let second = ask().await;
    assert_eq!((second.status().as_u16(), second.headers().get("retry-after")), (429, None));
    assert_eq!(ask().await.status(), 401, "both are spent");
}

#[tokio::test]
async fn one_conversation_can_be_locked() {
    let (bench, id) = ready().await;
    let other = bench.conversation().await;
    bench.control.add_fault(FaultRule::always(FaultKind::Locked).on("PostMessage").conversation(id.clone()));
    assert_eq!(try_say(&bench, &id, "no").await.unwrap().0, 423);
    assert_eq!(try_say(&bench, &other, "yes").await.unwrap().0, 201);
    bench.control.clear_faults();
    assert_eq!(try_say(&bench, &id, "yes").await.unwrap().0, 201);
}

#[tokio::test]
async fn a_hanging_answer_comes_when_the_clock_has_moved() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::Hang { ms: 20_000 }).on("PostMessage"));
    let control = bench.control.clone();
    let asking = try_say(&bench, &id, "late");
    let moving = async {
        // The webhook shows that the request was carried out; only the answer hangs.
        while control.deliveries().iter().all(|delivery| delivery.events != ["conversation:message"]) {
            tokio::task::yield_now().await;
        }
        control.settle().await;
        control.advance(Duration::from_secs(20));
    };
    let (answer, ()) = tokio::join!(asking, moving);
    assert_eq!(answer.unwrap().0, 201);
    assert_eq!(bench.kinds().await, ["conversation:message"]);
}

#[tokio::test]
async fn a_pass_can_fail_after_its_200() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::PassControlFails));
    bench.pass(&id, "zd:agentWorkspace", json!({ "handoff": "h1" })).await.expect(200);
    assert_eq!(bench.kinds().await, ["switchboard:passControl:failure"]);
    assert_eq!(bench.active(&id).as_deref(), Some("baton"));
    bench.pass(&id, "zd:agentWorkspace", json!({ "handoff": "h1" })).await.expect(200);
    assert_eq!(bench.active(&id).as_deref(), Some("zd-agentWorkspace"));
}

#[tokio::test]
async fn a_webhook_can_come_before_the_answer() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookBeforeAnswer).on("PostMessage"));
    let answer = try_say(&bench, &id, "hello").await.unwrap();
    // Without waiting for anything: it must be there already.
    let arrived = bench.sink.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].events()[0]["payload"]["message"]["id"], answer.1["messages"][0]["id"]);
}

#[tokio::test]
async fn webhooks_are_doubled() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookDuplicate).event("conversation:message"));
    bench.say(&id, "once").await;
    bench.control.settle().await;
    let seen = bench.sink.arrived();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].body, seen[1].body);
}

#[tokio::test]
async fn webhooks_are_reordered() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookReorder));
    bench.say(&id, "first").await;
    assert!(bench.kinds().await.is_empty(), "held back");
    bench.say(&id, "second").await;
    bench.control.settle().await;
    let texts: Vec<String> = bench.sink.arrived().iter().map(|arrival| arrival.text().to_owned()).collect();
    assert_eq!(texts, ["second", "first"]);
}

#[tokio::test]
async fn webhooks_are_delayed_by_the_clock() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookDelay { ms: 3_600_000 }));
    bench.say(&id, "late").await;
    assert!(bench.kinds().await.is_empty());
    bench.control.advance(Duration::from_secs(3600));
    assert_eq!(bench.kinds().await, ["conversation:message"]);
}

#[tokio::test]
async fn one_webhook_in_the_middle_is_lost() {
    let (bench, id) = ready().await;
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookLose).after(1).event("conversation:message"));
    for text in ["one", "two", "three"] {
        bench.say(&id, text).await;
        bench.control.settle().await;
    }
    let texts: Vec<String> = bench.sink.arrived().iter().map(|arrival| arrival.text().to_owned()).collect();
    assert_eq!(texts, ["one", "three"]);
    assert_eq!(self::texts(&bench, &id), ["one", "two", "three"], "the listing has it");
}

#[tokio::test]
async fn all_webhooks_of_an_hour_are_lost() {
    let (bench, id) = ready().await;
    let hour = Duration::from_secs(3600);
    bench.control.add_fault(FaultRule::always(FaultKind::WebhookLose).lasting(hour));
    bench.say(&id, "during").await;
    bench.control.advance(hour);
    bench.say(&id, "after").await;
    bench.control.settle().await;
    let texts: Vec<String> = bench.sink.arrived().iter().map(|arrival| arrival.text().to_owned()).collect();
    assert_eq!(texts, ["after"]);
}
