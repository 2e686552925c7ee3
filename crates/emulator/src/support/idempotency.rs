//! `Idempotency-Key`: the same request again gets the same answer and does nothing (FACTS 3.3).

use crate::answer::{Answer, Refusal};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use axum::http::StatusCode;
use bytes::Bytes;

/// A request that was carried out, with its answer.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    body: Bytes,
    answer: Answer,
    until_ms: i64,
}

const LOOKUP: &str = "x-idempotency-lookup";

/// Carries a request out unless its key is known. What was refused may be tried again under the same key.
pub(crate) fn once(
    state: &mut State,
    call: &Call,
    work: impl FnOnce(&mut State) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    let Some(key) = &call.idempotency_key else { return work(state) };
    let refuse = |title| Err(Refusal::new(StatusCode::BAD_REQUEST, "IdempotentRequestError", title));
    if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY {
        return refuse("Idempotency key must have 1 to 255 characters");
    }
    let now_ms = state.now_ms;
    state.idempotent.retain(|_, kept| now_ms < kept.until_ms);
    if let Some(kept) = state.idempotent.get(key) {
        if kept.body != call.body {
            return refuse("Request parameters don't match the given idempotency key");
        }
        return Ok(kept.answer.clone().header(LOOKUP, "hit"));
    }
    let answer = work(state)?;
    let kept = Kept { body: call.body.clone(), answer: answer.clone(), until_ms: now_ms + limits::IDEMPOTENCY_MS };
    state.idempotent.insert(key.clone(), kept);
    Ok(answer.header(LOOKUP, "miss"))
}
