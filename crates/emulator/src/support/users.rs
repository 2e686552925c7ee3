//! People.

use super::{allow, not_found};
use crate::answer::{Answer, Refusal};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::ANA;
use serde_json::json;

/// Both kinds of credential act for the account's first agent.
pub(crate) fn me(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    let person = state.desk.people.get(&ANA).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "user": person.render(&state.origins) })))
}
