//! Tickets as the Support API shows them.

pub(crate) mod audits;
pub(crate) mod body;
pub(crate) mod comments;
pub(crate) mod create;
pub(crate) mod update;

use super::{allow, not_found, paging};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::{ConversationId, PersonId, TicketId};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::ticket::Ticket;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The ticket in progress of a conversation; none once it is closed or its session has ended.
pub(crate) fn of_conversation(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let conversation = ConversationId::from(call.param("conversation_id"));
    let ticket = state.desk.live(&conversation).and_then(|id| state.desk.tickets.get(&id));
    let ticket = ticket.filter(|ticket| ticket.visible_ms <= state.now_ms).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "ticket": render(state, ticket) })))
}

pub(crate) fn show(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let ticket = named(state, call)?;
    Ok(Answer::ok(json!({ "ticket": render(state, ticket) })))
}

/// All tickets, or those with an external id: it is not unique.
pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let wanted = call.query.get("external_id");
    let fits = |ticket: &&Ticket| wanted.is_none() || ticket.external_id.as_deref() == wanted;
    let found: Vec<&Ticket> = state.desk.tickets.values().filter(fits).collect();
    let ids: Vec<u64> = found.iter().map(|ticket| ticket.id.0).collect();
    let body = paging::page(state, call, "tickets", &ids, |at| {
        found.get(at).map_or(Value::Null, |ticket| render(state, ticket))
    })?;
    Ok(Answer::ok(body.into()))
}

/// The number in a path.
pub(super) fn number(call: &Call) -> Result<TicketId, Refusal> {
    super::number(call, "ticket_id")
}

pub(super) fn named<'a>(state: &'a State, call: &Call) -> Result<&'a Ticket, Refusal> {
    state.desk.tickets.get(&number(call)?).ok_or_else(not_found)
}

/// Whether a listing is to begin with the newest.
fn newest_first(call: &Call) -> bool {
    match call.query.get("sort") {
        Some(sort) => sort == "-created_at",
        None => call.query.get("sort_order") == Some("desc"),
    }
}

/// What is listed of a ticket: its number, who wrote it, and how it is shown.
type Record = (u64, Option<PersonId>, Value);

/// A page of records that are given oldest first, in the order the call asks for. Where it asks for people too, those who
/// wrote what is on that page.
fn listing(state: &State, call: &Call, name: &str, mut all: Vec<Record>) -> Result<Answer, Refusal> {
    if newest_first(call) {
        all.reverse();
    }
    let ids: Vec<u64> = all.iter().map(|(id, ..)| *id).collect();
    let mut body = paging::page(state, call, name, &ids, |at| {
        all.get(at).map(|(_, _, record)| record.clone()).unwrap_or_default()
    })?;
    if call.query.get("include").is_some_and(|include| include.split(',').any(|it| it == "users")) {
        let page = body.get(name).and_then(Value::as_array);
        let shown: BTreeSet<u64> = page.into_iter().flatten().filter_map(|record| record.get("id")?.as_u64()).collect();
        let of_page = all.iter().filter(|(id, ..)| shown.contains(id));
        let authors: BTreeSet<PersonId> = of_page.filter_map(|(_, author, _)| *author).collect();
        let known = authors.iter().filter_map(|id| state.desk.people.get(id));
        body.insert("users".into(), known.map(|person| person.render(&state.origins)).collect());
    }
    Ok(Answer::ok(body.into()))
}

pub(super) fn render(state: &State, ticket: &Ticket) -> Value {
    let fields: Vec<Value> = ticket.fields.iter().map(|(id, value)| json!({ "id": id, "value": value })).collect();
    // They show only once the ticket is closed (spec, `followup_ids`).
    let followups = if ticket.is_closed() { ticket.followups.clone() } else { Vec::new() };
    json!({
        "id": ticket.id,
        "url": format!("{}/api/v2/tickets/{}.json", state.origins.api, ticket.id),
        "external_id": ticket.external_id,
        "subject": Some(&ticket.subject).filter(|subject| !subject.is_empty()),
        "raw_subject": ticket.subject,
        "description": ticket.description,
        "status": ticket.status.as_str(),
        "priority": ticket.priority,
        "type": ticket.kind,
        "requester_id": ticket.requester,
        "submitter_id": ticket.submitter,
        "assignee_id": ticket.assignee,
        "group_id": ticket.group,
        "brand_id": ticket.brand,
        "organization_id": ticket.organization,
        "tags": ticket.tags,
        "custom_fields": fields,
        "fields": fields,
        "from_messaging_channel": ticket.conversation.is_some(),
        "followup_ids": followups,
        "is_public": ticket.is_public(),
        "has_incidents": false,
        "via": via(state, ticket),
        "created_at": seconds(ticket.created_ms),
        "updated_at": seconds(ticket.updated_ms),
    })
}

/// A follow-up names the ticket it goes on from.
fn via(state: &State, ticket: &Ticket) -> Value {
    let Some(source) = ticket.followup_of else { return ticket.via.render() };
    let title = state.desk.tickets.get(&source).map(|ticket| ticket.subject.clone());
    json!({
        "channel": ticket.via.channel(),
        "source": { "from": { "id": source, "title": title }, "to": {}, "rel": "follow_up" },
    })
}
