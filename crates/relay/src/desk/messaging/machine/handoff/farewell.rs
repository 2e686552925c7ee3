//! Leaving a conversation that is full for a new one of the same user.

use super::super::super::call::{Answer, Reply};
use super::super::super::state::{Control, Handoff, State};
use super::super::{Learned, Machine, look, setback};
use super::{become_user, begin_anew};
use crate::desk::Job;

impl Machine {
    /// Nobody looks there any more: what agents said, and no webhook told of, is taken along.
    pub(super) fn learned_farewell(
        &self,
        state: &mut State,
        handoff: &mut Handoff,
        job: &Job,
        reply: Reply,
    ) -> Learned {
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let said = match reply {
            Reply::Answered(Answer::Survey(survey)) => look::said_in(self.settings(), &survey),
            // It is not even there any more.
            _ => Vec::new(),
        };
        handoff.left = state.conversation.clone();
        state.leave_full();
        state.control = Control::Unknown;
        if handoff.sequel.is_some() {
            become_user(state, job);
        }
        begin_anew(state, handoff);
        Learned { incoming: said, ..Learned::go_on() }
    }
}
