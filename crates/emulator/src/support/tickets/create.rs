//! Making tickets by API.

use super::body::{Body, RequesterBody, TicketBody};
use super::render;
use crate::answer::{Answer, Refusal};
use crate::ids::{PersonId, TicketId};
use crate::operation::Call;
use crate::state::State;
use crate::support::{allow, failed, idempotency, invalid, not_found};
use crate::workspace::edit::{NewTicket, make};
use crate::workspace::people::{ANA, Person};
use crate::workspace::record::Actor;
use crate::workspace::ticket::Via;
use serde_json::json;

/// Makes a ticket; with an `Idempotency-Key`, once in two hours.
pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    idempotency::once(state, call, |state| new(state, call))
}

fn new(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let Body { mut ticket } = call.body()?;
    if ticket.comment.is_none() && ticket.description.is_none() {
        return Err(invalid("Description: cannot be blank"));
    }
    let source = ticket.via_followup_source_id;
    let inherited = source.map(|source| closed_requester(state, source)).transpose()?;
    let submitter = ticket.submitter_id.unwrap_or(ANA);
    state.desk.people.get(&submitter).ok_or_else(|| invalid("Submitter: is invalid"))?;
    let metadata = ticket.metadata.take().unwrap_or_default();
    let wanted = ticket.requester.take();
    let requester_id = ticket.requester_id;
    // The change is checked before a person is made for it: what is refused leaves nobody behind.
    check_requester(state, requester_id, wanted.as_ref())?;
    let edit = TicketBody::edit(ticket, state, submitter, None)?;
    let requester = match (requester_id, wanted) {
        (Some(id), _) => id,
        (None, Some(body)) => requester(state, body)?,
        (None, None) => inherited.unwrap_or(ANA),
    };
    let actor = Actor { person: Some(ANA), via: Via::Api };
    let new = NewTicket { requester, submitter, followup_of: source, edit };
    let (id, _) = make(state, actor, metadata, new).map_err(|failure| failed(&failure))?;
    let ticket = state.desk.tickets.get(&id).ok_or_else(not_found)?;
    let place = format!("{}/api/v2/tickets/{id}.json", state.origins.api);
    Ok(Answer::created(json!({ "ticket": render(state, ticket) })).header("location", place))
}

/// Only a closed ticket can be gone on from. Its requester is the follow-up's, unless the request names one.
fn closed_requester(state: &State, source: TicketId) -> Result<PersonId, Refusal> {
    let source = state.desk.tickets.get(&source).filter(|ticket| ticket.is_closed());
    source.map(|ticket| ticket.requester).ok_or_else(|| invalid("Via followup source: must be a closed ticket"))
}

fn check_requester(state: &State, id: Option<PersonId>, body: Option<&RequesterBody>) -> Result<(), Refusal> {
    let id = id.or(match body {
        Some(RequesterBody::Id(id)) => Some(*id),
        _ => None,
    });
    match (id, body) {
        (Some(id), _) if !state.desk.people.contains_key(&id) => Err(invalid("Requester: is invalid")),
        (None, Some(RequesterBody::Person { name: None, email: None, .. })) => Err(invalid("Requester: is required")),
        (None, Some(RequesterBody::Email(email) | RequesterBody::Person { email: Some(email), .. })) => {
            let has_host = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
            has_host
                .then_some(())
                .ok_or_else(|| invalid(&format!("Requester: Email: {email} is not properly formatted")))
        }
        _ => Ok(()),
    }
}

/// Whoever has the address, as they are known; else a new end user.
fn requester(state: &mut State, body: RequesterBody) -> Result<PersonId, Refusal> {
    let (name, email, verified) = match body {
        RequesterBody::Id(id) => return Ok(id),
        RequesterBody::Email(email) => (None, Some(email), false),
        RequesterBody::Person { name, email, verified } => (name, email, verified),
    };
    if let Some(known) = email.as_ref().and_then(|email| state.desk.by_email(email)) {
        return Ok(known);
    }
    let local = email.as_ref().and_then(|email| email.split('@').next()).unwrap_or_default();
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| local.to_owned());
    let id = PersonId(state.mint.number());
    state.desk.people.insert(id, Person { email, verified, ..Person::end_user(id, name, state.now_ms) });
    Ok(id)
}
