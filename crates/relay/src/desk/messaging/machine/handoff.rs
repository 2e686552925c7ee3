//! Handing over. The order of the steps has reasons; `docs/zendesk.md` tells them.

mod farewell;
mod prove;
mod reach;

use super::super::call::{Call, Next, Posted, Refusal, Reply};
use super::super::capture;
use super::super::mark;
use super::super::post::{self, Post};
use super::super::state::{Control, Handoff, Row, State, Step};
use super::super::summary;
use super::posting::{self, Outcome};
use super::{Learned, Machine, call, conversation_of, incoming, own_target};
use crate::desk::{Job, Order, Then, What};
use baton_protocol::Stage;
use baton_zendesk::Metadata;
use baton_zendesk::ids::ExternalId;
use baton_zendesk::users::{NewUser, UserChange};

impl Machine {
    /// Begins the handoff, where it is another than the one under way.
    pub(super) fn begin_handoff(&self, state: &mut State, job: &Job, order: &Order) {
        let is_known = state.handoff.as_ref().is_some_and(|handoff| handoff.id == order.id);
        if !is_known && state.settled.as_ref() != Some(&order.id) {
            become_user(state, job);
            self.begin(state, order);
        }
    }

    pub(super) fn prepare_handoff(&self, state: &mut State, job: &Job, order: &Order) {
        if state.settled.as_ref() == Some(&order.id) {
            return;
        }
        self.advance(state, job);
    }

    /// Brings the handoff under way to where there is something to do.
    pub(super) fn advance(&self, state: &mut State, job: &Job) {
        let Some(mut handoff) = state.handoff.take() else { return };
        // Steps that have nothing to do are not taken.
        loop {
            handoff.step = match handoff.step {
                Step::User if state.user.is_some() => Step::Profile,
                Step::Profile if handoff.bare || state.profile == Some(capture::fingerprint(&job.profile)) => {
                    Step::Conversation
                }
                Step::Conversation if state.conversation.is_some() => self.after_conversation(state),
                // The row was found by another conversation meanwhile: the pass has the values.
                Step::Describe if matches!(state.row, Some(Row::Here(_))) => Step::Own,
                Step::Posts if self.next_post(state, &handoff, job).is_none() => {
                    state.sent_through = state.sent_through.max(handoff.through);
                    Step::Pass
                }
                _ => break,
            };
        }
        let is_proof_awaited = handoff.step == Step::Confirm || (handoff.step == Step::Recall && !state.doubt);
        // What goes on in a new conversation was confirmed before: the stage is no word of it.
        let is_told = match &handoff.sequel {
            Some(_) => job.confirmed.as_ref() == Some(&handoff.id),
            None => job.stage == Stage::Queued,
        };
        let is_confirmed = is_proof_awaited && is_told;
        state.handoff = Some(handoff);
        if is_confirmed {
            settle_confirmed(state);
        }
    }

    fn begin(&self, state: &mut State, order: &Order) {
        if state.row == Some(Row::Absent) {
            // It may have been added since.
            state.row = self.configured_row();
        }
        state.handoff = Some(Handoff::begin(order, state.sent_through));
        state.skill = order.skill.clone();
        state.control = Control::Unknown;
        state.upload = None;
        state.refused = None;
        state.sending = None;
        state.leaving = None;
    }

    /// With a row, or the name of one, control comes to us first. Without, the ticket's values go on the conversation,
    /// since the first post may already make the ticket.
    fn after_conversation(&self, state: &State) -> Step {
        match (&state.row, &self.settings().own_row) {
            (Some(Row::Here(_)), _) => Step::Own,
            (None, Some(_)) => Step::Own,
            (Some(Row::Absent), _) | (None, None) => Step::Describe,
        }
    }

    pub(super) fn next_handoff(&self, state: &State, job: &Job) -> Next {
        let Some(handoff) = &state.handoff else { return Next::Then(Then::Done) };
        let reached = self.next_reach(state, handoff, job);
        if let Some(next) = reached {
            return next;
        }
        let Some(conversation) = conversation_of(state) else { return Next::Then(Then::Done) };
        match handoff.step {
            Step::Posts => {
                let post = self.next_post(state, handoff, job);
                post.and_then(|post| posting::next(self.settings(), state, &post)).unwrap_or(Next::Then(Then::Continue))
            }
            Step::Pass if state.doubt && matches!(state.row, Some(Row::Here(_))) => call(Call::Look(conversation)),
            Step::Pass => {
                let metadata = capture::of_pass(self.settings(), handoff, &state.described, job);
                call(Call::Pass(conversation, self.settings().to_workspace(), metadata))
            }
            Step::Offer => {
                let metadata = Metadata::new().with(mark::HANDOFF, handoff.id.as_str());
                match own_target(state) {
                    Some(own) => call(Call::Offer(conversation, own, metadata)),
                    None => call(Call::Look(conversation)),
                }
            }
            Step::Recall => {
                let metadata = Metadata::new().with(mark::PASS, mark::PASS_BACK);
                match own_target(state) {
                    Some(own) => call(Call::Pass(conversation, own, metadata)),
                    None => call(Call::Release(conversation, metadata)),
                }
            }
            _ => call(Call::Look(conversation)),
        }
    }

