use serde::Deserialize;

use crate::Timestamp;
use crate::ids::{FieldId, GroupId, SupportBrandId, SupportUserId, TicketId};
use crate::support::Via;
use crate::tolerant;

open_enum! {
    /// Where a ticket stands.
    TicketStatus {
        /// Nobody has it yet.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// It waits for the requester.
        Pending = "pending",
        /// It waits for someone else.
        Hold = "hold",
        /// The agent thinks it is done; an answer reopens it.
        Solved = "solved",
        /// It is done for good.
        Closed = "closed",
    }
}

open_enum! {
    /// How much a ticket presses.
    Priority {
        /// At once.
        Urgent = "urgent",
        /// Soon.
        High = "high",
        /// As usual.
        Normal = "normal",
        /// When there is time.
        Low = "low",
    }
}

open_enum! {
    /// What a ticket is about.
    TicketKind {
        /// The cause of incidents.
        Problem = "problem",
        /// A case of a problem.
        Incident = "incident",
        /// A question.
        Question = "question",
        /// Something to be done.
        Task = "task",
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// The id we gave it; the vendor does not keep it unique.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub external_id: Option<String>,
    /// Where it stands.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub status: TicketStatus,
    /// What it is called.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub subject: Option<String>,
    /// How much it presses, where anybody said.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub priority: Option<Priority>,
    /// What it is about, where anybody said.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: Option<TicketKind>,
    /// Whose question it is.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub requester_id: Option<SupportUserId>,
    /// Who brought it in.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub submitter_id: Option<SupportUserId>,
    /// The agent who has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub assignee_id: Option<SupportUserId>,
    /// The group that has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub group_id: Option<GroupId>,
    /// The brand it belongs to.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub brand_id: Option<SupportBrandId>,
    /// Its tags.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub tags: Vec<String>,
    /// Its custom fields.
    #[serde(default, deserialize_with = "tolerant::some")]
    pub custom_fields: Vec<FieldValue>,
    /// How it came, and which ticket it follows.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub via: Via,
    /// The ticket it follows, where it is told here.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub via_followup_source_id: Option<TicketId>,
    /// The tickets that follow it; only where it is closed.
    #[serde(default, deserialize_with = "tolerant::some")]
    pub followup_ids: Vec<TicketId>,
    /// Whether it belongs to a conversation of messaging, where comments are not how one answers.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub from_messaging_channel: bool,
    /// When it was made.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub updated_at: Option<Timestamp>,
}

/// What a custom field holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FieldValue {
    /// The field.
    pub id: FieldId,
    /// A text, a number, yes or no, a list of texts, or `null`.
    #[serde(default)]
    pub value: serde_json::Value,
}

impl Ticket {
    /// The closed ticket that this one goes on with.
    pub fn follows(&self) -> Option<TicketId> {
        self.via_followup_source_id.or(self.via.follows())
    }

    /// Whether no change and no comment is taken any more.
    pub fn is_closed(&self) -> bool {
        self.status == TicketStatus::Closed
    }

    /// What a custom field holds, if it holds a text.
    pub fn field(&self, id: FieldId) -> Option<&str> {
        self.custom_fields.iter().find(|field| field.id == id)?.value.as_str()
    }
}
