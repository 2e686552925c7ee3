//! Triggering a campaign: what the request may say, and what it does.

use super::account::{Account, BrazeUser, Dispatch, Outcome, Receipt};
use crate::ids::{CampaignId, DispatchId, ExternalUserId, random_hex};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Recipients of one request, at most.
const RECIPIENTS: usize = 50;

/// The body. The vendor overlooks fields it does not know; here they are refused, so that a misspelt one is found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trigger {
    campaign_id: CampaignId,
    pub(super) send_id: Option<String>,
    #[serde(default)]
    trigger_properties: Map<String, Value>,
    #[serde(default)]
    broadcast: bool,
    #[serde(default)]
    recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipient {
    external_user_id: ExternalUserId,
    #[serde(default)]
    trigger_properties: Map<String, Value>,
    #[serde(default)]
    attributes: Map<String, Value>,
    #[serde(default = "yes")]
    send_to_existing_only: bool,
}

const fn yes() -> bool {
    true
}

impl Account {
    /// Sends a campaign. An unknown person and a number that opted out are accepted like any other, and get nothing.
    pub(super) fn trigger(&mut self, request: Trigger, now_ms: i64) -> Result<DispatchId, String> {
        if !self.campaigns.contains_key(&request.campaign_id) {
            return Err("Invalid Campaign ID".to_owned());
        }
        let recipients = match (request.broadcast, request.recipients.len()) {
            (true, 0) => self.everybody(),
            (true, _) => return Err("'broadcast' and 'recipients' may not be used together".to_owned()),
            (false, 0) => return Err("One of 'recipients' and 'broadcast' is needed".to_owned()),
            (false, 1..=RECIPIENTS) => request.recipients,
            _ => return Err(format!("A request may have {RECIPIENTS} recipients")),
        };
        if recipients.iter().any(|recipient| recipient.external_user_id.0.is_empty()) {
            return Err("'external_user_id' must not be empty".to_owned());
        }
        let receipts = recipients.into_iter().map(|recipient| self.send(recipient, &request.trigger_properties));
        let receipts = receipts.collect();
        let id = DispatchId(random_hex(16));
        let (campaign, send_id) = (request.campaign_id, request.send_id);
        self.dispatches.push(Dispatch { id: id.clone(), campaign, at_ms: now_ms, send_id, receipts });
        Ok(id)
    }

    fn everybody(&self) -> Vec<Recipient> {
        let one = |id: &ExternalUserId| Recipient {
            external_user_id: id.clone(),
            trigger_properties: Map::new(),
            attributes: Map::new(),
            send_to_existing_only: true,
        };
        self.users.keys().map(one).collect()
    }

    /// Attributes are set before anything is sent, and also where nothing is.
    fn send(&mut self, recipient: Recipient, common: &Map<String, Value>) -> Receipt {
        let Recipient { external_user_id, trigger_properties: own, attributes, send_to_existing_only } = recipient;
        if !send_to_existing_only && !self.users.contains_key(&external_user_id) {
            self.users.insert(external_user_id.clone(), blank(&external_user_id));
        }
        let outcome = match self.users.get_mut(&external_user_id) {
            None => Outcome::UnknownUser,
            Some(user) => {
                user.attributes.extend(attributes.clone());
                match (&user.phone, user.subscribed) {
                    (None, _) => Outcome::NoPhone,
                    (_, false) => Outcome::OptedOut,
                    _ => Outcome::Sent,
                }
            }
        };
        let mut trigger_properties = common.clone();
        trigger_properties.extend(own);
        Receipt { external_user_id, trigger_properties, attributes, outcome }
    }
}

fn blank(id: &ExternalUserId) -> BrazeUser {
    let (first_name, last_name) = (String::new(), String::new());
    BrazeUser {
        external_user_id: id.clone(),
        phone: None,
        first_name,
        last_name,
        attributes: Map::new(),
        subscribed: true,
    }
}