    pub(super) fn learned_handoff(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        let Some(mut handoff) = state.handoff.take() else { return Learned::then(Then::Done) };
        let learned = match handoff.step {
            Step::Posts => self.learned_post(state, &mut handoff, job, reply),
            Step::Farewell => self.learned_farewell(state, &mut handoff, job, reply),
            Step::Pass | Step::Offer | Step::Confirm | Step::Recall => {
                self.learned_proof(state, &mut handoff, job, reply)
            }
            _ => self.learned_reach(state, &mut handoff, job, reply),
        };
        if matches!(learned.then, Then::Fail { .. }) {
            // No ticket shows what was posted for it; the next one has to.
            state.sent_through = handoff.after;
            // The full one is all there is.
            state.conversation = state.conversation.take().or(handoff.left.take());
        }
        if matches!(learned.then, Then::Done | Then::Fail { .. }) {
            state.settle(handoff);
            state.upload = None;
            state.refused = None;
            state.doubt = false;
        } else {
            state.handoff = Some(handoff);
        }
        learned
    }

    fn next_post(&self, state: &State, handoff: &Handoff, job: &Job) -> Option<Post> {
        debug_assert!(state.conversation.is_some());
        let summary = summary::of(self.settings(), handoff, &state.described, job);
        let posts = post::of_handoff(handoff, &summary, job);
        posts.into_iter().find(|post| handoff.posted.is_none_or(|posted| post.place > posted))
    }

    fn learned_post(&self, state: &mut State, handoff: &mut Handoff, job: &Job, reply: Reply) -> Learned {
        let Some(post) = self.next_post(state, handoff, job) else { return Learned::go_on() };
        let (posted, excused) = match posting::learned(state, &post, job.now, reply) {
            Outcome::Posted(posted) => (posted, false),
            Outcome::Excused(posted) => (posted, true),
            Outcome::Further => return Learned::go_on(),
            Outcome::Not(then) => return Learned::then(then),
            Outcome::Refused(refusal, detail) => return refused(state, handoff, refusal, &detail),
        };
        handoff.posted = Some(post.place);
        let Posted { id, at } = posted;
        if handoff.first.is_none() {
            handoff.first = Some(id);
            state.since = Some(at.0);
            if state.row.is_none() {
                handoff.step = Step::Probe;
            }
        }
        let mut learned = Learned { posted: true, ..Learned::go_on() };
        if let Some(seq) = post.seq.filter(|_| excused) {
            learned.incoming.push(incoming(state, job, at, What::FileRefused { seq }));
        }
        learned
    }
}

/// The handoff that an event has confirmed meanwhile is over.
fn settle_confirmed(state: &mut State) {
    if let Some(handoff) = state.handoff.take() {
        state.control = Control::Workspace;
        state.settle(handoff);
        state.doubt = false;
    }
}

/// Settles whom the handoff is for. A visitor who was handed over as nobody, and has been proved to be somebody since, is
/// another user from here on, with a conversation of their own.
fn become_user(state: &mut State, job: &Job) {
    let is_another = match &state.external_id {
        Some(known) => *known != job.external_id,
        // Kept by a version that knew random ids alone.
        None => job.profile.proved_id().is_some(),
    };
    if is_another && state.user.is_some() {
        state.user = None;
        state.profile = None;
        state.conversation = None;
        state.described.clear();
        state.newest = None;
    }
    state.external_id = Some(job.external_id.clone());
}

/// The external id of the user of this link: the handoff's own, whatever is proved while it is under way.
fn external_id(state: &State, job: &Job) -> ExternalId {
    ExternalId::new(state.external_id.as_ref().unwrap_or(&job.external_id).clone())
}

/// What a refusal means for the handoff: user or conversation that are gone are made anew, once, and so is a conversation
/// that is full; all else ends it.
fn refused(state: &mut State, handoff: &mut Handoff, refusal: Refusal, detail: &str) -> Learned {
    let is_full = refusal == Refusal::Full && state.conversation.is_some();
    let renewable = is_full || matches!(refusal, Refusal::NoUser | Refusal::NoConversation);
    if !renewable || handoff.renewed {
        let what = if is_full { "; the conversation that was made anew is full as well" } else { "" };
        return Learned::then(Then::Fail { error: format!("Zendesk refuses the handoff{what}: {detail}") });
    }
    handoff.renewed = true;
    if is_full {
        handoff.step = Step::Farewell;
        return Learned::go_on();
    }
    if refusal == Refusal::NoUser {
        state.user = None;
        state.profile = None;
    }
    state.conversation = None;
    begin_anew(state, handoff);
    Learned::go_on()
}

/// Goes back to where a conversation is made.
fn begin_anew(state: &mut State, handoff: &mut Handoff) {
    state.described.clear();
    state.newest = None;
    state.doubt = false;
    state.upload = None;
    // What was posted there is gone with it.
    handoff.posted = None;
    handoff.first = None;
    handoff.passes = 0;
    handoff.passed_at = None;
    handoff.step = Step::User;
}

fn new_user(state: &State, handoff: &Handoff, job: &Job) -> NewUser {
    let mut user = NewUser::new(external_id(state, job));
    if !handoff.bare {
        user.profile = capture::profile(&job.profile);
        user.metadata = capture::user_metadata(&job.profile);
    }
    user
}

fn user_change(job: &Job) -> UserChange {
    UserChange { profile: capture::profile(&job.profile), metadata: capture::user_metadata(&job.profile) }
}
