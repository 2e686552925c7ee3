//! Conditions of triggers. Those the emulator does not know are refused when a trigger is saved, not silently false.

use crate::answer::Refusal;
use crate::state::State;
use crate::support::invalid;
use crate::workspace::comment::Comment;
use crate::workspace::people::Role;
use crate::workspace::record::Change;
use crate::workspace::ticket::Ticket;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Condition {
    field: String,
    operator: String,
    #[serde(default)]
    value: Value,
}

/// Statuses in the order that `less_than` and `greater_than` go by.
const STATUSES: [&str; 6] = ["new", "open", "pending", "hold", "solved", "closed"];

const FIELDS: [&str; 8] =
    ["status", "priority", "type", "group_id", "assignee_id", "requester_id", "brand_id", "external_id"];

const IS: [&str; 2] = ["is", "is_not"];
const CHANGES: [&str; 10] = [
    "is",
    "is_not",
    "less_than",
    "greater_than",
    "changed",
    "not_changed",
    "value",
    "not_value",
    "value_previous",
    "not_value_previous",
];
const INCLUDES: [&str; 4] = ["includes", "not_includes", "is", "is_not"];

impl Condition {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let operators: &[&str] = match self.field.as_str() {
            "comment_is_public" | "current_via_id" | "via_id" | "update_type" | "role" => &IS,
            "current_tags" | "comment_includes_word" | "subject_includes_word" => &INCLUDES,
            field if FIELDS.contains(&field) || self.custom().is_some() => &CHANGES,
            field => return Err(invalid(&format!("Conditions: the emulator knows no field {field}"))),
        };
        let known = operators.contains(&self.operator.as_str());
        let wrong = || invalid(&format!("Conditions: {} takes no operator {}", self.field, self.operator));
        known.then_some(()).ok_or_else(wrong)
    }

    /// The name of a custom field among the facts.
    fn custom(&self) -> Option<&str> {
        self.field.strip_prefix("custom_fields_")
    }

    /// The value as text: numbers may be given as such.
    fn text(&self) -> String {
        words(&self.value).to_lowercase()
    }

    pub(crate) fn holds(&self, state: &State, change: &Change) -> bool {
        let Some(ticket) = state.desk.tickets.get(&change.ticket) else { return false };
        let said: Option<&Comment> = ticket.comments.iter().find(|comment| comment.audit == change.audit);
        let positive = |holds: bool| holds != self.operator.contains("not");
        let wanted = self.text();
        match self.field.as_str() {
            "comment_is_public" => positive(self.comment(said)),
            "current_via_id" => positive(change.actor.via.number() == wanted),
            "via_id" => positive(ticket.via.number() == wanted),
            "update_type" => positive(wanted == if change.before.is_none() { "create" } else { "change" }),
            "role" => positive(
                role(state, change) == wanted.replace('-', "_") || self.resolved(change, ticket) == actor(change),
            ),
            "current_tags" => positive(wanted.split([' ', ',']).any(|tag| ticket.tags.iter().any(|own| own == tag))),
            "comment_includes_word" => positive(said.is_some_and(|comment| self.words_in(&comment.body))),
            "subject_includes_word" => positive(self.words_in(&ticket.subject)),
            field => self.field_holds(change, ticket, self.custom().unwrap_or(field)),
        }
    }

    /// Whether there is a comment of the wanted sort.
    fn comment(&self, said: Option<&Comment>) -> bool {
        let Some(comment) = said else { return false };
        match self.text().as_str() {
            "true" | "requester_can_see_comment" => comment.public,
            "false" => !comment.public,
            // "Present".
            _ => true,
        }
    }

    /// `includes`: one of the words; `is`: the phrase.
    fn words_in(&self, text: &str) -> bool {
        let (text, wanted) = (text.to_lowercase(), self.text());
        if self.operator.starts_with("is") {
            text.contains(&wanted)
        } else {
            wanted.split(' ').any(|it| text.contains(it))
        }
    }

    fn field_holds(&self, change: &Change, ticket: &Ticket, name: &str) -> bool {
        let (was, is) = change.field(name);
        let changed = was != is && (change.before.is_some() || !is.is_null());
        let (was, is) = (words(was).to_lowercase(), words(is).to_lowercase());
        let wanted = self.resolved(change, ticket);
        let rank = |word: &str| STATUSES.iter().position(|status| *status == word);
        match self.operator.as_str() {
            "is" => is == wanted,
            "is_not" => is != wanted,
            "less_than" => rank(&is) < rank(&wanted),
            "greater_than" => rank(&is) > rank(&wanted),
            "changed" => changed,
            "not_changed" => !changed,
            "value" => changed && is == wanted,
            "not_value" => !(changed && is == wanted),
            "value_previous" => changed && was == wanted,
            "not_value_previous" => !(changed && was == wanted),
            _ => false,
        }
    }

    /// People may be named by what they are to the ticket.
    fn resolved(&self, change: &Change, ticket: &Ticket) -> String {
        let wanted = self.text();
        match wanted.as_str() {
            "current_user" => actor(change),
            "requester_id" => ticket.requester.to_string(),
            "assignee_id" => ticket.assignee.map(|id| id.to_string()).unwrap_or_default(),
            _ => wanted,
        }
    }
}

/// The number of whoever made the change.
fn actor(change: &Change) -> String {
    change.actor.person.map(|id| id.to_string()).unwrap_or_default()
}

/// The role of whoever made the change, in the words of triggers.
fn role(state: &State, change: &Change) -> &'static str {
    let person = change.actor.person.and_then(|id| state.desk.people.get(&id));
    match person.map(|person| person.role) {
        Some(Role::EndUser) => "end_user",
        // An administrator is an agent too.
        Some(Role::Agent | Role::Admin) => "agent",
        None => "system",
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
