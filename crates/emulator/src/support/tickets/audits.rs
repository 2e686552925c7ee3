//! Audits: what each change of a ticket did.

use super::comments::attachments;
use super::{listing, named};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::operation::Call;
use crate::state::State;
use crate::support::allow;
use crate::workspace::comment::{Audit, Comment, Entry};
use crate::workspace::ticket::Ticket;
use serde_json::{Map, Value, json};

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let ticket = named(state, call)?;
    let all = ticket.audits.iter().map(|audit| (audit.id.0, audit.author, render(state, ticket, audit, true)));
    listing(state, call, "audits", all.collect())
}

/// An audit; in full for the listing, in the fewer words of the document beside an updated ticket.
pub(super) fn render(state: &State, ticket: &Ticket, audit: &Audit, full: bool) -> Value {
    let events: Vec<Value> = audit.entries.iter().map(|entry| event(state, ticket, entry, full)).collect();
    json!({
        "id": audit.id,
        "ticket_id": ticket.id,
        "author_id": audit.author.map_or(Value::from(-1), |id| id.0.into()),
        "created_at": seconds(audit.created_ms),
        "metadata": { "system": {}, "custom": audit.custom },
        "events": events,
        "via": audit.via.render(),
    })
}

fn event(state: &State, ticket: &Ticket, entry: &Entry, full: bool) -> Value {
    match entry {
        Entry::Comment(id) => {
            let comment = ticket.comments.iter().find(|comment| comment.id == *id);
            comment.map_or(Value::Null, |comment| said(state, comment, full))
        }
        Entry::Create { id, field, value } => changed(*id, "Create", field, value, None, full),
        Entry::Change { id, field, value, previous } => changed(*id, "Change", field, value, Some(previous), full),
    }
}

fn said(state: &State, comment: &Comment, full: bool) -> Value {
    if !full {
        return json!({ "id": comment.id, "type": "Comment", "body": comment.body });
    }
    json!({
        "id": comment.id,
        "type": "Comment",
        "author_id": comment.author,
        "body": comment.body,
        "html_body": comment.html,
        "plain_body": comment.plain(),
        "public": comment.public,
        "attachments": attachments(state, comment),
        "audit_id": comment.audit,
    })
}

fn changed(id: u64, kind: &str, field: &str, value: &Value, previous: Option<&Value>, full: bool) -> Value {
    let mut body = Map::from_iter([
        ("id".to_owned(), id.into()),
        ("type".to_owned(), kind.into()),
        ("field_name".to_owned(), field.into()),
    ]);
    // Of a value the document says text or number; numbers of records are texts at the vendor.
    let plain = match value {
        Value::Number(number) => number.to_string().into(),
        other => other.clone(),
    };
    if full {
        body.insert("value".into(), plain);
        body.extend(previous.map(|previous| ("previous_value".to_owned(), previous.clone())));
    } else {
        let words = |list: &Vec<Value>| list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ");
        match &plain {
            Value::Array(list) => drop(body.insert("value".into(), words(list).into())),
            Value::Null => {}
            _ => drop(body.insert("value".into(), plain)),
        }
    }
    body.into()
}
