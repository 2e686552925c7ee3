//! The steps up to the first post: user, conversation, control.

use super::super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::super::capture;
use super::super::super::mark;
use super::super::super::state::{Handoff, Row, State, Step};
use super::super::{Learned, Machine, call, conversation_of, look, setback, user_of};
use super::{external_id, new_user, refused, user_change};
use crate::desk::{Job, Then};
use baton_zendesk::Metadata;
use baton_zendesk::conversations::{ControlTarget, Conversation};
use baton_zendesk::ids::ConversationId;
use std::time::Duration;

/// How long the first look waits for a pass to ourselves, and how often is looked.
const SEEN_AFTER: Duration = Duration::from_secs(1);
const SEEN_LOOKS: u32 = 2;

impl Machine {
    /// The next call of these steps; none where the handoff is past them.
    pub(super) fn next_reach(&self, state: &State, handoff: &Handoff, job: &Job) -> Option<Next> {
        if handoff.step == Step::User {
            return Some(call(Call::CreateUser(new_user(state, handoff, job))));
        }
        if handoff.step == Step::KnownUser {
            return Some(call(Call::GetUser(external_id(state, job))));
        }
        if handoff.step == Step::Farewell {
            return Some(look::next_survey(state, job));
        }
        let user = user_of(state)?;
        match handoff.step {
            Step::Profile => return Some(call(Call::UpdateUser(user, user_change(job)))),
            Step::Conversation if state.doubt => return Some(call(Call::ListConversations(user))),
            Step::Conversation => return Some(call(Call::CreateConversation(user, own_mark(job)))),
            _ => {}
        }
        let conversation = conversation_of(state)?;
        match handoff.step {
            Step::Adopt => Some(call(Call::Describe(conversation, own_mark(job)))),
            Step::Own => Some(self.pass_to_us(state, handoff, conversation)),
            Step::Describe => {
                let metadata = capture::of_conversation(self.settings(), handoff, &state.described, job);
                Some(call(Call::Describe(conversation, metadata)))
            }
            Step::Seen | Step::Probe => Some(call(Call::Look(conversation))),
            _ => None,
        }
    }

    fn pass_to_us(&self, state: &State, handoff: &Handoff, conversation: ConversationId) -> Next {
        let name = match &state.row {
            Some(Row::Here(name)) => Some(name.as_str()),
            _ => self.settings().own_row.as_deref(),
        };
        let Some(name) = name else { return Next::Then(Then::Continue) };
        let metadata = Metadata::new().with(mark::HANDOFF, handoff.id.as_str()).with(mark::PASS, mark::PASS_OWN);
        call(Call::Pass(conversation, ControlTarget::new(name), metadata))
    }

    pub(super) fn learned_reach(&self, state: &mut State, handoff: &mut Handoff, job: &Job, reply: Reply) -> Learned {
        if handoff.step == Step::Describe {
            self.remember_described(state, handoff, job, &reply);
        }
        match (handoff.step, &reply) {
            (Step::Own, Reply::Refused(refusal, _)) if !is_lost(*refusal) && *refusal != Refusal::Credential => {
                // No such row, or not for our key: without one, then.
                state.row = Some(Row::Absent);
                handoff.step = Step::Describe;
                return Learned::go_on();
            }
            (Step::User, Reply::Refused(Refusal::Exists, _)) => {
                handoff.step = Step::KnownUser;
                return Learned::go_on();
            }
            // A profile that is not taken, such as an address Zendesk takes for none: the summary has it all the same.
            (Step::User | Step::Profile, Reply::Refused(Refusal::Invalid, _)) if !handoff.bare => {
                handoff.bare = true;
                return Learned::go_on();
            }
            (Step::Describe, Reply::Refused(Refusal::Invalid, detail)) if !handoff.plain => {
                tracing::warn!(error = %detail, "Zendesk refuses the ticket's values; the handoff goes on without them");
                handoff.plain = true;
                return Learned::go_on();
            }
            _ => {}
        }
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        match reply {
            Reply::Answered(answer) => self.reached(state, handoff, job, answer),
            Reply::Refused(refusal, detail) => refused(state, handoff, refusal, &detail),
            _ => Learned::go_on(),
        }
    }

