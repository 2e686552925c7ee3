//! The configuration: what is read, what is refused and how, what is printed.

mod commands;
mod documents;
mod identity;
mod mistakes;
mod overrides;
mod secrets;

use baton_relay::config::{self, Config, Loaded, Problem};
use std::path::Path;

/// A configuration with nothing to complain about.
const GOOD: &str = r#"
public_url = "https://chat.example.com"
data_dir = "data"

[account.main]
subdomain = "acme"
app_id = "5f1"
integration_id = "5f2"
key_id = "int_5f3"
key_secret = "canary-key-secret"
webhook_secrets = ["canary-webhook-secret", "canary-webhook-secret-before"]
oauth_client_id = "baton"
oauth_client_secret = "canary-oauth-secret"

[site.shop]
token = "site_0123456789"
account = "main"
embed_origins = ["https://shop.example.com"]

[site.shop.skills]
billing = { group_id = "360001" }
"#;

/// The same with a few lines changed.
fn changed(replace: &[(&str, &str)]) -> String {
    replace.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the good configuration");
        text.replace(from, to)
    })
}

fn parse(text: &str) -> Loaded {
    config::parse(text, Path::new("/etc/baton"), [])
}

fn good(text: &str) -> Config {
    let loaded = parse(text);
    assert_eq!(loaded.problems, [], "a good configuration");
    loaded.config
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// Asserts that there is exactly one problem, at that key, whose text holds those words.
fn assert_only(problems: &[Problem], key: &str, words: &[&str]) {
    let [problem] = problems else { panic!("one problem at {key} expected, not {problems:#?}") };
    assert_eq!(problem.key, key, "{problem}");
    for word in words {
        assert!(problem.text.contains(word), "`{word}` is not in: {problem}");
    }
}

#[test]
fn a_good_configuration_has_no_problems_and_its_defaults() {
    let config = good(GOOD);
    assert_eq!(config.public_url.as_str(), "https://chat.example.com/");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.data_dir, Path::new("/etc/baton/data"));
    let account = &config.account["main"];
    assert_eq!(account.root_url().unwrap().as_str(), "https://acme.zendesk.com/");
    assert_eq!(account.agent_workspace, "zd-agentWorkspace");
    let site = &config.site["shop"];
    assert!(site.offers_handoff());
    assert_eq!(site.knowledge.folder, Path::new("/etc/baton/knowledge"));
    assert_eq!(site.skills["billing"].group_id, "360001");
}

#[test]
fn a_public_address_with_a_path_is_joined_to_without_losing_it() {
    let config = good(&changed(&[("https://chat.example.com", "https://example.com/backend")]));
    assert_eq!(config.public_url.as_str(), "https://example.com/backend/");
    assert_eq!(config.webhook_url("main"), "https://example.com/backend/v1/webhooks/conversations/main");
    assert_eq!(config.own_origin(), "https://example.com");
}

#[test]
fn starters_are_labels_or_say_what_they_do() {
    let starters = r#"starters = ["Opening hours", { label = "Returns", postback = "returns" },
        { label = "Shop", link = "https://shop.example.com/" }, { label = "Person", handoff = true },
        { label = "Bill", handoff = "billing" }]"#;
    let config = good(&changed(&[("account = \"main\"", &format!("account = \"main\"\n{starters}"))]));
    let written = serde_json::to_value(&config.site["shop"].starters).unwrap();
    let expected = serde_json::json!([
        { "label": "Opening hours", "action": { "postback": "Opening hours" } },
        { "label": "Returns", "action": { "postback": "returns" } },
        { "label": "Shop", "action": { "link": "https://shop.example.com/" } },
        { "label": "Person", "action": { "handoff": {} } },
        { "label": "Bill", "action": { "handoff": { "skill": "billing" } } },
    ]);
    assert_eq!(written, expected);
}
