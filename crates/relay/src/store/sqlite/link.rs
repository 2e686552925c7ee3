//! Links to desks.

use super::statement::{all, at_most, execute, first, maybe_moment};
use crate::clock::Moment;
use crate::store::{LinkRow, StoreError};
use baton_protocol::ConversationId;
use rusqlite::{Connection, Result, Row, params};

/// Writes what is known of a link. What a look has found stays as it is, and so does an echo that is awaited already, and
/// whether a link that is there already is open.
pub(super) fn put(transaction: &Connection, link: &LinkRow) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO link (conversation, account, desk, remote, state, open, echo_due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (conversation) DO UPDATE SET
             account = excluded.account, desk = excluded.desk, remote = excluded.remote, state = excluded.state,
             echo_due = coalesce(excluded.echo_due, echo_due)",
        params![
            link.conversation.as_str(),
            link.account,
            link.desk,
            link.remote,
            link.state,
            link.open,
            link.echo_due.map(|moment| moment.0)
        ],
    )?;
    Ok(())
}

/// Opens or closes a link. A conversation that never had one has nothing to close.
pub(super) fn set_open(transaction: &Connection, id: &ConversationId, open: bool) -> Result<(), StoreError> {
    execute(transaction, "UPDATE link SET open = ?2 WHERE conversation = ?1", params![id.as_str(), open])?;
    Ok(())
}

/// No echo is overdue any more.
pub(super) fn echo_seen(transaction: &Connection, id: &ConversationId) -> Result<(), StoreError> {
    execute(transaction, "UPDATE link SET echo_due = NULL WHERE conversation = ?1", [id.as_str()])?;
    Ok(())
}

/// Keeps what a look found. What was verified stays verified.
pub(super) fn looked(
    transaction: &Connection,
    id: &ConversationId,
    verified_through: Option<Moment>,
    at: Moment,
) -> Result<(), StoreError> {
    execute(
        transaction,
        "UPDATE link SET checked_at = ?2,
             verified_through = max(coalesce(verified_through, ?3), coalesce(?3, verified_through))
         WHERE conversation = ?1",
        params![id.as_str(), at.0, verified_through.map(|moment| moment.0)],
    )?;
    Ok(())
}

/// The link of a conversation.
pub(super) fn of_conversation(connection: &Connection, id: &ConversationId) -> Result<Option<LinkRow>> {
    first(
        connection,
        "SELECT conversation, account, desk, remote, state, open, verified_through, checked_at, echo_due
         FROM link WHERE conversation = ?1",
        [id.as_str()],
        link,
    )
}

/// The link of a desk's conversation.
pub(super) fn of_remote(connection: &Connection, account: &str, remote: &str) -> Result<Option<LinkRow>> {
    first(
        connection,
        "SELECT conversation, account, desk, remote, state, open, verified_through, checked_at, echo_due
         FROM link WHERE account = ?1 AND remote = ?2",
        [account, remote],
        link,
    )
}

/// Open links of an account: those never looked at, then those looked at longest ago.
pub(super) fn open(connection: &Connection, account: &str, limit: usize) -> Result<Vec<LinkRow>> {
    all(
        connection,
        "SELECT conversation, account, desk, remote, state, open, verified_through, checked_at, echo_due
         FROM link WHERE account = ?1 AND open = 1 ORDER BY checked_at NULLS FIRST LIMIT ?2",
        params![account, at_most(limit)],
        link,
    )
}

fn link(row: &Row<'_>) -> Result<LinkRow> {
    Ok(LinkRow {
        conversation: ConversationId::new(row.get::<_, String>("conversation")?),
        account: row.get("account")?,
        desk: row.get("desk")?,
        remote: row.get("remote")?,
        state: row.get("state")?,
        open: row.get("open")?,
        verified_through: maybe_moment(row, "verified_through")?,
        checked_at: maybe_moment(row, "checked_at")?,
        echo_due: maybe_moment(row, "echo_due")?,
    })
}
