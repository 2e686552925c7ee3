//! Sessions, and what pages around a chat ask by.

use super::statement::{execute, exists, first};
use crate::store::{NewSession, SessionRow, StoreError, VisitorId};
use baton_protocol::ConversationId;
use rusqlite::{Connection, Result, params};

/// Makes a session.
pub(super) fn put(
    transaction: &Connection,
    new: &NewSession,
    visitor: &VisitorId,
    conversation: &ConversationId,
) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO session (token_hash, visitor, conversation, began_at) VALUES (?1, ?2, ?3, ?4)",
        params![new.token_hash, visitor.0.as_str(), conversation.as_str(), new.at.0],
    )?;
    Ok(())
}

/// The session of a token's hash.
pub(super) fn row(connection: &Connection, token_hash: &[u8; 32]) -> Result<Option<SessionRow>> {
    first(
        connection,
        "SELECT session.visitor, session.conversation, conversation.site
         FROM session JOIN conversation ON conversation.id = session.conversation WHERE token_hash = ?1",
        [token_hash],
        |row| {
            Ok(SessionRow {
                visitor: VisitorId(row.get("visitor")?),
                conversation: ConversationId::new(row.get::<_, String>("conversation")?),
                site: row.get("site")?,
            })
        },
    )
}

/// Whether a session is a visitor's, in a conversation.
pub(super) fn is(
    connection: &Connection,
    token_hash: &[u8; 32],
    visitor: &VisitorId,
    conversation: &ConversationId,
) -> Result<bool> {
    let sql = "SELECT 1 FROM session WHERE token_hash = ?1 AND visitor = ?2 AND conversation = ?3";
    exists(connection, sql, params![token_hash, visitor.0.as_str(), conversation.as_str()])
}

/// Another conversation of the session's visitor; somebody else's is left alone.
pub(super) fn seat(transaction: &Connection, session: &[u8; 32], id: &ConversationId) -> Result<(), StoreError> {
    let sql = "UPDATE session SET conversation = ?2 WHERE token_hash = ?1
               AND visitor = (SELECT visitor FROM conversation WHERE id = ?2)";
    execute(transaction, sql, params![session, id.as_str()])?;
    Ok(())
}

/// Another token for a session.
pub(super) fn rotate(
    transaction: &Connection,
    old: &[u8; 32],
    new: &NewSession,
    visitor: &VisitorId,
    conversation: &ConversationId,
) -> Result<(), StoreError> {
    revoke(transaction, old)?;
    put(transaction, new, visitor, conversation)
}

/// Ends a session; one that is gone already is as it should be.
pub(super) fn revoke(transaction: &Connection, hash: &[u8; 32]) -> Result<(), StoreError> {
    execute(transaction, "DELETE FROM session WHERE token_hash = ?1", [hash])?;
    Ok(())
}

/// Remembers what pages may ask by.
pub(super) fn put_presence(transaction: &Connection, hash: &[u8; 32], session: &[u8; 32]) -> Result<(), StoreError> {
    // The session may have ended since it was looked at.
    let sql = "INSERT INTO presence (hash, session) SELECT ?1, token_hash FROM session WHERE token_hash = ?2
               ON CONFLICT DO NOTHING";
    execute(transaction, sql, params![hash, session])?;
    Ok(())
}

/// The session that a page asks of.
pub(super) fn of_presence(connection: &Connection, hash: &[u8; 32]) -> Result<Option<SessionRow>> {
    let held = "SELECT session FROM presence WHERE hash = ?1";
    let held = first(connection, held, [hash], |row| row.get::<_, [u8; 32]>("session"))?;
    held.map_or(Ok(None), |held| row(connection, &held))
}
