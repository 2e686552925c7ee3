//! The desk's machine, without I/O: which call comes next, and what is learned from its reply.
//!
//! A step is `prepare`, `next`, the call, `learned`; the state is kept before the next step begins. Of its calls most may
//! be repeated. The two that may not are looked for first, once it is not known whether they were made: a ticket by its
//! external id (and Zendesk itself knows its idempotency key for two hours), a comment by our mark in the audits.

mod leaving;
mod looking;
mod opening;
mod sending;
#[cfg(test)]
mod tests;

use super::call::{Answer, Call, Next, Refusal, Reply, Stand};
use super::settings::Settings;
use super::state::{State, Upload};
use crate::clock::Moment;
use crate::desk::cut::Cut;
use crate::desk::{Incoming, Job, Task, Then, What};
use baton_protocol::FileRef;
use baton_zendesk::ids::{TicketId, UploadToken};
use std::time::Duration;

/// How long Zendesk keeps an uploaded file for its comment is an hour; ours counts as gone a little before.
const UPLOAD_KEPT: Duration = Duration::from_secs(50 * 60);

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
    /// Up to where nothing is missing.
    pub(super) verified_through: Option<Moment>,
    /// How to go on.
    pub(super) then: Then,
}

impl Learned {
    fn then(then: Then) -> Self {
        Self { incoming: Vec::new(), verified_through: None, then }
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

    /// Brings the state to where the task begins or goes on.
    pub(super) fn prepare(&self, state: &mut State, job: &Job) {
        state.doubt |= job.ambiguous;
        state.cut = state.cut.filter(|_| state.doubt).map(|cut| cut.dated(job.now));
        let is_stale = |upload: &Upload| matches!(upload, Upload::Up { at, .. } if job.now - Moment(*at) > UPLOAD_KEPT);
        if state.uploads.iter().any(is_stale) {
            state.uploads.clear();
        }
        match &job.task {
            Task::Handoff(order) => self.prepare_handoff(state, job, order),
            Task::Send(seq) => self.prepare_send(state, job, *seq),
            Task::TakeBack { .. } => prepare_leave(state),
            Task::Reconcile | Task::Ticket => {}
        }
    }

    /// The next call, or what it all came to.
    pub(super) fn next(&self, state: &State, job: &Job) -> Next {
        let is_look = matches!(job.task, Task::Reconcile | Task::Ticket);
        if let Some(rest) = state.cut.filter(|_| !is_look).and_then(|cut| cut.unsettled(job.now)) {
            return Next::Then(Then::Wait(rest));
        }
        match &job.task {
            Task::Handoff(_) => self.next_opening(state, job).unwrap_or(Next::Then(Then::Done)),
            Task::Send(seq) => self.next_send(state, job, *seq),
            Task::TakeBack { line } => self.next_leave(state, job, line),
            Task::Reconcile => looking::next(state, job),
            // It is known since the ticket was made.
            Task::Ticket => Next::Then(Then::Done),
        }
    }

    /// Takes in the reply to the call that [`Self::next`] asked for.
    pub(super) fn learned(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        match &job.task {
            Task::Handoff(_) => self.learned_opening(state, job, reply),
            Task::Send(seq) => self.learned_send(state, job, *seq, reply),
            Task::TakeBack { .. } => self.learned_leave(state, reply),
            Task::Reconcile => self.learned_survey(state, job, reply),
            Task::Ticket => Learned::then(Then::Done),
        }
    }
}

/// What is left undone for a conversation whose request was taken back or that was ended.
fn prepare_leave(state: &mut State) {
    state.sending = None;
    state.uploads.clear();
    state.leaving.get_or_insert(super::state::Leaving::Line);
}

fn call(call: Call) -> Next {
    Next::Call(Box::new(call))
}

/// The next file that is not up, of those a comment is to have.
fn next_upload(state: &State, files: &[&FileRef]) -> Option<Next> {
    files.get(state.uploads.len()).map(|file| call(Call::Upload((*file).clone())))
}

/// Takes in what became of an upload; none where the reply says something else.
fn learned_upload(state: &mut State, job: &Job, reply: &Reply) -> Option<Then> {
    match reply {
        Reply::Answered(Answer::Uploaded(token)) => {
            state.uploads.push(Upload::Up { token: token.as_str().to_owned(), at: job.now.0 });
        }
        Reply::Refused(Refusal::File | Refusal::Invalid, detail) => state.uploads.push(Upload::Refused(detail.clone())),
        _ => return None,
    }
    Some(Then::Continue)
}

/// The files that are up.
fn tokens(state: &State) -> Vec<UploadToken> {
    let up = |upload: &Upload| match upload {
        Upload::Up { token, .. } => Some(UploadToken::new(token.clone())),
        Upload::Refused(_) => None,
    };
    state.uploads.iter().filter_map(up).collect()
}

/// What every task does with a reply that brought nothing, where the task itself does not know better: try again. None
/// for an answer and for a refusal, on which each task decides for itself.
pub(super) fn setback(state: &mut State, reply: &Reply) -> Option<Then> {
    let (after, error) = match reply {
        Reply::Answered(_) => return None,
        Reply::Refused(Refusal::Credential | Refusal::Forbidden, detail) => {
            (None, format!("Zendesk Support does not take the credential (`baton check` says what to do): {detail}"))
        }
        // Whoever was faster is done soon, and then it is looked for.
        Reply::Refused(Refusal::Conflict, detail) => {
            state.doubt = true;
            (None, format!("Zendesk is at it already: {detail}"))
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

/// What the log calls a ticket.
pub(super) fn remote(ticket: u64) -> String {
    format!("ticket/{ticket}")
}

/// What the log learns, about the ticket of this link.
fn incoming(state: &State, job: &Job, at: Moment, what: What) -> Incoming {
    Incoming {
        remote: state.ticket.map(remote).unwrap_or_default(),
        conversation: Some(job.conversation.clone()),
        key: None,
        at,
        what,
    }
}

/// The ticket that the log calls so.
pub(super) fn ticket_of(remote: &str) -> Option<TicketId> {
    remote.strip_prefix("ticket/")?.parse().ok().map(TicketId)
}

/// The link goes on with this ticket.
fn adopt(state: &mut State, stand: &Stand) {
    state.ticket = Some(stand.ticket.0);
    state.since = Some(stand.made_at.0);
    state.person = stand.requester.map(|person| person.0).or(state.person);
    state.first_comment = None;
    state.doubt = false;
    state.uploads.clear();
}
