//! Links to desks.

use super::statement::{all, at_most, count, execute, first, maybe_moment};
use super::word as words;
use crate::clock::Moment;
use crate::store::{Lane, LinkRow, StoreError};
use baton_protocol::{ConversationId, Stage};
use rusqlite::{Connection, Result, Row, params};

/// The columns of a link.
const COLUMNS: &str =
    "conversation, account, desk, remote, state, open, verified_through, checked_at, echo_due, heard_at";

/// Writes what is known of a link. What a look has found stays as it is, and so does what is known of echoes and whether a
/// link that is there already is open; at another account nothing of it counts. A new one is where the conversation is
/// now, unless it is at another desk.
pub(super) fn put(transaction: &Connection, link: &LinkRow) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO link (conversation, account, desk, remote, state, open, is_current)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6,
             NOT EXISTS (SELECT 1 FROM link AS other WHERE other.conversation = ?1 AND other.is_current = 1))
         ON CONFLICT (conversation, desk) DO UPDATE SET
             account = excluded.account, remote = excluded.remote, state = excluded.state,
             verified_through = iif(account = excluded.account, verified_through, NULL),
             checked_at = iif(account = excluded.account, checked_at, NULL),
             echo_due = iif(account = excluded.account, echo_due, NULL),
             heard_at = iif(account = excluded.account, heard_at, NULL)",
        params![link.conversation.as_str(), link.account, link.desk, link.remote, link.state, link.open],
    )?;
    Ok(())
}

/// Opens or closes the present link. A conversation that never had one has nothing to close.
pub(super) fn set_open(transaction: &Connection, id: &ConversationId, open: bool) -> Result<(), StoreError> {
    let sql = "UPDATE link SET open = ?2 WHERE conversation = ?1 AND is_current = 1";
    execute(transaction, sql, params![id.as_str(), open])?;
    Ok(())
}

/// Closes the link to a desk.
pub(super) fn close(transaction: &Connection, id: &ConversationId, desk: &str) -> Result<(), StoreError> {
    execute(transaction, "UPDATE link SET open = 0 WHERE conversation = ?1 AND desk = ?2", [id.as_str(), desk])?;
    Ok(())
}

/// Makes the link to a desk the present one, where there is one.
pub(super) fn turn_to(transaction: &Connection, id: &ConversationId, desk: &str) -> Result<(), StoreError> {
    let sql = "UPDATE link SET is_current = (desk = ?2) WHERE conversation = ?1";
    execute(transaction, sql, params![id.as_str(), desk])?;
    Ok(())
}

/// Every link of a conversation, present and past.
pub(super) fn all_of(connection: &Connection, id: &ConversationId) -> Result<Vec<LinkRow>> {
    all(connection, &format!("SELECT {COLUMNS} FROM link WHERE conversation = ?1 ORDER BY desk"), [id.as_str()], link)
}

/// An echo is awaited from now on, unless an older one is or a webhook was faster than the answer to the post.
pub(super) fn posted(
    transaction: &Connection,
    id: &ConversationId,
    desk: &str,
    at: Moment,
    due: Moment,
) -> Result<(), StoreError> {
    execute(
        transaction,
        "UPDATE link SET echo_due = coalesce(echo_due, ?4)
         WHERE conversation = ?1 AND desk = ?2 AND (heard_at IS NULL OR heard_at < ?3)",
        params![id.as_str(), desk, at.0, due.0],
    )?;
    Ok(())
}

/// No echo is overdue any more.
pub(super) fn echo_seen(
    transaction: &Connection,
    id: &ConversationId,
    desk: &str,
    at: Moment,
) -> Result<(), StoreError> {
    execute(transaction, "UPDATE link SET echo_due = NULL WHERE conversation = ?1 AND desk = ?2", [id.as_str(), desk])?;
    heard(transaction, id, desk, at)
}

/// A webhook came.
pub(super) fn heard(transaction: &Connection, id: &ConversationId, desk: &str, at: Moment) -> Result<(), StoreError> {
    let sql = "UPDATE link SET heard_at = max(coalesce(heard_at, ?3), ?3) WHERE conversation = ?1 AND desk = ?2";
    execute(transaction, sql, params![id.as_str(), desk, at.0])?;
    Ok(())
}

