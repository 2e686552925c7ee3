//! What the stand-in keeps: campaigns, users, what was sent and what was texted.

use super::BrazeFailure;
use crate::fault::Faults;
use crate::ids::{CampaignId, DispatchId, ExternalUserId, TextId, random_hex};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Requests of one workspace in an hour, as the vendor publishes it.
const REQUESTS_AN_HOUR: u64 = 250_000;

/// A campaign with API-triggered delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// What it is called.
    pub name: String,
}

/// A user to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewUser {
    /// The customer's own id of the person.
    pub external_user_id: String,
    /// The number, as `+49170…`; without one nothing can be sent.
    pub phone: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrazeUser {
    /// The customer's own id of the person.
    pub external_user_id: ExternalUserId,
    /// The number.
    pub phone: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Custom attributes.
    pub attributes: Map<String, Value>,
    /// Whether the number takes texts.
    pub subscribed: bool,
}

/// What became of one recipient of a dispatch. The answer to the request tells none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A text went out.
    Sent,
    /// There is no user of this id.
    UnknownUser,
    /// The number has opted out.
    OptedOut,
    /// The user has no number.
    NoPhone,
}

/// One recipient of a dispatch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Receipt {
    /// Whom it was for.
    pub external_user_id: ExternalUserId,
    /// What the campaign's template is filled with: the request's, and over it the recipient's.
    pub trigger_properties: Map<String, Value>,
    /// The attributes that came with it.
    pub attributes: Map<String, Value>,
    /// What became of it.
    pub outcome: Outcome,
}

/// A campaign that was triggered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dispatch {
    /// Its id, as the answer gave it.
    pub id: DispatchId,
    /// The campaign.
    pub campaign: CampaignId,
    /// When, by the emulator's clock.
    pub at_ms: i64,
    /// The sender's name of this sending.
    pub send_id: Option<String>,
    /// Each recipient.
    pub receipts: Vec<Receipt>,
}

/// A category of keywords: a text that is one of the words belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyword {
    /// What it is called.
    pub category: String,
    /// The words, in any case.
    pub words: Vec<String>,
    /// What the person is answered at once.
    pub reply: Option<String>,
}

/// The webhook campaign that tells of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextWebhook {
    /// Where it goes; loopback only.
    pub url: String,
    /// Name of the header with the secret.
    pub header: String,
    /// The secret.
    pub secret: String,
    /// Only texts of these categories; absent: all.
    #[serde(default)]
    pub categories: Option<Vec<String>>,
}

/// Where the webhook of a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextStatus {
    /// Waits for its first or next attempt.
    Waiting,
    /// An attempt is on its way.
    Sending,
    /// Answered with 2xx.
    Delivered,
    /// Answered with a status that is not retried.
    Refused,
    /// Every attempt failed.
    Exhausted,
    /// There is no webhook for it, or it points away from this machine.
    Untold,
}

/// A text a person sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextView {
    /// Its id.
    pub id: TextId,
    /// Who sent it.
    pub external_user_id: ExternalUserId,
    /// What it says.
    pub body: String,
    /// Its category.
    pub keyword_category: String,
    /// What the person was answered at once.
    pub reply: Option<String>,
    /// Status of each attempt; `None` where there was no answer.
    pub attempts: Vec<Option<u16>>,
    /// Where its webhook stands.
    pub status: TextStatus,
    /// When the next attempt is due.
    pub due_ms: i64,
}

impl TextView {
    pub(super) fn is_busy(&self, now_ms: i64) -> bool {
        match self.status {
            TextStatus::Sending => true,
            TextStatus::Waiting => self.due_ms <= now_ms,
            _ => false,
        }
    }
}

/// The category of a text that is no keyword.
const OTHER: &str = "Other";
/// The vendor's own categories; the first two change the subscription.
const OPT_OUT: &str = "Opt-Out";
const OPT_IN: &str = "Opt-In";
const HELP: &str = "Help";

