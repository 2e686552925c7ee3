//! Changing tickets by API.

use super::body::{Body, Tags, TicketBody};
use super::{audits, named, number, render};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::TicketId;
use crate::json::Metadata;
use crate::operation::Call;
use crate::state::State;
use crate::support::{allow, failed, invalid, not_found, pace};
use crate::workspace::edit::{Edit, change};
use crate::workspace::people::ANA;
use crate::workspace::record::Actor;
use crate::workspace::ticket::{Ticket, Via};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

const API: Actor = Actor { person: Some(ANA), via: Via::Api };

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    let id = number(call)?;
    let old = named(state, call)?.clone();
    pace::update(state, id)?;
    let Body { mut ticket } = call.body()?;
    check_open(&old)?;
    check_stamp(&old, ticket.safe_update.as_ref(), ticket.updated_stamp.as_deref())?;
    let metadata = ticket.metadata.take().unwrap_or_default();
    let edit = TicketBody::edit(ticket, state, ANA, Some(&old))?;
    let audit = change(state, id, API, metadata, edit).map_err(|failure| failed(&failure))?;
    let ticket = state.desk.tickets.get(&id).ok_or_else(not_found)?;
    let audit = ticket.audit(audit).map(|audit| audits::render(state, ticket, audit, false));
    Ok(Answer::ok(json!({ "ticket": render(state, ticket), "audit": audit })))
}

fn check_open(ticket: &Ticket) -> Result<(), Refusal> {
    if ticket.is_closed() { Err(invalid("Status: closed prevents ticket update")) } else { Ok(()) }
}

/// A safe update happens only to the ticket that was read. The vendor takes `false` for `true` here.
fn check_stamp(ticket: &Ticket, safe: Option<&Value>, stamp: Option<&str>) -> Result<(), Refusal> {
    match (safe, stamp) {
        (Some(_), Some(stamp)) if stamp != seconds(ticket.updated_ms) => Err(Refusal::new(
            StatusCode::CONFLICT,
            "UpdateConflict",
            "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.",
        )),
        _ => Ok(()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TagsBody {
    tags: Option<Tags>,
    safe_update: Option<Value>,
    updated_stamp: Option<String>,
}

pub(crate) fn show_tags(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    Ok(Answer::ok(json!({ "tags": named(state, call)?.tags })))
}

/// Replaces the tags.
pub(crate) fn set_tags(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = tag(state, call, |tags| Edit { tags: Some(tags), ..Edit::default() })?;
    Ok(Answer::created(json!({ "tags": state.desk.tickets.get(&id).map(|ticket| &ticket.tags) })))
}

/// Adds to the tags.
pub(crate) fn add_tags(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = tag(state, call, |tags| Edit { added_tags: tags, ..Edit::default() })?;
    Ok(Answer::ok(json!({ "tags": state.desk.tickets.get(&id).map(|ticket| &ticket.tags) })))
}

/// Takes tags away.
pub(crate) fn remove_tags(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = tag(state, call, |tags| Edit { removed_tags: tags, ..Edit::default() })?;
    Ok(Answer::ok(json!({ "tags": state.desk.tickets.get(&id).map(|ticket| &ticket.tags) })))
}

fn tag(state: &mut State, call: &Call, edit: impl FnOnce(Vec<String>) -> Edit) -> Result<TicketId, Refusal> {
    allow(call, "tickets", true)?;
    let ticket = named(state, call)?;
    let body: TagsBody = call.optional_body()?;
    let tags = body.tags.or_else(|| call.query.get("tags").map(|tags| Tags::Words(tags.to_owned())));
    let tags = tags.ok_or_else(|| invalid("Tags: cannot be blank"))?.list();
    check_open(ticket)?;
    check_stamp(ticket, body.safe_update.as_ref(), body.updated_stamp.as_deref())?;
    let id = ticket.id;
    change(state, id, API, Metadata::new(), edit(tags)).map(|_| id).map_err(|failure| failed(&failure))
}
