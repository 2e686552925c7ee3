//! Visitors, their conversations and sessions, and how far they have read.

use super::error::one_row;
use super::session;
use super::statement::{all, at_most, count, execute, first, number, word};
use super::word as words;
use crate::store::{ConversationRow, NewConversation, NewSession, StoreError, VisitorId, shard_of};
use baton_protocol::{ConversationId, SiteToken, Stage};
use rusqlite::{Connection, Result, Row, params};

/// The reader whose place [`crate::store::Operation::Read`] moves.
pub(super) const VISITOR: &str = "visitor";
/// The one whose place [`crate::store::Operation::Delivered`] moves.
pub(super) const DESK: &str = "desk";

/// Makes a visitor, a conversation and a session, where there is to be one.
pub(super) fn begin(
    transaction: &Connection,
    new: &NewConversation,
    session: Option<&NewSession>,
) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO visitor (id, profile) VALUES (?1, ?2)",
        params![new.visitor.0.as_str(), new.profile],
    )?;
    add(transaction, new)?;
    let Some(session) = session else { return Ok(()) };
    session::put(transaction, session, &new.visitor, &new.id)
}

/// Makes another conversation of a visitor.
pub(super) fn add(transaction: &Connection, new: &NewConversation) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO conversation (id, shard, visitor, site, site_token, began_at, stage, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.id.as_str(),
            shard_of(&new.id),
            new.visitor.0.as_str(),
            new.site,
            new.site_token.as_str(),
            new.at.0,
            words::of_stage(Stage::default()),
            new.state
        ],
    )?;
    Ok(())
}

/// Sets the stage.
pub(super) fn set_stage(transaction: &Connection, id: &ConversationId, stage: Stage) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "UPDATE conversation SET stage = ?2, version = version + 1 WHERE id = ?1",
        params![id.as_str(), words::of_stage(stage)],
    )?;
    one_row(changed, || format!("conversation {id}"))
}

/// Sets the state body.
pub(super) fn set_state(transaction: &Connection, id: &ConversationId, state: &str) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "UPDATE conversation SET state = ?2, version = version + 1 WHERE id = ?1",
        params![id.as_str(), state],
    )?;
    one_row(changed, || format!("conversation {id}"))
}

/// Sets a visitor's profile.
pub(super) fn set_profile(transaction: &Connection, visitor: &VisitorId, profile: &str) -> Result<(), StoreError> {
    let changed =
        execute(transaction, "UPDATE visitor SET profile = ?2 WHERE id = ?1", params![visitor.0.as_str(), profile])?;
    one_row(changed, || format!("visitor {}", visitor.0))
}

/// Moves the visitor's place on: never back, and never past the end of the log, where it would hide what is yet to
/// come.
pub(super) fn read(transaction: &Connection, id: &ConversationId, who: &str, seq: u64) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "INSERT INTO reader (conversation, who, seq) SELECT id, ?2, min(?3, head) FROM conversation WHERE id = ?1
         ON CONFLICT (conversation, who) DO UPDATE SET seq = max(seq, excluded.seq)",
        params![id.as_str(), who, number(seq)],
    )?;
    one_row(changed, || format!("conversation {id}"))
}

/// The columns of a conversation.
pub(super) const COLUMNS: &str = "id, site, site_token, visitor, stage, head, state, version";

/// A conversation.
pub(super) fn row(connection: &Connection, id: &ConversationId) -> Result<Option<ConversationRow>> {
    first(connection, &format!("SELECT {COLUMNS} FROM conversation WHERE id = ?1"), [id.as_str()], read_row)
}

/// A visitor's conversations, the newest first.
pub(super) fn of_visitor(connection: &Connection, visitor: &VisitorId, limit: usize) -> Result<Vec<ConversationRow>> {
    let sql = format!("SELECT {COLUMNS} FROM conversation WHERE visitor = ?1 ORDER BY began_at DESC, id DESC LIMIT ?2");
    all(connection, &sql, params![visitor.0.as_str(), at_most(limit)], read_row)
}

pub(super) fn read_row(row: &Row<'_>) -> Result<ConversationRow> {
    Ok(ConversationRow {
        id: ConversationId::new(row.get::<_, String>("id")?),
        site: row.get("site")?,
        site_token: SiteToken::new(row.get::<_, String>("site_token")?),
        visitor: VisitorId(row.get("visitor")?),
        stage: word(row, "stage", words::stage)?,
        head: count(row, "head")?,
        state: row.get("state")?,
        version: count(row, "version")?,
    })
}

/// A conversation's stage.
pub(super) fn stage(connection: &Connection, id: &ConversationId) -> Result<Option<Stage>> {
    first(connection, "SELECT stage FROM conversation WHERE id = ?1", [id.as_str()], |row| {
        word(row, "stage", words::stage)
    })
}

/// A visitor's profile.
pub(super) fn profile(connection: &Connection, visitor: &VisitorId) -> Result<Option<String>> {
    first(connection, "SELECT profile FROM visitor WHERE id = ?1", [visitor.0.as_str()], |row| row.get("profile"))
}

/// How far the visitor has read.
pub(super) fn read_to(connection: &Connection, id: &ConversationId, who: &str) -> Result<u64> {
    let place = "SELECT seq FROM reader WHERE conversation = ?1 AND who = ?2";
    Ok(first(connection, place, [id.as_str(), who], |row| count(row, "seq"))?.unwrap_or(0))
}
