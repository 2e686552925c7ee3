//! Placeholders in the bodies of triggers (FACTS 3.6): `{{ticket.id}}` and the like. Unknown ones become nothing.

use crate::clock;
use crate::ids::PersonId;
use crate::state::State;
use crate::support::uploads;
use crate::workspace::comment::Comment;
use crate::workspace::people::Person;
use crate::workspace::record::Change;
use crate::workspace::ticket::Ticket;
use serde_json::Value;

/// The line above a comment in its `_formatted` and `_html` variants.
const DASHES: &str = "----------------------------------------------";

/// The template with every placeholder filled in.
///
/// Words go in as they are, quotes and line breaks too, so that they can break a body that was JSON, as at the vendor; a
/// switch escapes them.
pub(crate) fn fill(state: &State, change: &Change, template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        let words = value(state, change, name.trim()).unwrap_or_default();
        out.push_str(&if state.switches.trigger_words_escaped { escaped(&words) } else { words });
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// As it stands inside a JSON text.
fn escaped(words: &str) -> String {
    let quoted = Value::from(words).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn value(state: &State, change: &Change, name: &str) -> Option<String> {
    let ticket = state.desk.tickets.get(&change.ticket)?;
    let (owner, name) = name.split_once('.')?;
    match owner {
        "ticket" => of_ticket(state, ticket, name),
        // Whoever made the change; the account's own rules count as nobody's (FACTS 5, row 23).
        "current_user" => match change.actor.person {
            Some(person) => of_person(state, person, name),
            None => (name == "id").then(|| "-1".to_owned()),
        },
        _ => None,
    }
}

fn of_ticket(state: &State, ticket: &Ticket, name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix("requester.") {
        return of_person(state, ticket.requester, rest);
    }
    if let Some(rest) = name.strip_prefix("assignee.") {
        return of_person(state, ticket.assignee?, rest);
    }
    let public = ticket.latest_public_comment();
    let latest = ticket.comments.last();
    for (prefix, comment) in [("latest_public_comment", public), ("latest_comment", latest)] {
        if let Some(rest) = name.strip_prefix(prefix) {
            return of_comment(state, comment?, rest.strip_prefix('.').unwrap_or(rest));
        }
    }
    if let Some(rest) = name.strip_prefix("public_comments[0].") {
        return of_comment(state, public?, rest);
    }
    if let Some(field) = name.strip_prefix("ticket_field_") {
        return ticket.fields.get(&field.parse().ok()?).cloned();
    }
    Some(match name {
        "id" => ticket.id.to_string(),
        "external_id" => ticket.external_id.clone()?,
        // In words, with a capital, as agents read it.
        "status" => capitalised(ticket.status.as_str()),
        "priority" => capitalised(ticket.priority.as_ref()?),
        "ticket_type" => capitalised(ticket.kind.as_ref()?),
        "title" => ticket.subject.clone(),
        "description" => ticket.description.clone(),
        "tags" => ticket.tags.join(" "),
        "via" => ticket.via.channel().to_owned(),
        "url" => format!("{}/agent/tickets/{}", state.origins.api, ticket.id),
        "group.name" => state.desk.groups.get(&ticket.group?)?.name.clone(),
        "group.id" => ticket.group?.to_string(),
        "brand.id" => ticket.brand.to_string(),
        _ => return None,
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn of_person(state: &State, id: PersonId, name: &str) -> Option<String> {
    let person: &Person = state.desk.people.get(&id)?;
    if let Some(field) = name.strip_prefix("custom_fields.") {
        return person.fields.get(field)?.as_str().map(str::to_owned);
    }
    Some(match name {
        "id" => person.id.to_string(),
        "name" => person.name.clone(),
        "first_name" => person.name.split(' ').next()?.to_owned(),
        "email" => person.email.clone()?,
        "external_id" => person.external_id.clone()?,
        "role" => person.role.as_str().to_owned(),
        _ => return None,
    })
}

fn of_comment(state: &State, comment: &Comment, name: &str) -> Option<String> {
    let author = state.desk.people.get(&comment.author).map(|person| person.name.clone()).unwrap_or_default();
    let first = || uploads::render(state, *comment.files.first()?).as_object().cloned();
    Some(match name {
        "id" => comment.id.to_string(),
        "value" | "value_rich" => comment.plain(),
        // "Unformatted text is used, not HTML": both bring the same header before the same words.
        "" | "_html" | "_formatted" => {
            format!("{DASHES}\n\n{author}, {}\n\n{}", clock::spoken(comment.created_ms), comment.plain())
        }
        "is_public" => comment.public.to_string(),
        "created_at" => clock::seconds(comment.created_ms),
        "author.name" => author,
        "author.id" => comment.author.to_string(),
        "attachments[0].url" => first()?.get("content_url")?.as_str()?.to_owned(),
        "attachments[0].filename" => first()?.get("file_name")?.as_str()?.to_owned(),
        _ => return None,
    })
}
