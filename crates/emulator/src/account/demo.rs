//! The well-known ids and secrets of the demo account.
//!
//! They are public. A relay that serves real visitors refuses every entry of [`SECRETS`].

/// Id of the app.
pub const APP_ID: &str = "5ba70e0000000000000000a1";
/// Id of the app-scoped key.
pub const APP_KEY_ID: &str = "app_5ba70e0000000000000000a2";
/// Secret of the app-scoped key.
pub const APP_KEY_SECRET: &str = "baton-demo-app-key-secret-do-not-use-in-production";
/// Id of the custom integration.
pub const INTEGRATION_ID: &str = "5ba70e0000000000000000b1";
/// Id of the integration's key.
pub const INTEGRATION_KEY_ID: &str = "int_5ba70e0000000000000000b2";
/// Secret of the integration's key.
pub const INTEGRATION_KEY_SECRET: &str = "baton-demo-integration-key-secret-do-not-use-in-production";
/// Id of the integration's webhook.
pub const WEBHOOK_ID: &str = "5ba70e0000000000000000b3";
/// What the webhook sends as `X-API-Key`.
pub const WEBHOOK_SECRET: &str = "baton-demo-webhook-secret-do-not-use-in-production";
/// Identifier of the Support OAuth client.
pub const OAUTH_CLIENT_ID: &str = "baton_demo_oauth_client";
/// Secret of the Support OAuth client.
pub const OAUTH_CLIENT_SECRET: &str = "baton-demo-oauth-client-secret-do-not-use-in-production";
/// E-mail of the Support API token.
pub const SUPPORT_EMAIL: &str = "agent@demo.invalid";
/// Support API token.
pub const SUPPORT_API_TOKEN: &str = "baton-demo-support-api-token-do-not-use-in-production";
/// Id of the switchboard.
pub const SWITCHBOARD_ID: &str = "5ba70e0000000000000000c1";
/// Row of the agent workspace.
pub const WORKSPACE_ROW_ID: &str = "5ba70e0000000000000000c2";
/// Row of the custom integration, in the provisioned preset.
pub const INTEGRATION_ROW_ID: &str = "5ba70e0000000000000000c3";
/// Name of that row.
pub const INTEGRATION_ROW_NAME: &str = "baton";
/// Id of the agent workspace's own integration.
pub const WORKSPACE_INTEGRATION_ID: &str = "5ba70e0000000000000000c4";
/// The account's only brand.
pub const BRAND_ID: &str = "9477922990333";
/// The account's number, as Support's webhooks tell it.
pub const ACCOUNT_ID: u64 = 22_129_848;
/// The account's subdomain.
pub const SUBDOMAIN: &str = "baton-demo";

/// REST API key of the Braze stand-in.
pub const BRAZE_API_KEY: &str = "baton-demo-braze-api-key-do-not-use-in-production";

/// Key of the stand-ins for services that bots run at.
pub const BOT_KEY: &str = "baton-demo-bot-key-do-not-use-in-production";

/// Everything that must never guard a real account.
pub const SECRETS: [&str; 7] = [
    APP_KEY_SECRET,
    INTEGRATION_KEY_SECRET,
    WEBHOOK_SECRET,
    OAUTH_CLIENT_SECRET,
    SUPPORT_API_TOKEN,
    BRAZE_API_KEY,
    BOT_KEY,
];
