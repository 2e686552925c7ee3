//! The environment over the file, and secrets from files.

use super::{GOOD, assert_only, changed, variables};
use baton_relay::config::{self, Auto, Loaded, LogFormat};
use secrecy::ExposeSecret;
use std::path::Path;

fn parse_with(text: &str, pairs: &[(&str, &str)]) -> Loaded {
    config::parse(text, Path::new("/etc/baton"), variables(pairs))
}

#[test]
fn every_kind_of_value_can_be_overridden() {
    let loaded = parse_with(
        GOOD,
        &[
            ("BATON_PUBLIC_URL", "https://other.example.com/chat"),
            ("BATON_TRUSTED_PROXIES", "2"),
            ("BATON_LOG__FORMAT", "json"),
            ("BATON_BUDGET__UPLOAD_BYTES_PER_ADDRESS_PER_HOUR", "100_000_000"),
            ("BATON_ACCOUNT__MAIN__KEY_SECRET", "from-the-environment"),
            ("BATON_ACCOUNT__MAIN__WEBHOOK_SECRETS", "one, two"),
            ("BATON_ACCOUNT__MAIN__SWITCHBOARD", "false"),
            ("BATON_SITE__SHOP__TITLE", "Fern"),
            ("BATON_SITE__SHOP__KNOWLEDGE__FLOOR", "0.5"),
            ("BATON_SITE__SHOP__EMBED_ORIGINS", "[\"https://a.example.com\", \"https://*.b.example.com\"]"),
            ("BATON_SITE__SHOP__THEME__ACCENT", "#7c3aed"),
            ("BATON_SITE__SHOP__SKILLS__BILLING__GROUP_ID", "42"),
        ],
    );
    assert_eq!(loaded.problems, []);
    let (config, account, site) = (&loaded.config, &loaded.config.account["main"], &loaded.config.site["shop"]);
    assert_eq!(config.public_url.as_str(), "https://other.example.com/chat/");
    assert_eq!(config.trusted_proxies, 2);
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.budget.upload_bytes_per_address_per_hour, 100_000_000);
    assert_eq!(account.key_secret.expose_secret(), "from-the-environment");
    let secrets: Vec<&str> = account.webhook_secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(secrets, ["one", "two"]);
    assert_eq!(account.switchboard, Auto::No);
    assert_eq!(site.title, "Fern");
    assert!((site.knowledge.floor - 0.5).abs() < f64::EPSILON);
    let origins: Vec<&str> = site.embed_origins.iter().map(config::Origin::as_str).collect();
    assert_eq!(origins, ["https://a.example.com", "https://*.b.example.com"]);
    assert_eq!(site.theme["accent"], "#7c3aed");
    assert_eq!(site.skills["billing"].group_id, "42");
}

#[test]
fn the_environment_alone_can_set_everything_up() {
    let loaded = parse_with(
        "",
        &[
            ("BATON_PUBLIC_URL", "https://chat.example.com/"),
            ("BATON_SITE__SHOP__TOKEN", "site_0123456789"),
            ("BATON_SITE__SHOP__HANDOFF", "false"),
            ("BATON_SITE__SHOP__EMBED_ORIGINS", "https://shop.example.com"),
        ],
    );
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.site["shop"].token.as_str(), "site_0123456789");
}

#[test]
fn a_name_with_a_dash_is_found_by_its_variable() {
    let text = changed(&[("[site.shop]", "[site.my-shop]"), ("[site.shop.skills]", "[site.my-shop.skills]")]);
    let loaded = parse_with(&text, &[("BATON_SITE__MY_SHOP__TITLE", "Mine")]);
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.site["my-shop"].title, "Mine");
}

#[test]
fn an_empty_variable_takes_an_optional_setting_away() {
    let loaded = parse_with(
        GOOD,
        &[("BATON_ACCOUNT__MAIN__OAUTH_CLIENT_ID", ""), ("BATON_ACCOUNT__MAIN__OAUTH_CLIENT_SECRET", "")],
    );
    assert_eq!(loaded.problems, []);
    assert!(loaded.config.account["main"].support().is_none());
}

#[test]
fn mistakes_in_variables_name_the_variable() {
    let loaded = parse_with(GOOD, &[("BATON_TRUSTED_PROXIES", "many")]);
    assert_only(&loaded.problems, "trusted_proxies", &["whole number", "BATON_TRUSTED_PROXIES"]);
    let loaded = parse_with(GOOD, &[("BATON_SITE__SHOP__TITEL", "Fern")]);
    assert_only(&loaded.problems, "site.shop.titel", &["did you mean `title`?", "BATON_SITE__SHOP__TITEL"]);
}

#[test]
fn variables_of_others_are_left_alone() {
    let others = [
        ("BATON_CONFIG", "baton.toml"),
        ("BATON_SERVICE_HOST", "10.0.0.1"),
        ("BATON_SERVICE_PORT", "80"),
        ("BATON_PORT", "tcp://10.0.0.1:80"),
        ("BATON_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("BATONETTE", "x"),
    ];
    assert_eq!(parse_with(GOOD, &others).problems, []);
    // But a port somebody means as a setting is not swallowed.
    assert_only(&parse_with(GOOD, &[("BATON_PORT", "8080")]).problems, "port", &["not a setting"]);
}

#[test]
fn secrets_come_from_files_by_variable_and_by_key() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "secret-of-a-file\n").unwrap();
    std::fs::write(folder.path().join("webhook"), "new\nold\n").unwrap();
    let text = changed(&[(
        "webhook_secrets = [\"canary-webhook-secret\", \"canary-webhook-secret-before\"]",
        "webhook_secrets_file = \"webhook\"",
    )]);
    let key = folder.path().join("key");
    // The variable wins over the secret that stands in the file of settings.
    let pairs = variables(&[("BATON_ACCOUNT__MAIN__KEY_SECRET_FILE", key.to_str().unwrap())]);
    let loaded = config::parse(&text, folder.path(), pairs);
    assert_eq!(loaded.problems, []);
    let account = &loaded.config.account["main"];
    assert_eq!(account.key_secret.expose_secret(), "secret-of-a-file");
    let secrets: Vec<&str> = account.webhook_secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(secrets, ["new", "old"]);
}

#[test]
fn a_secret_file_that_cannot_be_used_is_one_clear_problem() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    for (file, words) in [("missing", "cannot be read"), ("empty", "is empty")] {
        let text = changed(&[("key_secret = \"canary-key-secret\"", &format!("key_secret_file = \"{file}\""))]);
        let loaded = config::parse(&text, folder.path(), []);
        assert_only(&loaded.problems, "account.main.key_secret_file", &[words, file]);
    }
    let text = changed(&[("key_secret = \"canary-key-secret\"", "key_secret = \"a\"\nkey_secret_file = \"b\"")]);
    assert_only(&config::parse(&text, folder.path(), []).problems, "account.main.key_secret", &["is set twice"]);
    let text = changed(&[("data_dir = \"data\"", "data_dir_file = \"b\"")]);
    assert_only(&config::parse(&text, folder.path(), []).problems, "data_dir_file", &["not a setting"]);
}
