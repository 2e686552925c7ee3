use axum::http::Method;
use baton_zendesk::conversations::{NewRow, SwitchboardChange, WebhookWish};
use baton_zendesk::ids::{GroupId, SupportUserId};
use baton_zendesk::{Error, Support};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn wish() -> WebhookWish {
    WebhookWish {
        target: "https://chat.example.com/hook".to_owned(),
        triggers: vec!["conversation:message".to_owned()],
        include_full_user: false,
        include_full_source: true,
    }
}

fn webhook() -> Value {
    json!({"target": "https://chat.example.com/hook", "triggers": ["conversation:message"],
        "includeFullUser": false, "includeFullSource": true})
}

fn shown() -> Value {
    json!({"id": "w1", "version": "v2", "target": "https://chat.example.com/hook",
        "triggers": ["conversation:message"], "secret": "shared", "includeFullUser": false, "includeFullSource": true})
}

#[tokio::test]
async fn an_integration_is_made_with_its_one_webhook() {
    let body = json!({"integration": {"id": "5e4a", "type": "custom", "status": "active", "webhooks": [shown()]}});
    let vendor = Vendor::answering(vendor::json(201, &body)).await;
    let made = vendor.conversations().create_custom_integration("Baton", &wish()).await.unwrap();
    let expected = json!({"type": "custom", "status": "active", "displayName": "Baton", "webhooks": [webhook()]});
    vendor.only().assert_json(Method::POST, "/integrations", expected);
    assert_eq!(made.webhooks[0].secret.as_ref().unwrap().expose_secret(), "shared");
}

#[tokio::test]
async fn custom_integrations_are_listed_to_the_last_page() {
    let vendor = Vendor::start().await;
    let page = |id: &str, meta: Value| {
        vendor::json(200, &json!({"integrations": [{"id": id, "type": "custom", "webhooks": []}], "meta": meta}))
    };
    vendor.then(page("a", json!({"hasMore": true, "afterCursor": "a"})));
    vendor.then(page("b", json!({"hasMore": false})));
    let walk = vendor.conversations().list_custom_integrations(5).await.unwrap();
    assert!(walk.complete);
    assert_eq!(walk.items.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let seen = vendor.seen();
    seen[0].assert_empty(Method::GET, "/integrations?filter%5Btypes%5D=custom&page%5Bsize%5D=100");
    seen[1].assert_empty(Method::GET, "/integrations?filter%5Btypes%5D=custom&page%5Bsize%5D=100&page%5Bafter%5D=a");
}

#[tokio::test]
async fn a_webhook_is_made_and_changed() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(201, &json!({"webhook": shown()})));
    vendor.then(vendor::json(200, &json!({"webhook": shown()})));
    let client = vendor.conversations();
    let made = client.create_webhook(&"5e4a".into(), &wish()).await.unwrap();
    client.update_webhook(&"5e4a".into(), &made.id, &wish()).await.unwrap();
    let seen = vendor.seen();
    seen[0].assert_json(Method::POST, "/integrations/5e4a/webhooks", webhook());
    seen[1].assert_json(Method::PATCH, "/integrations/5e4a/webhooks/w1", webhook());
}

#[tokio::test]
async fn a_key_shows_its_secret_once_and_to_no_log() {
    let body = json!({"key": {"id": "int_1", "displayName": "Baton", "secret": "s3cr3t"}});
    let vendor = Vendor::answering(vendor::json(201, &body)).await;
    let key = vendor.conversations().create_integration_key(&"5e4a".into(), "Baton").await.unwrap();
    vendor.only().assert_json(Method::POST, "/integrations/5e4a/keys", json!({"displayName": "Baton"}));
    assert_eq!((key.id.as_str(), key.secret.expose_secret()), ("int_1", "s3cr3t"));
    assert!(!format!("{key:?}").contains("s3cr3t"));
}

