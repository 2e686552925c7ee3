//! Taking control back: the visitor cancelled or ended. Where nothing was made yet, nothing is done.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::mark;
use super::super::post;
use super::super::state::{Control, Leaving, State, Step};
use super::{Learned, Machine, call, conversation_of, own_target, setback, user_of};
use crate::desk::{Job, Then};
use baton_zendesk::Metadata;
use baton_zendesk::conversations::Conversation;

impl Machine {
    pub(super) fn prepare_leave(&self, state: &mut State) {
        state.sending = None;
        if state.leaving.is_none() {
            let known = state.conversation.is_some();
            state.leaving = Some(if known { Leaving::Look } else { Leaving::Find });
        }
    }

    pub(super) fn next_leave(&self, state: &State, line: &str) -> Next {
        let done = Next::Then(Then::Done);
        let Some(leaving) = state.leaving else { return done };
        if leaving == Leaving::Find {
            return user_of(state).map_or(done, |user| call(Call::ListConversations(user)));
        }
        let Some(conversation) = conversation_of(state) else { return done };
        match leaving {
            Leaving::Find | Leaving::Look => call(Call::Look(conversation)),
            Leaving::Line => {
                let post = line_id(state);
                if state.doubt && self.settings().match_before_resend {
                    return call(Call::Find { conversation, post, after: state.newest.clone() });
                }
                call(Call::Post(conversation, post::line(&post, line)))
            }
            Leaving::Control => {
                let metadata = Metadata::new().with(mark::PASS, mark::PASS_BACK);
                match own_target(state) {
                    Some(own) => call(Call::Pass(conversation, own, metadata)),
                    None => call(Call::Release(conversation, metadata)),
                }
            }
        }
    }

    /// What has to be done, by who has control and what was made; nothing where we have it and never gave it away.
    fn way_out(&self, state: &mut State, conversation: &Conversation) -> Option<Leaving> {
        let theirs = self.is_with_workspace(conversation);
        let Some(handoff) = &state.handoff else {
            return Some(if theirs { Leaving::Line } else { Leaving::Control });
        };
        // Where agents are the default, a line into a conversation without a word would make a ticket of it.
        if theirs && (handoff.first.is_some() || state.doubt) {
            return Some(Leaving::Line);
        }
        // No ticket shows what was posted for it; the next one has to.
        state.sent_through = handoff.after;
        let passed = handoff.passes > 0 || handoff.step == Step::Pass;
        // A pass that was accepted and is not to be seen may still come true.
        (theirs || passed || !self.is_with_us(conversation)).then_some(Leaving::Control)
    }

    pub(super) fn learned_leave(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        let Some(leaving) = state.leaving else { return Learned::then(Then::Done) };
        if let Some(then) = hindrance(state, leaving, &reply) {
            return Learned::then(then);
        }
        match (leaving, reply) {
            (Leaving::Find, Reply::Answered(Answer::Conversations(all))) => {
                let mark = Some(job.conversation.as_str());
                let mut marked = all.iter().filter(|one| one.metadata.text(mark::CONVERSATION) == mark);
                let own = marked.find(|one| !state.is_past(one.id.as_str()));
                let own = own.map(|own| own.id.as_str().to_owned());
                // Zendesk may still be making it, and what is not known here would be made once more.
                if let Some(rest) = state.unsettled(job.now).filter(|_| own.is_none()) {
                    return Learned::then(Then::Wait(rest));
                }
                // Where it was not made, agents may have the full one.
                let full = || state.handoff.as_mut().and_then(|handoff| handoff.left.take());
                match own.or_else(full) {
                    Some(own) => {
                        state.conversation = Some(own);
                        state.leaving = Some(Leaving::Look);
                        Learned::go_on()
                    }
                    None => left(state),
                }
            }
            (Leaving::Look, Reply::Answered(Answer::Conversation(conversation))) => {
                self.learn_row(state, &conversation);
                state.leaving = self.way_out(state, &conversation);
                if state.leaving.is_none() {
                    return left(state);
                }
                Learned::go_on()
            }
            (Leaving::Line, Reply::Answered(Answer::Posted(posted) | Answer::Found(Some(posted)))) => {
                state.newest = Some(posted.id);
                state.doubt = false;
                state.leaving = Some(Leaving::Control);
                Learned { posted: true, ..Learned::go_on() }
            }
            (Leaving::Line, Reply::Answered(_)) => match state.unsettled(job.now) {
                Some(rest) => Learned::then(Then::Wait(rest)),
                None => {
                    state.doubt = false;
                    Learned::go_on()
                }
            },
            // A line that is not taken keeps nobody from leaving.
            (Leaving::Line, _) => {
                state.leaving = Some(Leaving::Control);
                Learned::go_on()
            }
            (Leaving::Control, Reply::Answered(_)) => {
                state.control = Control::Ours;
                left(state)
            }
            _ => left(state),
        }
    }
}

/// What has to be tried again. Refusals are not: of what is not there, nothing has to be taken back, and what we do not
/// have cannot be let go.
fn hindrance(state: &mut State, leaving: Leaving, reply: &Reply) -> Option<Then> {
    if matches!(reply, Reply::Refused(Refusal::Forbidden, _)) && leaving == Leaving::Control {
        return None;
    }
    setback(state, reply)
}

/// The name of the line is that of the handoff it is about.
fn line_id(state: &State) -> String {
    let handoff = state.handoff.as_ref().map(|handoff| &handoff.id).or(state.settled.as_ref());
    format!("{}/back", handoff.map_or("none", |id| id.as_str()))
}

fn left(state: &mut State) -> Learned {
    if let Some(handoff) = state.handoff.take() {
        state.settle(handoff);
    }
    state.leaving = None;
    state.upload = None;
    state.refused = None;
    state.doubt = false;
    Learned::then(Then::Done)
}
