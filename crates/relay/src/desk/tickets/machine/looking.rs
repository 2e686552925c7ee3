//! Looking for what agents said and where the ticket stands. This runs beside the other tasks and leaves the state alone.

use super::super::call::{Answer, Call, Next, Refusal, Reply, Survey};
use super::super::reader;
use super::super::state::State;
use super::{Learned, Machine, call, incoming, setback};
use crate::clock::Moment;
use crate::desk::{Ending, Incoming, Job, Then, What};
use baton_protocol::Stage;
use baton_zendesk::support::TicketStatus;

/// How far behind the proven point a listing begins, in milliseconds: a comment may show up a little after the time it
/// bears, which is in whole seconds.
const OVERLAP: i64 = 60_000;

pub(super) fn next(state: &State, job: &Job) -> Next {
    let proven = job.verified_through.map(|moment| moment.0.saturating_sub(OVERLAP));
    let from = proven.max(state.since).map(Moment);
    state.ticket().map_or(Next::Then(Then::Done), |ticket| call(Call::Survey(ticket, from)))
}

impl Machine {
    pub(super) fn learned_survey(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let survey = match reply {
            Reply::Answered(Answer::Survey(survey)) => survey,
            Reply::Refused(Refusal::Missing, _) => {
                // Deleted: nobody can answer there any more.
                let at = Moment(state.since.unwrap_or(0).max(job.verified_through.map_or(0, |at| at.0)) + 1);
                let gone = incoming(state, job, at, What::Ended(Ending::Session));
                return Learned { incoming: vec![gone], ..Learned::then(Then::Done) };
            }
            _ => return Learned::then(Then::Done),
        };
        let mut learned = Learned::then(Then::Done);
        let first = state.first_comment.unwrap_or(0);
        let comments = survey.comments.iter().filter(|comment| comment.id.0 >= first);
        learned.incoming = comments.flat_map(|comment| reader::comment(self.settings(), &survey, comment)).collect();
        for incoming in &mut learned.incoming {
            incoming.conversation = Some(job.conversation.clone());
        }
        learned.incoming.extend(self.by_status(job, &survey));
        let newest = survey.comments.iter().filter_map(|comment| comment.created_at).max();
        learned.verified_through = newest.map(|time| Moment(time.as_millis())).filter(|_| survey.complete);
        learned
    }

    /// What where the ticket stands means for the conversation.
    fn by_status(&self, job: &Job, survey: &Survey) -> Option<Incoming> {
        let ticket = &survey.ticket;
        // A message that was left there is the bot's conversation still; its ticket is over when it takes nothing more.
        let is_left = job.stage == Stage::Bot && ticket.status == TicketStatus::Closed;
        if !matches!(job.stage, Stage::Queued | Stage::Agent) && !is_left {
            return None;
        }
        let what = match &ticket.status {
            TicketStatus::Closed => What::Ended(Ending::TicketClosed),
            status if self.settings().leaves_at(status) => What::Ended(Ending::TicketSolved),
            TicketStatus::Solved => What::Solved,
            _ => return None,
        };
        let changed = ticket.updated_at.map_or(0, |time| time.as_millis());
        let said = survey.comments.iter().filter_map(|comment| comment.created_at).map(|time| time.as_millis()).max();
        let said = said.unwrap_or(0);
        // Solved is told once for each round of words: much else touches a ticket that is solved.
        let at = Moment(if what == What::Solved { said } else { changed.max(said) });
        Some(reader::about(self.settings(), ticket.id.0, ticket.status.as_str(), at, what))
    }
}
