use crate::bench::Bench;
use baton_emulator::{Emulator, Options, Preset, demo};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn the_provisioned_account_has_the_integration_in_its_switchboard() {
    let bench = Bench::start().await;
    let board = bench.admin(Method::GET, "/switchboards", None).await.expect(200)["switchboards"][0].clone();
    assert_eq!(board["defaultSwitchboardIntegrationId"], demo::INTEGRATION_ROW_ID);
    let rows = format!("/switchboards/{}/switchboardIntegrations", demo::SWITCHBOARD_ID);
    let rows = bench.admin(Method::GET, &rows, None).await.expect(200)["switchboardIntegrations"].clone();
    let own = rows.as_array().unwrap().iter().find(|row| row["name"] == "baton").unwrap();
    assert_eq!(own["nextSwitchboardIntegrationId"], demo::WORKSPACE_ROW_ID);
    assert_eq!(bench.control.webhooks()[0].triggers.len(), 25);
}

#[tokio::test]
async fn the_account_made_by_hand_hears_messages_only_with_user_and_source_in_full() {
    let bench = Bench::with(Preset::Handmade).await;
    let rows = format!("/switchboards/{}/switchboardIntegrations", demo::SWITCHBOARD_ID);
    let rows = bench.admin(Method::GET, &rows, None).await.expect(200)["switchboardIntegrations"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    let id = bench.conversation().await;
    bench.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
    assert!(bench.kinds().await.is_empty(), "neither the conversation nor the pass is told");
    bench.control.visitor_says(&id, "from my phone").unwrap();
    bench.control.settle().await;
    let event = bench.sink.arrived()[0].events()[0].clone();
    let message = &event["payload"]["message"];
    assert_eq!(message["author"]["user"]["profile"]["givenName"], "Vera");
    assert_eq!((&message["source"]["type"], message["source"]["client"].is_object()), (&json!("web"), true));
    let ticket = bench.control.ticket_of(&id).unwrap();
    bench.control.close(ticket.id).unwrap();
    bench.control.settle().await;
    let arrivals = bench.sink.arrived();
    assert_eq!(arrivals[0].kinds(), ["conversation:message"], "the activity message alone tells the end");
    assert_eq!(arrivals[0].events()[0]["payload"]["message"]["activity"]["type"], "ticket:closed");
}

#[tokio::test]
async fn a_provisioned_webhook_carries_no_profile_and_no_device() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.quiet().await;
    bench.control.visitor_says(&id, "from my phone").unwrap();
    bench.control.settle().await;
    let message = bench.sink.arrived()[0].events()[0]["payload"]["message"].clone();
    assert_eq!(message["author"]["user"].get("profile"), None);
    assert_eq!(message["source"].get("client"), None);
}

#[tokio::test]
async fn a_tap_on_another_device_is_a_postback() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.quiet().await;
    bench.control.visitor_taps(&id, "GREET").unwrap();
    bench.control.settle().await;
    let event = bench.sink.arrived()[0].events()[0].clone();
    assert_eq!(
        (&event["type"], &event["payload"]["postback"]),
        (&json!("conversation:postback"), &json!({ "payload": "GREET" }))
    );
}

#[tokio::test]
async fn a_bare_account_has_no_integration_of_ours() {
    let bench = Bench::with(Preset::Bare).await;
    let listed = bench.admin(Method::GET, "/integrations?filter[types]=custom", None).await.expect(200);
    assert_eq!(listed["integrations"], json!([]));
    assert_eq!(bench.get("/users/x").await.status, 401);
    assert_eq!(bench.control.webhooks(), []);
}

#[tokio::test]
async fn nothing_listens_beyond_this_machine() {
    let everywhere = Options { listen: "0.0.0.0:0".parse().unwrap(), ..Options::default() };
    let braze = Options { braze_listen: "0.0.0.0:0".parse().unwrap(), ..Options::default() };
    for options in [everywhere, braze] {
        let error = Emulator::start(options).await.err().unwrap();
        assert!(error.to_string().contains("loopback"));
    }
}

#[tokio::test]
async fn secrets_can_be_other_than_the_demos() {
    let mut options = Options::default();
    options.seeds.integration_key = ("int_mine".into(), "mine".into());
    let bench = Bench::with_options(options).await;
    assert_eq!(bench.get("/users/x").await.status, 401);
    let request = bench.bare(Method::GET, "/users/x").basic_auth("int_mine", Some("mine"));
    assert_eq!(bench.send(request).await.refused(404), "user_not_found");
    assert!(demo::SECRETS.iter().all(|secret| secret.contains("do-not-use-in-production")));
}
