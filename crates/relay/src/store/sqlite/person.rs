//! What belongs to a person: all of it becomes another's, or goes.

use super::statement::execute;
use crate::store::{StoreError, VisitorId};
use baton_protocol::ConversationId;
use rusqlite::Connection;

/// Makes all that is one visitor's another's; the one is no more.
pub(super) fn absorb(transaction: &Connection, from: &VisitorId, into: &VisitorId) -> Result<(), StoreError> {
    for sql in [
        "UPDATE conversation SET visitor = ?2 WHERE visitor = ?1",
        "UPDATE session SET visitor = ?2 WHERE visitor = ?1",
        "UPDATE identity SET visitor = ?2 WHERE visitor = ?1",
    ] {
        execute(transaction, sql, [from.0.as_str(), into.0.as_str()])?;
    }
    execute(transaction, "DELETE FROM visitor WHERE id = ?1", [from.0.as_str()])?;
    Ok(())
}

/// Forgets a conversation and what hangs on it. The bytes of its files lie elsewhere.
pub(super) fn drop_conversation(transaction: &Connection, id: &ConversationId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM work WHERE conversation = ?1",
        "DELETE FROM event WHERE conversation = ?1",
        "DELETE FROM link WHERE conversation = ?1",
        "DELETE FROM file WHERE conversation = ?1",
        "DELETE FROM reader WHERE conversation = ?1",
        "DELETE FROM session WHERE conversation = ?1",
        "DELETE FROM conversation WHERE id = ?1",
    ] {
        execute(transaction, sql, [id.as_str()])?;
    }
    Ok(())
}
