//! What a desk is asked beside a conversation's tasks, and how that goes on. None of it holds a message up, so what
//! cannot be had is given up, and said in the log.

use super::{BREAKS, backoff, settle};
use crate::core::Core;
use crate::desk::Then;
use crate::store::{Operation, StoreError, WorkRow};

/// Tries of something that fails; with the pauses between them nearly a day.
const TRIES: u32 = 250;

/// Goes on as the desk says. `what` names it for the log.
pub(super) async fn put_off(core: &Core, row: &WorkRow, then: Then, what: &str) -> Result<(), StoreError> {
    let now = core.clock.now();
    let operation = match then {
        Then::Wait(span) => Operation::Postpone { id: row.id, due: now + span, ambiguous: row.ambiguous },
        // A ticket that is never made is not waited for.
        Then::Again(span) if row.attempt < BREAKS => {
            Operation::Retry { id: row.id, due: now + span, ambiguous: row.ambiguous }
        }
        Then::Again(_) => {
            tracing::warn!(conversation.id = %row.conversation, work.id = row.id.0, "{what} is given up: there is no ticket");
            Operation::Finish(row.id)
        }
        Then::Retry { error, .. } if row.attempt >= TRIES => {
            tracing::error!(conversation.id = %row.conversation, work.id = row.id.0, error = %error, "{what} is given up after a day");
            Operation::Finish(row.id)
        }
        Then::Retry { after, ambiguous, error } => {
            tracing::warn!(work.id = row.id.0, attempt = row.attempt, error = %error, "the desk is asked again: {what}");
            let due = after.map_or_else(|| backoff(row, now), |span| now + span);
            Operation::Retry { id: row.id, due, ambiguous: ambiguous || row.ambiguous }
        }
        Then::Fail { error } | Then::Park { error, .. } => {
            tracing::error!(conversation.id = %row.conversation, work.id = row.id.0, error = %error, "{what} cannot be had and is given up");
            Operation::Finish(row.id)
        }
        Then::Done | Then::Continue => Operation::Finish(row.id),
    };
    settle(core, row, vec![operation]).await.map(drop)
}
