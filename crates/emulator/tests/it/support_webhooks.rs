//! Support's webhooks: how they are set up, told, signed and tried.

use crate::bench::Bench;
use crate::sink::Arrival;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use baton_emulator::{
    DeliveryStatus, FaultKind, FaultRule, Opening, Options, Remark, Requester, SwitchChange, TicketStatus,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

const COMMENT_ADDED: &str = "zen:event-type:ticket.comment_added";

/// Whether a signature is right, worked out apart from the emulator.
fn verifies(secret: &str, timestamp: &str, body: &[u8], signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let message = [timestamp.as_bytes(), body].concat();
    STANDARD.decode(signature).is_ok_and(|tag| hmac::verify(&key, &message, &tag).is_ok())
}

/// The vendor's reference files, where they lie beside the project.
fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/zendesk/webhooks/support");
    if !folder.exists() {
        println!("skipped: no reference folder ../shared/zendesk/webhooks/support");
    }
    folder.exists().then_some(folder)
}

/// A webhook for events; its id.
pub(crate) async fn hook(bench: &Bench, subscriptions: &[&str]) -> String {
    let body = json!({ "webhook": {
        "name": "Baton",
        "status": "active",
        "endpoint": bench.sink.target,
        "http_method": "POST",
        "request_format": "json",
        "subscriptions": subscriptions,
    } });
    let made = bench.support_post("/api/v2/webhooks", body).await.expect(201);
    made["webhook"]["id"].as_str().unwrap().to_owned()
}

async fn secret(bench: &Bench, id: &str) -> String {
    let shown = bench.support(&format!("/api/v2/webhooks/{id}/signing_secret")).await.expect(200);
    assert_eq!(shown["signing_secret"]["algorithm"], "SHA256");
    shown["signing_secret"]["secret"].as_str().unwrap().to_owned()
}

pub(crate) async fn arrived(bench: &Bench) -> Vec<Arrival> {
    bench.control.settle().await;
    bench.sink.arrived()
}

async fn types(bench: &Bench) -> Vec<String> {
    let kind = |it: &Arrival| it.body["type"].as_str().unwrap().rsplit('.').next().unwrap().to_owned();
    let mut types: Vec<String> = arrived(bench).await.iter().map(kind).collect();
    types.sort();
    types
}

#[test]
fn the_vendors_vector_verifies_and_no_flipped_byte_does() {
    let Some(folder) = reference() else { return };
    let vector: Value = serde_json::from_slice(&std::fs::read(folder.join("signature_vector.json")).unwrap()).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap();
    let body = std::fs::read(folder.join(text("body_file"))).unwrap();
    let (secret, timestamp, signature) = (text("secret"), text("timestamp"), text("signature"));
    assert!(verifies(secret, timestamp, &body, signature));
    for at in 0..body.len() {
        let mut flipped = body.clone();
        flipped[at] ^= 1;
        assert!(!verifies(secret, timestamp, &flipped, signature), "byte {at}");
    }
    assert!(!verifies(secret, "1235", &body, signature));
}

#[tokio::test]
async fn what_is_sent_is_signed_and_carries_the_five_headers() {
    let bench = Bench::start().await;
    let id = hook(&bench, &[COMMENT_ADDED]).await;
    let secret = secret(&bench, &id).await;
    bench.made_ticket().await;
    let arrived = arrived(&bench).await;
    let one = &arrived[0];
    let timestamp = one.header("x-zendesk-webhook-signature-timestamp");
    let signature = one.header("x-zendesk-webhook-signature");
    assert_eq!(timestamp, "2026-11-20T00:00:00Z");
    assert!(verifies(&secret, timestamp, &one.raw, signature));
    assert!(!verifies("other", timestamp, &one.raw, signature));
    assert_eq!(one.header("x-zendesk-webhook-id"), id);
    assert_eq!(one.header("x-zendesk-account-id"), one.body["account_id"].to_string());
    assert_eq!(one.header("x-zendesk-webhook-invocation-id").len(), 26);
    assert_eq!((one.header("content-type"), one.header("x-api-key")), ("application/json", ""));
}

