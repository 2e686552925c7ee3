//! People.

use super::{allow, not_found};
use crate::answer::{Answer, Refusal};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::ANA;
use serde_json::{Value, json};

/// Both kinds of credential act for the account's first agent.
pub(crate) fn me(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    let person = state.desk.people.get(&ANA).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "user": person.render(&state.origins) })))
}

/// Finds people by a word of their name or by their address, as `query` or `query=email:…`.
pub(crate) fn search(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    let query = call.query.get("query").map(|text| text.to_lowercase()).unwrap_or_default();
    let (email, word) = match query.strip_prefix("email:") {
        Some(email) => (Some(email.trim_matches('"').to_owned()), String::new()),
        None => (None, query),
    };
    let fits = |text: &str| text.to_lowercase().contains(&word);
    let found: Vec<Value> = state
        .desk
        .people
        .values()
        .filter(|person| match &email {
            Some(email) => person.email.as_ref().is_some_and(|own| own.to_lowercase() == *email),
            None => fits(&person.name) || person.email.as_deref().is_some_and(fits),
        })
        .map(|person| person.render(&state.origins))
        .collect();
    let count = found.len();
    Ok(Answer::ok(json!({ "users": found, "count": count, "next_page": null, "previous_page": null })))
}
