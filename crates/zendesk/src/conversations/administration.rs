//! Calls that change nothing and show whether an account is set up: what a check before start makes.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::Conversations;
use crate::error::Error;
use crate::http::Call;
use crate::ids::{AppId, IntegrationId, SwitchboardId, SwitchboardIntegrationId, WebhookId};
use crate::tolerant;

/// An app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// The vendor's id.
    pub id: AppId,
    /// Its name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The account's subdomain, where it is told.
    #[serde(default)]
    pub subdomain: Option<String>,
    /// How it behaves.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub settings: AppSettings,
}

/// The settings of an app that matter to someone who talks with its users. `None` where the app does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppSettings {
    /// Whether a user can have several conversations. Once on it stays on; this crate cannot set it.
    #[serde(default)]
    pub multi_convo_enabled: Option<bool>,
    /// Whether agents and triggers can end a session.
    #[serde(default)]
    pub end_session_enabled: Option<bool>,
    /// Whether an ended conversation stays ended.
    #[serde(default)]
    pub disable_conversation_reopen: Option<bool>,
    /// After how many seconds conversations are deleted; 0 is never.
    #[serde(default)]
    pub conversation_retention_seconds: Option<u64>,
    /// Whether the vendor masks what looks like a credit card's number.
    #[serde(default)]
    pub mask_credit_card_numbers: Option<bool>,
}

/// An integration of the app.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// The vendor's id.
    pub id: IntegrationId,
    /// Its type, such as `custom`.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Its state, such as `active`.
    #[serde(default)]
    pub status: Option<String>,
    /// Its name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Its webhooks, where it is a custom one.
    #[serde(default, deserialize_with = "tolerant::readable")]
    pub webhooks: Vec<Webhook>,
}

/// A webhook.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The vendor's id.
    pub id: WebhookId,
    /// Where it delivers to.
    #[serde(default)]
    pub target: String,
    /// The events it delivers.
    #[serde(default)]
    pub triggers: Vec<String>,
    /// What it authenticates itself with.
    #[serde(default, deserialize_with = "secret")]
    pub secret: Option<SecretString>,
    /// Whether events bring the whole user.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub include_full_user: bool,
    /// Whether events bring the source's client and device.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub include_full_source: bool,
}

/// The app's switchboard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Switchboard {
    /// The vendor's id.
    pub id: SwitchboardId,
    /// Whether it is on.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub enabled: bool,
    /// Who gets control of new conversations.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub default_switchboard_integration_id: Option<SwitchboardIntegrationId>,
}

/// A row of the switchboard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SwitchboardIntegration {
    /// The vendor's id.
    pub id: SwitchboardIntegrationId,
    /// Its name, by which control can be passed to it.
    #[serde(default)]
    pub name: String,
    /// The integration behind it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub integration_id: Option<IntegrationId>,
    /// That integration's type.
    #[serde(default)]
    pub integration_type: String,
    /// Whether it gets events while another one is active.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub deliver_standby_events: bool,
    /// Who follows it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub next_switchboard_integration_id: Option<SwitchboardIntegrationId>,
    /// How many earlier messages it is shown when it gets control.
    #[serde(default)]
    pub message_history_count: Option<u32>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}

#[derive(Deserialize)]
struct OneApp {
    app: App,
}

#[derive(Deserialize)]
struct OneIntegration {
    integration: Integration,
}

#[derive(Deserialize)]
struct Webhooks {
    webhooks: Vec<Webhook>,
}

#[derive(Deserialize)]
struct Switchboards {
    switchboards: Vec<Switchboard>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SwitchboardIntegrations {
    switchboard_integrations: Vec<SwitchboardIntegration>,
}

impl Conversations {
    /// The app. Needs a key of scope app; an integration's key is [`Error::Forbidden`].
    pub async fn get_app(&self) -> Result<App, Error> {
        Ok(self.endpoint.ask::<OneApp>(Call::get("GetApp", self.url(&[])?)).await?.app)
    }

    /// An integration. Needs a key of scope app.
    pub async fn get_integration(&self, id: &IntegrationId) -> Result<Integration, Error> {
        let url = self.url(&["integrations", id.as_str()])?;
        Ok(self.endpoint.ask::<OneIntegration>(Call::get("GetIntegration", url)).await?.integration)
    }

    /// An integration's webhooks. With an integration's own key and [`IntegrationId::me`] this is the call that proves
    /// the key.
    pub async fn list_webhooks(&self, integration: &IntegrationId) -> Result<Vec<Webhook>, Error> {
        let url = self.url(&["integrations", integration.as_str(), "webhooks"])?;
        Ok(self.endpoint.ask::<Webhooks>(Call::get("ListWebhooks", url)).await?.webhooks)
    }

    /// The app's switchboards: one or none. Needs a key of scope app.
    pub async fn list_switchboards(&self) -> Result<Vec<Switchboard>, Error> {
        let url = self.url(&["switchboards"])?;
        Ok(self.endpoint.ask::<Switchboards>(Call::get("ListSwitchboards", url)).await?.switchboards)
    }

    /// The rows of a switchboard. Needs a key of scope app.
    pub async fn list_switchboard_integrations(
        &self,
        switchboard: &SwitchboardId,
    ) -> Result<Vec<SwitchboardIntegration>, Error> {
        let url = self.url(&["switchboards", switchboard.as_str(), "switchboardIntegrations"])?;
        let call = Call::get("ListSwitchboardIntegrations", url);
        Ok(self.endpoint.ask::<SwitchboardIntegrations>(call).await?.switchboard_integrations)
    }
}
