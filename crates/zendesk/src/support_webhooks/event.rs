use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Actor, word};
use crate::Timestamp;
use crate::ids::{
    AccountId, CommentId, ConversationId, EventId, GroupId, MessageId, SupportBrandId, SupportUserId, TicketId,
};
use crate::support::TicketStatus;
use crate::tolerant;

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

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupportEventKind {
    /// A comment was made.
    CommentAdded(CommentNews),
    /// A ticket was made.
    Created,
    /// A ticket stands elsewhere.
    StatusChanged {
        /// Where it stood.
        previous: TicketStatus,
        /// Where it stands.
        current: TicketStatus,
    },
    /// Tags were put on or taken off.
    TagsChanged {
        /// Put on.
        added: Vec<String>,
        /// Taken off.
        removed: Vec<String>,
    },
    /// A ticket got another agent, or none.
    AgentAssignmentChanged,
    /// A ticket was deleted; it can come back.
    SoftDeleted,
    /// A message was said in the conversation that a ticket of messaging belongs to.
    MessageAdded {
        /// The conversation.
        conversation: ConversationId,
        /// The message.
        message: MessageId,
        /// `system`, `agent` or `end-user`.
        actor: String,
    },
    /// An event this crate has no use for, by its type.
    Unknown(String),
}

/// A comment that was made. What it says is read over the API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CommentNews {
    /// Its number.
    pub id: CommentId,
    /// Whether the requester may read it.
    #[serde(default, rename = "is_public", deserialize_with = "tolerant::lenient")]
    pub public: bool,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    author: Author,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct Author {
    #[serde(default)]
    id: Actor,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    is_staff: Option<bool>,
}

impl CommentNews {
    /// Who wrote it.
    pub fn author(&self) -> Actor {
        self.author.id
    }

    /// Whether the author works for the account, where it is told.
    pub fn by_staff(&self) -> Option<bool> {
        self.author.is_staff
    }
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
struct Commented {
    comment: CommentNews,
}

#[derive(Deserialize)]
struct Moved {
    current: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    previous: String,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    tags_added: Vec<String>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    tags_removed: Vec<String>,
}

#[derive(Deserialize)]
struct Messaged {
    conversation_id: ConversationId,
    message: Message,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    actor: MessageActor,
}

#[derive(Deserialize)]
struct Message {
    id: MessageId,
}

#[derive(Default, Deserialize)]
struct MessageActor {
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    kind: String,
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

impl SupportEventKind {
    fn read(name: &str, event: &Value) -> serde_json::Result<Self> {
        Ok(match name {
            "ticket.comment_added" => Self::CommentAdded(read::<Commented>(event)?.comment),
            "ticket.created" => Self::Created,
            "ticket.status_changed" => {
                let Moved { current, previous } = read(event)?;
                Self::StatusChanged { previous: word(&previous), current: word(&current) }
            }
            "ticket.tags_changed" => {
                let Tagged { tags_added, tags_removed } = read(event)?;
                Self::TagsChanged { added: tags_added, removed: tags_removed }
            }
            "ticket.agent_assignment_changed" => Self::AgentAssignmentChanged,
            "ticket.soft_deleted" => Self::SoftDeleted,
            "messaging_ticket.message_added" => {
                let Messaged { conversation_id, message, actor } = read(event)?;
                Self::MessageAdded { conversation: conversation_id, message: message.id, actor: actor.kind }
            }
            other => Self::Unknown(other.to_owned()),
        })
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> serde_json::Result<T> {
    T::deserialize(value)
}
