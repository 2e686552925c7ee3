//! Listing a user's conversations.

use crate::answer::{Answer, Refusal};
use crate::ids::UserId;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::page::{self, Order};
use crate::sunco::users;
use serde_json::Value;

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = call.query.get("filter[userId]").map(UserId::from);
    let user = users::either(state, id.as_ref(), call.query.get("filter[userExternalId]"))?;
    let theirs: Vec<_> = state.conversations.values().filter(|conversation| conversation.has(&user)).collect();
    let ids: Vec<&str> = theirs.iter().map(|conversation| conversation.id.0.as_str()).collect();
    let board = state.switchboard.as_ref();
    page::listing(&state.origins, call, "conversations", &ids, Order::Forward, |at| {
        theirs.get(at).map_or(Value::Null, |conversation| conversation.full(board))
    })
    .map(Answer::ok)
}