#[tokio::test]
async fn the_envelope_is_shaped_like_the_vendors() {
    let Some(folder) = reference() else { return };
    let bench = Bench::start().await;
    hook(
        &bench,
        &[COMMENT_ADDED, "zen:event-type:ticket.status_changed", "zen:event-type:messaging_ticket.message_added"],
    )
    .await;
    let id = bench.made_ticket().await;
    bench.control.set_status(id, TicketStatus::Solved).unwrap();
    let ticket = bench.ticket().await;
    bench.ask(ticket.conversation.as_ref().unwrap(), "hello?").await;
    let arrived = arrived(&bench).await;
    let files = [
        ("ticket_comment_added.json", COMMENT_ADDED),
        ("ticket_status_changed_solved.json", "zen:event-type:ticket.status_changed"),
        ("messaging_ticket_message_added.json", "zen:event-type:messaging_ticket.message_added"),
    ];
    for (file, kind) in files {
        let example: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        let ours = &arrived.iter().find(|it| it.body["type"] == kind).unwrap().body;
        assert_eq!(names(ours), names(&example), "{file}");
    }
    let solved = arrived.iter().find(|it| it.body["event"]["current"] == "SOLVED").unwrap();
    assert_eq!(solved.body["event"]["previous"], "NEW");
    assert_eq!(solved.body["subject"], json!(format!("zen:ticket:{id}")));
    assert_eq!(solved.body["time"], "2026-11-20T00:00:00.000000000Z");
}

/// Every path to a value, in order.
fn names(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, out: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, inner)| walk(inner, &format!("{path}/{name}"), out))
            }
            _ => out.push(path.to_owned()),
        }
    }
    let mut out = Vec::new();
    walk(value, "", &mut out);
    out.sort();
    out
}

#[tokio::test]
async fn each_change_is_told_as_its_own_event_by_agents_and_by_api() {
    let bench = Bench::start().await;
    let all = ["created", "comment_added", "status_changed", "tags_changed", "agent_assignment_changed"];
    let all = all.map(|kind| format!("zen:event-type:ticket.{kind}"));
    hook(&bench, &all.each_ref().map(String::as_str)).await;
    let id = bench.made_ticket().await;
    assert_eq!(types(&bench).await, ["comment_added", "created"]);
    bench.control.comment(id, Remark::public("hello")).unwrap();
    assert_eq!(types(&bench).await, ["agent_assignment_changed", "comment_added", "status_changed"]);
    bench.change(id, json!({ "status": "pending", "tags": ["b"] })).await.expect(200);
    let told = arrived(&bench).await;
    let of = |kind: &str| told.iter().find(|it| it.body["type"] == format!("zen:event-type:ticket.{kind}")).unwrap();
    assert_eq!(of("tags_changed").body["event"], json!({ "tags_added": ["b"], "tags_removed": ["web"] }));
    assert_eq!(of("status_changed").body["event"], json!({ "current": "PENDING", "previous": "OPEN" }));
    assert_eq!(of("status_changed").body["detail"]["via"]["channel"], "web_service");
    assert_eq!(of("status_changed").body["detail"]["external_id"], "conversation-1/1");
    bench.change(id, json!({ "status": "pending" })).await.expect(200);
    assert_eq!(types(&bench).await, [] as [&str; 0], "what is so already is no change");
    bench.control.solve(id).unwrap();
    bench.quiet().await;
    bench.control.advance(Duration::from_secs(4 * 24 * 3600));
    let closed = arrived(&bench).await;
    assert_eq!(
        (&closed[0].body["event"]["current"], &closed[0].body["detail"]["actor_id"]),
        (&json!("CLOSED"), &json!("-1"))
    );
}

#[tokio::test]
async fn the_first_comment_is_told_beside_the_ticket_or_not() {
    let bench = Bench::start().await;
    hook(&bench, &[COMMENT_ADDED, "zen:event-type:ticket.created"]).await;
    bench.control.set_switches(SwitchChange { comment_event_on_create: Some(false), ..SwitchChange::default() });
    bench.control.open_ticket(Opening::new(Requester::Email("v@example.com".into()), "x", "y")).unwrap();
    assert_eq!(types(&bench).await, ["created"]);
}

