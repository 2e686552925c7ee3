//! What this desk remembers of a conversation.

use crate::desk::cut::Cut;
use baton_protocol::EventId;
use baton_zendesk::ids::TicketId;
use serde::{Deserialize, Serialize};

/// The state of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// The requester's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<u64>,
    /// A hash of what Zendesk was told of the requester.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) told: Option<String>,
    /// The ticket's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<u64>,
    /// How many tickets were begun for this conversation; names them.
    pub(super) tickets: u32,
    /// When the ticket was made, by Zendesk's clock, in milliseconds: what is older answers nothing here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<i64>,
    /// The number of the first comment that is for the visitor, where an agent began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_comment: Option<u64>,
    /// What was said up to here is with the agents.
    pub(super) sent_through: u64,
    /// A call may have been made with its outcome lost.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) doubt: bool,
    /// The doubt is from a call that ran out of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cut: Option<Cut>,
    /// Files that are up for the comment that comes next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) uploads: Vec<Upload>,
    /// The ticket that is being made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opening: Option<Opening>,
    /// The newest handoff that is over: made, failed or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) settled: Option<EventId>,
    /// The message that is being sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sending: Option<Sending>,
    /// What is told to the agent who is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leaving: Option<Leaving>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Upload {
    /// It is up.
    Up {
        /// What a comment names it by.
        token: String,
        /// Since when, by our clock, in milliseconds.
        at: i64,
    },
    /// It is not taken, and why.
    Refused(String),
}

/// A ticket that is being made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opening {
    /// For what.
    pub(super) purpose: Purpose,
    /// Which of the conversation's tickets it is.
    pub(super) number: u32,
    /// How often its contents were changed after a refusal; each has an idempotency key of its own.
    #[serde(default)]
    pub(super) variant: u32,
    /// The closed ticket it goes on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) follows: Option<u64>,
    /// The group was refused: the ticket goes without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) groupless: bool,
    /// Fields and tags were refused: the ticket goes without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) plain: bool,
    /// What the requester is called was refused: they are nameless.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) bare: bool,
    /// The requester was gone and was made anew; that is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) renewed: bool,
    /// What comes next.
    pub(super) step: Step,
}

/// What a ticket is made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Purpose {
    /// A handoff.
    Handoff {
        /// Its name.
        id: EventId,
        /// What was said after this `seq` …
        after: u64,
        /// … and up to this one is on the ticket from the beginning.
        through: u64,
        /// The skill.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skill: Option<String>,
        /// Why.
        reason: String,
    },
    /// A message whose ticket was closed underneath it, or is gone.
    Message {
        /// Its `seq`.
        seq: u64,
    },
}

/// What the making of a ticket does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Make the requester.
    Person,
    /// Upload the files.
    Files,
    /// Make the ticket, or find it.
    Ticket,
    /// Tell the agents what they need to know.
    Note,
}

/// A message that is being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sending {
    /// Its `seq`.
    pub(super) seq: u64,
    /// Whether the comment is made and the ticket is to be opened again.
    pub(super) reopening: bool,
}

/// What is done for the agent who is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Leaving {
    /// Say it.
    Line,
    /// Mark the ticket.
    Tag,
}

impl State {
    /// Reads a stored state. What cannot be read counts as nothing done, and in doubt.
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self { doubt: true, ..Self::default() })
    }

    /// The stored form.
    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The ticket.
    pub(super) fn ticket(&self) -> Option<TicketId> {
        self.ticket.map(TicketId)
    }

    /// The `seq` after which the log is needed.
    pub(super) fn needs_after(&self) -> u64 {
        match self.opening.as_ref().map(|opening| &opening.purpose) {
            Some(Purpose::Handoff { after, .. }) => (*after).min(self.sent_through),
            Some(Purpose::Message { seq }) => seq.saturating_sub(1).min(self.sent_through),
            None => self.sent_through,
        }
    }

    /// Whether a handoff was begun here, and is under way or the newest that is over.
    pub(super) fn knows(&self, handoff: &EventId) -> bool {
        let under_way = match self.opening.as_ref().map(|opening| &opening.purpose) {
            Some(Purpose::Handoff { id, .. }) => id == handoff,
            _ => false,
        };
        under_way || self.settled.as_ref() == Some(handoff)
    }
}
