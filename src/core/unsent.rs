//! What waits to be sent: one queue, in the order the visitor acted, one request under way at a time. A request that is
//! refused for the moment holds up those behind it, so that nothing overtakes.

use baton_protocol::stage::Trigger;
use baton_protocol::{ClientFrame, ClientId, ErrorCode, Feedback, FileRef, Outgoing, Stage};
use serde::{Deserialize, Serialize};

/// How long an acknowledgement may take before the connection is thought dead, in milliseconds.
const ACK_MS: i64 = 20_000;

/// Something the relay has not acknowledged yet. Kept across reloads under the same id, so that sending it again can
/// never double it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// The client's id, for ever.
    pub id: ClientId,
    /// When the visitor acted, in milliseconds.
    pub at: i64,
    /// What is asked.
    pub request: Request,
    /// The files of a message, for showing it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// Why the relay will not have it; the visitor may try again.
    #[serde(skip)]
    pub failed: Option<ErrorCode>,
}

/// What is asked of the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// To take a message.
    Message(Outgoing),
    /// To call a person.
    Handoff {
        /// The skill wanted.
        skill: Option<String>,
        /// Whether the page asked.
        by_page: bool,
    },
    /// To take that back.
    Cancel,
    /// To end the conversation with the agent.
    End,
    /// To ask for the form of a message to people who are not there.
    LeaveMessage,
    /// To take what the visitor makes of one of the bot's answers.
    Feedback(Feedback),
}

impl Unsent {
    /// The message, where it is one.
    pub fn message(&self) -> Option<&Outgoing> {
        match &self.request {
            Request::Message(message) => Some(message),
            _ => None,
        }
    }

    /// What it does to the stage, where that is all it is for.
    fn trigger(&self) -> Option<Trigger> {
        match self.request {
            Request::Message(_) | Request::LeaveMessage | Request::Feedback(_) => None,
            Request::Handoff { .. } => Some(Trigger::Ask),
            Request::Cancel => Some(Trigger::Cancel),
            Request::End => Some(Trigger::End),
        }
    }

    fn frame(&self) -> ClientFrame {
        let id = self.id.clone();
        match &self.request {
            Request::Message(message) => ClientFrame::Send { id, message: message.clone() },
            Request::Handoff { skill, by_page } => ClientFrame::Handoff { id, skill: skill.clone(), by_page: *by_page },
            Request::Cancel => ClientFrame::Cancel { id },
            Request::End => ClientFrame::End { id },
            Request::LeaveMessage => ClientFrame::LeaveMessage { id },
            Request::Feedback(feedback) => ClientFrame::Feedback { id, feedback: *feedback },
        }
    }
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    waiting: Vec<Unsent>,
    under_way: Option<(ClientId, i64)>,
    /// Not before this moment: the relay asked for patience.
    paused_until: Option<i64>,
}

/// What the queue has to say.
pub(super) enum Next {
    /// Send this.
    Transmit(ClientFrame),
    /// The stage makes this pointless; it is out of the queue.
    Settled(ClientId),
    /// Nothing for now.
    Nothing,
}

impl Queue {
    /// Takes up what an earlier page, or another tab, left. What is known already stays as it is.
    pub(super) fn restore(&mut self, kept: Vec<Unsent>) {
        for unsent in kept {
            if self.find(&unsent.id).is_none() {
                let place = self.waiting.iter().take_while(|older| older.at <= unsent.at).count();
                self.waiting.insert(place, unsent);
            }
        }
    }

    pub(super) fn push(&mut self, unsent: Unsent) {
        self.waiting.push(unsent);
    }

    /// The next thing to do on an open, caught-up connection with the conversation at `stage`.
    pub(super) fn next(&mut self, now: i64, stage: Stage) -> Next {
        if self.under_way.is_some() || self.paused_until.is_some_and(|until| now < until) {
            return Next::Nothing;
        }
        self.paused_until = None;
        let Some(unsent) = self.waiting.iter().find(|unsent| unsent.failed.is_none()) else { return Next::Nothing };
        let id = unsent.id.clone();
        if unsent.trigger().is_some_and(|trigger| stage.after(trigger).is_none()) {
            self.remove(&id);
            return Next::Settled(id);
        }
        let frame = unsent.frame();
        self.under_way = Some((id, now));
        Next::Transmit(frame)
    }

    /// The connection is gone: what was under way may or may not have arrived, so it goes again under its id.
    pub(super) fn interrupt(&mut self) {
        self.under_way = None;
    }

    /// Takes something out: acknowledged, pointless or given up. Says whether it was there.
    pub(super) fn remove(&mut self, id: &ClientId) -> bool {
        if self.under_way.as_ref().is_some_and(|(under_way, _)| under_way == id) {
            self.under_way = None;
        }
        let before = self.waiting.len();
        self.waiting.retain(|unsent| unsent.id != *id);
        self.waiting.len() != before
    }

    /// The relay asks for patience with this one; those behind it wait too.
    pub(super) fn pause(&mut self, until: i64) {
        self.under_way = None;
        self.paused_until = Some(until);
    }

    /// The relay will not have this one; those behind it go on.
    pub(super) fn fail(&mut self, id: &ClientId, code: ErrorCode) {
        self.under_way = None;
        if let Some(unsent) = self.waiting.iter_mut().find(|unsent| unsent.id == *id) {
            unsent.failed = Some(code);
        }
    }

    /// None of them goes before the visitor says so.
    pub(super) fn fail_all(&mut self, code: ErrorCode) {
        self.under_way = None;
        self.waiting.iter_mut().for_each(|unsent| unsent.failed = Some(code));
    }

    pub(super) fn retry(&mut self, id: &ClientId) {
        if let Some(unsent) = self.waiting.iter_mut().find(|unsent| unsent.id == *id) {
            unsent.failed = None;
        }
    }

    pub(super) fn find(&self, id: &ClientId) -> Option<&Unsent> {
        self.waiting.iter().find(|unsent| unsent.id == *id)
    }

    pub(super) fn all(&self) -> &[Unsent] {
        &self.waiting
    }

    pub(super) fn clear(&mut self) -> Vec<Unsent> {
        self.under_way = None;
        self.paused_until = None;
        std::mem::take(&mut self.waiting)
    }

    /// Whether a request of this kind waits.
    pub(super) fn asks(&self, wanted: Trigger) -> bool {
        self.waiting.iter().any(|unsent| unsent.trigger() == Some(wanted))
    }

    /// Whether the form of a message is asked for.
    pub(super) fn leaves(&self) -> bool {
        self.waiting.iter().any(|unsent| unsent.request == Request::LeaveMessage)
    }

    /// What the visitor has said of an answer that the relay does not know yet.
    pub(super) fn helpful(&self, seq: u64) -> Option<bool> {
        self.waiting.iter().rev().find_map(|unsent| match unsent.request {
            Request::Feedback(feedback) if feedback.seq == seq => Some(feedback.helpful),
            _ => None,
        })
    }

    /// Whether an acknowledgement is overdue.
    pub(super) fn is_overdue(&self, now: i64) -> bool {
        self.under_way.as_ref().is_some_and(|(_, since)| now - since >= ACK_MS)
    }

    pub(super) fn deadline(&self) -> Option<i64> {
        let ack = self.under_way.as_ref().map(|(_, since)| since + ACK_MS);
        [ack, self.paused_until].into_iter().flatten().min()
    }
}
