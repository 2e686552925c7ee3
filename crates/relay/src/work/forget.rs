//! What a desk keeps of somebody whom the relay has forgotten. It is tried until it is done: somebody was promised it.

use super::{backoff, settle};
use crate::core::Core;
use crate::desk::Then;
use crate::store::{Operation, StoreError, WorkRow};

/// Has it deleted, or puts it off.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    // Tickets of a conversation that never was at that desk are deleted by the account's.
    let link = core.store.links_of(&row.conversation).await?.into_iter().next();
    let account = link.and_then(|link| core.accounts.get(&link.account));
    let desk = account.zip(row.desk.as_deref()).and_then(|(account, desk)| account.desk(desk));
    let now = core.clock.now();
    let then = match desk {
        Some(desk) => desk.forget(&row.body, &row.conversation, now).await,
        None => Then::Fail { error: "its account or desk is not configured any more".to_owned() },
    };
    let (conversation, work) = (&row.conversation, row.id.0);
    let operation = match then {
        Then::Done | Then::Continue => {
            tracing::info!(conversation.id = %conversation, work.id = work, "the desk has forgotten whose conversation it was");
            Operation::Finish(row.id)
        }
        Then::Wait(span) | Then::Again(span) => Operation::Postpone { id: row.id, due: now + span, ambiguous: false },
        Then::Retry { after, error, .. } => {
            tracing::warn!(conversation.id = %conversation, work.id = work, attempt = row.attempt, error = %error, "the desk is asked again to forget");
            let due = after.map_or_else(|| backoff(row, now), |span| now + span);
            Operation::Retry { id: row.id, due, ambiguous: false }
        }
        Then::Fail { error } | Then::Park { error, .. } => {
            tracing::error!(conversation.id = %conversation, work.id = work, error = %error, "the desk cannot be made to forget: delete there by hand what it keeps");
            Operation::Park { id: row.id, reason: error }
        }
    };
    settle(core, row, vec![operation]).await.map(drop)
}
