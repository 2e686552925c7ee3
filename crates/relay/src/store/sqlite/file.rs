//! Files: what is known of them. Their bytes lie elsewhere.

use super::error::one_row;
use super::statement::{all, at_most, count, execute, exists, first, number};
use crate::clock::Moment;
use crate::store::{FileRow, NewFile, StoreError};
use baton_protocol::{ConversationId, FileId};
use rusqlite::{Connection, Result, Row, params};

/// Keeps a file's description.
pub(super) fn put(transaction: &Connection, new: &NewFile) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO file (id, conversation, name, media_type, bytes, location, account, claimed, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            new.id.as_str(),
            new.conversation.as_str(),
            new.name,
            new.media_type,
            number(new.bytes),
            new.location,
            new.account,
            new.claimed,
            new.at.0
        ],
    )?;
    Ok(())
}

/// Marks files as named by a message.
pub(super) fn claim(transaction: &Connection, ids: &[FileId]) -> Result<(), StoreError> {
    for id in ids {
        let changed = execute(transaction, "UPDATE file SET claimed = 1 WHERE id = ?1", [id.as_str()])?;
        one_row(changed, || format!("file {id}"))?;
    }
    Ok(())
}

/// Forgets files that no message names; one that is gone already is as it should be.
pub(super) fn forget(transaction: &Connection, ids: &[FileId]) -> Result<(), StoreError> {
    for id in ids {
        execute(transaction, "DELETE FROM file WHERE id = ?1 AND claimed = 0", [id.as_str()])?;
    }
    Ok(())
}

/// Whether a file is the conversation's own and named by no message.
pub(super) fn is_unclaimed(connection: &Connection, conversation: &ConversationId, id: &FileId) -> Result<bool> {
    exists(
        connection,
        "SELECT 1 FROM file WHERE id = ?1 AND conversation = ?2 AND claimed = 0",
        [id.as_str(), conversation.as_str()],
    )
}

/// A file.
pub(super) fn row(connection: &Connection, id: &FileId) -> Result<Option<FileRow>> {
    first(
        connection,
        "SELECT id, conversation, name, media_type, bytes, location, account, claimed FROM file WHERE id = ?1",
        [id.as_str()],
        file,
    )
}

/// Every file of a conversation, in the order they came.
pub(super) fn of_conversation(connection: &Connection, id: &ConversationId) -> Result<Vec<FileRow>> {
    let sql = "SELECT id, conversation, name, media_type, bytes, location, account, claimed FROM file
               WHERE conversation = ?1 ORDER BY at, id";
    all(connection, sql, [id.as_str()], file)
}

/// Uploads from before the moment that no message named, oldest first.
pub(super) fn stale(connection: &Connection, before: Moment, limit: usize) -> Result<Vec<FileRow>> {
    all(
        connection,
        "SELECT id, conversation, name, media_type, bytes, location, account, claimed FROM file
         WHERE claimed = 0 AND at < ?1 ORDER BY at LIMIT ?2",
        params![before.0, at_most(limit)],
        file,
    )
}

fn file(row: &Row<'_>) -> Result<FileRow> {
    Ok(FileRow {
        id: FileId::new(row.get::<_, String>("id")?),
        conversation: ConversationId::new(row.get::<_, String>("conversation")?),
        name: row.get("name")?,
        media_type: row.get("media_type")?,
        bytes: count(row, "bytes")?,
        location: row.get("location")?,
        account: row.get("account")?,
        claimed: row.get("claimed")?,
    })
}
