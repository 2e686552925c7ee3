//! Calls that furnish an app: an integration with its webhook and key, and its row in the switchboard. All need a key
//! of scope app. None is idempotent: look before making.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};

use super::Conversations;
use super::administration::{Integration, Switchboard, SwitchboardIntegration, Webhook};
use super::walk::{Meta, Walk};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{IntegrationId, SwitchboardId, SwitchboardIntegrationId, WebhookId};
use crate::limits::PAGE_MAX;
use crate::tolerant;

/// A webhook to be made, or what an existing one is to become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookWish {
    /// Where it delivers to.
    pub target: String,
    /// The events it delivers.
    pub triggers: Vec<String>,
    /// Whether events bring the whole user.
    pub include_full_user: bool,
    /// Whether events bring the source's client and device.
    pub include_full_source: bool,
}

/// A row of the switchboard to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRow {
    /// Its name, at most 128 letters, digits, `-` and `_`; control can be passed to it by that.
    pub name: String,
    /// The custom integration behind it.
    pub integration_id: IntegrationId,
    /// Whether it gets events while another one is active.
    pub deliver_standby_events: bool,
    /// Who follows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_switchboard_integration_id: Option<SwitchboardIntegrationId>,
}

/// A change of a switchboard: what is empty stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SwitchboardChange {
    /// Whether it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Who gets control of new conversations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_switchboard_integration_id: Option<SwitchboardIntegrationId>,
}

/// A key of an integration, with the secret that is shown this once.
#[derive(Debug, Clone, Deserialize)]
pub struct NewKey {
    /// Its id; begins with `int_`.
    pub id: String,
    /// Its secret.
    #[serde(deserialize_with = "secret")]
    pub secret: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewIntegration<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    display_name: &'a str,
    webhooks: [&'a WebhookWish; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Named<'a> {
    display_name: &'a str,
}

#[derive(Deserialize)]
struct Integrations {
    #[serde(deserialize_with = "tolerant::readable")]
    integrations: Vec<Integration>,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct OneIntegration {
    integration: Integration,
}

#[derive(Deserialize)]
struct OneWebhook {
    webhook: Webhook,
}

#[derive(Deserialize)]
struct OneKey {
    key: NewKey,
}

#[derive(Deserialize)]
struct OneSwitchboard {
    switchboard: Switchboard,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneRow {
    switchboard_integration: SwitchboardIntegration,
}

impl Conversations {
    /// The app's custom integrations with their webhooks, at most `pages` pages of 100.
    pub async fn list_custom_integrations(&self, pages: usize) -> Result<Walk<Integration>, Error> {
        let mut walk = Walk::new();
        let mut after: Option<String> = None;
        for _ in 0..pages {
            let mut url = self.url(&["integrations"])?;
            url.query_pairs_mut()
                .append_pair("filter[types]", "custom")
                .append_pair("page[size]", &PAGE_MAX.to_string())
                .extend_pairs(after.iter().map(|cursor| ("page[after]", cursor)));
            let page: Integrations = self.endpoint.ask(Call::get("ListIntegrations", url)).await?;
            walk.items.extend(page.integrations);
            let last = walk.items.last().map(|integration| integration.id.as_str());
            let meta = page.meta.unwrap_or_default();
            match meta.next(meta.after_cursor.as_deref(), last, after.as_deref())? {
                Some(cursor) => after = Some(cursor),
                None => {
                    walk.complete = true;
                    break;
                }
            }
        }
        Ok(walk)
    }

    /// Makes a custom integration with its one webhook, whose secret is in the answer.
    pub async fn create_custom_integration(&self, name: &str, webhook: &WebhookWish) -> Result<Integration, Error> {
        let body = NewIntegration { kind: "custom", status: "active", display_name: name, webhooks: [webhook] };
        let call = Call::post("CreateIntegration", self.url(&["integrations"])?, &body)?;
        Ok(self.endpoint.ask::<OneIntegration>(call).await?.integration)
    }

    /// Gives an integration another webhook.
    pub async fn create_webhook(&self, integration: &IntegrationId, webhook: &WebhookWish) -> Result<Webhook, Error> {
        let url = self.url(&["integrations", integration.as_str(), "webhooks"])?;
        Ok(self.endpoint.ask::<OneWebhook>(Call::post("CreateWebhook", url, webhook)?).await?.webhook)
    }

    /// Changes a webhook; its secret stays.
    pub async fn update_webhook(
        &self,
        integration: &IntegrationId,
        webhook: &WebhookId,
        wish: &WebhookWish,
    ) -> Result<Webhook, Error> {
        let url = self.url(&["integrations", integration.as_str(), "webhooks", webhook.as_str()])?;
        Ok(self.endpoint.ask::<OneWebhook>(Call::patch("UpdateWebhook", url, wish)?).await?.webhook)
    }

    /// Makes a key for a custom integration; it has at most 10.
    pub async fn create_integration_key(&self, integration: &IntegrationId, name: &str) -> Result<NewKey, Error> {
        let url = self.url(&["integrations", integration.as_str(), "keys"])?;
        let call = Call::post("CreateCustomIntegrationKey", url, &Named { display_name: name })?;
        Ok(self.endpoint.ask::<OneKey>(call).await?.key)
    }

    /// Adds a row; a switchboard has at most 10.
    pub async fn create_row(&self, board: &SwitchboardId, row: &NewRow) -> Result<SwitchboardIntegration, Error> {
        let url = self.url(&["switchboards", board.as_str(), "switchboardIntegrations"])?;
        let call = Call::post("CreateSwitchboardIntegration", url, row)?;
        Ok(self.endpoint.ask::<OneRow>(call).await?.switchboard_integration)
    }

    /// Changes who gets control of new conversations, or whether the switchboard is on.
    pub async fn update_switchboard(
        &self,
        board: &SwitchboardId,
        change: &SwitchboardChange,
    ) -> Result<Switchboard, Error> {
        let url = self.url(&["switchboards", board.as_str()])?;
        Ok(self.endpoint.ask::<OneSwitchboard>(Call::patch("UpdateSwitchboard", url, change)?).await?.switchboard)
    }
}
