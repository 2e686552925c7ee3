use serde::Deserialize;
use serde_json::Value;

use super::super::{Actor, word};
use super::read;
use crate::ids::{CommentId, ConversationId, MessageId};
use crate::support::TicketStatus;
use crate::tolerant;

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
    /// Tags were put on or taken off. No example of it was at hand: lists that are named otherwise are empty here, and
    /// [`super::TicketDetail::tags`] has what there is now.
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

impl SupportEventKind {
    pub(super) fn read(name: &str, event: &Value) -> serde_json::Result<Self> {
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
