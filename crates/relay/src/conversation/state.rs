//! What is kept of a conversation beside its log.

use crate::clock::Moment;
use baton_protocol::{EventId, FileId, Form, TurnId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The state body of a conversation. Opaque to the store; unknown fields of a newer version are lost when an older one
/// writes, so nothing that the log does not also show may live here alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Variables the bot set.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    /// The bot has answered what was said up to here.
    pub answered: u64,
    /// How many questions in a row the bot had no answer to.
    #[serde(skip_serializing_if = "is_nought")]
    pub unanswered: u32,
    /// The bot's turn that the visitor has stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<TurnId>,
    /// The handoff that is wanted or under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// What the desk confirmed that nobody had asked for: it goes on in another conversation there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<EventId>,
    /// The form that waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The skill that was asked for while nobody was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wished: Option<String>,
    /// Whether the visitor has answered a form: what could be left out is not asked for again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub asked: bool,
    /// Whether the visitor was told that the ticket is solved, and nobody has said anything since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub solved: bool,
    /// Whether the visitor has said how it was with the present agents, or would rather not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rated: bool,
    /// When the desk last ended it, by the desk's clock in milliseconds: what is older does not begin it again.
    pub ended_at: i64,
    /// What was said up to here before the visitor ended it goes to the desk all the same.
    #[serde(skip_serializing_if = "is_none")]
    pub handed_through: u64,
    /// What was said up to here and is not with the desk will not get there: the desk has ended it.
    #[serde(skip_serializing_if = "is_none")]
    pub dropped_through: u64,
    /// The desk's time of the newest word of an agent of the present handoff, in milliseconds.
    pub joined_at: i64,
    /// Who of the desk wrote last, by the desk's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Agents seen, by their id at the desk, so that each picture is one file.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub agents: BTreeMap<String, KnownAgent>,
    /// The ticket's number at the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<u64>,
    /// The visitor was forgotten: what the desk still says here is kept no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// How the visitor is reached by text messages, where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<Sms>,
}

/// A visitor who is reached by text messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sms {
    /// Who they are to whoever sends the texts; none where the desk has yet to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// They want no more texts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// The agents know that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stop_told: bool,
    /// Texts that were kept for nobody, the newest last: the bot does not answer them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<EventId>,
    /// Something was said since the ticket was last solved, so that its end is worth a word.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// A handoff that is wanted or under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The id of the stage event that asked.
    pub id: EventId,
    /// What was said up to this event goes into the summary.
    pub cut: EventId,
    /// The skill, by its configured name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// Why, in a word for the summary.
    pub reason: String,
    /// What the bot wants the agents to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An agent seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAgent {
    /// Address of the picture at the desk.
    pub url: String,
    /// The file that stands for it.
    pub file: FileId,
}

fn is_nought(count: &u32) -> bool {
    *count == 0
}

fn is_none(seq: &u64) -> bool {
    *seq == 0
}

impl State {
    /// Reads a stored state. One that cannot be read counts as empty: what matters is in the log.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The stored form.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Whether something at the desk's time counts as older than its last end.
    pub fn is_before_end(&self, at: Moment) -> bool {
        self.ended_at != 0 && at.0 <= self.ended_at
    }
}
