//! The webhook by which the emulator's Support tells the relay of tickets, made as anybody else's would be.

use crate::config::demo;
use crate::desk::support_webhook;
use anyhow::Context as _;
use baton_zendesk::http::HttpSettings;
use baton_zendesk::{Credential, Http, Support};
use secrecy::SecretString;
use url::Url;

/// Makes the webhook and brings what its deliveries are signed with.
pub(super) async fn subscribe(api: &str, relay: &str) -> anyhow::Result<SecretString> {
    let root = Url::parse(&format!("{}/", api.trim_end_matches('/')))?;
    let credential = Credential::OAuth {
        token_url: root.join("oauth/tokens")?,
        client_id: demo::OAUTH_CLIENT_ID.to_owned(),
        client_secret: demo::OAUTH_CLIENT_SECRET.into(),
        scope: "read write".to_owned(),
    };
    let support = Support::new(Http::new(HttpSettings::default())?, root, credential);
    let wish = support_webhook::wish("demo", &format!("{relay}v1/webhooks/support/demo"));
    let webhook = support.create_webhook(&wish).await.context("the emulator makes no webhook for tickets")?;
    support.signing_secret(&webhook.id).await.context("the emulator does not tell its webhook's secret")
}
