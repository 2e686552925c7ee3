//! Deleting tickets and people: first so that they can be had back, then for good.

use super::tickets::{named, number, render};
use super::{allow, invalid, not_found, paging};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::PersonId;
use crate::operation::Call;
use crate::state::State;
use crate::workspace::ticket::{Ticket, TicketStatus};
use serde_json::{Value, json};

/// The tickets that a person has asked for.
pub(crate) fn requested(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let person = person(state, call)?;
    let found: Vec<&Ticket> = state.desk.tickets.values().filter(|ticket| ticket.requester == person).collect();
    let ids: Vec<u64> = found.iter().map(|ticket| ticket.id.0).collect();
    let body = paging::page(state, call, "tickets", &ids, |at| {
        found.get(at).map_or(Value::Null, |ticket| render(state, ticket))
    })?;
    Ok(Answer::ok(body.into()))
}

fn person(state: &State, call: &Call) -> Result<PersonId, Refusal> {
    let id = super::number(call, "user_id")?;
    state.desk.people.get(&id).map(|_| id).ok_or_else(not_found)
}

/// Puts a ticket among the deleted: nobody finds it any more.
pub(crate) fn delete_ticket(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    let id = named(state, call)?.id;
    if let Some(ticket) = state.desk.tickets.remove(&id) {
        state.desk.in_progress.retain(|_, live| *live != id);
        state.desk.ripening.retain(|(_, ripe)| *ripe != id);
        state.desk.deleted.insert(id, ticket);
    }
    Ok(Answer::no_content())
}

/// Forgets a deleted ticket with its files. The vendor does it by a job; here it is done at once.
pub(crate) fn forget_ticket(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    let ticket = state.desk.deleted.remove(&number(call)?).ok_or_else(not_found)?;
    state.desk.gone = state.desk.gone.max(ticket.id.0);
    for id in ticket.comments.iter().flat_map(|comment| &comment.files) {
        if let Some(file) = state.desk.files.remove(id) {
            state.attachments.remove(&file.attachment);
        }
    }
    let job = crate::ids::random_hex(16);
    Ok(Answer::ok(json!({ "job_status": {
        "id": job,
        "url": format!("{}/api/v2/job_statuses/{job}", state.origins.api),
        "status": "queued",
        "total": null,
        "progress": null,
        "message": null,
        "results": null,
    } })))
}

/// Puts a person among the deleted. One with tickets that are not closed is refused.
pub(crate) fn delete_person(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", true)?;
    let id = person(state, call)?;
    let waits = |ticket: &&Ticket| ticket.requester == id && ticket.status != TicketStatus::Closed;
    let open = state.desk.tickets.values().filter(waits).count();
    if open > 0 {
        return Err(invalid(&format!("User is requester on {open} ticket(s) that are not closed.")));
    }
    let person = state.desk.people.remove(&id).ok_or_else(not_found)?;
    let mut body = person.render(&state.origins);
    if let Some(body) = body.as_object_mut() {
        body.insert("active".to_owned(), false.into());
    }
    for user in state.users.values_mut().filter(|user| user.person == Some(id)) {
        user.person = None;
    }
    state.desk.deleted_people.insert(id, person);
    Ok(Answer::ok(json!({ "user": body })))
}

/// Forgets a deleted person.
pub(crate) fn forget_person(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", true)?;
    let id = super::number(call, "deleted_user_id")?;
    let person = state.desk.deleted_people.remove(&id).ok_or_else(not_found)?;
    let kept = |name: &str| person.kept.get(name).cloned();
    // The document knows no null for address and organisation.
    Ok(Answer::ok(json!({ "deleted_user": {
        "id": id,
        "url": format!("{}/api/v2/deleted_users/{id}", state.origins.api),
        "name": person.name,
        "email": person.email.unwrap_or_default(),
        "role": person.role.as_str(),
        "active": false,
        "created_at": seconds(person.created_ms),
        "updated_at": seconds(state.now_ms),
        "time_zone": kept("time_zone").unwrap_or_else(|| "Etc/UTC".into()),
        "locale": kept("locale").unwrap_or_else(|| "en-US".into()),
        "locale_id": 1,
        "organization_id": 0,
        "phone": kept("phone"),
        "shared_phone_number": null,
        "photo": null,
    } })))
}
