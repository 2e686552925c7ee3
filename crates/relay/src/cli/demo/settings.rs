//! The demo's configuration. It is a text like any other, so that the environment can override all of it.

use super::emulator;
use crate::config::demo;
use secrecy::{ExposeSecret as _, SecretString};
use std::net::SocketAddr;
use std::path::Path;

/// The token in the shop's script tag.
pub(super) const TOKEN: &str = "demo_fern_and_fold";

/// What is known once everything listens.
#[derive(Debug)]
pub(super) struct Given<'a> {
    pub(super) relay: &'a str,
    pub(super) shop: SocketAddr,
    pub(super) emulator: &'a emulator::Addresses,
    pub(super) support_secret: &'a SecretString,
    pub(super) data: &'a Path,
    pub(super) knowledge: &'a Path,
}

/// The configuration.
pub(super) fn text(given: &Given<'_>) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let path = |path: &Path| quoted(&path.to_string_lossy());
    let port = given.shop.port();
    format!(
        r##"
public_url = {relay}
data_dir = {data}
log.filter = "warn"
playground = true

[account.demo]
base_url = {api}
app_id = "{app_id}"
integration_id = "{integration_id}"
key_id = "{key_id}"
key_secret = "{key_secret}"
webhook_secrets = ["{webhook_secret}"]
oauth_client_id = "{oauth_client_id}"
oauth_client_secret = "{oauth_client_secret}"
media_hosts = [{media}]
tickets.webhook_secrets = [{support_secret}]

[site.shop]
token = "{TOKEN}"
account = "demo"
embed_origins = ["http://127.0.0.1:{port}", "http://localhost:{port}"]
title = "Fern & Fold"
subtitle = "We usually answer within a minute"
greeting = "Hello! I know about delivery, returns and our plants. How can I help?"
starters = [
    {{ label = "Where is my order?", postback = "order-status" }},
    {{ label = "Returns", postback = "returns" }},
    {{ label = "Talk to a person", handoff = "support" }},
]
ask_name = "required"
ask_email = "optional"
tags = ["demo_shop"]
fallback_url = "mailto:help@fern-and-fold.example"
knowledge.folder = {knowledge}
skills.support.group_id = "9000000000001"
skills.billing.group_id = "9000000000002"
theme.accent = "#2c6a4f"
theme.accent-dark = "#4d9b78"
"##,
        relay = quoted(given.relay),
        data = path(given.data),
        api = quoted(&given.emulator.api),
        app_id = demo::APP_ID,
        integration_id = demo::INTEGRATION_ID,
        key_id = demo::KEY_ID,
        key_secret = demo::KEY_SECRET,
        webhook_secret = demo::WEBHOOK_SECRET,
        oauth_client_id = demo::OAUTH_CLIENT_ID,
        oauth_client_secret = demo::OAUTH_CLIENT_SECRET,
        media = quoted(&given.emulator.media),
        support_secret = quoted(given.support_secret.expose_secret()),
        knowledge = path(given.knowledge),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn given(emulator: &emulator::Addresses) -> String {
        text(&Given {
            relay: "http://127.0.0.1:4402/",
            shop: ([127, 0, 0, 1], 4400).into(),
            emulator,
            support_secret: &"signed".to_owned().into(),
            data: Path::new("/tmp/a \"demo\""),
            knowledge: Path::new("/tmp/demo/knowledge"),
        })
    }

    #[test]
    fn it_has_no_problems_and_can_be_overridden() {
        let emulator = emulator::Addresses {
            api: "http://127.0.0.1:4401".into(),
            media: "http://127.0.0.1:40001".into(),
            console: "http://127.0.0.1:4401/console".into(),
        };
        let text = given(&emulator);
        let loaded = config::parse(&text, Path::new("/tmp"), []);
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.config.data_dir, Path::new("/tmp/a \"demo\""));
        assert!(!loaded.config.demo_secrets().is_empty(), "a relay for the public would refuse this");

        let proxied = [("BATON_PUBLIC_URL".to_owned(), "http://127.0.0.1:9999/backend/".to_owned())];
        let loaded = config::parse(&text, Path::new("/tmp"), proxied);
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.config.public_url.as_str(), "http://127.0.0.1:9999/backend/");
    }
}
