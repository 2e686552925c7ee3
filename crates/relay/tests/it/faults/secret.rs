//! A webhook's secret that is not the one the relay knows. Zendesk never repeats what was answered with 401.

use crate::harness::{Client, Scene, Settings};
use baton_emulator::{DeliveryStatus, demo};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_told_aloud_and_what_was_missed_is_fetched_after_the_repair() {
    let scene = Scene::of(Settings::default().account("secrets")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("one");
    visitor.until_line("Ana Lima: one").await;
    assert_eq!(scene.internal("/ready").await.0, 200);
    let before = scene.metric("baton_webhook_secret_refused_total", &["secrets"]).await;

    let webhook = scene.zendesk.control.webhooks().remove(0).id;
    scene.zendesk.control.set_webhook(&webhook, None, Some("not-the-secret".to_owned())).unwrap();
    agent.says("two");
    scene.settle(&mut visitor).await;
    let last = scene.zendesk.control.deliveries().pop().unwrap();
    assert_eq!((last.status, last.attempts[0].status), (DeliveryStatus::Refused, Some(401)));
    assert_eq!(scene.metric("baton_webhook_secret_refused_total", &["secrets"]).await, before + 1.0);
    assert!(scene.metric("baton_webhooks_total", &["secrets", "401"]).await >= 1.0);
    let (status, reasons) = scene.internal("/ready").await;
    assert_eq!(status, 503);
    assert!(reasons.contains("account.secrets.webhook_secrets"), "{reasons}");
    assert!(!reasons.contains("not-the-secret") && !reasons.contains(demo::WEBHOOK_SECRET), "{reasons}");
    assert!(visitor.find("Ana Lima: two").is_none());

    visitor.says("are you there?").await;
    scene.settle(&mut visitor).await;
    let right = Some(demo::WEBHOOK_SECRET.to_owned());
    scene.zendesk.control.set_webhook(&webhook, None, right).unwrap();
    agent.says("three");
    // At once, without waiting for any round; and what was missed is not overtaken.
    visitor.until_line("Ana Lima: three").await;
    assert_eq!(scene.internal("/ready").await.0, 200);
    visitor.says("thanks").await;
    agent.says("four");
    visitor.until_line("Ana Lima: four").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&[
        "Ana Lima: one",
        "visitor: are you there?",
        "Ana Lima: two",
        "Ana Lima: three",
        "visitor: thanks",
        "Ana Lima: four",
    ]);
    assert!(!scene.core().accounts["secrets"].is_behind(visitor.conversation()), "nothing is held any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_repairs_in_turn_order_one_look_in_five_minutes() {
    let scene = Scene::of(Settings::default().account("turns")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("hello");
    visitor.until_line("Ana Lima: hello").await;
    scene.settle(&mut visitor).await;
    let client = scene.client().of_origin(None);
    let body =
        serde_json::json!({ "app": { "id": demo::APP_ID }, "webhook": { "id": demo::WEBHOOK_ID }, "events": [] });
    let knock = async |secret: &str| {
        let request = client.request(reqwest::Method::POST, "/v1/webhooks/conversations/turns");
        Client::answer(request.header("x-api-key", secret).json(&body)).await.status
    };
    let looks = || scene.zendesk.count("ListMessages");
    let before = looks();
    for _ in 0..20 {
        assert_eq!((knock("wrong").await, knock(demo::WEBHOOK_SECRET).await), (401, 200));
        scene.leap(Duration::from_secs(10));
        scene.settle(&mut visitor).await;
    }
    // One by the repair, and one at most that was due anyway.
    assert!((1..=2).contains(&(looks() - before)), "{} looks", looks() - before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_repaired_here_brings_what_was_missed_at_the_start() {
    let mut scene = Scene::of(Settings::default().of_account("webhook_secrets = [\"old-secret-0123456789\"]")).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    // Without a webhook the handoff is confirmed by looking.
    scene
        .hasten(&mut visitor, "the handoff", Duration::from_secs(2), |visitor| {
            visitor.log.stage() == baton_protocol::Stage::Queued
        })
        .await;
    let agent = scene.agent_of(&visitor).await;
    agent.says("can you hear me?");
    scene.settle(&mut visitor).await;
    assert!(visitor.find("Ana Lima: can you hear me?").is_none());
    assert_eq!(scene.internal("/ready").await.0, 503);
    scene
        .restart_with(|mut settings| {
            settings.account_lines.clear();
            settings
        })
        .await;
    visitor.vanish();
    visitor.connect().await;
    visitor.until_line("Ana Lima: can you hear me?").await;
    assert_eq!(scene.internal("/ready").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_secrets_are_taken_while_one_replaces_the_other() {
    let secrets = format!("webhook_secrets = [\"new-secret-0123456789\", \"{}\"]", demo::WEBHOOK_SECRET);
    let scene = Scene::of(Settings::default().of_account(&secrets)).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("by the old one");
    visitor.until_line("Ana Lima: by the old one").await;
    let webhook = scene.zendesk.control.webhooks().remove(0).id;
    scene.zendesk.control.set_webhook(&webhook, None, Some("new-secret-0123456789".to_owned())).unwrap();
    agent.says("by the new one");
    visitor.until_line("Ana Lima: by the new one").await;
}
