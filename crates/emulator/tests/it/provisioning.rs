use crate::bench::Bench;
use baton_emulator::{Preset, demo};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn an_integration_a_key_and_a_row_made_by_api_work() {
    let bench = Bench::with(Preset::Bare).await;
    let webhook = json!({ "target": bench.sink.target, "triggers": ["conversation:message"], "includeFullUser": true });
    let body = json!({ "type": "custom", "displayName": "Baton", "webhooks": [webhook] });
    let made = bench.admin(Method::POST, "/integrations", Some(body)).await.expect(201)["integration"].clone();
    bench.control.settle().await;
    let id = made["id"].as_str().unwrap();
    let secret = made["webhooks"][0]["secret"].as_str().unwrap().to_owned();
    let path = format!("/integrations/{id}/keys");
    let key = bench.admin(Method::POST, &path, Some(json!({ "displayName": "k" }))).await.expect(201)["key"].clone();
    let key_id = key["id"].as_str().unwrap();
    assert!(key_id.starts_with("int_"));
    let with_key =
        |method, path: &str| bench.bare(method, path).basic_auth(key_id, Some(key["secret"].as_str().unwrap()));
    let own = bench.send(with_key(Method::GET, "/integrations/me/webhooks")).await.expect(200);
    assert_eq!(own["webhooks"][0], made["webhooks"][0]);

    let rows = format!("/switchboards/{}/switchboardIntegrations", demo::SWITCHBOARD_ID);
    let row = json!({ "name": "mine", "integrationId": id, "nextSwitchboardIntegrationId": demo::WORKSPACE_ROW_ID });
    let row = bench.admin(Method::POST, &rows, Some(row)).await.expect(201)["switchboardIntegration"].clone();
    assert_eq!(row["deliverStandbyEvents"], true);
    let board = format!("/switchboards/{}", demo::SWITCHBOARD_ID);
    let default = json!({ "defaultSwitchboardIntegrationId": row["id"] });
    bench.admin(Method::PATCH, &board, Some(default)).await.expect(200);

    bench.send(with_key(Method::POST, "/users").json(&json!({ "externalId": "v" }))).await.expect(201);
    let conversation =
        json!({ "type": "personal", "participants": [{ "userExternalId": "v", "subscribeSDKClient": false }] });
    let conversation = bench.send(with_key(Method::POST, "/conversations").json(&conversation)).await.expect(201);
    let path = format!("/conversations/{}/messages", conversation["conversation"]["id"].as_str().unwrap());
    let message = json!({ "author": { "type": "business" }, "content": { "type": "text", "text": "hello" } });
    bench.send(with_key(Method::POST, &path).json(&message)).await.expect(201);
    bench.control.settle().await;
    let arrival = bench.sink.arrived().remove(0);
    assert_eq!((arrival.api_key.as_str(), arrival.text()), (secret.as_str(), "hello"));

    bench.admin(Method::DELETE, &format!("/integrations/{id}/keys/{key_id}"), None).await.expect(200);
    assert_eq!(bench.send(with_key(Method::GET, "/users/v")).await.status, 401);
}

#[tokio::test]
async fn saving_a_webhook_sends_a_head_to_the_root_of_its_domain() {
    let bench = Bench::start().await;
    let body = json!({ "target": bench.sink.target, "triggers": ["conversation:message"] });
    let made = bench.post("/integrations/me/webhooks", body).await.expect(201)["webhook"].clone();
    let path = format!("/integrations/me/webhooks/{}", made["id"].as_str().unwrap());
    let change = json!({ "target": bench.sink.target, "triggers": ["user:update"] });
    let changed = bench.call(Method::PATCH, &path, Some(change)).await.expect(200)["webhook"].clone();
    assert_eq!((&changed["triggers"], &changed["secret"]), (&json!(["user:update"]), &made["secret"]));
    // The HEADs leave beside the answers; what settles has them back.
    bench.control.settle().await;
    assert!(bench.control.heads().iter().all(|head| head.status == Some(200)), "{:?}", bench.control.heads());
    assert_eq!(bench.sink.heads(), 2);
    bench.call(Method::DELETE, &path, None).await.expect(200);
    assert_eq!(bench.get(&path).await.refused(404), "not_found");
}

