//! The steps after the last post: control to the agents, and the proof that they have it. That a pass is accepted
//! proves nothing.

use super::super::super::call::{Answer, Refusal, Reply};
use super::super::super::state::{Control, Handoff, Row, State, Step};
use super::super::{Learned, Machine, incoming, setback, unheard};
use super::refused;
use crate::clock::Moment;
use crate::desk::{Job, Then, What};
use baton_protocol::Stage;
use baton_zendesk::conversations::Conversation;
use std::time::Duration;

/// How long is waited between looks, the last again and again.
const LOOKS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];
/// How often control is passed at most.
const PASSES: u32 = 3;

impl Machine {
    pub(super) fn learned_proof(&self, state: &mut State, handoff: &mut Handoff, job: &Job, reply: Reply) -> Learned {
        match handoff.step {
            Step::Pass => self.passed(state, handoff, job, reply),
            Step::Offer | Step::Recall => match unheard(state, &reply) {
                Some(then) => Learned::then(then),
                None if handoff.step == Step::Offer => offered(state, handoff, &reply),
                None => Learned::then(Then::Fail {
                    error: "Zendesk accepted the handoff and never gave control to the agents".to_owned(),
                }),
            },
            _ => self.looked(state, handoff, job, reply),
        }
    }

    fn passed(&self, state: &mut State, handoff: &mut Handoff, job: &Job, reply: Reply) -> Learned {
        if let Reply::Refused(Refusal::Invalid, detail) = &reply
            && !handoff.plain
        {
            tracing::warn!(error = %detail, "Zendesk refuses the ticket's values; the handoff goes on without them");
            handoff.plain = true;
            return Learned::go_on();
        }
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        match reply {
            // In doubt it was looked first.
            Reply::Answered(Answer::Conversation(conversation)) if !self.is_with_workspace(&conversation) => {
                state.doubt = false;
                return Learned::go_on();
            }
            Reply::Refused(refusal, detail) => return refused(state, handoff, refusal, &detail),
            _ => {}
        }
        state.doubt = false;
        handoff.passes += 1;
        handoff.passed_at.get_or_insert(job.now.0);
        handoff.looks = 0;
        handoff.step = if matches!(state.row, Some(Row::Here(_))) { Step::Offer } else { Step::Confirm };
        Learned::go_on()
    }

    fn looked(&self, state: &mut State, handoff: &mut Handoff, job: &Job, reply: Reply) -> Learned {
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let conversation = match reply {
            Reply::Answered(Answer::Conversation(conversation)) => conversation,
            Reply::Refused(refusal, detail) => return refused(state, handoff, refusal, &detail),
            _ => return Learned::go_on(),
        };
        if self.is_with_workspace(&conversation) {
            state.control = Control::Workspace;
            let mut learned = Learned::then(Then::Done);
            if handoff.sequel.is_none() {
                let what = What::Confirmed { handoff: handoff.id.clone() };
                learned.incoming.push(incoming(state, job, changed(&conversation, state), what));
            }
            return learned;
        }
        if job.stage == Stage::Agent && handoff.sequel.is_none() {
            // An agent writes: whoever has control by the record, somebody is there.
            return Learned::then(Then::Done);
        }
        handoff.looks += 1;
        self.wait_or_pass_again(handoff, job)
    }

    fn wait_or_pass_again(&self, handoff: &mut Handoff, job: &Job) -> Learned {
        let waited = handoff.passed_at.map_or(Duration::ZERO, |at| job.now - Moment(at));
        if waited >= self.settings().confirm_timeout {
            handoff.step = Step::Recall;
            return Learned::go_on();
        }
        let place = usize::try_from(handoff.looks.saturating_sub(1)).unwrap_or(usize::MAX);
        if place >= LOOKS.len() && handoff.passes < PASSES {
            handoff.step = Step::Pass;
            return Learned::go_on();
        }
        let [.., last] = LOOKS;
        Learned::then(Then::Wait(LOOKS.get(place).copied().unwrap_or(last)))
    }
}

/// Whether or not we may be pending: only the news of the end depends on it.
fn offered(state: &mut State, handoff: &mut Handoff, reply: &Reply) -> Learned {
    if let Reply::Refused(_, detail) = reply {
        tracing::debug!(error = %detail, "control could not be offered back; an end may be seen later");
    }
    state.doubt = false;
    handoff.step = Step::Confirm;
    Learned::go_on()
}

/// Zendesk's time of the change that gave control.
fn changed(conversation: &Conversation, state: &State) -> Moment {
    let told = conversation.last_updated_at.map(|time| time.as_millis());
    Moment(told.max(state.since).unwrap_or(0))
}
