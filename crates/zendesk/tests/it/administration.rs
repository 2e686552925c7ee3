use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::ids::IntegrationId;
use serde_json::json;

use crate::vendor::{self, Vendor};

#[tokio::test]
async fn the_app_tells_its_settings() {
    let body = json!({"app": {"id": "67a0e55ef0305f4a391e9d69", "displayName": "Shop", "settings": {
        "appLocalizationEnabled": true, "echoPostback": false, "maskCreditCardNumbers": true, "multiConvoEnabled": false}}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let app = vendor.conversations().get_app().await.unwrap();
    vendor.only().assert_empty(Method::GET, "");
    assert_eq!(app.settings.multi_convo_enabled, Some(false));
    assert_eq!(app.settings.end_session_enabled, None);
}

#[tokio::test]
async fn an_integration_is_looked_at() {
    let body = json!({"integration": {"id": "5e4a", "type": "custom", "status": "active", "displayName": "Baton",
        "webhooks": [{"id": "w"}]}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let integration = vendor.conversations().get_integration(&"5e4a".into()).await.unwrap();
    vendor.only().assert_empty(Method::GET, "/integrations/5e4a");
    assert_eq!((integration.kind.as_str(), integration.status.as_deref()), ("custom", Some("active")));
}

#[tokio::test]
async fn an_integrations_own_key_lists_its_webhooks_and_hides_their_secrets() {
    let body = json!({"webhooks": [{"id": "5e55", "version": "v2", "target": "https://example.com/hook",
        "triggers": ["conversation:message"], "secret": "8564b3e6", "includeFullUser": false, "includeFullSource": false}]});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let webhooks = vendor.conversations().list_webhooks(&IntegrationId::me()).await.unwrap();
    vendor.only().assert_empty(Method::GET, "/integrations/me/webhooks");
    assert_eq!(webhooks[0].triggers, ["conversation:message"]);
    assert!(webhooks[0].secret.is_some());
    assert!(!format!("{webhooks:?}").contains("8564b3e6"));
}

#[tokio::test]
async fn switchboards_and_their_rows_are_listed() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(
        200,
        &json!({"switchboards": [{"id": "5ef2", "enabled": true, "defaultSwitchboardIntegrationId": "r1"}]}),
    ));
    vendor.then(vendor::json(200, &json!({"switchboardIntegrations": [
        {"id": "r1", "name": "zd-agentWorkspace", "integrationId": "i1", "integrationType": "zd:agentWorkspace", "deliverStandbyEvents": false},
        {"id": "r2", "name": "baton", "integrationId": "i2", "integrationType": "custom", "deliverStandbyEvents": true,
         "nextSwitchboardIntegrationId": "r1", "messageHistoryCount": 10}]})));
    let client = vendor.conversations();
    let switchboards = client.list_switchboards().await.unwrap();
    assert!(switchboards[0].enabled);
    let rows = client.list_switchboard_integrations(&switchboards[0].id).await.unwrap();
    assert_eq!(rows[1].next_switchboard_integration_id, Some("r1".into()));
    let seen = vendor.seen();
    seen[0].assert_empty(Method::GET, "/switchboards");
    seen[1].assert_empty(Method::GET, "/switchboards/5ef2/switchboardIntegrations");
}

#[tokio::test]
async fn a_key_of_too_small_a_scope_is_forbidden() {
    let vendor = Vendor::answering(vendor::refusal(403, "forbidden", "Forbidden")).await;
    assert!(matches!(vendor.conversations().get_app().await.unwrap_err(), Error::Forbidden(_)));
}
