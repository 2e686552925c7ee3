//! `baton provision`: from an account nobody has touched to a handoff, by one command.

mod tickets;

use crate::harness::{APP_KEY, Furniture, Process};
use baton_emulator::{Preset, Reply, demo};
use baton_protocol::{ClientFrame, Stage};
use serde_json::{Value, json};
use std::process::Output;

/// The integrations that somebody made.
const CUSTOM: &str = "integrations?filter%5Btypes%5D=custom";

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// An account on which messaging was turned on and nothing else done, and a relay that knows only its keys.
async fn untouched() -> Process {
    Process::furnished(Furniture {
        preset: Preset::Bare,
        account: format!(
            "provision_key_id = \"{}\"\nprovision_key_secret = \"{}\"  # taken out again later\n",
            APP_KEY.0, APP_KEY.1
        ),
        site: "\n[site.shop.skills.animal]\n\n[site.shop.skills.bills]\ngroup = \"billing\"\n".to_owned(),
    })
    .await
}

/// A request of the app's administrator, as another program's.
async fn administers(relay: &Process, method: reqwest::Method, path: &str, body: &Value) -> Value {
    let url = format!("{}/sc/v2/apps/{}/{path}", relay.zendesk.api(), demo::APP_ID);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.request(method, url).basic_auth(APP_KEY.0, Some(APP_KEY.1));
    let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_command_makes_all_a_handoff_needs_and_a_second_changes_nothing() {
    let mut relay = untouched().await;
    let before = relay.config_text();
    let dry = relay.baton(&["provision", "--dry-run"]);
    assert_eq!((dry.status.code(), relay.config_text()), (Some(0), before.clone()), "{}", stderr(&dry));
    assert!(stdout(&dry).contains("+ make the group `animal`"), "{}", stdout(&dry));
    assert!(stdout(&dry).contains("= the group `Billing`"), "an account's own, whatever its capitals");
    assert_eq!(relay.zendesk.count("CreateIntegration"), 0);

    let agents = format!("--agents={}", demo::SUPPORT_EMAIL);
    let first = relay.baton(&["provision", &agents]);
    assert_eq!(first.status.code(), Some(0), "{} {}", stdout(&first), stderr(&first));
    let written = relay.config_text();
    assert!(written.contains("# taken out again later"), "a person's file stays a person's: {written}");
    for secret in ["main.key_secret", "main.webhook_secrets"] {
        let file = relay.folder().join("secrets").join(secret);
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{secret}");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!written.contains(text.trim()) && !stdout(&first).contains(text.trim()), "{secret} is shown to nobody");
    }

    let calls = relay.zendesk.calls().len();
    let second = relay.baton(&["provision", &agents, "--json"]);
    let told: Value = serde_json::from_str(&stdout(&second)).unwrap();
    assert_eq!(
        (&told["accounts"][0]["changed"], &told["accounts"][0]["changes"]),
        (&json!(false), &json!([])),
        "{told}"
    );
    assert_eq!(relay.config_text(), written);
    let writes = |operation: &str| ["Create", "Update", "Delete"].iter().any(|verb| operation.starts_with(verb));
    let wrote: Vec<_> = relay.zendesk.calls().into_iter().skip(calls).filter(|call| writes(&call.operation)).collect();
    // A token for Support is made for each run.
    assert!(wrote.iter().all(|call| call.operation == "CreateTokenForGrantType"), "{wrote:?}");

    let check = relay.baton(&["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", stdout(&check));
    assert!(stdout(&check).contains("✓ skill animal: leads to the group `animal`"), "{}", stdout(&check));

    relay.start(None, &[]).await;
    let mut visitor = relay.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some("animal".to_owned()), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let remote = relay.zendesk.conversation_of(visitor.conversation()).unwrap();
    let ticket = relay.zendesk.control.ticket_of(&remote.id).unwrap();
    assert_eq!(ticket.group_name.as_deref(), Some("animal"));
    relay.zendesk.control.reply(ticket.id, Reply::text("Hello, how is the cat?")).unwrap();
    visitor.until_line("Ana Lima: Hello, how is the cat?").await;
    relay.zendesk.control.end_session(ticket.id).unwrap();
    visitor.until_stage(Stage::Ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_busy_account_nothing_foreign_changes() {
    let relay = untouched().await;
    let hook = json!({ "target": "https://other.example.com/hook", "triggers": ["conversation:message"] });
    let other = json!({ "type": "custom", "status": "active", "displayName": "Other bot", "webhooks": [hook] });
    let made = administers(&relay, reqwest::Method::POST, "integrations", &other).await;
    let rows = format!("switchboards/{}/switchboardIntegrations", demo::SWITCHBOARD_ID);
    let row = json!({ "name": "baton", "integrationId": made["integration"]["id"], "nextSwitchboardIntegrationId": demo::WORKSPACE_ROW_ID });
    let row = administers(&relay, reqwest::Method::POST, &rows, &row).await;
    let board = format!("switchboards/{}", demo::SWITCHBOARD_ID);
    let default = json!({ "defaultSwitchboardIntegrationId": row["switchboardIntegration"]["id"] });
    administers(&relay, reqwest::Method::PATCH, &board, &default).await;
    let furniture = async || {
        let integrations = administers(&relay, reqwest::Method::GET, CUSTOM, &json!({})).await;
        let rows = administers(&relay, reqwest::Method::GET, &rows, &json!({})).await;
        let boards = administers(&relay, reqwest::Method::GET, "switchboards", &json!({})).await;
        let list = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
        (list(&integrations, "integrations"), list(&rows, "switchboardIntegrations"), list(&boards, "switchboards"))
    };
    let before = furniture().await;

    let output = relay.baton(&["provision"]);
    assert_eq!(output.status.code(), Some(0), "{} {}", stdout(&output), stderr(&output));
    let after = furniture().await;
    assert!(before.0.iter().all(|one| after.0.contains(one)), "integrations: {after:?}");
    assert!(before.1.iter().all(|one| after.1.contains(one)), "rows: {after:?}");
    assert_eq!(before.2, after.2, "the default stays whose it was");
    assert_eq!((after.0.len() - before.0.len(), after.1.len() - before.1.len()), (1, 1));

    let output = relay.baton(&["provision", "--yes-change-routing"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_ne!(furniture().await.2, before.2, "told to, it takes the default");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_broken_is_named_and_mended() {
    let relay = untouched().await;
    assert_eq!(relay.baton(&["provision"]).status.code(), Some(0));
    // Nobody was put into the group that was made.
    let check = relay.baton(&["check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(stdout(&check).contains("✗ skill animal: nobody is in its group `animal`"), "{}", stdout(&check));
    let agents = format!("--agents={}", demo::SUPPORT_EMAIL);
    assert!(stdout(&relay.baton(&["provision", &agents])).contains("+ put agent@demo.invalid into the group `animal`"));
    assert_eq!(relay.baton(&["check"]).status.code(), Some(0));

    // The webhook goes elsewhere, under another secret.
    let webhook = relay.zendesk.control.webhooks().remove(0).id;
    let elsewhere = format!("https://old.example.com{}", "/v1/webhooks/conversations/main");
    relay.zendesk.control.set_webhook(&webhook, Some(elsewhere), Some("another-secret".to_owned())).unwrap();
    let check = relay.baton(&["check"]);
    assert!(stdout(&check).contains("✗ webhook: the integration has no webhook to"), "{}", stdout(&check));
    let mended = relay.baton(&["provision"]);
    assert!(stdout(&mended).contains("instead of https://old.example.com"), "{}", stdout(&mended));
    assert_eq!(relay.baton(&["check"]).status.code(), Some(0), "{}", stdout(&relay.baton(&["check"])));
    let secrets = std::fs::read_to_string(relay.folder().join("secrets/main.webhook_secrets")).unwrap();
    assert_eq!(secrets.lines().next(), Some("another-secret"), "the new one first");
    assert_eq!(secrets.lines().count(), 2, "and the old one while deliveries may carry it");

    // The key is taken away.
    let text = relay.config_text();
    let key = text.lines().find_map(|line| line.strip_prefix("key_id = ")).unwrap().trim_matches('"').to_owned();
    let integration = text.lines().find_map(|line| line.strip_prefix("integration_id = ")).unwrap().trim_matches('"');
    let path = format!("integrations/{integration}/keys/{key}");
    administers(&relay, reqwest::Method::DELETE, &path, &json!({})).await;
    let check = relay.baton(&["check"]);
    assert!(stdout(&check).contains("✗ key: Zendesk refuses"), "{}", stdout(&check));
    assert!(stdout(&relay.baton(&["provision"])).contains("+ make another key"));
    assert_eq!(relay.baton(&["check"]).status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said_and_nothing_is_changed() {
    let relay = untouched().await;
    let text = relay.config_text();
    relay.write_config(&text.replace(APP_KEY.1, "not-the-secret"));
    let output = relay.baton(&["provision"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("✗ Zendesk refuses `provision_key_id`"), "{}", stdout(&output));

    relay.write_config(&text);
    let output = relay.baton(&["provision", "--agents", "nobody@demo.invalid"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("✗ no agent has the address nobody@demo.invalid"), "{}", stdout(&output));
    assert_eq!(relay.zendesk.count("CreateIntegration"), 0);
    assert_eq!(relay.config_text(), text);

    relay.write_config(&text.replace("oauth_client", "# oauth_client"));
    let output = relay.baton(&["provision"]);
    assert!(stdout(&output).contains("✗ skills lead to the groups animal, billing"), "{}", stdout(&output));
    relay.write_config(&text.replace("provision_key", "# provision_key"));
    let output = relay.baton(&["provision"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("needs a key of the whole app"), "{}", stderr(&output));
    relay.write_config(&text.replace("base_url", "bas_url"));
    assert_eq!(relay.baton(&["provision"]).status.code(), Some(2), "what it does not mend is still a mistake");
}
