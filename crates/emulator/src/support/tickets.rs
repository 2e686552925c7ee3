//! Tickets as the Support API shows them.

use super::{allow, not_found};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::{ConversationId, TicketId};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::Person;
use crate::workspace::ticket::Ticket;
use serde_json::{Map, Value, json};

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

/// A messaging ticket has one comment: the conversation so far, in words. Files are addresses in it, not attachments.
pub(crate) fn comments(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let ticket = named(state, call)?;
    let body = transcript(state, ticket);
    let comment = json!({
        "id": ticket.id.0 * 1000 + 1,
        "type": "Comment",
        "author_id": ticket.requester,
        "body": body,
        "html_body": crate::sunco::markup::html_of_text(&body),
        "plain_body": body,
        "public": true,
        "attachments": [],
        "audit_id": ticket.id.0 * 1000,
        "via": { "channel": "native_messaging", "source": { "from": {}, "to": {}, "rel": null } },
        "created_at": seconds(ticket.created_ms),
        "metadata": { "system": {}, "custom": {} },
    });
    let mut answer = Map::from_iter([("comments".to_owned(), json!([comment])), ("count".to_owned(), 1.into())]);
    answer.extend([("next_page".to_owned(), Value::Null), ("previous_page".to_owned(), Value::Null)]);
    if call.query.get("include").is_some_and(|include| include.split(',').any(|it| it == "users")) {
        let author = state.desk.people.get(&ticket.requester);
        let users = author.iter().map(|person: &&Person| person.render(&state.origins)).collect();
        answer.insert("users".into(), users);
    }
    Ok(Answer::ok(answer.into()))
}

fn named<'a>(state: &'a State, call: &Call) -> Result<&'a Ticket, Refusal> {
    // The API takes the number with and without `.json`.
    let text = call.param("ticket_id");
    let id: TicketId = text.strip_suffix(".json").unwrap_or(text).parse().map_err(|_| not_found())?;
    state.desk.tickets.get(&id).ok_or_else(not_found)
}

fn transcript(state: &State, ticket: &Ticket) -> String {
    let messages = state.conversations.get(&ticket.conversation).map(|it| it.messages.as_slice()).unwrap_or_default();
    let lines = messages.iter().filter(|message| ticket.transcript.contains(&message.id)).map(|message| {
        let speaker = message.author.display_name.clone().unwrap_or_else(|| "Visitor".into());
        let time = seconds(message.received_ms);
        match message.content.get("mediaUrl").and_then(Value::as_str) {
            Some(url) => {
                let text = |name: &str| message.content.get(name).map(|value| value.to_string().replace('"', ""));
                let (name, kind) = (text("altText").unwrap_or_default(), text("mediaType").unwrap_or_default());
                let size = text("mediaSize").unwrap_or_default();
                format!("({time}) {speaker} uploaded: {name}\nURL: {url}\nType: {kind}\nSize: {size}")
            }
            None => format!("({time}) {speaker}: {}", message.plain_text()),
        }
    });
    lines.collect::<Vec<_>>().join("\n\n")
}

fn render(state: &State, ticket: &Ticket) -> Value {
    let fields: Vec<Value> = ticket.fields.iter().map(|(id, value)| json!({ "id": id, "value": value })).collect();
    json!({
        "id": ticket.id,
        "url": format!("{}/api/v2/tickets/{}.json", state.origins.api, ticket.id),
        "external_id": null,
        "subject": ticket.subject,
        "raw_subject": ticket.subject,
        "description": ticket.subject,
        "status": ticket.status.as_str(),
        "priority": ticket.priority,
        "type": null,
        "requester_id": ticket.requester,
        "submitter_id": ticket.requester,
        "assignee_id": ticket.assignee,
        "group_id": ticket.group,
        "brand_id": ticket.brand,
        "organization_id": ticket.organization,
        "tags": ticket.tags,
        "custom_fields": fields,
        "fields": fields,
        "from_messaging_channel": true,
        "is_public": true,
        "has_incidents": false,
        "via": { "channel": "native_messaging", "source": { "from": {}, "to": {}, "rel": null } },
        "created_at": seconds(ticket.created_ms),
        "updated_at": seconds(ticket.updated_ms),
    })
}