/// Keeps what a look found. What was verified stays verified.
pub(super) fn looked(
    transaction: &Connection,
    id: &ConversationId,
    desk: &str,
    verified_through: Option<Moment>,
    at: Moment,
) -> Result<(), StoreError> {
    execute(
        transaction,
        "UPDATE link SET checked_at = ?3,
             verified_through = max(coalesce(verified_through, ?4), coalesce(?4, verified_through))
         WHERE conversation = ?1 AND desk = ?2",
        params![id.as_str(), desk, at.0, verified_through.map(|moment| moment.0)],
    )?;
    Ok(())
}

/// The present link of a conversation.
pub(super) fn of_conversation(connection: &Connection, id: &ConversationId) -> Result<Option<LinkRow>> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE conversation = ?1 AND is_current = 1");
    first(connection, &sql, [id.as_str()], link)
}

/// The link of a conversation to a desk, present or past.
pub(super) fn to_desk(connection: &Connection, id: &ConversationId, desk: &str) -> Result<Option<LinkRow>> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE conversation = ?1 AND desk = ?2");
    first(connection, &sql, [id.as_str(), desk], link)
}

/// The link of a desk's conversation.
pub(super) fn of_remote(connection: &Connection, account: &str, remote: &str) -> Result<Option<LinkRow>> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE account = ?1 AND remote = ?2");
    first(connection, &sql, [account, remote], link)
}

/// Open links of an account: those never looked at, then those looked at longest ago.
pub(super) fn open(connection: &Connection, account: &str, limit: usize) -> Result<Vec<LinkRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM link WHERE account = ?1 AND open = 1 ORDER BY checked_at NULLS FIRST LIMIT ?2");
    all(connection, &sql, params![account, at_most(limit)], link)
}

/// Open links of an account that a look is due for and for which none waits: an echo overdue, or not looked at since.
/// What waits already is left out, so that looks that fail again and again keep nobody else from theirs.
pub(super) fn due(
    connection: &Connection,
    account: &str,
    now: Moment,
    looked_before: Moment,
    limit: usize,
) -> Result<Vec<LinkRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM link WHERE account = ?1 AND open = 1 AND remote IS NOT NULL
         AND (echo_due <= ?2 OR checked_at IS NULL OR checked_at <= ?3)
         AND NOT EXISTS (SELECT 1 FROM work WHERE work.conversation = link.conversation AND lane = ?4)
         ORDER BY checked_at NULLS FIRST LIMIT ?5"
    );
    let look = Lane::Look.word();
    all(connection, &sql, params![account, now.0, looked_before.0, look, at_most(limit)], link)
}

/// Open links of an account whose visitors are with the desk, but those for which a look waits.
pub(super) fn with_desk(connection: &Connection, account: &str, limit: usize) -> Result<Vec<LinkRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM link WHERE account = ?1 AND open = 1 AND remote IS NOT NULL
         AND EXISTS (SELECT 1 FROM conversation WHERE id = link.conversation AND stage IN (?2, ?3, ?4))
         AND NOT EXISTS (SELECT 1 FROM work WHERE work.conversation = link.conversation AND lane = ?5)
         ORDER BY checked_at NULLS FIRST LIMIT ?6"
    );
    let [requested, queued, agent] = [Stage::Requested, Stage::Queued, Stage::Agent].map(words::of_stage);
    let look = Lane::Look.word();
    all(connection, &sql, params![account, requested, queued, agent, look, at_most(limit)], link)
}

/// How many open links of an account wait for an echo that is overdue.
pub(super) fn overdue(connection: &Connection, account: &str, now: Moment) -> Result<u64> {
    let sql = "SELECT count(*) AS links FROM link
               WHERE account = ?1 AND open = 1 AND remote IS NOT NULL AND echo_due <= ?2";
    Ok(first(connection, sql, params![account, now.0], |row| count(row, "links"))?.unwrap_or(0))
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
        heard_at: maybe_moment(row, "heard_at")?,
    })
}
