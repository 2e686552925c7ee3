//! Merging users, as happens when somebody signs in or two records of one person are put together.

use crate::ids::UserId;
use crate::state::State;
use crate::workspace::Failure;
use serde_json::{Map, Value, json};

/// Moves all that is the discarded user's to the surviving one and says so.
pub(crate) fn merge(state: &mut State, surviving: &UserId, discarded: &UserId) -> Result<(), Failure> {
    let known = state.users.contains_key(surviving) && surviving != discarded;
    known.then_some(()).ok_or_else(|| Failure::NoSuchUser(surviving.clone()))?;
    let gone = state.users.remove(discarded).ok_or_else(|| Failure::NoSuchUser(discarded.clone()))?;
    for conversation in state.conversations.values_mut().filter(|conversation| conversation.has(discarded)) {
        // A user has one default conversation, and the surviving one keeps theirs.
        conversation.is_default = false;
        for participant in conversation.participants.iter_mut().filter(|it| &it.user == discarded) {
            participant.user = surviving.clone();
        }
        for message in &mut conversation.messages {
            if message.author.user.as_ref() == Some(discarded) {
                message.author.user = Some(surviving.clone());
            }
        }
    }
    let Some(kept) = state.users.get_mut(surviving) else { return Ok(()) };
    kept.person = kept.person.or(gone.person);
    for (name, value) in &gone.metadata {
        kept.metadata.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in &gone.profile {
        kept.profile.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let merged = json!({ "surviving": kept.full(), "discarded": gone.full() });
    let payload = [("mergedUsers", merged), ("reason", Value::from("api"))];
    state.emit("user:merge", Map::from_iter(payload.map(|(name, value)| (name.to_owned(), value))));
    Ok(())
}
