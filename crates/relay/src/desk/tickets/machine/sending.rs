//! Giving the agents one message of the visitor, as the requester's public comment.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::contents;
use super::super::state::{Purpose, Sending, State, Upload};
use super::{Learned, Machine, call, incoming, learned_upload, next_upload, setback, tokens};
use crate::desk::words::{is_from_desk, visitors};
use crate::desk::{Job, Then, What};
use baton_protocol::{Event, FileRef, Stage};
use baton_zendesk::ids::SupportUserId;
use baton_zendesk::support::{NewComment, TicketChange, TicketStatus};

impl Machine {
    pub(super) fn prepare_send(&self, state: &mut State, job: &Job, seq: u64) {
        if state.opening.is_some() {
            self.pass_over(state, job);
            return;
        }
        if state.sent_through >= seq || state.sending.is_some_and(|sending| sending.seq == seq) {
            return;
        }
        if event(job, seq).is_some_and(|event| is_from_desk(event) || contents::is_empty(event)) {
            // Nothing in it for the agents, or they have it already.
            state.sent_through = seq;
            return;
        }
        state.sending = Some(Sending { seq, reopening: false });
        state.uploads.clear();
    }

    pub(super) fn next_send(&self, state: &State, job: &Job, seq: u64) -> Next {
        if let Some(next) = self.next_opening(state, job) {
            return next;
        }
        let done = Next::Then(Then::Done);
        let sending = state.sending.filter(|sending| sending.seq == seq && state.sent_through < seq);
        let Some((sending, event)) = sending.zip(event(job, seq)) else { return done };
        let Some(ticket) = state.ticket() else {
            let error = "the ticket was never made".to_owned();
            return Next::Then(Then::Park { error, seq: Some(seq) });
        };
        if sending.reopening {
            return call(Call::Change(ticket, Box::new(TicketChange::status(TicketStatus::Open))));
        }
        // Back with the bot, it goes nowhere any more; only what may be there already is looked for.
        if is_over(job) && !state.doubt {
            return done;
        }
        if let Some(next) = next_upload(state, &files(event)) {
            return next;
        }
        let mark = event.id.as_str();
        if state.doubt && self.settings().match_before_resend {
            return call(Call::FindComment(ticket, mark.to_owned()));
        }
        let words = contents::words(event, &state.uploads);
        let comment = NewComment::public(words.into()).with(tokens(state));
        let comment = match state.person {
            Some(person) => comment.by(SupportUserId(person)),
            None => comment,
        };
        let change = TicketChange { metadata: contents::mark(mark), ..TicketChange::comment(comment) };
        call(Call::Comment(ticket, Box::new(change)))
    }

    pub(super) fn learned_send(&self, state: &mut State, job: &Job, seq: u64, reply: Reply) -> Learned {
        if state.opening.is_some() {
            return self.learned_follow_up(state, job, seq, reply);
        }
        let Some(sending) = state.sending else { return Learned::then(Then::Done) };
        let is_upload =
            !sending.reopening && event(job, seq).is_some_and(|event| files(event).len() > state.uploads.len());
        if is_upload && let Some(then) = learned_upload(state, job, &reply) {
            return Learned::then(then);
        }
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        match reply {
            Reply::Answered(Answer::Marked(false)) => {
                state.doubt = false;
                Learned::go_on()
            }
            Reply::Answered(Answer::Marked(true)) => self.said(state, job, seq, None),
            Reply::Answered(Answer::Stands(stand)) if !sending.reopening => {
                self.said(state, job, seq, Some(&stand.status))
            }
            Reply::Answered(_) => sent(state, seq),
            // The comment is there; that the ticket stays as it is, the agents see.
            Reply::Refused(..) if sending.reopening => sent(state, seq),
            Reply::Refused(Refusal::Closed | Refusal::Missing, _) => {
                // It goes on in a ticket that follows.
                let follows = state.ticket;
                state.sending = None;
                state.doubt = false;
                self.begin(state, Purpose::Message { seq }, follows);
                Learned::go_on()
            }
            Reply::Refused(_, detail) => {
                Learned::then(Then::Park { error: format!("Zendesk refuses the message: {detail}"), seq: Some(seq) })
            }
            _ => Learned::go_on(),
        }
    }

    /// The comment is there. A ticket that waited is opened again where that is wanted.
    fn said(&self, state: &mut State, job: &Job, seq: u64, status: Option<&TicketStatus>) -> Learned {
        state.doubt = false;
        let refused = state.uploads.iter().any(|upload| matches!(upload, Upload::Refused(_)));
        // Where it was found by its mark nobody said how the ticket stands; opening one that is open changes nothing.
        let reopens = status.map_or(self.settings().auto_reopen, |status| self.settings().reopens_at(status));
        let mut learned = if reopens {
            state.sending = Some(Sending { seq, reopening: true });
            state.uploads.clear();
            Learned::go_on()
        } else {
            sent(state, seq)
        };
        if refused {
            learned.incoming.push(incoming(state, job, job.now, What::FileRefused { seq }));
        }
        learned
    }

    fn learned_follow_up(&self, state: &mut State, job: &Job, seq: u64, reply: Reply) -> Learned {
        let learned = self.learned_opening(state, job, reply);
        match learned.then {
            Then::Done => {
                state.sent_through = state.sent_through.max(seq);
                learned
            }
            Then::Fail { error } => Learned::then(Then::Park { error, seq: Some(seq) }),
            _ => learned,
        }
    }
}

fn sent(state: &mut State, seq: u64) -> Learned {
    state.sent_through = state.sent_through.max(seq);
    state.sending = None;
    state.doubt = false;
    state.uploads.clear();
    Learned::then(Then::Done)
}

fn is_over(job: &Job) -> bool {
    matches!(job.stage, Stage::Bot | Stage::Ended)
}

fn event(job: &Job, seq: u64) -> Option<&Event> {
    job.events.iter().find(|event| event.seq == seq)
}

fn files(event: &Event) -> Vec<&FileRef> {
    visitors(event).map(|message| message.files.iter().collect()).unwrap_or_default()
}
