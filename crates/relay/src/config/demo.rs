//! Secrets that everybody knows, because the emulator of the demo ships with them.

use super::problem::Problem;
use super::source::Key;
use super::{Config, check};
use secrecy::ExposeSecret;

/// What the emulator's demo account accepts and signs with.
pub const SECRETS: [&str; 7] = [
    "baton-demo-app-key-secret-do-not-use-in-production",
    KEY_SECRET,
    WEBHOOK_SECRET,
    OAUTH_CLIENT_SECRET,
    "baton-demo-support-api-token-do-not-use-in-production",
    "baton-demo-braze-api-key-do-not-use-in-production",
    "baton-demo-bot-key-do-not-use-in-production",
];

/// The app of the demo account.
pub const APP_ID: &str = "5ba70e0000000000000000a1";
/// The relay's integration in the demo account.
pub const INTEGRATION_ID: &str = "5ba70e0000000000000000b1";
/// The id of that integration's key.
pub const KEY_ID: &str = "int_5ba70e0000000000000000b2";
/// The secret of that key.
pub const KEY_SECRET: &str = "baton-demo-integration-key-secret-do-not-use-in-production";
/// The secret of that integration's webhook.
pub const WEBHOOK_SECRET: &str = "baton-demo-webhook-secret-do-not-use-in-production";
/// The OAuth client of the demo account.
pub const OAUTH_CLIENT_ID: &str = "baton_demo_oauth_client";
/// The secret of that client.
pub const OAUTH_CLIENT_SECRET: &str = "baton-demo-oauth-client-secret-do-not-use-in-production";

pub(super) fn problems(config: &Config) -> Vec<Problem> {
    let text = "is a secret of the demo, which everybody knows; put your account's own here";
    let mut problems = Vec::new();
    for (name, site) in &config.site {
        let api_key = site.braze.as_ref().and_then(|braze| braze.api_key.as_ref());
        if api_key.is_some_and(|secret| SECRETS.contains(&secret.expose_secret())) {
            let key = Key::root().child("site").child(name).child("braze").child("api_key");
            problems.push(Problem::error(key, text));
        }
    }
    for (name, site) in &config.site {
        if check::bot_secrets(site).any(|secret| SECRETS.contains(&secret)) {
            problems.push(Problem::error(Key::root().child("site").child(name).child(site.bot.as_str()), text));
        }
    }
    for (name, account) in &config.account {
        let key = Key::root().child("account").child(name);
        for (setting, _) in account.secrets().into_iter().filter(|(_, secret)| SECRETS.contains(secret)) {
            problems.push(Problem::error(key.child(setting), text));
        }
    }
    problems
}
