//! Metadata that fills a new ticket: `dataCapture.*` of the pass, else of the conversation.

use super::ticket::{PRIORITIES, Ticket};
use crate::ids::{GroupId, PersonId};
use crate::json::Metadata;
use crate::state::State;
use serde_json::Value;

const FIELD: &str = "dataCapture.ticketField.";
const SYSTEM: &str = "dataCapture.systemField.";

/// Metadata of the conversation, overlaid by that of the pass.
pub(crate) fn gathered(state: &State, id: &crate::ids::ConversationId) -> Metadata {
    let Some(conversation) = state.conversations.get(id) else { return Metadata::new() };
    let mut all = conversation.metadata.clone().unwrap_or_default();
    all.extend(conversation.pass_metadata.clone().unwrap_or_default());
    all
}

/// The name and e-mail a requester is to have.
pub(crate) fn requester(metadata: &Metadata) -> (Option<String>, Option<String>) {
    let text = |name: &str| metadata.get(&format!("{SYSTEM}requester.{name}")).and_then(Value::as_str);
    (text("name").map(str::to_owned), text("email").map(str::to_owned))
}

/// Fills the ticket's fields. What cannot be used is noted, as nobody at the vendor would be told either.
pub(crate) fn fill(state: &State, ticket: &mut Ticket, metadata: &Metadata) {
    for (name, value) in metadata.iter().filter(|(name, _)| name.starts_with("dataCapture.")) {
        let Some(text) = value.as_str() else {
            ticket.ignored.push(format!("{name}: not a string"));
            continue;
        };
        let known = match (name.strip_prefix(FIELD), name.strip_prefix(SYSTEM)) {
            (Some(field), _) => field.parse().ok().map(|id: u64| drop(ticket.fields.insert(id, text.to_owned()))),
            (None, Some(field)) => system_field(state, ticket, field, text),
            (None, None) => None,
        };
        if known.is_none() {
            ticket.ignored.push(format!("{name}: {text:?} cannot be used"));
        }
    }
}

fn system_field(state: &State, ticket: &mut Ticket, field: &str, text: &str) -> Option<()> {
    match field {
        // Taken when the requester was chosen.
        "requester.name" | "requester.email" => {}
        "priority" if PRIORITIES.contains(&text) => ticket.priority = Some(text.to_owned()),
        "group_id" => {
            let id: GroupId = text.parse().ok()?;
            state.desk.groups.get(&id)?;
            ticket.group = Some(id);
        }
        "assignee_id" => {
            let id: PersonId = text.parse().ok()?;
            state.desk.people.get(&id).filter(|person| person.is_agent())?;
            ticket.assignee = Some(id);
        }
        "organization_id" => ticket.organization = Some(text.parse().ok()?),
        "brand_id" => ticket.brand = text.parse().ok()?,
        "tags" => {
            let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            for tag in tags {
                let tag = tag.to_lowercase().replace(' ', "_");
                if !ticket.tags.contains(&tag) {
                    ticket.tags.push(tag);
                }
            }
        }
        _ => return None,
    }
    Some(())
}
