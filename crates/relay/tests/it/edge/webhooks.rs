//! The webhook's endpoint: what it answers decides whether Zendesk ever comes again.

use crate::harness::{Answer, Client, Scene, Settings};
use baton_emulator::demo;
use baton_protocol::Stage;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/v1/webhooks/conversations/main";

async fn post(scene: &Scene, path: &str, key: Option<&str>, body: impl Into<reqwest::Body>) -> Answer {
    let mut request = scene.client().of_origin(None).request(reqwest::Method::POST, path).body(body);
    if let Some(key) = key {
        request = request.header("x-api-key", key);
    }
    Client::answer(request).await
}

fn envelope(events: &Value) -> String {
    json!({
        "app": { "id": demo::APP_ID },
        "webhook": { "id": demo::WEBHOOK_ID, "version": "v2" },
        "events": events,
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_endpoint_answers() {
    let scene = Scene::new().await;
    let good = Some(demo::WEBHOOK_SECRET);
    let typing = json!([{ "id": "e1", "type": "conversation:typing", "createdAt": "2026-11-21T00:00:00.000Z",
        "payload": { "conversation": { "id": "unknown", "type": "personal" }, "activity": {} } }]);
    let nearly = format!("{}x", demo::WEBHOOK_SECRET);
    let large = format!("\"{}\"", "x".repeat(1024 * 1024));
    for (what, path, key, body, expected) in [
        ("an event without effect", PATH, good, envelope(&typing), 200),
        ("the same again", PATH, good, envelope(&typing), 200),
        ("no events", PATH, good, envelope(&json!([])), 200),
        (
            "an event of a kind that is new",
            PATH,
            good,
            envelope(&json!([{ "id": "e2", "type": "a:b", "payload": {} }])),
            200,
        ),
        (
            "an event that is none",
            PATH,
            good,
            envelope(&json!([7, null, {}, { "id": "e3", "type": "conversation:message" }])),
            200,
        ),
        ("no envelope", PATH, good, "{}".to_owned(), 200),
        ("no JSON", PATH, good, "hello".to_owned(), 200),
        ("nothing", PATH, good, String::new(), 200),
        ("another app's", PATH, good, envelope(&typing).replace(demo::APP_ID, "5ebee0975ac5304b664a12fa"), 200),
        ("a wrong secret", PATH, Some("wrong"), envelope(&typing), 401),
        ("nearly the secret", PATH, Some(nearly.as_str()), envelope(&typing), 401),
        ("an empty secret", PATH, Some(""), envelope(&typing), 401),
        ("no secret", PATH, None, envelope(&typing), 401),
        ("no secret and too large", PATH, None, large.clone(), 401),
        ("an account that is none", "/v1/webhooks/conversations/other", good, envelope(&typing), 503),
        ("too large", PATH, good, large, 413),
    ] {
        let answer = post(&scene, path, key, body).await;
        assert_eq!(answer.status, expected, "{what}: {}", answer.text());
        assert!(!answer.text().contains(demo::WEBHOOK_SECRET));
    }
    // In the address a secret counts for nothing.
    let answer = post(&scene, &format!("{PATH}?key={}", demo::WEBHOOK_SECRET), None, envelope(&typing)).await;
    assert_eq!(answer.status, 401);
    // A new one after the wrong ones, so that nothing is left to be told about.
    assert_eq!(post(&scene, PATH, good, envelope(&typing)).await.status, 200);
    assert_eq!(scene.internal("/ready").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_knocks_makes_nobody_unready() {
    let scene = Scene::of(Settings::default().account("knocked")).await;
    let path = "/v1/webhooks/conversations/knocked";
    let before = scene.metric("baton_webhook_secret_refused_total", &["knocked"]).await;
    let others = envelope(&json!([])).replace(demo::APP_ID, "5ebee0975ac5304b664a12fa");
    for body in ["", "{}", "hello", others.as_str()] {
        assert_eq!(post(&scene, path, Some("wrong"), body.to_owned()).await.status, 401);
        assert_eq!(post(&scene, path, None, body.to_owned()).await.status, 401);
    }
    assert_eq!(scene.internal("/ready").await.0, 200);
    assert_eq!(scene.metric("baton_webhook_secret_refused_total", &["knocked"]).await, before + 8.0);
    // What names this account's app may be Zendesk's own, and is told; but not for ever.
    assert_eq!(post(&scene, path, Some("wrong"), envelope(&json!([]))).await.status, 401);
    assert_eq!(scene.internal("/ready").await.0, 503);
    scene.leap(Duration::from_secs(15 * 60));
    assert_eq!(scene.internal("/ready").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stands_still_is_given_up() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let scene = Scene::new().await;
    let mut stream = tokio::net::TcpStream::connect(scene.public).await.unwrap();
    let head = format!("POST {PATH} HTTP/1.1\r\nhost: a\r\nx-api-key: {}\r\n", demo::WEBHOOK_SECRET);
    stream.write_all(format!("{head}content-length: 1000\r\n\r\n{{").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut read = Box::pin(stream.read_to_end(&mut answer));
    let begun = std::time::Instant::now();
    while futures_util::poll!(&mut read).is_pending() {
        assert!(begun.elapsed() < crate::harness::PATIENCE, "it is waited for without end");
        scene.leap(Duration::from_secs(16));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(read);
    // Zendesk may send the whole of it again.
    assert!(answer.starts_with(b"HTTP/1.1 503 "), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_method_and_no_path_below_webhooks_is_answered_so_that_zendesk_gives_up() {
    let scene = Scene::new().await;
    for (method, path) in [
        (reqwest::Method::GET, PATH),
        (reqwest::Method::PUT, PATH),
        (reqwest::Method::POST, "/v1/webhooks/conversations/main/"),
        (reqwest::Method::POST, "/v1/webhooks/conversations"),
        (reqwest::Method::GET, "/v1/webhooks/support/main"),
        (reqwest::Method::POST, "/v1/webhooks/support"),
        (reqwest::Method::POST, "/v1/webhooks/"),
    ] {
        let request = scene.client().of_origin(None).request(method.clone(), path);
        let answer = Client::answer(request.header("x-api-key", demo::WEBHOOK_SECRET)).await;
        // After 400, 403, 404 and 406 it never comes again; 401 is for a secret alone.
        assert!(![400, 401, 403, 404, 406].contains(&answer.status), "{method} {path}: {}", answer.status);
        assert!(answer.status >= 400, "{method} {path}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_event_does_not_spoil_its_batch() {
    let scene = Scene::of(Settings::default().account("batch")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    let dead = scene.metric("baton_inbox_dead_total", &["batch"]).await;
    let remote = agent.conversation().id.to_string();
    let said = |id: &str, text: &str| {
        json!({
            "id": format!("event-{id}"), "type": "conversation:message", "createdAt": "2026-11-21T01:00:00.000Z",
            "payload": {
                "conversation": { "id": remote, "type": "personal" },
                "message": {
                    "id": id, "received": "2026-11-21T01:00:00.000Z",
                    "author": { "type": "business", "displayName": "Ana Lima", "subtypes": ["agent"] },
                    "content": { "type": "text", "text": text }, "source": { "type": "zd:agentWorkspace" },
                },
            },
        })
    };
    let events = json!([said("m1", "first"), 7, { "id": "broken", "type": "conversation:message", "payload": 3 }, said("m2", "second")]);
    let answer = post(&scene, "/v1/webhooks/conversations/batch", Some(demo::WEBHOOK_SECRET), envelope(&events)).await;
    assert_eq!(answer.status, 200);
    visitor.until_line("Ana Lima: first").await;
    visitor.until_line("Ana Lima: second").await;
    assert_eq!(scene.metric("baton_inbox_dead_total", &["batch"]).await, dead + 2.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_of_a_conversation_that_is_not_ours_changes_nothing() {
    let scene = Scene::new().await;
    let (mut visitor, _agent) = scene.handed_over().await;
    let before = visitor.lines();
    let events = json!([
        { "id": "f1", "type": "conversation:message", "createdAt": "2026-11-21T01:00:00.000Z", "payload": {
            "conversation": { "id": "ffffffffffffffffffffffff", "type": "personal" },
            "message": { "id": "fm1", "received": "2026-11-21T01:00:00.000Z",
                "author": { "type": "business", "displayName": "Ana", "subtypes": ["agent"] },
                "content": { "type": "text", "text": "for somebody else" }, "source": { "type": "zd:agentWorkspace" } } } },
        { "id": "f2", "type": "switchboard:releaseControl", "createdAt": "2026-11-21T01:00:00.000Z", "payload": {
            "conversation": { "id": "ffffffffffffffffffffffff", "type": "personal" }, "reason": "ticketClosed" } },
        // It names our conversation, but the link knows another one at Zendesk.
        { "id": "f3", "type": "conversation:message", "createdAt": "2026-11-21T01:00:00.000Z", "payload": {
            "conversation": { "id": "eeeeeeeeeeeeeeeeeeeeeeee", "type": "personal",
                "metadata": { "baton.conversation": visitor.conversation() } },
            "message": { "id": "fm3", "received": "2026-11-21T01:00:00.000Z",
                "author": { "type": "business", "displayName": "Ana", "subtypes": ["agent"] },
                "content": { "type": "text", "text": "from elsewhere" }, "source": { "type": "zd:agentWorkspace" } } } },
    ]);
    assert_eq!(post(&scene, PATH, Some(demo::WEBHOOK_SECRET), envelope(&events)).await.status, 200);
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines(), before);
    assert_eq!(visitor.log.stage(), Stage::Queued);
}
