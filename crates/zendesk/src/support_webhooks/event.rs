use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Actor, word};
use crate::Timestamp;
use crate::ids::{AccountId, EventId, GroupId, SupportBrandId, SupportUserId, TicketId};
use crate::support::TicketStatus;
use crate::tolerant;

mod kind;

pub use kind::{CommentNews, SupportEventKind};

/// How the vendor's names of types begin.
const TYPES: &str = "zen:event-type:";

/// How a subject that is a ticket begins.
const TICKETS: &str = "zen:ticket:";

/// An event the vendor tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportEvent {
    /// Its id, the same when it is told again.
    pub id: EventId,
    /// The account it happened in.
    pub account: Option<AccountId>,
    /// When it happened.
    pub time: Option<Timestamp>,
    /// The ticket it is about, where it is about one.
    pub ticket: Option<TicketId>,
    /// How the ticket is, at about this time. Empty where the event is not about one.
    pub detail: TicketDetail,
    /// What happened.
    pub kind: SupportEventKind,
}

/// How a ticket is, as an event tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TicketDetail {
    /// The id we gave it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub external_id: Option<String>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    status: String,
    /// Its tags.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub tags: Vec<String>,
    /// Who did what is told.
    #[serde(default)]
    pub actor_id: Actor,
    /// Whose question it is.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub requester_id: Option<SupportUserId>,
    /// The agent who has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub assignee_id: Option<SupportUserId>,
    /// The group that has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub group_id: Option<GroupId>,
    /// The brand it belongs to.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub brand_id: Option<SupportBrandId>,
}

impl TicketDetail {
    /// Where it stands.
    pub fn status(&self) -> TicketStatus {
        word(&self.status)
    }
}

#[derive(Deserialize)]
struct Raw {
    id: EventId,
    #[serde(rename = "type")]
    name: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    account_id: Option<AccountId>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    time: Option<Timestamp>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    subject: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    detail: Value,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    event: Value,
}

#[derive(Deserialize)]
struct Numbered {
    id: TicketId,
}

impl SupportEvent {
    pub(super) fn read(body: Value) -> serde_json::Result<Self> {
        let raw: Raw = serde_json::from_value(body)?;
        let name = raw.name.strip_prefix(TYPES).unwrap_or(&raw.name);
        let of_ticket = name.starts_with("ticket.") || name.starts_with("messaging_ticket.");
        let ticket = raw.subject.strip_prefix(TICKETS).and_then(|id| id.parse().ok().map(TicketId));
        let ticket = ticket.or_else(|| if of_ticket { Some(read::<Numbered>(&raw.detail).ok()?.id) } else { None });
        let detail = if of_ticket { read(&raw.detail).unwrap_or_default() } else { TicketDetail::default() };
        let kind = SupportEventKind::read(name, &raw.event)?;
        Ok(Self { id: raw.id, account: raw.account_id, time: raw.time, ticket, detail, kind })
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> serde_json::Result<T> {
    T::deserialize(value)
}