pub(super) struct Account {
    pub(super) api_key: String,
    pub(super) campaigns: BTreeMap<CampaignId, Campaign>,
    pub(super) users: BTreeMap<ExternalUserId, BrazeUser>,
    pub(super) dispatches: Vec<Dispatch>,
    pub(super) keywords: Vec<Keyword>,
    pub(super) webhook: Option<TextWebhook>,
    pub(super) texts: Vec<TextView>,
    pub(super) faults: Faults,
    /// Requests an hour.
    pub(super) limit: u64,
    /// The hour since 1970 in which requests are counted, and how many there were.
    pub(super) counted: (i64, u64),
}

impl Account {
    pub(super) fn new(api_key: String) -> Self {
        let own = |category: &str, words: &[&str], reply: &str| Keyword {
            category: category.to_owned(),
            words: words.iter().map(|&word| word.to_owned()).collect(),
            reply: Some(reply.to_owned()),
        };
        Self {
            api_key,
            campaigns: BTreeMap::new(),
            users: BTreeMap::new(),
            dispatches: Vec::new(),
            keywords: vec![
                own(OPT_OUT, &["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"], "You get no more texts."),
                own(OPT_IN, &["START", "YES", "UNSTOP"], "You get texts again."),
                own(HELP, &["HELP", "INFO"], "Reply STOP to get no more texts."),
            ],
            webhook: None,
            texts: Vec::new(),
            faults: Faults::default(),
            limit: REQUESTS_AN_HOUR,
            counted: (0, 0),
        }
    }

    pub(super) fn add_campaign(&mut self, name: &str) -> CampaignId {
        let id = CampaignId(uuid::Uuid::new_v4().to_string());
        self.campaigns.insert(id.clone(), Campaign { id: id.clone(), name: name.to_owned() });
        id
    }

    pub(super) fn add_user(&mut self, new: NewUser) {
        let id = ExternalUserId(new.external_user_id);
        let known = self.users.remove(&id);
        let (attributes, subscribed) = known.map_or((Map::new(), true), |known| (known.attributes, known.subscribed));
        let NewUser { phone, first_name, last_name, .. } = new;
        let user = BrazeUser { external_user_id: id.clone(), phone, first_name, last_name, attributes, subscribed };
        self.users.insert(id, user);
    }

    pub(super) fn user(&mut self, id: &ExternalUserId) -> Result<&mut BrazeUser, BrazeFailure> {
        self.users.get_mut(id).ok_or_else(|| BrazeFailure::NoSuchUser(id.clone()))
    }

    /// Takes a text: its category, what that does to the subscription, and the reply.
    pub(super) fn receive(&mut self, from: &ExternalUserId, body: &str, now_ms: i64) -> Result<TextId, BrazeFailure> {
        let word = body.trim();
        let found = self.keywords.iter().find(|it| it.words.iter().any(|known| known.eq_ignore_ascii_case(word)));
        let category = found.map_or(OTHER, |keyword| &keyword.category).to_owned();
        let reply = found.and_then(|keyword| keyword.reply.clone());
        let user = self.user(from)?;
        if user.phone.is_none() {
            return Err(BrazeFailure::NoPhone(from.clone()));
        }
        match category.as_str() {
            OPT_OUT => user.subscribed = false,
            OPT_IN => user.subscribed = true,
            _ => {}
        }
        let id = TextId(format!("SM{}", random_hex(16)));
        self.texts.push(TextView {
            id: id.clone(),
            external_user_id: from.clone(),
            body: body.to_owned(),
            keyword_category: category,
            reply,
            attempts: Vec::new(),
            status: TextStatus::Waiting,
            due_ms: now_ms,
        });
        Ok(id)
    }

    pub(super) fn text(&mut self, id: &TextId) -> Option<&mut TextView> {
        self.texts.iter_mut().find(|text| &text.id == id)
    }
}
