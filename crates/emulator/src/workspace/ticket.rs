//! A ticket.

use super::comment::{Audit, Comment};
use crate::account::demo;
use crate::ids::{AuditId, ConversationId, GroupId, MessageId, PersonId, TicketId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Status of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// The types the vendor knows.
pub(crate) const KINDS: [&str; 4] = ["problem", "incident", "question", "task"];

/// The way a ticket, or a change of one, came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// An agent's page.
    Web,
    /// E-mail of the requester.
    Email,
    /// The Support API.
    Api,
    /// A messaging conversation.
    Messaging,
    /// The account's own rules, such as the automation that closes tickets.
    Rule,
}

impl Via {
    /// The word of the REST API.
    pub(crate) const fn channel(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Email => "email",
            Self::Api => "api",
            Self::Messaging => "native_messaging",
            Self::Rule => "rule",
        }
    }

    /// The word of event webhooks.
    pub(crate) const fn event_channel(self) -> &'static str {
        match self {
            Self::Api => "web_service",
            _ => self.channel(),
        }
    }

    /// The number triggers know: 5 is the web service (FACTS 3.5); those of messaging and rules are unsure.
    pub(crate) const fn number(self) -> &'static str {
        match self {
            Self::Web => "0",
            Self::Email => "4",
            Self::Api => "5",
            Self::Messaging => "75",
            Self::Rule => "8",
        }
    }

    pub(crate) fn render(self) -> Value {
        json!({ "channel": self.channel(), "source": { "from": {}, "to": {}, "rel": null } })
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) id: TicketId,
    /// The messaging conversation it is about; `None` where it was made by API or by an agent.
    pub(crate) conversation: Option<ConversationId>,
    pub(crate) via: Via,
    pub(crate) external_id: Option<String>,
    pub(crate) requester: PersonId,
    pub(crate) submitter: PersonId,
    pub(crate) subject: String,
    /// The words of the first comment.
    pub(crate) description: String,
    pub(crate) status: TicketStatus,
    pub(crate) priority: Option<String>,
    /// `type` of the API.
    pub(crate) kind: Option<String>,
    pub(crate) group: Option<GroupId>,
    pub(crate) assignee: Option<PersonId>,
    pub(crate) brand: u64,
    pub(crate) organization: Option<u64>,
    pub(crate) tags: Vec<String>,
    /// Custom fields by their id.
    pub(crate) fields: BTreeMap<u64, String>,
    /// The closed ticket this one goes on from.
    pub(crate) followup_of: Option<TicketId>,
    /// The tickets that go on from this one.
    pub(crate) followups: Vec<TicketId>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) audits: Vec<Audit>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) solved_ms: Option<i64>,
    /// From when on a look-up by conversation finds it.
    pub(crate) visible_ms: i64,
    /// The messages an agent sees: the history copied at the start, and what came since.
    pub(crate) transcript: Vec<MessageId>,
    /// What the visitor or requester wrote since an agent last looked.
    pub(crate) unread: u32,
    /// Whether a messaging session is in progress: neither closed nor ended.
    pub(crate) live: bool,
    /// Metadata that could not be used, and why.
    pub(crate) ignored: Vec<String>,
}

impl Ticket {
    /// A ticket nobody has said anything about yet.
    pub(crate) fn blank(id: TicketId, via: Via, requester: PersonId, now_ms: i64) -> Self {
        Self {
            id,
            conversation: None,
            via,
            external_id: None,
            requester,
            submitter: requester,
            subject: String::new(),
            description: String::new(),
            status: TicketStatus::New,
            priority: None,
            kind: None,
            group: None,
            assignee: None,
            brand: demo::BRAND_ID.parse().unwrap_or_default(),
            organization: None,
            tags: Vec::new(),
            fields: BTreeMap::new(),
            followup_of: None,
            followups: Vec::new(),
            comments: Vec::new(),
            audits: Vec::new(),
            created_ms: now_ms,
            updated_ms: now_ms,
            solved_ms: None,
            visible_ms: now_ms,
            transcript: Vec::new(),
            unread: 0,
            live: false,
            ignored: Vec::new(),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.status == TicketStatus::Closed
    }

    /// Whether the requester sees any of it.
    pub(crate) fn is_public(&self) -> bool {
        self.conversation.is_some() || self.comments.iter().any(|comment| comment.public)
    }

    pub(crate) fn audit(&self, id: AuditId) -> Option<&Audit> {
        self.audits.iter().find(|audit| audit.id == id)
    }

    /// The newest comment the requester can see.
    pub(crate) fn latest_public_comment(&self) -> Option<&Comment> {
        self.comments.iter().rev().find(|comment| comment.public)
    }

    /// Adds a tag as the vendor keeps it: in lower case, without spaces, once.
    pub(crate) fn add_tag(&mut self, tag: &str) {
        let tag = tag.trim().to_lowercase().replace(' ', "_");
        if !tag.is_empty() && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// What a change may change, by the names of the API: compared before and after, it is the change's audit.
    pub(crate) fn facts(&self) -> BTreeMap<String, Value> {
        let mut facts = BTreeMap::from([
            ("subject".to_owned(), Value::from(self.subject.clone())),
            ("status".to_owned(), self.status.as_str().into()),
            ("priority".to_owned(), self.priority.clone().into()),
            ("type".to_owned(), self.kind.clone().into()),
            ("group_id".to_owned(), self.group.map(|id| id.0).into()),
            ("assignee_id".to_owned(), self.assignee.map(|id| id.0).into()),
            ("requester_id".to_owned(), self.requester.0.into()),
            ("brand_id".to_owned(), self.brand.into()),
            ("external_id".to_owned(), self.external_id.clone().into()),
            ("tags".to_owned(), self.tags.clone().into()),
        ]);
        facts.extend(self.fields.iter().map(|(id, value)| (id.to_string(), value.clone().into())));
        facts
    }
}
