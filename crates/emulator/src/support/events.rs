//! Events of tickets, as event webhooks tell them (FACTS 3.5).

use crate::account::demo;
use crate::clock::seconds;
use crate::ids::{PersonId, WebhookId};
use crate::state::State;
use crate::workspace::comment::Comment;
use crate::workspace::record::Change;
use crate::workspace::ticket::Ticket;
use serde_json::{Map, Value, json};

pub(crate) const CREATED: &str = "zen:event-type:ticket.created";
pub(crate) const COMMENT_ADDED: &str = "zen:event-type:ticket.comment_added";
pub(crate) const STATUS_CHANGED: &str = "zen:event-type:ticket.status_changed";
pub(crate) const TAGS_CHANGED: &str = "zen:event-type:ticket.tags_changed";
pub(crate) const ASSIGNMENT_CHANGED: &str = "zen:event-type:ticket.agent_assignment_changed";
pub(crate) const MESSAGE_ADDED: &str = "zen:event-type:messaging_ticket.message_added";

/// What a webhook may subscribe to here.
pub(crate) const KINDS: [&str; 6] =
    [CREATED, COMMENT_ADDED, STATUS_CHANGED, TAGS_CHANGED, ASSIGNMENT_CHANGED, MESSAGE_ADDED];

/// Something that is to leave as a webhook of Support.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) webhook: WebhookId,
    /// Type of the event, or the subscription of triggers.
    pub(crate) kind: &'static str,
    pub(crate) body: String,
}

/// Tells what a change did: an event for each kind of thing.
pub(crate) fn tell(state: &mut State, change: &Change) {
    let Some(ticket) = state.desk.tickets.get(&change.ticket) else { return };
    let detail = detail(ticket, change.actor.person);
    let via = change.actor.via;
    let mut events: Vec<(&'static str, Value)> = Vec::new();
    if change.before.is_none() {
        events.push((CREATED, json!({})));
    }
    if change.before.is_some() || state.switches.comment_event_on_create {
        let said = ticket.comments.iter().filter(|comment| comment.audit == change.audit);
        events.extend(said.map(|comment| (COMMENT_ADDED, comment_event(state, comment))));
    }
    if change.before.is_some() {
        let (was, is) = change.field("status");
        if was != is {
            events.push((STATUS_CHANGED, json!({ "current": upper(is), "previous": upper(was) })));
        }
        let (was, is) = change.field("assignee_id");
        if was != is {
            events.push((ASSIGNMENT_CHANGED, json!({ "current": text(is), "previous": text(was) })));
        }
        let (was, is) = change.field("tags");
        if was != is {
            events.push((TAGS_CHANGED, json!({ "tags_added": without(is, was), "tags_removed": without(was, is) })));
        }
    }
    let detail = Value::from(Map::from_iter(
        detail.into_iter().chain([("via".to_owned(), json!({ "channel": via.event_channel() }))]),
    ));
    let subject = change.ticket;
    for (kind, event) in events {
        send(state, kind, subject, &detail, &event);
    }
}

/// A message in a messaging ticket, which is no comment.
pub(crate) fn tell_message(state: &mut State, ticket: crate::ids::TicketId, actor: &Value, event: &Value) {
    let mut event = event.clone();
    if let Some(event) = event.as_object_mut() {
        event.insert("actor".into(), actor.clone());
    }
    send(state, MESSAGE_ADDED, ticket, &json!({ "id": ticket.to_string() }), &event);
}

/// To each webhook that hears it; the event has one id for all of them.
fn send(state: &mut State, kind: &'static str, ticket: crate::ids::TicketId, detail: &Value, event: &Value) {
    let body = json!({
        "account_id": demo::ACCOUNT_ID,
        "id": uuid::Uuid::new_v4().to_string(),
        "type": kind,
        "subject": format!("zen:ticket:{ticket}"),
        "time": nanos(state.now_ms),
        "zendesk_event_version": "2022-11-06",
        "detail": detail,
        "event": event,
    });
    let hearing: Vec<WebhookId> = state.hooks.iter().filter(|hook| hook.hears(kind)).map(|it| it.id.clone()).collect();
    state.parcels.extend(hearing.into_iter().map(|webhook| Parcel { webhook, kind, body: body.to_string() }));
}

/// Nanoseconds, as the vendor's examples have them.
fn nanos(at_ms: i64) -> String {
    let millis = crate::clock::millis(at_ms);
    format!("{}000000Z", millis.trim_end_matches('Z'))
}

/// Ids are texts, enumerations in capitals.
fn detail(ticket: &Ticket, actor: Option<PersonId>) -> Map<String, Value> {
    let id = |number: Option<u64>| number.map(|number| number.to_string());
    let capitals = |word: &Option<String>| word.as_ref().map(|word| word.to_uppercase());
    let detail = json!({
        "actor_id": actor.map_or_else(|| "-1".to_owned(), |actor| actor.to_string()),
        "assignee_id": id(ticket.assignee.map(|it| it.0)),
        "brand_id": ticket.brand.to_string(),
        "created_at": seconds(ticket.created_ms),
        "custom_status": "8447320465790",
        "description": ticket.description,
        "external_id": ticket.external_id,
        "form_id": "8646151517822",
        "group_id": id(ticket.group.map(|it| it.0)),
        "id": ticket.id.to_string(),
        "is_public": ticket.is_public(),
        "organization_id": id(ticket.organization),
        "priority": capitals(&ticket.priority),
        "requester_id": ticket.requester.to_string(),
        "status": ticket.status.as_str().to_uppercase(),
        "subject": ticket.subject,
        "submitter_id": ticket.submitter.to_string(),
        "tags": ticket.tags,
        "type": capitals(&ticket.kind),
        "updated_at": seconds(ticket.updated_ms),
    });
    detail.as_object().cloned().unwrap_or_default()
}

fn comment_event(state: &State, comment: &Comment) -> Value {
    let author = state.desk.people.get(&comment.author);
    json!({ "comment": {
        "id": comment.id.to_string(),
        "body": comment.body,
        "is_public": comment.public,
        "author": {
            "id": comment.author.to_string(),
            "is_staff": author.is_some_and(crate::workspace::people::Person::is_agent),
            "name": author.map(|person| person.name.clone()),
        },
    } })
}

fn upper(value: &Value) -> Value {
    value.as_str().map(str::to_uppercase).into()
}

fn text(value: &Value) -> Value {
    value.as_u64().map(|number| number.to_string()).into()
}

fn without(list: &Value, other: &Value) -> Vec<Value> {
    let other = other.as_array().map(Vec::as_slice).unwrap_or_default();
    list.as_array().into_iter().flatten().filter(|tag| !other.contains(tag)).cloned().collect()
}
