//! Telling the agent that the visitor has left. The ticket stays as it is, unless the operator wants it solved.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::state::{Leaving, State, Step};
use super::super::{ENDED_TAG, contents};
use super::{Learned, Machine, adopt, call, setback};
use crate::desk::{Job, Then};
use baton_zendesk::support::{NewComment, TicketChange, TicketStatus};

impl Machine {
    pub(super) fn next_leave(&self, state: &State, job: &Job, line: &str) -> Next {
        match &state.opening {
            // It may have been made when the visitor left.
            Some(opening) if opening.step == Step::Ticket && state.doubt => {
                return call(Call::Find(contents::external_id(job, opening.number)));
            }
            Some(opening) if opening.step != Step::Note => return Next::Then(Then::Done),
            _ => {}
        }
        let Some((ticket, leaving)) = state.ticket().zip(state.leaving) else { return Next::Then(Then::Done) };
        if leaving == Leaving::Tag {
            return call(Call::Tag(ticket, vec![ENDED_TAG.to_owned()]));
        }
        let mark = format!("left/{}/{}/{}", job.conversation, state.tickets, state.sent_through);
        if state.doubt && self.settings().match_before_resend {
            return call(Call::FindComment(ticket, mark));
        }
        let comment = TicketChange::comment(NewComment::note(line.into()));
        let status = self.settings().solve_on_end.then_some(TicketStatus::Solved);
        call(Call::Comment(ticket, Box::new(TicketChange { status, metadata: contents::mark(&mark), ..comment })))
    }

    pub(super) fn learned_leave(&self, state: &mut State, reply: Reply) -> Learned {
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let next = match (reply, state.leaving) {
            (Reply::Answered(Answer::Found(Some(stand))), leaving) => {
                adopt(state, &stand);
                leaving
            }
            // The ticket was not made, and one before it has nothing to do with this.
            (Reply::Answered(Answer::Found(None)), _) => None,
            (Reply::Answered(Answer::Marked(false)), leaving) => leaving,
            (Reply::Answered(_), Some(Leaving::Line)) => Some(Leaving::Tag),
            // Closed or gone: nobody is left to be told.
            (Reply::Refused(Refusal::Closed | Refusal::Missing, _), _) => None,
            (Reply::Refused(_, detail), Some(Leaving::Line)) => {
                tracing::warn!(error = %detail, "the agent could not be told that the visitor left");
                Some(Leaving::Tag)
            }
            _ => None,
        };
        state.doubt = false;
        state.leaving = next;
        // A ticket that was yet to be made is made no more.
        state.opening = None;
        Learned::then(if next.is_some() { Then::Continue } else { Then::Done })
    }
}
