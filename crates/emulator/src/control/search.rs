//! Looking for a text in all that the emulator keeps: what proves that something was forgotten.

use crate::state::State;
use std::fmt::Debug;

/// Where the text is, in words; nowhere gives an empty list. What was sent to webhooks is not looked at, nor the journal.
pub(super) fn holds(state: &State, text: &str) -> Vec<String> {
    let is_in = |kept: &dyn Debug| {
        // What is kept is looked at as it is printed: nothing can hide in a field that was forgotten here.
        let printed = format!("{kept:?}");
        let escaped = format!("{text:?}");
        printed.contains(text) || printed.contains(escaped.trim_matches('"'))
    };
    let users = state.users.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("user {id}"));
    let conversations =
        state.conversations.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("conversation {id}"));
    let tickets = state.desk.tickets.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("ticket {id}"));
    let people = state.desk.people.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("person {id}"));
    let deleted = state.desk.deleted.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("deleted ticket {id}"));
    let gone =
        state.desk.deleted_people.iter().filter(|(_, it)| is_in(it)).map(|(id, _)| format!("deleted person {id}"));
    let files = state.attachments.iter().filter(|(_, it)| {
        is_in(&it.name) || it.bytes.windows(text.len().max(1)).any(|window| window == text.as_bytes())
    });
    let files = files.map(|(id, _)| format!("file {id}"));
    let tickets = tickets.chain(deleted);
    let people = people.chain(gone);
    users.chain(conversations).chain(tickets).chain(people).chain(files).collect()
}
