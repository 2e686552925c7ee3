//! Giving the agents one message of the visitor.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::capture;
use super::super::mark;
use super::super::post::{self, Post};
use super::super::state::{Control, Regain, Sending, State};
use super::posting::{self, Outcome};
use super::{Learned, Machine, call, conversation_of, incoming, setback};
use crate::desk::{Job, Then, What};
use baton_protocol::{Event, EventBody, Stage};

impl Machine {
    pub(super) fn prepare_send(&self, state: &mut State, job: &Job, seq: u64) {
        if state.sent_through >= seq || state.sending.as_ref().is_some_and(|sending| sending.seq == seq) {
            return;
        }
        if job.events.iter().any(|event| event.seq == seq) && parts(job, seq).is_empty() {
            // Nothing in it for the agents, or they have it already.
            state.sent_through = seq;
            return;
        }
        let control = if is_resumed(state, job, seq) { Regain::Look } else { Regain::Settled };
        state.sending = Some(Sending { seq, done: 0, control });
        state.upload = None;
        state.refused = None;
    }

    pub(super) fn next_send(&self, state: &State, job: &Job, seq: u64) -> Next {
        let Some(sending) = state.sending.as_ref().filter(|sending| sending.seq == seq && state.sent_through < seq)
        else {
            return Next::Then(Then::Done);
        };
        let Some(conversation) = conversation_of(state) else {
            let error = "the conversation was never made at Zendesk".to_owned();
            return Next::Then(Then::Park { error, seq: Some(seq) });
        };
        let Some(post) = part(job, sending) else { return Next::Then(Then::Done) };
        // Back with the bot, it goes nowhere any more; only what may be there already is looked for.
        if is_over(job) && !state.doubt && sending.done == 0 {
            return Next::Then(Then::Done);
        }
        match sending.control {
            Regain::Look => call(Call::Look(conversation)),
            Regain::Pass => {
                let metadata = capture::of(self.settings(), None, job).metadata.with(mark::PASS, mark::PASS_AGAIN);
                call(Call::Pass(conversation, self.settings().to_workspace(), metadata))
            }
            Regain::Settled => posting::next(self.settings(), state, &post).unwrap_or(Next::Then(Then::Done)),
        }
    }

    pub(super) fn learned_send(&self, state: &mut State, job: &Job, seq: u64, reply: Reply) -> Learned {
        let Some(sending) = state.sending.clone() else { return Learned::then(Then::Done) };
        let Some(post) = part(job, &sending) else { return Learned::then(Then::Done) };
        if sending.control != Regain::Settled {
            return self.learned_control(state, &sending, &reply);
        }
        let (posted, excused) = match posting::learned(state, &post, reply) {
            Outcome::Posted(posted) => (posted, false),
            Outcome::Excused(posted) => (posted, true),
            Outcome::Further => return Learned::go_on(),
            Outcome::Not(then) => return Learned::then(then),
            Outcome::Refused(refusal, detail) => return Learned::then(park(refusal, &detail, seq)),
        };
        let done = sending.done + 1;
        let is_whole = parts(job, seq).len() <= usize::try_from(done).unwrap_or(usize::MAX);
        if is_whole {
            state.sent_through = seq;
            state.sending = None;
        } else {
            state.sending = Some(Sending { done, ..sending });
        }
        let then = if is_whole { Then::Done } else { Then::Continue };
        let mut learned = Learned { posted: true, ..Learned::then(then) };
        if excused {
            learned.incoming.push(incoming(state, job, posted.at, What::FileRefused { seq }));
        }
        learned
    }

    fn learned_control(&self, state: &mut State, sending: &Sending, reply: &Reply) -> Learned {
        let control = match reply {
            Reply::Answered(Answer::Conversation(conversation)) if self.is_with_workspace(conversation) => {
                Regain::Settled
            }
            Reply::Answered(Answer::Conversation(_)) => Regain::Pass,
            Reply::Answered(_) => Regain::Settled,
            reply => match setback(state, reply) {
                Some(then) => return Learned::then(then),
                // Without control the message is still best off in the conversation, where whoever has it sees it.
                None => Regain::Settled,
            },
        };
        if control == Regain::Settled {
            state.control = Control::Workspace;
        }
        state.sending = Some(Sending { control, ..sending.clone() });
        Learned::go_on()
    }
}

/// Whether the agents may have lost control since: it was taken back, or it ended and an agent wrote again.
fn is_resumed(state: &State, job: &Job, seq: u64) -> bool {
    let resumed = |event: &&Event| match event.body.known() {
        Some(EventBody::Stage(change)) => change.to == Stage::Agent && matches!(change.from, Stage::Bot | Stage::Ended),
        _ => false,
    };
    state.control == Control::Ours || job.events.iter().filter(|event| event.seq < seq).any(|event| resumed(&event))
}

fn is_over(job: &Job) -> bool {
    matches!(job.stage, Stage::Bot | Stage::Ended)
}

fn parts(job: &Job, seq: u64) -> Vec<Post> {
    job.events.iter().find(|event| event.seq == seq).map(post::of_message).unwrap_or_default()
}

fn part(job: &Job, sending: &Sending) -> Option<Post> {
    parts(job, sending.seq).into_iter().nth(usize::try_from(sending.done).ok()?)
}

fn park(refusal: Refusal, detail: &str, seq: u64) -> Then {
    let error = match refusal {
        Refusal::Full => format!("the conversation at Zendesk is full and takes no more messages: {detail}"),
        Refusal::NoConversation | Refusal::NoUser => {
            format!("the conversation or its user was deleted at Zendesk: {detail}")
        }
        _ => format!("Zendesk refuses the message: {detail}"),
    };
    Then::Park { error, seq: Some(seq) }
}