    /// Keeps what is on the conversation now, or may be: the next handoff has to empty what it does not want.
    fn remember_described(&self, state: &mut State, handoff: &Handoff, job: &Job, reply: &Reply) {
        let metadata = capture::of_conversation(self.settings(), handoff, &state.described, job);
        let mut keys = capture::described(&metadata);
        match reply {
            Reply::Answered(_) if !handoff.plain => {}
            Reply::Answered(_) | Reply::Unknown { .. } => {
                keys.append(&mut state.described);
                keys.sort();
                keys.dedup();
            }
            _ => return,
        }
        state.described = keys;
    }

    fn reached(&self, state: &mut State, handoff: &mut Handoff, job: &Job, answer: Answer) -> Learned {
        match (handoff.step, answer) {
            (step @ (Step::User | Step::KnownUser), Answer::User(user)) => {
                state.user = Some(user.as_str().to_owned());
                let has_profile = step == Step::User && !handoff.bare;
                state.profile = has_profile.then(|| capture::fingerprint(&job.profile));
                state.doubt = false;
                handoff.step = Step::Profile;
            }
            (Step::Profile, _) => {
                state.profile = Some(capture::fingerprint(&job.profile));
                state.doubt = false;
                handoff.step = Step::Conversation;
            }
            (Step::Conversation, Answer::Conversation(conversation)) => {
                return self.found(state, handoff, job, &conversation);
            }
            (Step::Conversation, Answer::Conversations(all)) => {
                let ours = all.iter().find(|one| is_marked(one, job) && !state.is_past(one.id.as_str()));
                let default = all.iter().find(|one| one.is_default).filter(|_| all.len() == 1);
                let default = default.filter(|one| !state.is_past(one.id.as_str()));
                match (ours.or(default), state.unsettled(job.now)) {
                    (Some(conversation), _) => return self.found(state, handoff, job, conversation),
                    (None, Some(rest)) => return Learned::then(Then::Wait(rest)),
                    (None, None) => state.doubt = false,
                }
            }
            (Step::Adopt, _) => handoff.step = self.after_conversation(state),
            (Step::Own, _) if matches!(state.row, Some(Row::Here(_))) => handoff.step = Step::Posts,
            (Step::Own, _) => {
                handoff.looks = 0;
                handoff.step = Step::Seen;
            }
            (Step::Describe, _) => handoff.step = Step::Posts,
            (Step::Seen, Answer::Conversation(conversation)) => return self.seen(state, handoff, &conversation),
            (Step::Probe, Answer::Conversation(conversation)) => {
                if self.is_with_us(&conversation) {
                    self.learn_row(state, &conversation);
                }
                state.row.get_or_insert(Row::Absent);
                handoff.step = Step::Posts;
            }
            _ => {}
        }
        Learned::go_on()
    }

    /// A conversation of the user: the one just made, ours from before, or the only one the account allows.
    fn found(&self, state: &mut State, handoff: &mut Handoff, job: &Job, conversation: &Conversation) -> Learned {
        if state.is_past(conversation.id.as_str()) {
            let error = "the conversation at Zendesk is full, and the account allows its user no other".to_owned();
            return Learned::then(Then::Fail { error });
        }
        state.conversation = Some(conversation.id.as_str().to_owned());
        state.doubt = false;
        self.learn_row(state, conversation);
        handoff.step = if is_marked(conversation, job) { self.after_conversation(state) } else { Step::Adopt };
        Learned::go_on()
    }

    fn seen(&self, state: &mut State, handoff: &mut Handoff, conversation: &Conversation) -> Learned {
        handoff.looks += 1;
        if self.is_with_us(conversation) {
            self.learn_row(state, conversation);
            handoff.step = Step::Posts;
        } else if handoff.looks < SEEN_LOOKS {
            return Learned::then(Then::Wait(SEEN_AFTER));
        } else {
            state.row = Some(Row::Absent);
            handoff.step = Step::Describe;
        }
        Learned::go_on()
    }
}

/// Whether it is about user or conversation, and not about the row.
fn is_lost(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::NoUser | Refusal::NoConversation | Refusal::Full)
}

fn is_marked(conversation: &Conversation, job: &Job) -> bool {
    conversation.metadata.text(mark::CONVERSATION) == Some(job.conversation.as_str())
}

fn own_mark(job: &Job) -> Metadata {
    Metadata::new().with(mark::CONVERSATION, job.conversation.as_str())
}
