//! What the desk keeps between two steps. Small, and written before anything else is asked of Zendesk.

mod handoff;

pub(super) use handoff::{Handoff, Place, Sequel, Step};

use crate::clock::Moment;
use crate::desk::cut::Cut;
use baton_protocol::EventId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The form this version writes.
const VERSION: u32 = 1;
/// How many conversations that were left are remembered. Each had thousands of messages, unless Zendesk calls everything
/// full.
const PAST: usize = 16;

/// The state of a conversation's link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// The form it was written in.
    pub(super) version: u32,
    /// The external id that the user was made with; none in what an earlier version kept, where it is random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
    /// The user at Zendesk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    /// A hash of the profile the user has there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<String>,
    /// The conversation at Zendesk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) conversation: Option<String>,
    /// The conversations at Zendesk that were left because they are full, the newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) past: Vec<String>,
    /// Our row in the switchboard; none is not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) row: Option<Row>,
    /// Who has control, as far as we brought it about or saw it.
    pub(super) control: Control,
    /// Up to which `seq` Zendesk has what was said.
    pub(super) sent_through: u64,
    /// Zendesk's time of the first post of the newest handoff: what is older belongs to an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<i64>,
    /// Zendesk's id of our newest post: what may have been posted after it lies after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<String>,
    /// Whether the next writing call may have been made already.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) doubt: bool,
    /// The doubt is from a call that ran out of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cut: Option<Cut>,
    /// What an earlier handoff put on the conversation for its ticket, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) described: Vec<String>,
    /// A file that is up and not posted yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upload: Option<Uploaded>,
    /// A file Zendesk does not take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refused: Option<RefusedFile>,
    /// The handoff under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) handoff: Option<Handoff>,
    /// The newest handoff that is over: made, failed or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) settled: Option<EventId>,
    /// The skill that the newest handoff asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skill: Option<String>,
    /// The message that is being sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sending: Option<Sending>,
    /// Control that is being taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leaving: Option<Leaving>,
}

/// Our row in the switchboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Row {
    /// There is one, under this name or id.
    Here(String),
    /// There is none, or it cannot be named.
    Absent,
}

/// Who has control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Control {
    /// Not known.
    #[default]
    Unknown,
    /// We have, or at any rate the agents have it no more.
    Ours,
    /// The agents have, by an event or by looking.
    Workspace,
}

/// A file that is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Uploaded {
    /// The post it is for.
    pub(super) post: String,
    /// Where Zendesk keeps it.
    pub(super) url: String,
}

/// A file that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefusedFile {
    /// The post it was for.
    pub(super) post: String,
    /// Why, for the agent.
    pub(super) reason: String,
}

/// A message that is being sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sending {
    /// Its `seq`.
    pub(super) seq: u64,
    /// How many parts are there.
    pub(super) done: u32,
    /// Whether control was seen to be the agents'.
    pub(super) control: Regain,
    /// How often was looked for a pass to have done something, over all passes.
    #[serde(default)]
    pub(super) looks: u32,
    /// The user was gone, and it was looked up whose conversation it is now; that is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) strayed: bool,
    /// The conversation was full, and it goes on in a new one; that is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) renewed: bool,
}

/// Giving control to the agents again before a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Regain {
    /// Look who has it.
    Look,
    /// Pass it.
    Pass,
    /// They have it by our pass: offer it back to ourselves.
    Offer,
    /// They have it, as far as is known.
    Settled,
}

/// Taking control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Leaving {
    /// Was a conversation made whose id we never learned?
    Find,
    /// Who has control?
    Look,
    /// Tell the agent.
    Line,
    /// Take it.
    Control,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            external_id: None,
            user: None,
            profile: None,
            conversation: None,
            past: Vec::new(),
            row: None,
            control: Control::Unknown,
            sent_through: 0,
            since: None,
            newest: None,
            doubt: false,
            cut: None,
            described: Vec::new(),
            upload: None,
            refused: None,
            handoff: None,
            settled: None,
            skill: None,
            sending: None,
            leaving: None,
        }
    }
}

impl State {
    /// Reads a stored state. What cannot be read counts as nothing done: Zendesk is then asked before anything is made,
    /// by user and conversation metadata.
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self { doubt: true, ..Self::default() })
    }

    /// The stored form.
    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes the time of a call that was cut, as soon as there is one; forgets it with the doubt.
    pub(super) fn date_cut(&mut self, now: Moment) {
        self.cut = self.cut.filter(|_| self.doubt).map(|cut| cut.dated(now));
    }

    /// How long it takes until a look that finds nothing is proof; none where it is.
    pub(super) fn unsettled(&self, now: Moment) -> Option<Duration> {
        self.cut.and_then(|cut| cut.unsettled(now))
    }

    /// The `seq` after which the log is needed.
    pub(super) fn needs_after(&self) -> u64 {
        self.handoff.as_ref().map_or(self.sent_through, |handoff| handoff.needs_after().min(self.sent_through))
    }

    /// A handoff is over. What goes on in a new conversation keeps the name under which it was asked for.
    pub(super) fn settle(&mut self, handoff: Handoff) {
        if handoff.sequel.is_none() {
            self.settled = Some(handoff.id);
        }
    }

    /// Whether the message with this `seq` waits until its conversation goes on in a new one.
    pub(super) fn awaits_sequel(&self, seq: u64) -> bool {
        self.sequel().is_some_and(|(_, sequel)| sequel.seq == seq)
    }

    /// The handoff that makes a new conversation of a full one, where one is under way.
    pub(super) fn sequel(&self) -> Option<(&Handoff, &Sequel)> {
        self.handoff.as_ref().and_then(|handoff| Some((handoff, handoff.sequel.as_ref()?)))
    }

    /// Whether a handoff was begun here, and is under way or the newest that is over.
    pub(super) fn knows(&self, handoff: &EventId) -> bool {
        self.handoff.as_ref().map(|handoff| &handoff.id) == Some(handoff) || self.settled.as_ref() == Some(handoff)
    }

    /// Leaves the conversation at Zendesk behind, which is full; what it has of ours stays known by its id.
    pub(super) fn leave_full(&mut self) {
        let Some(full) = self.conversation.take() else { return };
        self.past.retain(|past| *past != full);
        self.past.push(full);
        let over = self.past.len().saturating_sub(PAST);
        self.past.drain(..over);
    }

    /// Whether a conversation at Zendesk is one that was left behind. Where no other could be made, the full one is the
    /// present one all the same.
    pub(super) fn is_past(&self, conversation: &str) -> bool {
        self.conversation.as_deref() != Some(conversation) && self.past.iter().any(|past| past == conversation)
    }

    /// Whether something at Zendesk's time belongs to an earlier handoff. Before the first post of a handoff nothing can
    /// answer it, so everything does.
    pub(super) fn is_before_handoff(&self, at: Moment) -> bool {
        if self.handoff.as_ref().is_some_and(|handoff| handoff.first.is_none()) {
            return true;
        }
        at.0 != 0 && self.since.is_some_and(|since| at.0 < since)
    }
}
