//! Looking for what no webhook brought. These tasks run beside the others and leave the state alone.

use super::super::call::{Answer, Call, Next, Refusal, Reply, Survey};
use super::super::reader;
use super::super::settings::Settings;
use super::super::state::{Control, State};
use super::{Learned, Machine, call, conversation_of, incoming, send, setback, unheard};
use crate::clock::Moment;
use crate::desk::{Ending, Incoming, Job, Then, What};
use baton_protocol::{EventBody, Stage};
use baton_zendesk::conversations::Conversation;
use std::time::Duration;

/// How far behind the proven point a listing begins, in milliseconds: a message may show up a little after the time it
/// bears.
const OVERLAP: i64 = 60_000;
/// When a ticket that is not there yet is looked for again.
const TICKET_AFTER: [Duration; 4] =
    [Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(60)];

pub(super) fn next_survey(state: &State, job: &Job) -> Next {
    let from = job.verified_through.map(|moment| Moment(moment.0.saturating_sub(OVERLAP)));
    conversation_of(state).map_or(Next::Then(Then::Done), |conversation| call(Call::Survey(conversation, from)))
}

pub(super) fn next_ticket(state: &State) -> Next {
    conversation_of(state).map_or(Next::Then(Then::Done), |conversation| call(Call::Ticket(conversation)))
}

pub(super) fn learned_ticket(state: &mut State, job: &Job, reply: &Reply) -> Learned {
    if let Some(then) = unheard(state, reply) {
        return Learned::then(then);
    }
    match reply {
        // The number is a comfort: nobody knocks at a closed door for it. The next conversation tries its luck.
        Reply::Refused(_, detail) => {
            tracing::error!(conversation.id = %job.conversation, error = %detail, "Zendesk Support does not give the ticket's number; `baton check` says what its credential lacks");
            Learned::then(Then::Done)
        }
        Reply::Answered(Answer::Ticket(Some(number))) => {
            let ticket = incoming(state, job, Moment(0), What::Ticket(*number));
            Learned { incoming: vec![ticket], ..Learned::then(Then::Done) }
        }
        Reply::Answered(Answer::Ticket(None)) if matches!(job.stage, Stage::Queued | Stage::Agent) => {
            let span = usize::try_from(job.attempt).ok().and_then(|tries| TICKET_AFTER.get(tries));
            Learned::then(span.map_or(Then::Done, |span| Then::Again(*span)))
        }
        _ => Learned::then(Then::Done),
    }
}

/// What was said in a conversation by others than us.
pub(super) fn said_in(settings: &Settings, survey: &Survey) -> Vec<Incoming> {
    let read = |message| reader::message(settings, &survey.conversation, message, None);
    let said = survey.messages.iter().map(read);
    said.filter(|incoming| matches!(incoming.what, What::Said(_) | What::VisitorSaid { .. })).collect()
}

impl Machine {
    pub(super) fn learned_survey(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let survey = match reply {
            Reply::Answered(Answer::Survey(survey)) => survey,
            Reply::Refused(Refusal::NoConversation, _) => {
                let gone = incoming(state, job, last_known(state, job), What::Ended(Ending::Session));
                return Learned { incoming: vec![gone], ..Learned::then(Then::Done) };
            }
            _ => return Learned::then(Then::Done),
        };
        let newest = survey.messages.iter().filter_map(|message| message.received).max();
        let newest = newest.map(|received| Moment(received.as_millis()));
        let mut learned = Learned::then(Then::Done);
        learned.incoming = survey
            .messages
            .iter()
            .map(|message| reader::message(self.settings(), &survey.conversation, message, None))
            .filter(|incoming| incoming.what != What::Nothing)
            .collect();
        learned.incoming.extend(self.by_control(state, job, &survey.conversation, newest));
        learned.verified_through = newest.filter(|_| survey.complete);
        learned
    }

    /// What who controls the conversation says about the handoff, where no event said it.
    fn by_control(
        &self,
        state: &State,
        job: &Job,
        conversation: &Conversation,
        newest: Option<Moment>,
    ) -> Option<Incoming> {
        let is_theirs = self.is_with_workspace(conversation);
        let changed = conversation.last_updated_at.map(|time| Moment(time.as_millis()));
        // Zendesk's own times alone: ours may be ahead, and what an agent then says would count as said before the end.
        let at = [changed, newest, state.since.map(Moment)].into_iter().flatten().max().unwrap_or(Moment(0));
        let what = match (job.stage, &state.handoff) {
            (Stage::Requested, Some(handoff)) if is_theirs && handoff.passes > 0 => {
                What::Confirmed { handoff: handoff.id.clone() }
            }
            // Only where the agents were seen to have it, and after the last end: there are accounts that never show who
            // has control, and an agent who writes on after an end has none to lose.
            (Stage::Queued | Stage::Agent, None)
                if !is_theirs && state.control == Control::Workspace && !send::is_resumed(job, u64::MAX) =>
            {
                What::Ended(Ending::Session)
            }
            _ => return None,
        };
        Some(incoming(state, job, at, what))
    }
}

/// A moment after the last thing that Zendesk is known to have said, in its own time: ours may be ahead, and what an agent
/// says in the next conversation would count as said before the end.
fn last_known(state: &State, job: &Job) -> Moment {
    let agents = job.events.iter().filter_map(|event| match event.body.known() {
        Some(EventBody::Agent(message)) => Some(message.desk_at),
        _ => None,
    });
    let known = agents.chain(state.since).chain(job.verified_through.map(|moment| moment.0)).max();
    Moment(known.map_or(0, |at| at.saturating_add(1)))
}
