//! A ticket.

use crate::ids::{ConversationId, GroupId, MessageId, PersonId, TicketId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Status of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Nobody answered yet.
    New,
    /// An agent is on it.
    Open,
    /// Waits for the visitor.
    Pending,
    /// Waits for somebody else.
    Hold,
    /// Answered for good; a message of the visitor opens it again.
    Solved,
    /// Over; nothing changes it any more.
    Closed,
}

impl TicketStatus {
    /// The word the API uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Hold => "hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }
}

/// The priorities the vendor knows.
pub(crate) const PRIORITIES: [&str; 4] = ["urgent", "high", "normal", "low"];

#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) id: TicketId,
    pub(crate) conversation: ConversationId,
    pub(crate) requester: PersonId,
    pub(crate) subject: String,
    pub(crate) status: TicketStatus,
    pub(crate) priority: Option<String>,
    pub(crate) group: Option<GroupId>,
    pub(crate) assignee: Option<PersonId>,
    pub(crate) brand: u64,
    pub(crate) organization: Option<u64>,
    pub(crate) tags: Vec<String>,
    /// Custom fields by their id.
    pub(crate) fields: BTreeMap<u64, String>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) solved_ms: Option<i64>,
    /// From when on a look-up by conversation finds it.
    pub(crate) visible_ms: i64,
    /// The messages an agent sees: the history copied at the start, and what came since.
    pub(crate) transcript: Vec<MessageId>,
    /// Visitor's messages since an agent last looked.
    pub(crate) unread: u32,
    /// Whether the messaging session is in progress: neither closed nor ended.
    pub(crate) live: bool,
    /// Metadata that could not be used, and why.
    pub(crate) ignored: Vec<String>,
}
