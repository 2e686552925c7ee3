//! Budgets: whoever spends one is told when to try again, and it is counted.

use crate::harness::{Client, Scene, Settings, Visitor};
use baton_protocol::{ClientFrame, ErrorCode, Outgoing, ServerFrame};
use std::time::Duration;

async fn scene(budget: &str) -> Scene {
    Scene::standing(Settings::default().more(&format!("[budget]\n{budget}"))).await
}

async fn spent(scene: &Scene, budget: &str) -> f64 {
    scene.metric("baton_budget_spent_total", &[&format!("\"{budget}\"")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_an_address() {
    let scene = scene("sessions_per_address_per_hour = 3").await;
    let before = spent(&scene, "sessions_per_address_per_hour").await;
    for _ in 0..3 {
        assert_eq!(scene.client().begin().await.status, 201);
    }
    let answer = scene.client().begin().await;
    let problem = answer.problem();
    assert_eq!((answer.status, problem.code), (429, ErrorCode::BudgetSpent));
    let wait = problem.retry_after_ms.expect("when to try again");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(seconds, wait.div_ceil(1_000));
    assert!(wait.abs_diff(1_200_000) <= 1, "a third of an hour, not {wait} ms");
    assert!(spent(&scene, "sessions_per_address_per_hour").await > before);
    scene.leap(Duration::from_millis(wait));
    assert_eq!(scene.client().begin().await.status, 201, "as it was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_a_site() {
    let scene = scene("sessions_per_site_per_hour = 2").await;
    for expected in [201, 201, 429] {
        assert_eq!(scene.client().begin().await.status, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_behind_a_proxy_are_told_apart_as_far_as_the_proxy_is_trusted() {
    let from = |scene: &Scene, forwarded: &str| {
        let client = scene.client();
        let body = serde_json::json!({ "site": crate::harness::SITE });
        let request = client.request(reqwest::Method::POST, "/v1/sessions").header("x-forwarded-for", forwarded);
        Client::answer(request.json(&body))
    };
    let budget = "[budget]\nsessions_per_address_per_hour = 1";
    let trusting = Scene::standing(Settings::default().relay("trusted_proxies = 1").more(budget)).await;
    assert_eq!(from(&trusting, "203.0.113.1").await.status, 201);
    assert_eq!(from(&trusting, "203.0.113.1").await.status, 429);
    assert_eq!(from(&trusting, "203.0.113.2").await.status, 201);
    // What stands before the proxy's own entry is the client's invention.
    assert_eq!(from(&trusting, "198.51.100.9, 203.0.113.2").await.status, 429);
    let alone = Scene::standing(Settings::default().more(budget)).await;
    assert_eq!(from(&alone, "203.0.113.1").await.status, 201);
    assert_eq!(from(&alone, "203.0.113.2").await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_a_session() {
    let scene = scene("messages_per_session_per_minute = 4").await;
    let before = spent(&scene, "messages_per_session_per_minute").await;
    let mut visitor = scene.visitor().await;
    for number in 0..4 {
        visitor.says(&format!("message {number}")).await;
    }
    let id = visitor.sends(Outgoing { text: "one more".to_owned(), ..Outgoing::default() }).await;
    let (refused, code, _, wait) = visitor.until_refused().await;
    assert_eq!((refused, code), (Some(id), ErrorCode::BudgetSpent));
    assert!(spent(&scene, "messages_per_session_per_minute").await > before);
    scene.leap(Duration::from_millis(wait.expect("when to try again")));
    visitor.says("now").await;
    assert!(!visitor.lines().iter().any(|line| line.contains("one more")));
    // Somebody else has a budget of their own.
    scene.visitor().await.says("hello").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_an_address_whatever_the_session() {
    let scene = scene("messages_per_address_per_minute = 2").await;
    scene.visitor().await.says("one").await;
    scene.visitor().await.says("two").await;
    let mut third = scene.visitor().await;
    third.sends(Outgoing { text: "three".to_owned(), ..Outgoing::default() }).await;
    assert_eq!(third.until_refused().await.1, ErrorCode::BudgetSpent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_was_taken_costs_nothing_to_ask_for_again() {
    let scene = scene("messages_per_session_per_minute = 1").await;
    let mut visitor = scene.visitor().await;
    let id = visitor.id();
    let message = Outgoing { text: "hello".to_owned(), ..Outgoing::default() };
    let frame = ClientFrame::Send { id: id.clone(), message };
    visitor.send(&frame).await;
    visitor.acknowledged(&id).await;
    visitor.vanish();
    visitor.connect().await;
    visitor.send(&frame).await;
    let again = |visitor: &Visitor| visitor.came.iter().filter(|event| event.client.as_ref() == Some(&id)).count();
    visitor.until("the event again, or a refusal", |visitor| again(visitor) > 1 || !visitor.refusals.is_empty()).await;
    assert_eq!(visitor.refusals, [], "what was taken is never called refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_of_uploads() {
    let scene = Scene::of(
        Settings::default()
            .of_site("files.max_bytes = 4000")
            .more("[budget]\nupload_bytes_per_address_per_hour = 4096"),
    )
    .await;
    let before = spent(&scene, "upload_bytes_per_address_per_hour").await;
    let visitor = scene.visitor().await;
    let text = "x".repeat(3_000);
    assert_eq!(visitor.client.upload("a.txt", text.as_bytes()).await.status, 201);
    let answer = visitor.client.upload("b.txt", text.as_bytes()).await;
    assert_eq!((answer.status, answer.problem().code), (429, ErrorCode::BudgetSpent));
    assert!(spent(&scene, "upload_bytes_per_address_per_hour").await > before);
    scene.leap(Duration::from_millis(answer.problem().retry_after_ms.expect("when to try again")));
    assert_eq!(visitor.client.upload("b.txt", text.as_bytes()).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn handoffs_whoever_asks_for_them() {
    let scene = scene("handoffs_per_address_per_hour = 1").await;
    let before = spent(&scene, "handoffs_per_address_per_hour").await;
    let (_one, _) = scene.handed_over().await;
    let mut two = scene.visitor().await;
    let id = two.id();
    two.send(&ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }).await;
    let (refused, code, _, wait) = two.until_refused().await;
    assert_eq!((refused, code), (Some(id), ErrorCode::BudgetSpent));
    assert!(wait.is_some());
    assert!(spent(&scene, "handoffs_per_address_per_hour").await > before);
    // By the bot it is a handoff too.
    let mut three = scene.visitor().await;
    three.says("I want to talk to a human").await;
    scene.settle(&mut three).await;
    assert_eq!(scene.zendesk.control.tickets().len(), 1, "{}", three.told());
    assert_eq!(three.log.stage(), baton_protocol::Stage::Bot);
    assert!(three.lines().last().unwrap().starts_with("bot: "), "nobody is left without a word\n{}", three.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_changes_nothing_spends_no_handoff() {
    let scene = scene("handoffs_per_address_per_hour = 2").await;
    let (mut visitor, _) = scene.handed_over().await;
    for _ in 0..5 {
        let id = visitor.id();
        visitor.send(&ClientFrame::Handoff { id, skill: None, by_page: true }).await;
    }
    scene.settle(&mut visitor).await;
    let mut other = scene.visitor().await;
    other.wants_a_person().await;
    assert_eq!(visitor.refusals, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn hellos_of_an_address() {
    let scene = scene("hellos_per_address_per_minute = 2").await;
    let before = spent(&scene, "hellos_per_address_per_minute").await;
    let one = scene.visitor().await;
    let hello = serde_json::to_value(one.hello(None)).unwrap();
    let first = one.client.poll(std::slice::from_ref(&hello), 0).await;
    assert!(matches!(first.first(), Some(ServerFrame::Welcome { .. })), "{first:?}");
    let second = one.client.poll(std::slice::from_ref(&hello), 0).await;
    let [ServerFrame::Refused { code, retry_after_ms: Some(wait), .. }] = second.as_slice() else {
        panic!("{second:?}")
    };
    assert_eq!(*code, ErrorCode::BudgetSpent);
    assert!(spent(&scene, "hellos_per_address_per_minute").await > before);
    scene.leap(Duration::from_millis(*wait));
    let third = one.client.poll(&[hello], 0).await;
    assert!(matches!(third.first(), Some(ServerFrame::Welcome { .. })), "{third:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_of_an_address() {
    let scene = scene("sockets_per_address = 2").await;
    let (one, _two) = (scene.visitor().await, scene.visitor().await);
    let before = spent(&scene, "sockets_per_address").await;
    let mut wire = scene.client().socket().await.unwrap();
    wire.send(&one.hello(None)).await;
    let (frames, code) = wire.hear_out().await;
    let [ServerFrame::Refused { code: why, retry_after_ms, .. }] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!((*why, code), (ErrorCode::BudgetSpent, Some(4000)));
    assert!(retry_after_ms.is_some());
    assert!(spent(&scene, "sockets_per_address").await > before);
    let token = one.token.clone();
    drop(one);
    // The place is given back once the relay has seen the socket's end.
    let begun = std::time::Instant::now();
    loop {
        let mut wire = scene.client().socket().await.unwrap();
        let hello =
            ClientFrame::Hello { version: 1, session: token.clone(), cursor: None, locale: None, consent: None };
        wire.send(&hello).await;
        match wire.hear().await {
            crate::harness::Heard::Frame(ServerFrame::Welcome { .. }) => break,
            heard => assert!(begun.elapsed() < crate::harness::PATIENCE, "{heard:?}"),
        }
    }
}