#[tokio::test]
async fn a_conflict_is_tried_again_three_times_and_nothing_else_is() {
    let bench = Bench::start().await;
    hook(&bench, &[COMMENT_ADDED]).await;
    bench.sink.will_answer([409, 409, 200]);
    let id = bench.made_ticket().await;
    let mut seen = arrived(&bench).await;
    for wait in [5, 10] {
        bench.control.advance(Duration::from_secs(wait));
        seen.extend(arrived(&bench).await);
    }
    assert_eq!(seen.len(), 3);
    let invocation = "x-zendesk-webhook-invocation-id";
    assert!(seen.iter().all(|it| it.raw == seen[0].raw && it.header(invocation) == seen[0].header(invocation)));
    assert_ne!(
        seen[0].header("x-zendesk-webhook-signature"),
        seen[2].header("x-zendesk-webhook-signature"),
        "signed anew"
    );
    assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Delivered);

    bench.sink.will_answer([409, 409, 409, 409]);
    bench.control.comment(id, Remark::public("again")).unwrap();
    for _ in 0..6 {
        bench.control.settle().await;
        bench.control.advance(Duration::from_secs(60));
    }
    assert_eq!(bench.sink.arrived().len(), 4);
    assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Exhausted);

    for status in [500, 503, 429, 401, 404, 302] {
        bench.sink.will_answer([status]);
        bench.control.comment(id, Remark::public("once")).unwrap();
        bench.control.settle().await;
        assert_eq!(bench.control.deliveries().pop().unwrap().status, DeliveryStatus::Refused, "{status}");
        bench.control.advance(Duration::from_secs(3600));
        assert_eq!(arrived(&bench).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_target_that_does_not_answer_within_twelve_seconds_is_given_up() {
    let bench = Bench::start().await;
    let id = hook(&bench, &[COMMENT_ADDED]).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/hook", silent.local_addr().unwrap());
    bench.control.set_support_webhook(&id.as_str().into(), Some(endpoint), None).unwrap();
    bench.made_ticket().await;
    let _attempt = silent.accept().await.unwrap();
    bench.control.advance(Duration::from_secs(12));
    bench.control.settle().await;
    let delivery = bench.control.deliveries().pop().unwrap();
    assert_eq!((delivery.status, delivery.support), (DeliveryStatus::Refused, true));
    assert_eq!(delivery.attempts[0].error.as_deref(), Some("no answer within 12 s"));
}

#[tokio::test]
async fn faults_lose_double_hold_and_delay_these_too() {
    let bench = Bench::start().await;
    hook(&bench, &[COMMENT_ADDED]).await;
    let id = bench.made_ticket().await;
    bench.quiet().await;
    let say = |text: &str| bench.control.comment(id, Remark::public(text)).unwrap();
    let fault = |fault| bench.control.add_fault(FaultRule::once(fault).event(COMMENT_ADDED));
    let bodies = async || -> Vec<String> {
        let body = |it: &Arrival| it.body["event"]["comment"]["body"].as_str().unwrap().to_owned();
        arrived(&bench).await.iter().map(body).collect()
    };
    fault(FaultKind::WebhookLose);
    say("lost");
    say("kept");
    assert_eq!(bodies().await, ["kept"]);
    fault(FaultKind::WebhookDuplicate);
    say("twice");
    assert_eq!(bodies().await, ["twice", "twice"]);
    fault(FaultKind::WebhookReorder);
    say("first");
    assert!(bodies().await.is_empty());
    say("second");
    assert_eq!(bodies().await, ["second", "first"]);
    fault(FaultKind::WebhookDelay { ms: 60_000 });
    say("late");
    assert!(bodies().await.is_empty());
    bench.control.advance(Duration::from_secs(60));
    assert_eq!(bodies().await, ["late"]);
    let hour = Duration::from_secs(3600);
    bench.control.add_fault(FaultRule::always(FaultKind::WebhookLose).lasting(hour));
    say("during");
    bench.control.advance(hour);
    say("after");
    assert_eq!(bodies().await, ["after"]);
    bench.control.add_fault(FaultRule::once(FaultKind::WebhookBeforeAnswer).on("UpdateTicket"));
    bench.change(id, json!({ "comment": { "body": "fast" } })).await.expect(200);
    assert_eq!(bench.sink.arrived().len(), 1, "it came before the answer");
}

#[tokio::test]
async fn webhooks_are_listed_changed_and_deleted_but_never_connected_otherwise() {
    let bench = Bench::start().await;
    let id = hook(&bench, &["conditional_ticket_events"]).await;
    let path = format!("/api/v2/webhooks/{id}");
    let listed = bench.support("/api/v2/webhooks").await.expect(200);
    assert_eq!((&listed["webhooks"][0]["id"], listed["webhooks"].as_array().unwrap().len()), (&json!(id), 1));
    let change = |change: Value| bench.support_put(&path, json!({ "webhook": change }));
    change(json!({ "name": "Other", "status": "inactive" })).await.expect(204);
    change(json!({ "subscriptions": [COMMENT_ADDED] })).await.expect(422);
    let shown = bench.support(&path).await.expect(200);
    assert_eq!((&shown["webhook"]["name"], &shown["webhook"]["status"]), (&json!("Other"), &json!("inactive")));
    bench.send(bench.desk(Method::DELETE, &path)).await.expect(204);
    bench.support(&path).await.expect(404);
    for bad in [
        json!({ "name": "x" }),
        json!({ "name": "x", "endpoint": "nowhere" }),
        json!({ "name": "x", "endpoint": "http://127.0.0.1/", "subscriptions": ["zen:event-type:unknown"] }),
        json!({ "name": "x", "endpoint": "http://127.0.0.1/", "subscriptions": ["conditional_ticket_events", COMMENT_ADDED] }),
    ] {
        let answer = bench.support_post("/api/v2/webhooks", json!({ "webhook": bad })).await;
        assert!(answer.status.is_client_error(), "{bad}");
    }
}

#[tokio::test]
async fn a_new_secret_signs_what_still_waits() {
    let bench = Bench::start().await;
    let id = hook(&bench, &[COMMENT_ADDED]).await;
    let old = secret(&bench, &id).await;
    bench.sink.will_answer([409]);
    bench.made_ticket().await;
    let first = arrived(&bench).await.remove(0);
    let reset = bench.support_post(&format!("/api/v2/webhooks/{id}/signing_secret"), json!({})).await.expect(201);
    let new = reset["signing_secret"]["secret"].as_str().unwrap();
    assert_eq!(new, secret(&bench, &id).await);
    bench.control.advance(Duration::from_secs(5));
    let second = arrived(&bench).await.remove(0);
    let holds = |it: &Arrival, secret: &str| {
        let (time, signature) =
            (it.header("x-zendesk-webhook-signature-timestamp"), it.header("x-zendesk-webhook-signature"));
        verifies(secret, time, &it.raw, signature)
    };
    assert!(holds(&first, &old) && !holds(&first, new) && holds(&second, new) && !holds(&second, &old));
}

#[tokio::test]
async fn a_webhook_proves_itself_as_it_was_told() {
    let bench = Bench::start().await;
    let made = json!({ "webhook": {
        "name": "Keyed",
        "status": "active",
        "endpoint": bench.sink.target,
        "http_method": "POST",
        "request_format": "json",
        "subscriptions": [COMMENT_ADDED],
        "authentication": { "type": "bearer_token", "data": { "token": "t0p" }, "add_position": "header" },
        "custom_headers": { "x-source": "support" },
    } });
    let shown = bench.support_post("/api/v2/webhooks", made).await.expect(201);
    assert!(!shown.to_string().contains("t0p"), "a secret is not shown again");
    bench.made_ticket().await;
    let one = arrived(&bench).await.remove(0);
    assert_eq!((one.header("authorization"), one.header("x-source")), ("Bearer t0p", "support"));
}

#[tokio::test]
async fn the_journal_tells_them_apart_and_keeps_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let bench = Bench::with_options(Options { journal: Some(path.clone()), ..Options::default() }).await;
    let id = hook(&bench, &[COMMENT_ADDED]).await;
    let body = json!({ "ticket": { "comment": { "body": "x" } } });
    bench
        .send(bench.desk(Method::POST, "/api/v2/tickets?include=users").header("idempotency-key", "k").json(&body))
        .await;
    arrived(&bench).await;
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sent: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "support_webhook").collect();
    assert_eq!((sent.len(), &sent[0]["events"], &sent[0]["webhook"]), (1, &json!([COMMENT_ADDED]), &json!(id)));
    let headers = &sent[0]["headers"];
    assert!(
        headers["x-zendesk-webhook-signature"].is_string()
            && headers["x-zendesk-webhook-signature-timestamp"].is_string()
    );
    assert_eq!(sent[0]["body"]["event"]["comment"]["body"], "x");
    let made = lines.iter().find(|line| line["operation"] == "CreateTicket").unwrap();
    assert_eq!((&made["query"], &made["request_idempotency_key"]), (&json!("include=users"), &json!("k")));
    assert_eq!(made["answer_headers"]["x-idempotency-lookup"], "miss");
    let operations = ["CreateWebhook", "CreateTicket"];
    assert!(
        operations.iter().all(|name| lines.iter().any(|line| line["operation"] == *name && line["api"] == "support"))
    );
}
