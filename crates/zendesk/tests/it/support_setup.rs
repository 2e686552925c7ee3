//! What an account of Support is set up with, and whether somebody is there.

use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::ids::{FieldId, GroupId, WebhookId};
use baton_zendesk::support::{SupportWebhookWish, TICKET_TRIGGERS};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn hook(id: &str) -> Value {
    json!({"id": id, "name": "Baton", "status": "active", "endpoint": "https://chat.example.com/v1/webhooks/support/main",
        "http_method": "POST", "request_format": "json", "subscriptions": ["conditional_ticket_events"]})
}

fn wish() -> SupportWebhookWish {
    SupportWebhookWish::new("Baton", "https://chat.example.com/v1/webhooks/support/main", &[TICKET_TRIGGERS])
}

fn last() -> Value {
    json!({"has_more": false, "after_cursor": null})
}

#[tokio::test]
async fn webhooks_are_listed_made_and_changed() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    vendor
        .then(vendor::json(200, &json!({"webhooks": [hook("01A")], "meta": {"has_more": true, "after_cursor": "c"}})));
    vendor.then(vendor::json(200, &json!({"webhooks": [{"id": "01B"}], "meta": last()})));
    let found = support.list_webhooks(5).await.unwrap();
    assert_eq!(found.iter().map(|webhook| webhook.id.as_str()).collect::<Vec<_>>(), ["01A", "01B"]);
    assert_eq!((found[0].http_method.as_str(), found[0].request_format.as_str()), ("POST", "json"));
    assert_eq!((found[0].status.as_str(), &found[0].subscriptions[..]), ("active", &[TICKET_TRIGGERS.to_owned()][..]));

    vendor.then(vendor::json(201, &json!({"webhook": hook("01C")}))).then(vendor::text(204, ""));
    assert_eq!(support.create_webhook(&wish()).await.unwrap().id, WebhookId::from("01C"));
    let mut moved = wish();
    moved.endpoint.push('2');
    support.update_webhook(&WebhookId::from("01C"), &moved).await.unwrap();
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/webhooks?page%5Bsize%5D=100");
    seen[1].assert_support(Method::GET, "/webhooks?page%5Bsize%5D=100&page%5Bafter%5D=c");
    let mut body = hook("");
    body.as_object_mut().unwrap().remove("id");
    seen[2].assert_support_json(Method::POST, "/webhooks", &json!({"webhook": body}));
    body["endpoint"] = json!("https://chat.example.com/v1/webhooks/support/main2");
    seen[3].assert_support_json(Method::PUT, "/webhooks/01C", &json!({"webhook": body}));
}

#[tokio::test]
async fn a_webhooks_secret_is_read_and_never_shown() {
    let answer = json!({"signing_secret": {"algorithm": "SHA256", "secret": "s1"}});
    let vendor = Vendor::answering(vendor::json(200, &answer)).await;
    let secret = vendor.support().signing_secret(&WebhookId::from("01A")).await.unwrap();
    assert_eq!((secret.expose_secret(), format!("{secret:?}").contains("s1")), ("s1", false));
    vendor.only().assert_support(Method::GET, "/webhooks/01A/signing_secret");
}

#[tokio::test]
async fn a_listing_longer_than_allowed_is_told_so() {
    let vendor = Vendor::start().await;
    for cursor in ["a", "b"] {
        vendor.then(vendor::json(200, &json!({"brands": [], "meta": {"has_more": true, "after_cursor": cursor}})));
    }
    assert!(matches!(vendor.support().list_brands(2).await, Err(Error::Protocol(_))));
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn fields_and_brands_are_listed() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let field = json!({"id": 34, "type": "tagger", "title": "Topic", "active": true, "editable_in_portal": true});
    vendor.then(vendor::json(200, &json!({"ticket_fields": [field], "meta": last()})));
    vendor.then(vendor::json(200, &json!({"brands": [{"id": 47, "name": "A", "subdomain": "a", "active": true, "default": true}], "meta": last()})));
    let fields = support.list_ticket_fields(2).await.unwrap();
    assert_eq!(
        (fields[0].id, fields[0].title.as_str(), fields[0].active, fields[0].editable_in_portal),
        (FieldId(34), "Topic", true, true)
    );
    let brands = support.list_brands(2).await.unwrap();
    assert_eq!((brands[0].id.0, brands[0].subdomain.as_str(), brands[0].default), (47, "a", true));
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/ticket_fields?page%5Bsize%5D=100");
    seen[1].assert_support(Method::GET, "/brands?page%5Bsize%5D=100");
}

#[tokio::test]
async fn agents_online_are_counted_or_it_cannot_be_told() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let agent = |groups: Value| json!({"id": "1", "type": "agent_availabilities", "attributes": {"group_ids": groups}});
    let some = json!([agent(json!([1, 2])), agent(json!([3])), {"id": "2", "type": "agent_availabilities"}]);
    vendor.then(vendor::json(200, &json!({"data": some, "meta": last()})));
    vendor.then(vendor::json(200, &json!({"data": some, "meta": {"has_more": true, "after_cursor": "c"}})));
    vendor.then(vendor::json(200, &json!({"data": [], "meta": last()})));
    assert_eq!(support.agents_online(None, 3).await, Ok(Some(3)));
    assert_eq!(support.agents_online(Some(GroupId(1)), 3).await, Ok(Some(2)));
    for status in [403, 404] {
        vendor.then(vendor::json(status, &json!({"errors": [{"code": "Forbidden", "title": "no"}]})));
        assert_eq!(support.agents_online(None, 3).await, Ok(None));
    }
    vendor.then(vendor::text(500, ""));
    assert!(matches!(support.agents_online(None, 3).await, Err(Error::Unavailable { .. })));
    let seen = vendor.seen();
    let online = "/agent_availabilities?filter%5Bchannel_status%5D=messaging%3Aonline";
    seen[0].assert_support(Method::GET, &format!("{online}&page%5Bsize%5D=100"));
    seen[2]
        .assert_support(Method::GET, &format!("{online}&filter%5Bgroup_ids%5D=1&page%5Bsize%5D=100&page%5Bafter%5D=c"));
}
