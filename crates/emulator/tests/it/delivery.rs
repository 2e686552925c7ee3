use crate::bench::Bench;
use baton_emulator::{DeliveryStatus, SwitchChange};
use serde_json::json;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// A bench with a conversation and nothing on its way.
async fn ready() -> (Bench, baton_emulator::ConversationId) {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.quiet().await;
    (bench, id)
}

#[tokio::test]
async fn the_envelope_names_app_and_webhook_and_carries_the_secret() {
    let (bench, id) = ready().await;
    bench.say(&id, "hello").await;
    bench.control.settle().await;
    let arrival = bench.sink.arrived().remove(0);
    assert_eq!(arrival.api_key, baton_emulator::demo::WEBHOOK_SECRET);
    assert_eq!(arrival.body["app"], json!({ "id": baton_emulator::demo::APP_ID }));
    assert_eq!(arrival.body["webhook"], json!({ "id": baton_emulator::demo::WEBHOOK_ID, "version": "v2" }));
    let event = &arrival.events()[0];
    assert_eq!(event["id"].as_str().unwrap().len(), 24);
    assert_eq!(event["createdAt"], "2026-11-20T00:00:00.000Z");
}

#[tokio::test]
async fn a_failing_target_is_tried_five_times_within_fifteen_minutes() {
    let (bench, id) = ready().await;
    bench.sink.will_answer([500, 503, 429, 302, 500]);
    bench.say(&id, "hello").await;
    let mut seen = Vec::new();
    for wait in [0, 1, 2, 4, 8] {
        bench.control.advance(MINUTE * wait);
        bench.control.settle().await;
        seen.extend(bench.sink.arrived());
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.iter().all(|arrival| arrival.body == seen[0].body), "the event keeps its id");
    let delivery = bench.control.deliveries().pop().unwrap();
    assert_eq!(delivery.status, DeliveryStatus::Exhausted);
    let minutes: Vec<i64> =
        delivery.attempts.iter().map(|it| (it.at_ms - delivery.attempts[0].at_ms) / 60_000).collect();
    assert_eq!(minutes, [0, 1, 3, 7, 15]);
    bench.control.advance(MINUTE * 600);
    assert!(bench.kinds().await.is_empty(), "given up for good");
}

#[tokio::test]
async fn nothing_is_tried_before_its_time() {
    let (bench, id) = ready().await;
    bench.sink.will_answer([500]);
    bench.say(&id, "hello").await;
    bench.quiet().await;
    bench.control.advance(MINUTE - Duration::from_millis(1));
    assert!(bench.kinds().await.is_empty());
    bench.control.advance(Duration::from_millis(1));
    assert_eq!(bench.kinds().await, ["conversation:message"]);
    assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Delivered);
}

#[tokio::test]
async fn five_statuses_are_never_retried() {
    for status in [400, 401, 403, 404, 406] {
        let (bench, id) = ready().await;
        bench.sink.will_answer([status]);
        bench.say(&id, "hello").await;
        bench.control.settle().await;
        assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Refused, "{status}");
        bench.control.advance(MINUTE * 60);
        assert_eq!(bench.kinds().await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_target_that_does_not_answer_within_twenty_seconds_has_failed() {
    let (bench, id) = ready().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    bench.control.send_webhooks_to(&format!("http://{}/hook", silent.local_addr().unwrap())).unwrap();
    bench.say(&id, "hello").await;
    // The HEAD that follows the change of address connects as well; both stay unanswered.
    let _head = silent.accept().await.unwrap();
    let _attempt = silent.accept().await.unwrap();
    bench.control.advance(Duration::from_secs(20));
    bench.control.settle().await;
    let delivery = bench.control.deliveries().pop().unwrap();
    assert_eq!(delivery.status, DeliveryStatus::Waiting);
    assert_eq!(delivery.attempts[0].error.as_deref(), Some("no answer within 20 s"));
}

#[tokio::test]
async fn a_repaired_secret_helps_what_still_waits() {
    let (bench, id) = ready().await;
    bench.sink.will_answer([503]);
    bench.say(&id, "hello").await;
    bench.quiet().await;
    let webhook = bench.control.webhooks().remove(0).id;
    bench.control.set_webhook(&webhook, None, Some("rotated".into())).unwrap();
    bench.control.advance(MINUTE);
    bench.control.settle().await;
    assert_eq!(bench.sink.arrived()[0].api_key, "rotated");
}

#[tokio::test]
async fn targets_on_other_machines_are_kept_but_never_called() {
    let (bench, id) = ready().await;
    bench.control.send_webhooks_to("https://example.com/callback").unwrap();
    bench.say(&id, "hello").await;
    bench.control.settle().await;
    assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Undeliverable);
}

#[tokio::test]
async fn activity_can_be_left_out_of_a_batch() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { activity_messages: Some(false), ..SwitchChange::default() });
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.close(ticket.id).unwrap();
    assert_eq!(bench.kinds().await, ["switchboard:releaseControl"]);
}
