//! What an assistant is told.

use crate::bot::{AVAILABLE, Turn, remote};
use serde_json::{Map, Value, json};

/// Characters of one message, as the API has it.
const TEXT: usize = 2_048;
/// How the names of variables begin that are the relay's own.
const OWN: &str = "baton.";

/// The body of a message. A new session is told the conversation's variables, which an old one may have changed since.
pub(super) fn message(turn: &Turn, is_new: bool, wants_context: bool) -> Value {
    let mut variables = Map::new();
    if is_new {
        let known = turn.variables.iter().filter(|(name, _)| !name.starts_with(OWN));
        variables.extend(known.map(|(name, value)| (name.clone(), value.as_str().into())));
    }
    // Of a session that goes on, too: both change.
    if let Some(available) = turn.variables.get(AVAILABLE) {
        variables.insert("baton_available".to_owned(), available.as_str().into());
    }
    variables.insert("baton_returned".to_owned(), turn.returned.into());
    variables.insert("baton_turn".to_owned(), turn.id.as_str().into());
    for (name, value) in [("baton_page", &turn.page), ("baton_locale", &turn.locale)] {
        if let Some(value) = value {
            variables.insert(name.to_owned(), value.as_str().into());
        }
    }
    // Only what is signed says who somebody is.
    if let Some(id) = &turn.person.external_id {
        variables.insert("baton_external_id".to_owned(), id.as_str().into());
    }
    let skill = json!({ "skill_variables": variables });
    let dialog = json!({ "user_defined": variables });
    json!({
        "user_id": turn.conversation,
        "input": {
            "message_type": "text",
            "text": said(turn),
            "options": { "return_context": wants_context },
        },
        // Assistants have actions, a dialog, or both.
        "context": { "skills": { "actions skill": skill, "main skill": dialog } },
    })
}

/// The words for a turn: the last button pressed, or else all that was said. The API takes neither line ends nor tabs.
fn said(turn: &Turn) -> String {
    let pressed = turn.said.iter().rev().find_map(|said| said.payload.clone());
    let text = pressed.unwrap_or_else(|| remote::in_words(turn));
    let line = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    line.take(TEXT).collect()
}
