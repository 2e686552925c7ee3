use serde::{Deserialize, Deserializer};

use super::word;
use crate::ids::{CommentId, SupportUserId, TicketId};
use crate::support::TicketStatus;
use crate::tolerant;

/// What a trigger of ours says: ids, and words that hold no quotes, since the vendor puts them into the JSON as they
/// are. `baton` is the version.
pub const TRIGGER_BODY: &str = concat!(
    r#"{"baton":1,"ticket_id":"{{ticket.id}}","comment_id":"{{ticket.latest_public_comment.id}}","#,
    r#""status":"{{ticket.status}}","tags":"{{ticket.tags}}","#,
    r#""current_user_id":"{{current_user.id}}","current_user_role":"{{current_user.role}}"}"#
);

/// What a trigger said with [`TRIGGER_BODY`]. None of it is more than a hint of when to look: another change may have
/// come between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerNotice {
    /// The version of our words.
    pub version: u32,
    /// The ticket that changed.
    pub ticket: TicketId,
    /// Its latest public comment, where it has one.
    pub comment: Option<CommentId>,
    /// Where it stands, as the account's language calls it: another language's word is [`TicketStatus::Other`].
    pub status: TicketStatus,
    /// Its tags.
    pub tags: Vec<String>,
    /// Who changed it.
    pub actor: Actor,
    /// Their role in small letters, as the account's language calls it; empty where nobody said.
    pub role: String,
}

/// Who did something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Actor {
    /// A user of the account, of either kind.
    User(SupportUserId),
    /// The system: an automation, or a trigger of a trigger.
    System,
    /// Nobody said.
    #[default]
    Unknown,
}

impl Actor {
    /// Reads the vendor's spelling: a number, and one below zero for the system.
    pub(super) fn read(id: &str) -> Self {
        match id.trim() {
            "-1" => Self::System,
            id => id.parse().map_or(Self::Unknown, |id| Self::User(SupportUserId(id))),
        }
    }

    /// The user, where it is one.
    pub fn user(self) -> Option<SupportUserId> {
        match self {
            Self::User(id) => Some(id),
            Self::System | Self::Unknown => None,
        }
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(id) => Self::read(&id),
            serde_json::Value::Number(id) => Self::read(&id.to_string()),
            _ => Self::Unknown,
        })
    }
}

#[derive(Deserialize)]
struct Raw {
    baton: u32,
    ticket_id: TicketId,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    comment_id: Option<CommentId>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    status: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    tags: String,
    #[serde(default)]
    current_user_id: Actor,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    current_user_role: String,
}

impl TriggerNotice {
    pub(super) fn read(body: serde_json::Value) -> serde_json::Result<Self> {
        let raw: Raw = serde_json::from_value(body)?;
        Ok(Self {
            version: raw.baton,
            ticket: raw.ticket_id,
            comment: raw.comment_id,
            status: word(&raw.status),
            tags: raw.tags.split_whitespace().map(str::to_owned).collect(),
            actor: raw.current_user_id,
            role: raw.current_user_role.trim().to_lowercase(),
        })
    }
}
