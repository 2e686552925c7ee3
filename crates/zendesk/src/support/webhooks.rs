//! Webhooks of Support, as they are set up. What they bring is in [`crate::support_webhooks`].

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Support;
use super::pages::{Continuation, Page};
use crate::error::Error;
use crate::http::Call;
use crate::ids::WebhookId;
use crate::tolerant;

/// The subscription of a webhook that triggers call. Whether a webhook is for triggers or for events cannot be changed
/// later.
pub const TICKET_TRIGGERS: &str = "conditional_ticket_events";

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SupportWebhook {
    /// Its id.
    pub id: WebhookId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// `active` or `inactive`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub status: String,
    /// Where it goes.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub endpoint: String,
    /// `POST` for what is read here.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub http_method: String,
    /// `json` for what is read here.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub request_format: String,
    /// What calls it: [`TICKET_TRIGGERS`], or types of events.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub subscriptions: Vec<String>,
}

/// A webhook to be made, or what is to become of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportWebhookWish {
    /// Its name.
    pub name: String,
    /// `active` or `inactive`.
    pub status: String,
    /// Where it goes; https.
    pub endpoint: String,
    /// What calls it.
    pub subscriptions: Vec<String>,
    http_method: &'static str,
    request_format: &'static str,
}

impl SupportWebhookWish {
    /// An active webhook that posts JSON.
    pub fn new(name: impl Into<String>, endpoint: impl Into<String>, subscriptions: &[&str]) -> Self {
        Self {
            name: name.into(),
            status: "active".to_owned(),
            endpoint: endpoint.into(),
            subscriptions: subscriptions.iter().map(|name| (*name).to_owned()).collect(),
            http_method: "POST",
            request_format: "json",
        }
    }
}

#[derive(Serialize)]
struct Wish<'a> {
    webhook: &'a SupportWebhookWish,
}

#[derive(Deserialize)]
struct One {
    webhook: SupportWebhook,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    webhooks: Vec<SupportWebhook>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Many {
    type Item = SupportWebhook;

    fn split(self) -> (Vec<SupportWebhook>, Continuation) {
        (self.webhooks, self.continuation)
    }
}

#[derive(Deserialize)]
struct Signing {
    signing_secret: Secret,
}

#[derive(Deserialize)]
struct Secret {
    secret: String,
}

impl Support {
    /// Every webhook, at most `pages` pages of 100. Needs an administrator's rights, as everything about webhooks.
    pub async fn list_webhooks(&self, pages: usize) -> Result<Vec<SupportWebhook>, Error> {
        self.every::<Many>("ListWebhooks", &self.url(&["webhooks"])?, pages).await
    }

    /// Makes a webhook. The vendor refuses no second one of the same name and address: list first.
    pub async fn create_webhook(&self, wish: &SupportWebhookWish) -> Result<SupportWebhook, Error> {
        let call = Call::post("CreateWebhook", self.url(&["webhooks"])?, &Wish { webhook: wish })?;
        Ok(self.endpoint.ask::<One>(call).await?.webhook)
    }

    /// Makes a webhook what is wished. Its signing secret stays.
    pub async fn update_webhook(&self, webhook: &WebhookId, wish: &SupportWebhookWish) -> Result<(), Error> {
        let url = self.url(&["webhooks", webhook.as_str()])?;
        self.endpoint.tell(Call::put("UpdateWebhook", url, &Wish { webhook: wish })?).await
    }

    /// What a webhook's deliveries are signed with.
    pub async fn signing_secret(&self, webhook: &WebhookId) -> Result<SecretString, Error> {
        let url = self.url(&["webhooks", webhook.as_str(), "signing_secret"])?;
        let call = Call::get("ShowWebhookSigningSecret", url);
        Ok(self.endpoint.ask::<Signing>(call).await?.signing_secret.secret.into())
    }
}
