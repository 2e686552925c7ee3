//! Support's side: the webhook that tells of tickets, and accounts that have nothing else.

use super::{stderr, stdout, untouched};
use crate::harness::{APP_KEY, Furniture, Process};
use baton_emulator::{Preset, demo};
use baton_protocol::{ClientFrame, Stage};
use reqwest::Method;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;

/// An untouched account, and a relay that knows no more of it than how to get into Support.
async fn tickets_alone() -> Process {
    let site = "desk = \"tickets\"\n[site.shop.skills.animal]\n[site.shop.skills.bills]\ngroup = \"billing\"\n";
    let relay = Process::furnished(Furniture {
        preset: Preset::Bare,
        account: "# nothing of messaging\n".to_owned(),
        site: site.to_owned(),
    })
    .await;
    relay.write_config(&relay.config_text().replace("app_id = ", "# app_id = "));
    relay
}

/// Ana shall be told of every ticket.
fn agents() -> String {
    format!("--agents={}", demo::SUPPORT_EMAIL)
}

/// A request of an administrator at Support, as another program's.
async fn administers(relay: &Process, method: Method, path: &str, body: &Value) -> Value {
    let url = format!("{}/api/v2/{path}", relay.zendesk.api());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let user = format!("{}/token", demo::SUPPORT_EMAIL);
    let request = client.request(method, url).basic_auth(user, Some(demo::SUPPORT_API_TOKEN));
    let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
}

async fn listed(relay: &Process, what: &str) -> Vec<Value> {
    administers(relay, Method::GET, what, &json!({})).await[what].as_array().unwrap().clone()
}

fn provisions(relay: &Process) -> String {
    let output = relay.baton(&["provision", &agents()]);
    assert_eq!(output.status.code(), Some(0), "{} {}", stdout(&output), stderr(&output));
    stdout(&output)
}

fn checks(relay: &Process, code: i32) -> String {
    let output = relay.baton(&["check"]);
    assert_eq!(output.status.code(), Some(code), "{} {}", stdout(&output), stderr(&output));
    stdout(&output)
}