#[tokio::test]
async fn webhooks_are_checked_and_counted() {
    let bench = Bench::start().await;
    for bad in [
        json!({ "triggers": [] }),
        json!({ "target": "not a url", "triggers": [] }),
        json!({ "target": "ftp://example.com/", "triggers": [] }),
        json!({ "target": "https://example.com/", "triggers": ["conversation:Message"] }),
    ] {
        assert_eq!(bench.post("/integrations/me/webhooks", bad.clone()).await.refused(400), "bad_request", "{bad}");
    }
    let good = json!({ "target": "https://example.com/callback", "triggers": ["conversation:message"] });
    for _ in 1..10 {
        bench.post("/integrations/me/webhooks", good.clone()).await.expect(201);
    }
    assert_eq!(bench.post("/integrations/me/webhooks", good).await.refused(400), "bad_request");
}

#[tokio::test]
async fn the_switchboard_keeps_its_rules() {
    let bench = Bench::start().await;
    let board = format!("/switchboards/{}", demo::SWITCHBOARD_ID);
    let rows = format!("{board}/switchboardIntegrations");
    let own = format!("{rows}/{}", demo::INTEGRATION_ROW_ID);
    assert_eq!(bench.admin(Method::POST, "/switchboards", None).await.refused(400), "bad_request");
    assert_eq!(bench.admin(Method::DELETE, &own, None).await.refused(400), "bad_request", "the default stays");
    let workspace = format!("{rows}/{}", demo::WORKSPACE_ROW_ID);
    assert_eq!(bench.admin(Method::DELETE, &workspace, None).await.refused(400), "bad_request", "it is a next");
    for bad in [
        json!({ "name": "has space", "integrationId": demo::INTEGRATION_ID }),
        json!({ "name": "twice", "integrationId": demo::INTEGRATION_ID }),
        json!({ "name": "neither" }),
        json!({ "name": "count", "integrationType": "zd:agentWorkspace", "messageHistoryCount": 11 }),
    ] {
        bench.admin(Method::POST, &rows, Some(bad.clone())).await.refused(400);
    }
    let nowhere = Some(json!({ "defaultSwitchboardIntegrationId": "nowhere" }));
    assert_eq!(bench.admin(Method::PATCH, &board, nowhere).await.refused(404), "switchboard_integration_not_found");
    let change = Some(json!({ "nextSwitchboardIntegrationId": null, "deliverStandbyEvents": false }));
    let changed = bench.admin(Method::PATCH, &own, change).await.expect(200)["switchboardIntegration"].clone();
    assert_eq!((changed.get("nextSwitchboardIntegrationId"), &changed["deliverStandbyEvents"]), (None, &json!(false)));
    bench.admin(Method::DELETE, &board, None).await.expect(200);
    assert_eq!(bench.admin(Method::GET, &rows, None).await.refused(404), "switchboard_not_found");
    let again = bench.admin(Method::POST, "/switchboards", None).await.expect(201)["switchboard"].clone();
    assert_eq!((again.get("defaultSwitchboardIntegrationId"), &again["enabled"]), (None, &json!(false)));
}

#[tokio::test]
async fn deleting_an_integration_takes_its_row_and_its_hold_on_conversations() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.say(&id, "hello").await;
    assert_eq!(bench.active(&id).as_deref(), Some("baton"));
    let path = format!("/integrations/{}", demo::INTEGRATION_ID);
    bench.admin(Method::DELETE, &path, None).await.expect(200);
    assert_eq!(bench.active(&id), None);
    assert_eq!(bench.admin(Method::GET, &path, None).await.refused(404), "integration_not_found");
    let workspace = format!("/integrations/{}", demo::WORKSPACE_INTEGRATION_ID);
    assert_eq!(bench.admin(Method::DELETE, &workspace, None).await.refused(400), "bad_request");
    let key: Value = json!({ "displayName": "k" });
    let refused = bench.admin(Method::POST, &format!("{workspace}/keys"), Some(key)).await;
    assert_eq!(refused.refused(400), "bad_request");
}
