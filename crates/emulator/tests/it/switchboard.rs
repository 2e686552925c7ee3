use crate::bench::Bench;
use baton_emulator::{ConversationId, demo};
use reqwest::Method;
use serde_json::{Value, json};

async fn act(bench: &Bench, id: &ConversationId, action: &str, body: Value) -> crate::bench::Reply {
    bench.post(&format!("/conversations/{id}/{action}"), body).await
}

fn to(target: &str) -> Value {
    json!({ "switchboardIntegration": target })
}

#[tokio::test]
async fn a_conversation_nobody_controls_falls_to_the_default_with_its_first_message() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let fresh = bench.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(fresh["conversation"]["activeSwitchboardIntegration"], Value::Null);
    bench.say(&id, "hello").await;
    let spoken = bench.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(
        spoken["conversation"]["activeSwitchboardIntegration"],
        json!({
            "id": demo::INTEGRATION_ROW_ID,
            "name": "baton",
            "integrationId": demo::INTEGRATION_ID,
            "integrationType": "custom",
        })
    );
}

#[tokio::test]
async fn control_is_passed_by_id_name_type_and_next() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.quiet().await;
    for (target, active) in [
        (demo::INTEGRATION_ROW_ID, "baton"),
        ("zd-agentWorkspace", "zd-agentWorkspace"),
        ("custom", "baton"),
        ("zd:agentWorkspace", "zd-agentWorkspace"),
        ("baton", "baton"),
        ("next", "zd-agentWorkspace"),
    ] {
        bench.pass(&id, target, json!({ "handoff": "h1" })).await.expect(200);
        assert_eq!(bench.active(&id).as_deref(), Some(active), "{target}");
        bench.control.settle().await;
        let event = bench.sink.arrived()[0].events()[0].clone();
        assert_eq!(event["type"], "switchboard:passControl");
        assert_eq!(event["payload"]["metadata"], json!({ "handoff": "h1" }));
        assert_eq!(event["payload"]["conversation"]["activeSwitchboardIntegration"]["name"], active);
    }
}

#[tokio::test]
async fn passing_to_who_has_it_changes_and_tells_nothing() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "baton", json!({})).await.expect(200);
    bench.quiet().await;
    bench.pass(&id, "baton", json!({})).await.expect(200);
    assert!(bench.kinds().await.is_empty());
}

#[tokio::test]
async fn a_pass_to_nobody_answers_200_and_fails_by_event() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "baton", json!({})).await.expect(200);
    bench.quiet().await;
    bench.pass(&id, "nobody", json!({ "handoff": "h1" })).await.expect(200);
    bench.control.settle().await;
    let event = bench.sink.arrived()[0].events()[0].clone();
    assert_eq!(event["type"], "switchboard:passControl:failure");
    assert_eq!(event["payload"]["error"]["code"], "switchboard_invalid_target");
    assert_eq!(event["payload"]["metadata"], json!({ "handoff": "h1" }));
    assert_eq!(bench.active(&id).as_deref(), Some("baton"));
    // Two custom rows make the type ambiguous.
    let webhook = json!({ "target": "https://example.com/", "triggers": [] });
    let other = json!({ "type": "custom", "displayName": "Other", "webhooks": [webhook] });
    let other = bench.admin(Method::POST, "/integrations", Some(other)).await.expect(201);
    let row = json!({ "name": "other", "integrationId": other["integration"]["id"] });
    let rows = format!("/switchboards/{}/switchboardIntegrations", demo::SWITCHBOARD_ID);
    bench.admin(Method::POST, &rows, Some(row)).await.expect(201);
    bench.quiet().await;
    bench.pass(&id, "custom", json!({})).await.expect(200);
    assert_eq!(bench.kinds().await, ["switchboard:passControl:failure"]);
    assert_eq!(bench.pass(&"nowhere".into(), "baton", json!({})).await.refused(404), "conversation_not_found");
}

#[tokio::test]
async fn an_offer_is_pending_until_accepted_or_replaced() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
    act(&bench, &id, "offerControl", to("baton")).await.expect(200);
    assert_eq!(bench.control.conversation(&id).unwrap().pending.as_deref(), Some("baton"));
    act(&bench, &id, "acceptControl", json!({})).await.expect(200);
    let view = bench.control.conversation(&id).unwrap();
    assert_eq!((view.active.as_deref(), view.pending), (Some("baton"), None));
    bench.quiet().await;
    act(&bench, &id, "offerControl", to("baton")).await.expect(200);
    bench.control.settle().await;
    let failure = bench.sink.arrived()[0].events()[0].clone();
    assert_eq!(failure["type"], "switchboard:offerControl:failure");
    assert_eq!(failure["payload"]["error"]["message"], "Cannot offer control to the active switchboard integration.");
    let nothing = bench.admin(Method::POST, &format!("/conversations/{id}/acceptControl"), Some(json!({}))).await;
    nothing.expect(200);
    assert_eq!(bench.kinds().await, ["switchboard:acceptControl:failure"]);
}

#[tokio::test]
async fn only_the_integration_concerned_may_accept_or_release() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
    assert_eq!(act(&bench, &id, "acceptControl", json!({})).await.refused(403), "forbidden");
    assert_eq!(act(&bench, &id, "releaseControl", json!({})).await.refused(403), "forbidden");
    bench.pass(&id, "baton", json!({})).await.expect(200);
    bench.quiet().await;
    // The body of a release may be left out.
    bench.call(Method::POST, &format!("/conversations/{id}/releaseControl"), None).await.expect(200);
    assert_eq!(bench.kinds().await, ["switchboard:releaseControl"]);
    assert_eq!(bench.active(&id), None);
}

#[tokio::test]
async fn a_row_without_standby_events_hears_only_while_it_is_active_or_pending() {
    let bench = Bench::start().await;
    let row = format!("/switchboards/{}/switchboardIntegrations/{}", demo::SWITCHBOARD_ID, demo::INTEGRATION_ROW_ID);
    bench.admin(Method::PATCH, &row, Some(json!({ "deliverStandbyEvents": false }))).await.expect(200);
    let id = bench.conversation().await;
    bench.ask(&id, "one").await;
    bench.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
    let heard = bench.kinds().await;
    assert!(heard.contains(&"switchboard:passControl".to_owned()), "who had control learns that it went: {heard:?}");
    bench.ask(&id, "two").await;
    assert!(bench.kinds().await.is_empty(), "standby");
    act(&bench, &id, "offerControl", to("baton")).await.expect(200);
    bench.ask(&id, "three").await;
    let mut heard = bench.kinds().await;
    heard.sort();
    assert_eq!(heard, ["conversation:message", "switchboard:offerControl"], "pending");
    let ticket = bench.control.ticket_of(&id).unwrap().id;
    bench.control.end_session(ticket).unwrap();
    assert_eq!(bench.kinds().await, ["switchboard:releaseControl"], "pending before the release");
}

#[tokio::test]
async fn an_integration_without_a_row_hears_everything() {
    let bench = Bench::with(baton_emulator::Preset::Handmade).await;
    let id = bench.conversation().await;
    bench.ask(&id, "one").await;
    assert_eq!(bench.active(&id).as_deref(), Some("zd-agentWorkspace"));
    assert_eq!(bench.kinds().await, ["conversation:message"]);
}
