//! What is done beside a conversation's tasks: a note for the agents, and a look at the requester. Neither changes the
//! state, so they run beside the desk's own lane.

use super::call::{Answer, Call, Refusal, Reply};
use super::contents;
use super::edge::Edge;
use super::machine::setback;
use super::state::State;
use crate::desk::pace::{Errand, Turn};
use crate::desk::{Asked, Note, Then, matches_before_resend};
use baton_zendesk::ids::{SupportUserId, TicketId};
use baton_zendesk::support::{NewComment, TicketChange, TicketStatus};
use std::time::Duration;

/// How long a note waits for its ticket, which is being made.
const TICKET_WAIT: Duration = Duration::from_secs(5);

/// Puts a note on the conversation's ticket, once, and tags it.
pub(super) async fn note(edge: &Edge, mut state: State, note: &Note<'_>) -> Then {
    let Some(ticket) = note.ticket.map(TicketId).or(state.ticket()) else {
        return Then::Again(TICKET_WAIT);
    };
    let noted = match note.line {
        Some(line) => put(edge, ticket, line, note).await,
        None => Ok(()),
    };
    if let Err(reply) = noted {
        return gone_wrong(&mut state, reply);
    }
    match mark(edge, ticket, note).await {
        Ok(()) => Then::Done,
        // The note is there: it is looked for before it would be made again.
        Err(reply) => {
            state.doubt = note.line.is_some();
            gone_wrong(&mut state, reply)
        }
    }
}

/// The note itself.
async fn put(edge: &Edge, ticket: TicketId, line: &str, note: &Note<'_>) -> Result<(), Reply> {
    if note.ambiguous && matches_before_resend() {
        match edge.perform_for(Call::FindComment(ticket, note.mark.to_owned()), turn(note), note.now).await {
            Reply::Answered(Answer::Marked(true)) => return Ok(()),
            Reply::Answered(_) => {}
            reply => return Err(reply),
        }
    }
    let comment = TicketChange::comment(NewComment::note(line.into()));
    answered(
        edge,
        Call::Comment(ticket, Box::new(TicketChange { metadata: contents::mark(note.mark), ..comment })),
        note,
    )
    .await
}

/// What may be done twice without a difference.
async fn mark(edge: &Edge, ticket: TicketId, note: &Note<'_>) -> Result<(), Reply> {
    if !note.tags.is_empty() {
        answered(edge, Call::Tag(ticket, note.tags.to_vec()), note).await?;
    }
    if note.solve {
        answered(edge, Call::Change(ticket, Box::new(TicketChange::status(TicketStatus::Solved))), note).await?;
    }
    Ok(())
}

async fn answered(edge: &Edge, call: Call, note: &Note<'_>) -> Result<(), Reply> {
    match edge.perform_for(call, turn(note), note.now).await {
        Reply::Answered(_) => Ok(()),
        reply => Err(reply),
    }
}

fn turn(note: &Note<'_>) -> Turn {
    Turn { conversation: note.conversation.clone(), errand: Errand::Look }
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