fn secrets(relay: &Process) -> Vec<String> {
    let text = std::fs::read_to_string(relay.folder().join("secrets/main.tickets.webhook_secrets")).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_alone_take_one_command_and_no_key_of_an_app() {
    let mut relay = tickets_alone().await;
    let before = checks(&relay, 1);
    assert!(before.contains("✗ support webhook: none leads to") && before.contains("ten minutes"), "{before}");
    let dry = relay.baton(&["provision", "--dry-run"]);
    assert!(stdout(&dry).contains("+ make the Support webhook `Baton (main)`"), "{} {}", stdout(&dry), stderr(&dry));
    assert!(relay.zendesk.control.support_webhooks().is_empty());

    let told = provisions(&relay);
    assert!(told.contains("+ make the group `animal`") && !told.contains("integration"), "{told}");
    let written = relay.config_text();
    assert!(written.contains("[account.main.tickets]\nwebhook_secrets_file = "), "{written}");
    let file = relay.folder().join("secrets/main.tickets.webhook_secrets");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!written.contains(&secrets(&relay)[0]) && !told.contains(&secrets(&relay)[0]), "it is shown to nobody");

    let again = relay.baton(&["provision", &agents(), "--json"]);
    let report: Value = serde_json::from_str(&stdout(&again)).unwrap();
    assert_eq!(report["accounts"][0]["changed"], false, "{report}");
    assert_eq!(relay.config_text(), written);
    let foreign = ["ListCustomIntegrations", "ListIntegrations", "CreateIntegration", "ListSwitchboards"];
    assert!(foreign.iter().all(|operation| relay.zendesk.count(operation) == 0), "messaging is asked nothing");
    let check = checks(&relay, 0);
    assert!(!check.contains("  !") && !check.contains('✗'), "{check}");
    assert_eq!(check.matches("works as").count(), 1, "what is the same for both desks is said once: {check}");

    relay.start(None, &[]).await;
    let mut visitor = relay.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some("animal".to_owned()), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = relay.desk_agent_of(&visitor).await;
    assert_eq!(agent.ticket().group_name.as_deref(), Some("animal"));
    // Looking alone would bring it after ten minutes.
    agent.says("Hello, how is the cat?");
    visitor.until_line("Ana Lima: Hello, how is the cat?").await;
    visitor.says("She is well").await;
    agent.hears("She is well").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_busy_account_no_foreign_webhook_or_trigger_changes() {
    let relay = untouched().await;
    let ours = format!("http://{}/v1/webhooks/support/main", relay.address());
    let hook = |name: &str, endpoint: &str, subscription: &str| {
        json!({ "webhook": { "name": name, "status": "active", "endpoint": endpoint, "http_method": "POST",
            "request_format": "json", "subscriptions": [subscription] } })
    };
    let other = hook("Other", "https://other.example.com/v1/webhooks/support/main-2", "zen:event-type:ticket.created");
    administers(&relay, Method::POST, "webhooks", &other).await;
    // To the same address, but called by triggers: whoever made it goes on having it.
    let by_triggers = hook("By triggers", &ours, "conditional_ticket_events");
    let made = administers(&relay, Method::POST, "webhooks", &by_triggers).await;
    let trigger = json!({ "trigger": { "title": "Tell", "conditions": { "all": [
        { "field": "comment_is_public", "operator": "is", "value": "true" }], "any": [] },
        "actions": [{ "field": "notification_webhook", "value": [made["webhook"]["id"], "{}"] }] } });
    administers(&relay, Method::POST, "triggers", &trigger).await;
    let before = (listed(&relay, "webhooks").await, listed(&relay, "triggers").await);

    assert!(provisions(&relay).contains("+ make the Support webhook"), "messaging has it too, for agents who begin");
    let after = (listed(&relay, "webhooks").await, listed(&relay, "triggers").await);
    assert!(before.0.iter().all(|one| after.0.contains(one)), "{after:#?}");
    assert_eq!(before.1, after.1);
    assert_eq!(after.0.len(), before.0.len() + 1);
    assert!(checks(&relay, 0).contains("✓ support webhook: `Baton (main)` tells"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_broken_of_the_webhook_is_named_and_mended() {
    let relay = tickets_alone().await;
    provisions(&relay);
    let first = secrets(&relay);
    let id = relay.zendesk.control.support_webhooks().remove(0).id;
    let ours = relay.zendesk.control.support_webhooks().remove(0).endpoint;

    // It goes where the relay was before, and has another secret.
    let old = "https://old.example.com/v1/webhooks/support/main".to_owned();
    relay.zendesk.control.set_support_webhook(&id, Some(old), Some("another-secret".to_owned())).unwrap();
    let told = checks(&relay, 1);
    assert!(told.contains("✗ support webhook: none leads to") && told.contains("`Baton (main)` goes to"), "{told}");
    assert!(provisions(&relay).contains("instead of https://old.example.com"));
    checks(&relay, 0);
    assert_eq!(secrets(&relay), ["another-secret", &first[0]], "the old one while deliveries may carry it");

    relay.zendesk.control.set_support_webhook(&id, None, Some("a-third".to_owned())).unwrap();
    let told = checks(&relay, 1);
    assert!(told.contains("✗ support webhook secret:") && told.contains("Reveal secret"), "{told}");
    assert!(provisions(&relay).contains("> account.main.tickets.webhook_secrets"));
    checks(&relay, 0);
    assert_eq!(secrets(&relay).len(), 3);

    let path = format!("webhooks/{id}");
    for (change, mark) in [
        (json!({ "status": "inactive" }), "✗ support webhook: `Baton (main)` is inactive"),
        (json!({ "http_method": "PUT" }), "✗ support webhook: `Baton (main)` does not send JSON by POST"),
        (json!({ "subscriptions": ["zen:event-type:ticket.created"] }), "without zen:event-type:ticket.comment_added"),
    ] {
        administers(&relay, Method::PUT, &path, &json!({ "webhook": change })).await;
        let told = checks(&relay, 1);
        assert!(told.contains(mark) && told.contains("Admin Center"), "{told}");
        assert!(provisions(&relay).contains("+ have the Support webhook `Baton (main)`"));
        checks(&relay, 0);
    }
    let fewer = json!({ "webhook": { "subscriptions": ["zen:event-type:ticket.comment_added"] } });
    administers(&relay, Method::PUT, &path, &fewer).await;
    let told = checks(&relay, 0);
    assert!(
        told.contains("! support webhook:") && told.contains("without zen:event-type:ticket.tags_changed"),
        "{told}"
    );

    administers(&relay, Method::DELETE, &path, &json!({})).await;
    assert!(checks(&relay, 1).contains("✗ support webhook: none leads to"));
    assert!(provisions(&relay).contains("+ make the Support webhook"));
    checks(&relay, 0);
    assert_eq!(relay.zendesk.control.support_webhooks().remove(0).endpoint, ours);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_looks_by_itself_gets_no_webhook_of_support() {
    let mut relay = tickets_alone().await;
    let output = relay.baton(&["provision", "--polling", &agents()]);
    assert_eq!(output.status.code(), Some(0), "{} {}", stdout(&output), stderr(&output));
    assert!(relay.config_text().contains("polling_seconds = 5"), "{}", relay.config_text());
    assert!(relay.zendesk.control.support_webhooks().is_empty());
    assert!(checks(&relay, 0).contains("✓ support webhook: none has to lead here"));
    assert!(stdout(&relay.baton(&["provision", &agents()])).contains("no change"), "and goes on looking");

    relay.write_config(&relay.config_text().replace("polling_seconds = 5", "polling_seconds = 1"));
    relay.start(None, &[]).await;
    let mut visitor = relay.visitor().await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    relay.desk_agent_of(&visitor).await.says("Hello!");
    visitor.until_line("Ana Lima: Hello!").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_kept_in_whatever_table_a_person_wrote() {
    let relay = tickets_alone().await;
    let text = relay.config_text();
    let line = "# nothing of messaging\n";
    for table in ["tickets.filter = \"ticket.tags:chat\"\n", "tickets = { filter = \"ticket.tags:chat\" }\n"] {
        relay.write_config(&text.replace(line, table));
        provisions(&relay);
        let written = relay.config_text();
        assert!(written.contains("ticket.tags:chat") && written.contains("webhook_secrets_file"), "{written}");
        checks(&relay, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messaging_still_needs_its_key_beside_tickets() {
    let relay = tickets_alone().await;
    relay.write_config(&relay.config_text().replace("# app_id = ", "app_id = "));
    let output = relay.baton(&["provision"]);
    assert!(stderr(&output).contains("needs a key of the whole app"), "{}", stderr(&output));
    let key = format!("provision_key_id = \"{}\"\nprovision_key_secret = \"{}\"\n", APP_KEY.0, APP_KEY.1);
    relay.write_config(&relay.config_text().replace("# nothing of messaging\n", &key));
    let told = provisions(&relay);
    assert!(
        told.contains("+ make the Conversations integration") && told.contains("+ make the Support webhook"),
        "{told}"
    );
    checks(&relay, 0);
}
