//! What the log's events say in words, for agents.

use baton_protocol::{Event, EventBody, FormReply, FormValue, VisitorMessage};

/// What a visitor's message says in words: its text, the answers of a form, or what a button without a label carries.
pub(in crate::desk) fn text_of(message: &VisitorMessage) -> String {
    if !message.text.trim().is_empty() {
        return message.text.clone();
    }
    if let Some(form) = &message.form {
        return answers(form);
    }
    message.postback.as_ref().map(|postback| postback.payload.clone()).unwrap_or_default()
}

fn answers(form: &FormReply) -> String {
    let lines: Vec<String> = form
        .values
        .iter()
        .filter_map(|value| match value {
            FormValue::Name(name) => Some(format!("Name: {name}")),
            FormValue::Email(email) => Some(format!("E-mail: {email}")),
            _ => None,
        })
        .collect();
    lines.join("\n")
}

/// The visitor's message, if the event is one.
pub(in crate::desk) fn visitors(event: &Event) -> Option<&VisitorMessage> {
    match event.body.known() {
        Some(EventBody::Visitor(message)) => Some(message),
        _ => None,
    }
}

/// Whether the desk brought it: agents' words, and what the visitor wrote on another device, which no client of ours
/// named.
pub(in crate::desk) fn is_from_desk(event: &Event) -> bool {
    match event.body.known() {
        Some(EventBody::Visitor(_)) => event.client.is_none(),
        Some(EventBody::Agent(_)) => true,
        _ => false,
    }
}
