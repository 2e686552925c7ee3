//! Comments as the Support API shows them.

use super::{Record, listing, named};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::operation::Call;
use crate::state::State;
use crate::support::{allow, uploads};
use crate::workspace::comment::Comment;
use crate::workspace::ticket::{Ticket, Via};
use serde_json::{Value, json};

/// The comments of a ticket, oldest first unless the call says otherwise.
///
/// A messaging ticket's first one is the conversation so far, in words. Files are addresses in it, not attachments.
pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", false)?;
    let ticket = named(state, call)?;
    let mut all: Vec<Record> = transcript(state, ticket).into_iter().collect();
    all.extend(ticket.comments.iter().map(|it| (it.id.0, Some(it.author), render(state, ticket, it))));
    listing(state, call, "comments", all)
}

fn render(state: &State, ticket: &Ticket, comment: &Comment) -> Value {
    let custom = ticket.audit(comment.audit).map(|audit| audit.custom.clone()).unwrap_or_default();
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
        "via": comment.via.render(),
        "created_at": seconds(comment.created_ms),
        "metadata": { "system": {}, "custom": custom },
    })
}

pub(super) fn attachments(state: &State, comment: &Comment) -> Vec<Value> {
    comment.files.iter().map(|id| uploads::render(state, *id)).collect()
}

fn transcript(state: &State, ticket: &Ticket) -> Option<Record> {
    ticket.conversation.as_ref()?;
    let body = in_words(state, ticket);
    let id = ticket.id.0 * 1000 + 1;
    let comment = json!({
        "id": id,
        "type": "Comment",
        "author_id": ticket.requester,
        "body": body,
        "html_body": crate::sunco::markup::html_of_text(&body),
        "plain_body": body,
        "public": true,
        "attachments": [],
        "audit_id": ticket.id.0 * 1000,
        "via": Via::Messaging.render(),
        "created_at": seconds(ticket.created_ms),
        "metadata": { "system": {}, "custom": {} },
    });
    Some((id, Some(ticket.requester), comment))
}

fn in_words(state: &State, ticket: &Ticket) -> String {
    let conversation = ticket.conversation.as_ref().and_then(|id| state.conversations.get(id));
    let messages = conversation.map(|it| it.messages.as_slice()).unwrap_or_default();
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
