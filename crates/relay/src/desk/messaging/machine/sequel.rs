//! A message for which its conversation has no room: the conversation goes on in a new one, with a ticket of its own, and
//! then the message is sent there like any other. It stays the message's own work, so that what was said after it waits.

use super::super::call::Reply;
use super::super::state::{Handoff, Sending, Sequel, State};
use super::{Learned, Machine};
use crate::desk::{Job, Then};

/// Begins to go on in a new conversation.
pub(super) fn begin(state: &mut State, job: &Job, sending: &Sending) -> Learned {
    let seq = sending.seq;
    let Some(event) = job.events.iter().find(|event| event.seq == seq) else {
        let error = "the log does not hold the message that is sent".to_owned();
        return Learned::then(Then::Park { error, seq: Some(seq) });
    };
    let sequel = Sequel { seq, ticket: job.ticket, torn: sending.done > 0 };
    let skill = state.skill.clone();
    state.handoff = Some(Handoff::of_sequel(event.id.clone(), sequel, skill, state.sent_through));
    state.sending = Some(Sending { renewed: true, ..sending.clone() });
    state.upload = None;
    Learned::go_on()
}

impl Machine {
    /// Takes in a reply on the way there. Where there is no way, the message waits for the operator.
    pub(super) fn learned_sequel(&self, state: &mut State, job: &Job, seq: u64, reply: Reply) -> Learned {
        let mut learned = self.learned_handoff(state, job, reply);
        learned.then = match learned.then {
            Then::Done => Then::Continue,
            Then::Fail { error } => {
                let error = format!("the conversation at Zendesk is full, and does not go on in a new one: {error}");
                Then::Park { error, seq: Some(seq) }
            }
            then => then,
        };
        learned
    }
}
