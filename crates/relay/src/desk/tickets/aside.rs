//! What is done beside a conversation's tasks: a note for the agents, and a look at the requester. Neither changes the
//! state, so they run beside the desk's own lane.

use super::call::{Answer, Call, Refusal, Reply};
use super::contents;
use super::edge::Edge;
use super::machine::setback;
use super::state::State;
use crate::desk::pace::{Errand, Turn};
use crate::desk::{Asked, Note, Then, matches_before_resend};
use baton_zendesk::ids::SupportUserId;
use baton_zendesk::support::{NewComment, TicketChange};
use std::time::Duration;

/// How long a note waits for its ticket, which is being made.
const TICKET_WAIT: Duration = Duration::from_secs(5);

/// Writes a note on the conversation's ticket, once.
pub(super) async fn note(edge: &Edge, mut state: State, note: &Note<'_>) -> Then {
    let Some(ticket) = state.ticket() else {
        return Then::Again(TICKET_WAIT);
    };
    let turn = Turn { conversation: note.conversation.clone(), errand: Errand::Look };
    if note.ambiguous && matches_before_resend() {
        let reply = edge.perform_for(Call::FindComment(ticket, note.mark.to_owned()), turn.clone(), note.now).await;
        match reply {
            Reply::Answered(Answer::Marked(true)) => return Then::Done,
            Reply::Answered(_) => {}
            reply => return gone_wrong(&mut state, reply),
        }
    }
    state.doubt = false;
    let comment = TicketChange::comment(NewComment::note(note.line.into()));
    let change = TicketChange { metadata: contents::mark(note.mark), ..comment };
    match edge.perform_for(Call::Comment(ticket, Box::new(change)), turn, note.now).await {
        Reply::Answered(_) => Then::Done,
        reply => gone_wrong(&mut state, reply),
    }
}

/// What a field of the requester holds.
pub(super) async fn person_field(edge: &Edge, mut state: State, asked: &Asked<'_>) -> Result<Option<String>, Then> {
    let Some(person) = state.person.map(SupportUserId) else { return Ok(None) };
    let turn = Turn { conversation: asked.conversation.clone(), errand: Errand::Look };
    match edge.perform_for(Call::Known(person), turn, asked.now).await {
        Reply::Answered(Answer::Known(person)) => {
            let value = person.as_ref().and_then(|person| person.field(asked.field)).map(str::trim);
            Ok(value.filter(|value| !value.is_empty()).map(str::to_owned))
        }
        Reply::Refused(Refusal::Missing, _) => Ok(None),
        reply => Err(gone_wrong(&mut state, reply)),
    }
}

fn gone_wrong(state: &mut State, reply: Reply) -> Then {
    match (setback(state, &reply), reply) {
        (Some(then), _) => then,
        (None, Reply::Refused(_, error)) => Then::Fail { error },
        (None, _) => Then::Fail { error: "Zendesk answered something else than was asked".to_owned() },
    }
}
