//! Support's webhooks: signed, fresh, of this account, or not believed.

use crate::harness::{Scene, Settings};

const COMMENT: &str = r#"{"baton":1,"ticket_id":"1","comment_id":"2","status":"Open","tags":"","current_user_id":"3","current_user_role":"Agent"}"#;

async fn delivered(scene: &Scene, body: &str, at: i64, secret: &str) -> u16 {
    let account = scene.config.account.keys().next().unwrap();
    let timestamp = jiff::Timestamp::from_millisecond(at).unwrap().to_string();
    let signature =
        baton_zendesk::support_webhooks::sign(&secret.to_owned().into(), timestamp.as_bytes(), body.as_bytes());
    let sent = reqwest::Client::new()
        .post(format!("http://{}/v1/webhooks/support/{account}", scene.public))
        .header("x-zendesk-webhook-signature", signature)
        .header("x-zendesk-webhook-signature-timestamp", timestamp)
        .body(body.to_owned());
    sent.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_signed_just_now_with_a_secret_of_ours_is_believed() {
    let settings = Settings { support_webhook: false, ..Settings::tickets() }.account("signed");
    let scene = Scene::of(settings.of_tickets("webhook_secrets = [\"old\", \"new\"]")).await;
    let now = scene.time.moment().0;
    for secret in ["old", "new"] {
        assert_eq!(delivered(&scene, COMMENT, now, secret).await, 200, "{secret}");
        assert_eq!(delivered(&scene, COMMENT, now, secret).await, 200, "a second time it changes nothing");
    }
    assert_eq!(delivered(&scene, COMMENT, now, "other").await, 401);
    assert_eq!(delivered(&scene, COMMENT, now - 16 * 60_000, "new").await, 401, "too old");
    assert_eq!(delivered(&scene, COMMENT, now + 16 * 60_000, "new").await, 401, "from the future");
    let bare = reqwest::Client::new().post(format!("http://{}/v1/webhooks/support/signed", scene.public)).body(COMMENT);
    assert_eq!(bare.send().await.unwrap().status().as_u16(), 401);
    assert_eq!(delivered(&scene, "no JSON", now, "new").await, 200, "kept as dead; it would be no better next time");
    assert_eq!(scene.metric("baton_inbox_dead_total", &["signed"]).await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_event_is_kept_and_changes_nothing() {
    let settings = Settings { support_webhook: false, ..Settings::tickets() }.account("numbered");
    let lines = "webhook_secrets = [\"new\"]\naccount_number = \"4711\"";
    let scene = Scene::of(settings.of_tickets(lines)).await;
    let event = r#"{"account_id":12,"id":"e1","type":"zen:event-type:ticket.comment_added","subject":"zen:ticket:1","time":"2026-11-27T10:00:00Z","zendesk_event_version":"2022-11-06","detail":{"id":"1"},"event":{"comment":{"id":"2","is_public":true}}}"#;
    let timestamp = jiff::Timestamp::from_millisecond(scene.time.moment().0).unwrap().to_string();
    let signature =
        baton_zendesk::support_webhooks::sign(&"new".to_owned().into(), timestamp.as_bytes(), event.as_bytes());
    let sent = reqwest::Client::new()
        .post(format!("http://{}/v1/webhooks/support/numbered", scene.public))
        .header("x-zendesk-webhook-signature", signature)
        .header("x-zendesk-webhook-signature-timestamp", timestamp)
        .body(event);
    assert_eq!(sent.send().await.unwrap().status().as_u16(), 200);
    assert_eq!(scene.metric("baton_inbox_dead_total", &["numbered"]).await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_no_account_is_asked_to_come_again() {
    let settings = Settings { support_webhook: false, ..Settings::tickets() };
    let scene = Scene::of(settings.of_tickets("webhook_secrets = [\"new\"]")).await;
    let nowhere = reqwest::Client::new().post(format!("http://{}/v1/webhooks/support/nobody", scene.public)).body("{}");
    assert_eq!(nowhere.send().await.unwrap().status().as_u16(), 409, "the one status after which it comes again");
}
