use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::conversations::ControlTarget;
use baton_zendesk::metadata::Metadata;
use serde_json::json;

use crate::vendor::{self, Vendor};

#[tokio::test]
async fn control_is_passed_with_metadata() {
    let vendor = Vendor::answering(vendor::json(200, &json!({}))).await;
    let metadata: Metadata =
        [("dataCapture.systemField.tags", "vip,web"), ("first_message_id", "603012d7")].into_iter().collect();
    vendor.conversations().pass_control(&"67a0".into(), &ControlTarget::agent_workspace(), &metadata).await.unwrap();
    vendor.only().assert_json(
        Method::POST,
        "/conversations/67a0/passControl",
        json!({
            "switchboardIntegration": "zd:agentWorkspace",
            "metadata": {"dataCapture.systemField.tags": "vip,web", "first_message_id": "603012d7"}
        }),
    );
}

#[tokio::test]
async fn control_is_offered_accepted_and_released() {
    let vendor = Vendor::start().await;
    let (client, nothing) = (vendor.conversations(), Metadata::new());
    for _ in 0..4 {
        vendor.then(vendor::json(200, &json!({})));
    }
    client.offer_control(&"67a0".into(), &ControlTarget::new("baton"), &nothing).await.unwrap();
    client.offer_control(&"67a0".into(), &ControlTarget::next(), &nothing).await.unwrap();
    client.accept_control(&"67a0".into(), &nothing).await.unwrap();
    client.release_control(&"67a0".into(), &nothing).await.unwrap();

    let seen = vendor.seen();
    let path = |act: &str| format!("/conversations/67a0/{act}");
    seen[0].assert_json(Method::POST, &path("offerControl"), json!({"switchboardIntegration": "baton"}));
    seen[1].assert_json(Method::POST, &path("offerControl"), json!({"switchboardIntegration": "next"}));
    seen[2].assert_json(Method::POST, &path("acceptControl"), json!({}));
    seen[3].assert_json(Method::POST, &path("releaseControl"), json!({}));
}

#[tokio::test]
async fn an_answer_without_a_body_is_good_enough() {
    let vendor = Vendor::answering(vendor::text(200, "")).await;
    vendor.conversations().release_control(&"67a0".into(), &Metadata::new()).await.unwrap();
}

#[tokio::test]
async fn accepting_what_was_not_offered_is_forbidden() {
    let vendor = Vendor::answering(vendor::refusal(403, "forbidden", "Forbidden")).await;
    let error = vendor.conversations().accept_control(&"67a0".into(), &Metadata::new()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
}
