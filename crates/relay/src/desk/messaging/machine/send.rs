//! Giving the agents one message of the visitor.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::capture;
use super::super::mark;
use super::super::post::{self, Post};
use super::super::state::{Control, Regain, Sending, State};
use super::posting::{self, Outcome};
use super::{Learned, Machine, call, conversation_of, incoming, own_target, sequel, setback, unheard};
use crate::desk::{Job, Then, What};
use baton_protocol::{Event, EventBody, Stage};
use baton_zendesk::Metadata;
use std::time::Duration;

/// How often is looked whether a pass gave control again: at once and after a wait, for each of two passes.
const REGAIN_LOOKS: u32 = 4;
/// How long is waited before such a look.
const REGAIN_AFTER: Duration = Duration::from_secs(1);

impl Machine {
    pub(super) fn prepare_send(&self, state: &mut State, job: &Job, seq: u64) {
        if state.awaits_sequel(seq) {
            return self.advance(state, job);
        }
        if state.sent_through >= seq || state.sending.as_ref().is_some_and(|sending| sending.seq == seq) {
            return;
        }
        if is_resumed(job, seq) {
            // The log's word of it is behind what is sent soon; the state has to know.
            state.control = Control::Ours;
        }
        if job.events.iter().any(|event| event.seq == seq) && parts(job, seq).is_empty() {
            // Nothing in it for the agents, or they have it already.
            state.sent_through = seq;
            return;
        }
        if let Some(handoff) = state.handoff.take_if(|handoff| handoff.sequel.is_some()) {
            // Of a message that goes there no more.
            state.conversation = state.conversation.take().or(handoff.left);
        }
        let control = if state.control == Control::Ours { Regain::Look } else { Regain::Settled };
        state.sending = Some(Sending { seq, done: 0, control, looks: 0, strayed: false, renewed: false });
        state.upload = None;
        state.refused = None;
    }

    pub(super) fn next_send(&self, state: &State, job: &Job, seq: u64) -> Next {
        let Some(sending) = state.sending.as_ref().filter(|sending| sending.seq == seq && state.sent_through < seq)
        else {
            return Next::Then(Then::Done);
        };
        if state.awaits_sequel(seq) {
            // Back with the bot, what was made so far is left to who takes it back.
            return if is_over(job) { Next::Then(Then::Done) } else { self.next_handoff(state, job) };
        }
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
                let metadata = capture::of(self.settings(), None, &[], job).metadata;
                let metadata = metadata.with(mark::PASS, mark::PASS_AGAIN);
                call(Call::Pass(conversation, self.settings().to_workspace(), metadata))
            }
            Regain::Offer => match own_target(state) {
                Some(own) => call(Call::Offer(conversation, own, Metadata::new().with(mark::PASS, mark::PASS_AGAIN))),
                None => call(Call::Look(conversation)),
            },
            Regain::Settled if state.user.is_none() => call(Call::Participant(conversation)),
            Regain::Settled => posting::next(self.settings(), state, &post).unwrap_or(Next::Then(Then::Done)),
        }
    }

    pub(super) fn learned_send(&self, state: &mut State, job: &Job, seq: u64, reply: Reply) -> Learned {
        if state.awaits_sequel(seq) {
            return self.learned_sequel(state, job, seq, reply);
        }
        let Some(sending) = state.sending.clone() else { return Learned::then(Then::Done) };
        let Some(post) = part(job, &sending) else { return Learned::then(Then::Done) };
        if sending.control != Regain::Settled {
            return self.learned_control(state, &sending, &reply);
        }
        if let Reply::Answered(Answer::User(user)) = &reply {
            state.user = Some(user.as_str().to_owned());
            return Learned::go_on();
        }
        let (posted, excused) = match posting::learned(state, &post, job.now, reply) {
            Outcome::Posted(posted) => (posted, false),
            Outcome::Excused(posted) => (posted, true),
            Outcome::Further => return Learned::go_on(),
            Outcome::Not(then) => return Learned::then(then),
            // Merged into another: the conversation is theirs now.
            Outcome::Refused(Refusal::NoUser, _) if !sending.strayed => {
                state.user = None;
                state.sending = Some(Sending { strayed: true, ..sending });
                return Learned::go_on();
            }
            Outcome::Refused(Refusal::Full, _) if !sending.renewed && !is_over(job) => {
                return sequel::begin(state, job, &sending);
            }
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
        if is_whole && sending.renewed {
            learned.incoming.push(incoming(state, job, posted.at, What::Renewed));
        }
        learned
    }

    /// An accepted pass proves nothing here either, so it is looked for. Without control the message is still best off in
    /// the conversation, where whoever has it sees it.
    fn learned_control(&self, state: &mut State, sending: &Sending, reply: &Reply) -> Learned {
        let mut sending = sending.clone();
        let heard = if sending.control == Regain::Offer { unheard(state, reply) } else { setback(state, reply) };
        if let Some(then) = heard {
            return Learned::then(then);
        }
        let mut then = Then::Continue;
        sending.control = match reply {
            Reply::Answered(Answer::Conversation(conversation)) if self.is_with_workspace(conversation) => {
                state.control = Control::Workspace;
                let is_ours_to_offer = sending.looks > 0 && own_target(state).is_some();
                if is_ours_to_offer { Regain::Offer } else { Regain::Settled }
            }
            Reply::Answered(Answer::Conversation(_)) => {
                let looks = sending.looks;
                sending.looks += 1;
                match after_look(looks) {
                    Some(Regain::Look) => {
                        then = Then::Wait(REGAIN_AFTER);
                        Regain::Look
                    }
                    Some(control) => control,
                    None => unproved(state),
                }
            }
            Reply::Answered(_) if sending.control == Regain::Pass => Regain::Look,
            _ if sending.control == Regain::Offer => Regain::Settled,
            _ => unproved(state),
        };
        if sending.control == Regain::Settled {
            // It was about these calls: of the message nothing is made before.
            state.doubt = false;
        }
        state.sending = Some(sending);
        Learned::then(then)
    }
}

/// What follows a look that did not show the agents, after so many others. None where it is no use.
fn after_look(looks: u32) -> Option<Regain> {
    match looks {
        REGAIN_LOOKS.. => None,
        looks if looks.is_multiple_of(2) => Some(Regain::Pass),
        _ => Some(Regain::Look),
    }
}

/// Nobody was seen to have control: what a look then shows is no end.
fn unproved(state: &mut State) -> Regain {
    state.control = Control::Unknown;
    Regain::Settled
}

/// Whether the agents may have lost control before the log came to `seq`: it was taken back, or it ended and an agent
/// wrote again.
pub(super) fn is_resumed(job: &Job, seq: u64) -> bool {
    let resumed = |event: &&Event| match event.body.known() {
        Some(EventBody::Stage(change)) => change.to == Stage::Agent && matches!(change.from, Stage::Bot | Stage::Ended),
        _ => false,
    };
    job.events.iter().filter(|event| event.seq < seq).any(|event| resumed(&event))
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