#[tokio::test]
async fn the_switchboard_gets_a_row_and_a_default() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(
        201,
        &json!({"switchboardIntegration": {"id": "r2", "name": "baton",
        "integrationId": "5e4a", "integrationType": "custom", "deliverStandbyEvents": true}}),
    ));
    let board = json!({"switchboard": {"id": "s", "enabled": true, "defaultSwitchboardIntegrationId": "r2"}});
    vendor.then(vendor::json(200, &board));
    let client = vendor.conversations();
    let row = NewRow {
        name: "baton".to_owned(),
        integration_id: "5e4a".into(),
        deliver_standby_events: true,
        next_switchboard_integration_id: Some("r1".into()),
    };
    let row = client.create_row(&"s".into(), &row).await.unwrap();
    let change = SwitchboardChange { default_switchboard_integration_id: Some(row.id), ..SwitchboardChange::default() };
    client.update_switchboard(&"s".into(), &change).await.unwrap();
    let seen = vendor.seen();
    let expected = json!({"name": "baton", "integrationId": "5e4a", "deliverStandbyEvents": true,
        "nextSwitchboardIntegrationId": "r1"});
    seen[0].assert_json(Method::POST, "/switchboards/s/switchboardIntegrations", expected);
    seen[1].assert_json(Method::PATCH, "/switchboards/s", json!({"defaultSwitchboardIntegrationId": "r2"}));
}

#[tokio::test]
async fn groups_are_read_to_the_last_page_and_made() {
    let vendor = Vendor::start().await;
    let group = |id: u64, name: &str, deleted: bool| json!({"id": id, "name": name, "deleted": deleted});
    let next = "https://z.example/api/v2/groups.json?page=2&per_page=100";
    vendor.then(vendor::json(200, &json!({"groups": [group(1, "Support", false)], "next_page": next, "count": 3})));
    let last = json!({"groups": [group(2, "Gone", true), group(3, "Animal", false)], "next_page": null, "count": 3});
    vendor.then(vendor::json(200, &last));
    vendor.then(vendor::json(201, &json!({"group": group(4, "Plants", false)})));
    let support = Support::new(vendor::http(), vendor.url("/"), vendor::basic());
    let groups = support.list_groups(5).await.unwrap();
    assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Support", "Animal"]);
    assert_eq!(support.create_group("Plants").await.unwrap().id, GroupId(4));
    let seen = vendor.seen();
    assert_eq!(seen[1].target, "/api/v2/groups?page=2&per_page=100");
    assert_eq!((&seen[2].method, seen[2].target.as_str()), (&Method::POST, "/api/v2/groups"));
    assert_eq!(seen[2].json(), json!({"group": {"name": "Plants"}}));
}

#[tokio::test]
async fn more_groups_than_are_read_is_no_complete_list() {
    let next = "https://z.example/api/v2/groups.json?page=2";
    let vendor = Vendor::answering(vendor::json(200, &json!({"groups": [], "next_page": next}))).await;
    let support = Support::new(vendor::http(), vendor.url("/"), vendor::basic());
    assert!(matches!(support.list_groups(1).await.unwrap_err(), Error::Protocol(_)));
}

#[tokio::test]
async fn agents_are_found_by_their_very_address_and_put_into_a_group() {
    let vendor = Vendor::start().await;
    let person = |id: u64, email: &str, role: &str| json!({"id": id, "name": "A", "email": email, "role": role});
    let users = [
        person(1, "ana@x.example", "agent"),
        person(2, "ana@x.example.org", "agent"),
        person(3, "Ana@X.example", "end-user"),
    ];
    vendor.then(vendor::json(200, &json!({"users": users, "next_page": null})));
    let members = json!([{"id": 9, "user_id": 1, "group_id": 4}]);
    vendor.then(vendor::json(200, &json!({"group_memberships": members, "next_page": null})));
    vendor.then(vendor::json(201, &json!({"group_membership": {"id": 10, "user_id": 1, "group_id": 4}})));
    let support = Support::new(vendor::http(), vendor.url("/"), vendor::basic());
    let found = support.find_agents("ANA@x.example").await.unwrap();
    assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [SupportUserId(1)]);
    assert_eq!(support.list_group_agents(GroupId(4), 3).await.unwrap(), [SupportUserId(1)]);
    support.add_to_group(SupportUserId(1), GroupId(4)).await.unwrap();
    let seen = vendor.seen();
    assert_eq!(seen[0].target, "/api/v2/users/search?query=email%3AANA%40x.example");
    assert_eq!(seen[1].target, "/api/v2/groups/4/memberships?page=1&per_page=100");
    assert_eq!((&seen[2].method, seen[2].target.as_str()), (&Method::POST, "/api/v2/group_memberships"));
    assert_eq!(seen[2].json(), json!({"group_membership": {"user_id": 1, "group_id": 4}}));
}
