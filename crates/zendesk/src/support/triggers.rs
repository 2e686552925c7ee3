//! Triggers: what the vendor does by itself when a ticket changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Support;
use super::pages::{Continuation, Page};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{TriggerId, WebhookId};
use crate::tolerant;

/// The action that calls a webhook.
const NOTIFY_WEBHOOK: &str = "notification_webhook";

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Trigger {
    /// Its number.
    pub id: TriggerId,
    /// Its title.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub title: String,
    /// Whether it is in force.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub active: bool,
    /// The category it stands in; accounts that have categories insist on one.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub category_id: Option<String>,
    /// When it acts.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub conditions: Conditions,
    /// What it does.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub actions: Vec<TriggerAction>,
}

/// When a trigger acts: all of the first, and any of the second where there are any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Every one of these.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub all: Vec<Condition>,
    /// At least one of these.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub any: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What is looked at: `comment_is_public`, `status`, `current_tags`, `current_via_id`, `update_type`.
    pub field: String,
    /// How: `is`, `is_not`, `includes`, `changed`, `value`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub operator: String,
    /// Against what: a text, a number, or a list of either.
    #[serde(default)]
    pub value: Value,
}

/// One thing a trigger does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerAction {
    /// What.
    pub field: String,
    /// With what.
    #[serde(default)]
    pub value: Value,
}

impl Condition {
    /// A condition against a text.
    pub fn new(field: impl Into<String>, operator: impl Into<String>, value: impl Into<String>) -> Self {
        Self { field: field.into(), operator: operator.into(), value: Value::String(value.into()) }
    }
}

impl TriggerAction {
    /// Calls a webhook with a body, in which the vendor fills the placeholders.
    pub fn notify_webhook(webhook: &WebhookId, body: &str) -> Self {
        let value = vec![Value::from(webhook.as_str()), Value::from(body)];
        Self { field: NOTIFY_WEBHOOK.to_owned(), value: Value::Array(value) }
    }

    /// The webhook it calls and with what, where that is what it does.
    pub fn as_webhook(&self) -> Option<(&str, &str)> {
        match self.value.as_array()?.as_slice() {
            [webhook, body] if self.field == NOTIFY_WEBHOOK => Some((webhook.as_str()?, body.as_str()?)),
            _ => None,
        }
    }
}

/// A trigger to be made, or what is to become of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriggerWish {
    /// Its title.
    pub title: String,
    /// What it is for, for whoever reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The category it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<String>,
    /// Whether it is in force.
    pub active: bool,
    /// When it acts.
    pub conditions: Conditions,
    /// What it does.
    pub actions: Vec<TriggerAction>,
}

impl TriggerWish {
    /// A trigger in force.
    pub fn new(title: impl Into<String>, conditions: Conditions, actions: Vec<TriggerAction>) -> Self {
        Self { title: title.into(), description: None, category_id: None, active: true, conditions, actions }
    }

    /// Whether a trigger is as wished. A category is compared only where one is wished.
    pub fn is_met_by(&self, trigger: &Trigger) -> bool {
        self.title == trigger.title
            && self.active == trigger.active
            && self.conditions == trigger.conditions
            && self.actions == trigger.actions
            && self.category_id.as_ref().is_none_or(|category| trigger.category_id.as_ref() == Some(category))
    }
}

/// A heading that triggers stand under.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TriggerCategory {
    /// Its id; what a trigger names it by.
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
}

#[derive(Deserialize)]
struct Categories {
    #[serde(deserialize_with = "tolerant::readable")]
    trigger_categories: Vec<TriggerCategory>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Categories {
    type Item = TriggerCategory;

    fn split(self) -> (Vec<TriggerCategory>, Continuation) {
        (self.trigger_categories, self.continuation)
    }
}

#[derive(Serialize)]
struct Wish<'a> {
    trigger: &'a TriggerWish,
}

#[derive(Deserialize)]
struct One {
    trigger: Trigger,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    triggers: Vec<Trigger>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Many {
    type Item = Trigger;

    fn split(self) -> (Vec<Trigger>, Continuation) {
        (self.triggers, self.continuation)
    }
}

impl Support {
    /// Every trigger, in force or not, at most `pages` pages of 100.
    pub async fn list_triggers(&self, pages: usize) -> Result<Vec<Trigger>, Error> {
        self.every::<Many>("ListTriggers", &self.url(&["triggers"])?, pages).await
    }

    /// Every category of triggers, at most `pages` pages of 100. `None` where the account has no categories, or the
    /// credential may not see them.
    pub async fn list_trigger_categories(&self, pages: usize) -> Result<Option<Vec<TriggerCategory>>, Error> {
        let url = self.url(&["trigger_categories"])?;
        match self.every::<Categories>("ListTriggerCategories", &url, pages).await {
            Ok(categories) => Ok(Some(categories)),
            Err(Error::Forbidden(_) | Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a trigger. Needs an administrator's rights. The vendor refuses no second one of the same title: list first.
    pub async fn create_trigger(&self, wish: &TriggerWish) -> Result<Trigger, Error> {
        let call = Call::post("CreateTrigger", self.url(&["triggers"])?, &Wish { trigger: wish })?;
        Ok(self.endpoint.ask::<One>(call).await?.trigger)
    }

    /// Makes a trigger what is wished. Its conditions and actions are replaced whole.
    pub async fn update_trigger(&self, trigger: TriggerId, wish: &TriggerWish) -> Result<Trigger, Error> {
        let url = self.url(&["triggers", &trigger.to_string()])?;
        let call = Call::put("UpdateTrigger", url, &Wish { trigger: wish })?;
        Ok(self.endpoint.ask::<One>(call).await?.trigger)
    }
}
