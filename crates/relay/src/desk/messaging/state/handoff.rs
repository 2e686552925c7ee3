//! A handoff under way.

use baton_protocol::EventId;
use serde::{Deserialize, Serialize};

/// How many events before the message are looked through for what was said last.
const EARLIER: u64 = 40;

/// A handoff under way. Holds the whole order, since later steps get a shorter log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Handoff {
    /// Its name.
    pub(in super::super) id: EventId,
    /// What was said after this `seq` …
    pub(in super::super) after: u64,
    /// … and up to this one goes into the transcript.
    pub(in super::super) through: u64,
    /// The skill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) skill: Option<String>,
    /// Why.
    pub(in super::super) reason: String,
    /// What comes next.
    pub(in super::super) step: Step,
    /// The place of the newest post that is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) posted: Option<Place>,
    /// Zendesk's id of the first post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) first: Option<String>,
    /// How often control was passed.
    #[serde(default)]
    pub(in super::super) passes: u32,
    /// When it was passed first, by our clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) passed_at: Option<i64>,
    /// How often was looked since the last pass.
    #[serde(default)]
    pub(in super::super) looks: u32,
    /// The profile was refused: the user is made without one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in super::super) bare: bool,
    /// The ticket's values were refused: control is passed without them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in super::super) plain: bool,
    /// User or conversation were gone, or the conversation was full, and they are made anew; that is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in super::super) renewed: bool,
    /// The full conversation that was left for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) left: Option<String>,
    /// Nobody asked for it: it goes on with what has become full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) sequel: Option<Sequel>,
}

/// What goes on in a new conversation since the one before is full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Sequel {
    /// The `seq` of the message that found no room.
    pub(in super::super) seq: u64,
    /// The ticket so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) ticket: Option<u64>,
    /// The beginning of the message is in the full one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in super::super) torn: bool,
}

impl Sequel {
    /// The events of which the agents are told again, since whoever gets the new ticket may not know the old one.
    pub(in super::super) fn recalls(&self, seq: u64) -> bool {
        seq > self.seq.saturating_sub(EARLIER) && (seq < self.seq || (self.torn && seq == self.seq))
    }
}

/// What a handoff does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum Step {
    /// Make the user.
    User,
    /// The user exists: which is it?
    KnownUser,
    /// Bring the user's profile up to date.
    Profile,
    /// The conversation is full: look a last time for what nobody told of it.
    Farewell,
    /// Make the conversation, or find it.
    Conversation,
    /// Put our mark on a conversation that was there before.
    Adopt,
    /// Pass control to ourselves.
    Own,
    /// Look whether that did something.
    Seen,
    /// Put the ticket's values on the conversation, for want of a row.
    Describe,
    /// Post summary, transcript and files.
    Posts,
    /// Look who got control of the first post.
    Probe,
    /// Pass control to the agents.
    Pass,
    /// Offer it back to ourselves.
    Offer,
    /// Wait for the proof.
    Confirm,
    /// Nothing came of it: take control back, then fail.
    Recall,
}

/// Where a post stands in a handoff: section and place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in super::super) struct Place(pub(in super::super) u8, pub(in super::super) u32);

impl Handoff {
    /// A handoff at its beginning.
    pub(in super::super) fn begin(order: &crate::desk::Order, after: u64) -> Self {
        Self {
            id: order.id.clone(),
            after,
            through: order.seq.max(after),
            skill: order.skill.clone(),
            reason: order.reason.clone(),
            step: Step::User,
            posted: None,
            first: None,
            passes: 0,
            passed_at: None,
            looks: 0,
            bare: false,
            plain: false,
            renewed: false,
            left: None,
            sequel: None,
        }
    }

    /// The handoff with which a full conversation goes on in a new one. It has the name of the message that found no room:
    /// that finds room only once.
    pub(in super::super) fn of_sequel(id: EventId, sequel: Sequel, skill: Option<String>, after: u64) -> Self {
        let reason = "the conversation at Zendesk was full and goes on in a new one".to_owned();
        let order = crate::desk::Order { id, seq: after, skill, reason, note: None, is_left: false };
        Self { step: Step::Farewell, renewed: true, sequel: Some(sequel), ..Self::begin(&order, after) }
    }

    /// The `seq` after which the log is needed.
    pub(in super::super) fn needs_after(&self) -> u64 {
        let recalled = self.sequel.as_ref().map(|sequel| sequel.seq.saturating_sub(EARLIER));
        recalled.map_or(self.after, |recalled| recalled.min(self.after))
    }
}
