//! What an account of Support is set up with, and whether somebody is there.

use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::ids::{FieldId, GroupId, ScheduleId, TriggerId, WebhookId};
use baton_zendesk::support::{
    Condition, Conditions, Interval, NewField, SupportWebhookWish, TICKET_TRIGGERS, TriggerAction, TriggerWish,
};
use baton_zendesk::support_webhooks::TRIGGER_BODY;
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
async fn webhooks_are_listed_made_changed_and_taken_away() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    vendor
        .then(vendor::json(200, &json!({"webhooks": [hook("01A")], "meta": {"has_more": true, "after_cursor": "c"}})));
    vendor.then(vendor::json(200, &json!({"webhooks": [{"id": "01B"}], "meta": last()})));
    let found = support.list_webhooks(5).await.unwrap();
    assert_eq!(found.iter().map(|webhook| webhook.id.as_str()).collect::<Vec<_>>(), ["01A", "01B"]);
    assert!(wish().is_met_by(&found[0]) && !wish().is_met_by(&found[1]));
    let mut moved = wish();
    moved.endpoint.push('2');
    assert!(!moved.is_met_by(&found[0]));

    vendor
        .then(vendor::json(201, &json!({"webhook": hook("01C")})))
        .then(vendor::text(204, ""))
        .then(vendor::text(204, ""));
    assert_eq!(support.create_webhook(&wish()).await.unwrap().id, WebhookId::from("01C"));
    support.update_webhook(&WebhookId::from("01C"), &moved).await.unwrap();
    support.delete_webhook(&WebhookId::from("01C")).await.unwrap();
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/webhooks?page%5Bsize%5D=100");
    seen[1].assert_support(Method::GET, "/webhooks?page%5Bsize%5D=100&page%5Bafter%5D=c");
    let mut body = hook("");
    body.as_object_mut().unwrap().remove("id");
    seen[2].assert_support_json(Method::POST, "/webhooks", &json!({"webhook": body}));
    body["endpoint"] = json!("https://chat.example.com/v1/webhooks/support/main2");
    seen[3].assert_support_json(Method::PUT, "/webhooks/01C", &json!({"webhook": body}));
    seen[4].assert_support(Method::DELETE, "/webhooks/01C");
}

#[tokio::test]
async fn a_webhooks_secret_is_read_and_replaced_and_never_shown() {
    let vendor = Vendor::start().await;
    for secret in ["s1", "s2"] {
        vendor.then(vendor::json(200, &json!({"signing_secret": {"algorithm": "SHA256", "secret": secret}})));
    }
    let (support, id) = (vendor.support(), WebhookId::from("01A"));
    let (old, new) = (support.signing_secret(&id).await.unwrap(), support.reset_signing_secret(&id).await.unwrap());
    assert_eq!((old.expose_secret(), new.expose_secret()), ("s1", "s2"));
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/webhooks/01A/signing_secret");
    seen[1].assert_support(Method::POST, "/webhooks/01A/signing_secret");
}

#[tokio::test]
async fn a_trigger_calls_a_webhook_in_our_words() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let action = TriggerAction::notify_webhook(&WebhookId::from("01A"), TRIGGER_BODY);
    let conditions = Conditions {
        all: vec![
            Condition::new("comment_is_public", "is", "requester_can_see_comment"),
            Condition::new("current_via_id", "is_not", "5"),
        ],
        any: Vec::new(),
    };
    let wish = TriggerWish::new("Baton: comment", conditions, vec![action.clone()]);
    let body = json!({"title": "Baton: comment", "active": true,
        "conditions": {"all": [{"field": "comment_is_public", "operator": "is", "value": "requester_can_see_comment"},
            {"field": "current_via_id", "operator": "is_not", "value": "5"}], "any": []},
        "actions": [{"field": "notification_webhook", "value": ["01A", TRIGGER_BODY]}]});
    let mut kept = body.clone();
    kept["id"] = json!(25);
    kept["category_id"] = json!("10026");
    vendor.then(vendor::json(201, &json!({"trigger": kept}))).then(vendor::json(200, &json!({"trigger": kept})));
    vendor.then(vendor::json(200, &json!({"triggers": [kept], "meta": last()})));
    let made = support.create_trigger(&wish).await.unwrap();
    assert_eq!((made.id, made.actions[0].as_webhook()), (TriggerId(25), Some(("01A", TRIGGER_BODY))));
    assert!(wish.is_met_by(&made));
    assert!(!TriggerWish { category_id: Some("1".to_owned()), ..wish.clone() }.is_met_by(&made));
    assert!(!TriggerWish { actions: Vec::new(), ..wish.clone() }.is_met_by(&made));
    support.update_trigger(TriggerId(25), &wish).await.unwrap();
    assert_eq!(support.list_triggers(3).await.unwrap(), [made]);
    let seen = vendor.seen();
    seen[0].assert_support_json(Method::POST, "/triggers", &json!({"trigger": body}));
    seen[1].assert_support_json(Method::PUT, "/triggers/25", &json!({"trigger": body}));
    seen[2].assert_support(Method::GET, "/triggers?page%5Bsize%5D=100");
}

