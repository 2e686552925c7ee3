//! The desk's machine, without I/O: which call comes next, and what is learned from its reply.
//!
//! A step is `prepare`, `next`, the call, `learned`; the state is kept before the next step begins. So after a crash the
//! machine stands where it stood before a call that may have been made. The runner says so (`ambiguous`), the state
//! remembers it as `doubt` until it is resolved, and every call is of one of three kinds: harmless when repeated (reads,
//! passes of control, changes, uploads), refused when repeated (the user, whose external id is unique), or looked for
//! before it is repeated (conversations by their metadata, messages by their id).

mod handoff;
mod leave;
mod look;
mod posting;
mod send;
mod sequel;
#[cfg(test)]
mod tests;

use super::call::{Call, Next, Refusal, Reply};
use super::settings::Settings;
use super::state::{Row, State};
use crate::clock::Moment;
use crate::desk::cut::Cut;
use crate::desk::{Incoming, Job, Task, Then, What};
use baton_zendesk::conversations::{ControlTarget, Conversation};
use baton_zendesk::ids::{ConversationId, UserId};

/// The machine of an account.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    settings: Settings,
}

/// What a reply taught, beside the state.
#[derive(Debug)]
pub(super) struct Learned {
    /// What the log learns.
    pub(super) incoming: Vec<Incoming>,
    /// Whether something was posted whose echo is to be expected.
    pub(super) posted: bool,
    /// Up to where nothing is missing.
    pub(super) verified_through: Option<Moment>,
    /// How to go on.
    pub(super) then: Then,
}

impl Learned {
    fn then(then: Then) -> Self {
        Self { incoming: Vec::new(), posted: false, verified_through: None, then }
    }

    fn go_on() -> Self {
        Self::then(Then::Continue)
    }
}

impl Machine {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Brings the state to where the task begins or goes on. `hint` is our row as another conversation learned it.
    pub(super) fn prepare(&self, state: &mut State, job: &Job, hint: Option<&Row>) {
        state.doubt |= job.ambiguous;
        state.date_cut(job.now);
        if let Task::Handoff(order) = &job.task {
            self.begin_handoff(state, job, order);
        }
        if state.row.is_none() {
            state.row = self.configured_row().or_else(|| hint.cloned());
        }
        match &job.task {
            Task::Handoff(order) => self.prepare_handoff(state, job, order),
            Task::Send(seq) => self.prepare_send(state, job, *seq),
            Task::TakeBack { .. } => self.prepare_leave(state),
            Task::Reconcile | Task::Ticket => {}
        }
    }

    /// The next call, or what it all came to.
    pub(super) fn next(&self, state: &State, job: &Job) -> Next {
        match &job.task {
            Task::Handoff(_) => self.next_handoff(state, job),
            Task::Send(seq) => self.next_send(state, job, *seq),
            Task::TakeBack { line } => self.next_leave(state, line),
            Task::Reconcile => look::next_survey(state, job),
            Task::Ticket => look::next_ticket(state),
        }
    }

    /// Takes in the reply to the call that [`Self::next`] asked for.
    pub(super) fn learned(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        match &job.task {
            Task::Handoff(_) => self.learned_handoff(state, job, reply),
            Task::Send(seq) => self.learned_send(state, job, *seq, reply),
            Task::TakeBack { .. } => self.learned_leave(state, job, reply),
            Task::Reconcile => self.learned_survey(state, job, reply),
            Task::Ticket => look::learned_ticket(state, job, &reply),
        }
    }

    fn configured_row(&self) -> Option<Row> {
        match (self.settings.switchboard, &self.settings.own_row) {
            (Some(false), _) => Some(Row::Absent),
            (Some(true), Some(name)) => Some(Row::Here(name.clone())),
            _ => None,
        }
    }

    /// Learns our row from where we sit in a conversation.
    fn learn_row(&self, state: &mut State, conversation: &Conversation) {
        if self.settings.switchboard == Some(false) {
            return;
        }
        let seats = [&conversation.active_switchboard_integration, &conversation.pending_switchboard_integration];
        if let Some(own) = seats.into_iter().flatten().find(|seat| self.settings.is_own(seat)) {
            state.row = Some(Row::Here(own.id.as_str().to_owned()));
        }
    }

    fn is_with_workspace(&self, conversation: &Conversation) -> bool {
        conversation.active_switchboard_integration.as_ref().is_some_and(|seat| self.settings.is_workspace(seat))
    }

    fn is_with_us(&self, conversation: &Conversation) -> bool {
        conversation.active_switchboard_integration.as_ref().is_some_and(|seat| self.settings.is_own(seat))
    }
}

fn call(call: Call) -> Next {
    Next::Call(Box::new(call))
}

fn conversation_of(state: &State) -> Option<ConversationId> {
    state.conversation.clone().map(ConversationId::new)
}

fn user_of(state: &State) -> Option<UserId> {
    state.user.clone().map(UserId::new)
}

fn own_target(state: &State) -> Option<ControlTarget> {
    match &state.row {
        Some(Row::Here(name)) => Some(ControlTarget::new(name.clone())),
        Some(Row::Absent) | None => None,
    }
}

/// What every task does with a reply that brought nothing, where the task itself does not know better: try again, with
/// the doubt that the reply leaves. None for a refusal, on which each task decides for itself.
fn setback(state: &mut State, reply: &Reply) -> Option<Then> {
    let (after, error) = match reply {
        Reply::Answered(_) => return None,
        Reply::Refused(Refusal::Credential | Refusal::Forbidden, detail) => {
            (None, format!("Zendesk does not take the key (`baton check` says what to do): {detail}"))
        }
        Reply::Refused(..) => return None,
        Reply::Unknown { detail, after, late } => {
            state.doubt = true;
            if *late {
                state.cut = Some(Cut::Now);
            }
            (*after, format!("it is not known whether Zendesk did it: {detail}"))
        }
        Reply::Limited(after) => (*after, "Zendesk says: too many requests".to_owned()),
        Reply::Unreachable(detail, after) => (*after, format!("Zendesk cannot be reached: {detail}")),
        Reply::Later(span) => return Some(Then::Wait(*span)),
    };
    Some(Then::Retry { after, ambiguous: state.doubt, error })
}

/// The same for a call whose refusal is an answer: only what was not heard is tried again.
fn unheard(state: &mut State, reply: &Reply) -> Option<Then> {
    if matches!(reply, Reply::Refused(..)) { None } else { setback(state, reply) }
}

/// What the log learns, about the conversation of this link.
fn incoming(state: &State, job: &Job, at: Moment, what: What) -> Incoming {
    Incoming {
        remote: state.conversation.clone().unwrap_or_default(),
        conversation: Some(job.conversation.clone()),
        key: None,
        at,
        what,
    }
}