#[tokio::test]
async fn an_account_has_categories_of_triggers_or_none() {
    let vendor = Vendor::start().await;
    let category = json!({"id": "10001", "name": "Notifications", "position": 0});
    vendor.then(vendor::json(200, &json!({"trigger_categories": [category], "meta": last()})));
    let none = json!({"errors": [{"code": "TriggerCategoriesNotEnabled", "title": "not enabled"}]});
    vendor.then(vendor::json(403, &none));
    let found = vendor.support().list_trigger_categories(2).await.unwrap().unwrap();
    assert_eq!((found[0].id.as_str(), found[0].name.as_str()), ("10001", "Notifications"));
    assert_eq!(vendor.support().list_trigger_categories(2).await, Ok(None));
    vendor.seen()[0].assert_support(Method::GET, "/trigger_categories?page%5Bsize%5D=100");
}

#[tokio::test]
async fn a_listing_longer_than_allowed_is_told_so() {
    let vendor = Vendor::start().await;
    for cursor in ["a", "b"] {
        vendor.then(vendor::json(200, &json!({"triggers": [], "meta": {"has_more": true, "after_cursor": cursor}})));
    }
    assert!(matches!(vendor.support().list_triggers(2).await, Err(Error::Protocol(_))));
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn fields_and_brands_are_listed_and_fields_are_made() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let field = json!({"id": 34, "type": "tagger", "title": "Topic", "active": true, "editable_in_portal": true,
        "custom_field_options": [{"id": 1, "name": "Bill", "value": "bill"}]});
    vendor.then(vendor::json(200, &json!({"ticket_fields": [field], "meta": last()})));
    vendor.then(vendor::json(201, &json!({"ticket_field": field})));
    vendor.then(vendor::json(200, &json!({"user_fields": [{"id": 7, "key": "braze_external_id"}], "meta": last()})));
    vendor.then(vendor::json(201, &json!({"user_field": {"id": 8, "key": "braze_external_id"}})));
    vendor.then(vendor::json(200, &json!({"brands": [{"id": 47, "name": "A", "subdomain": "a", "active": true, "default": true}], "meta": last()})));
    let fields = support.list_ticket_fields(2).await.unwrap();
    assert_eq!(
        (fields[0].id, fields[0].editable_in_portal, fields[0].options[0].value.as_str()),
        (FieldId(34), true, "bill")
    );
    let wish = NewField { title: "Topic".to_owned(), kind: "text".to_owned(), ..NewField::default() };
    assert_eq!(support.create_ticket_field(&wish).await.unwrap().id, FieldId(34));
    assert_eq!(support.list_user_fields(2).await.unwrap()[0].key.as_deref(), Some("braze_external_id"));
    let keyed = NewField { key: Some("braze_external_id".to_owned()), ..wish };
    assert_eq!(support.create_user_field(&keyed).await.unwrap().id, FieldId(8));
    let brands = support.list_brands(2).await.unwrap();
    assert_eq!((brands[0].id.0, brands[0].subdomain.as_str(), brands[0].default), (47, "a", true));
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/ticket_fields?page%5Bsize%5D=100");
    seen[1].assert_support_json(
        Method::POST,
        "/ticket_fields",
        &json!({"ticket_field": {"title": "Topic", "type": "text"}}),
    );
    let user_field = json!({"user_field": {"key": "braze_external_id", "title": "Topic", "type": "text"}});
    seen[3].assert_support_json(Method::POST, "/user_fields", &user_field);
    seen[4].assert_support(Method::GET, "/brands?page%5Bsize%5D=100");
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

#[tokio::test]
async fn business_hours_are_minutes_of_the_week() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let schedule =
        json!({"id": 4, "name": "EMEA", "time_zone": "Berlin", "intervals": [{"start_time": 1980, "end_time": 2460}]});
    vendor.then(vendor::json(200, &json!({"schedules": [schedule]})));
    let holiday = json!({"id": 1, "name": "Christmas", "start_date": "2026-12-24", "end_date": "2026-12-26"});
    vendor
        .then(vendor::json(200, &json!({"holidays": [holiday]})))
        .then(vendor::json(403, &json!({"error": "Forbidden"})));
    let schedules = support.list_schedules().await.unwrap().unwrap();
    assert_eq!(
        (schedules[0].time_zone.as_str(), schedules[0].intervals[0]),
        ("Berlin", Interval { start: 1_980, end: 2_460 })
    );
    let open = [1_979, 1_980, 2_459, 2_460].map(|minute| schedules[0].is_open_at(minute));
    assert_eq!(open, [false, true, true, false]);
    assert_eq!(support.list_holidays(ScheduleId(4)).await.unwrap()[0].end_date, "2026-12-26");
    assert_eq!(support.list_schedules().await, Ok(None));
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/business_hours/schedules");
    seen[1].assert_support(Method::GET, "/business_hours/schedules/4/holidays");
}
