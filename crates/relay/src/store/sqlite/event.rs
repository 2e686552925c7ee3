//! The log.

use super::statement::{all, at_most, count, execute, first, moment, number};
use crate::store::{EventRow, NewEvent, StoreError};
use baton_protocol::{ClientId, ConversationId, EventId};
use rusqlite::{Connection, Result, Row, params};

/// Appends an event under the next `seq` of its conversation.
pub(super) fn append(transaction: &Connection, new: &NewEvent) -> Result<EventRow, StoreError> {
    let next = "UPDATE conversation SET head = head + 1 WHERE id = ?1 RETURNING head";
    let seq = first(transaction, next, [new.conversation.as_str()], |row| count(row, "head"))?
        .ok_or_else(|| StoreError::Broken(format!("there is no conversation {}", new.conversation)))?;
    execute(
        transaction,
        "INSERT INTO event (conversation, seq, id, at, client, source_key, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.conversation.as_str(),
            number(seq),
            new.id.as_str(),
            new.at.0,
            new.client.as_ref().map(ClientId::as_str),
            new.source_key,
            new.body
        ],
    )?;
    Ok(EventRow {
        conversation: new.conversation.clone(),
        seq,
        id: new.id.clone(),
        at: new.at,
        client: new.client.clone(),
        source_key: new.source_key.clone(),
        body: new.body.clone(),
    })
}

/// Events after a `seq`, in order.
pub(super) fn after(connection: &Connection, id: &ConversationId, after: u64, limit: usize) -> Result<Vec<EventRow>> {
    all(
        connection,
        "SELECT conversation, seq, id, at, client, source_key, body FROM event
         WHERE conversation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        params![id.as_str(), number(after), at_most(limit)],
        event,
    )
}

/// The event that carries a client's id.
pub(super) fn of_client(connection: &Connection, id: &ConversationId, client: &ClientId) -> Result<Option<EventRow>> {
    first(
        connection,
        "SELECT conversation, seq, id, at, client, source_key, body FROM event WHERE conversation = ?1 AND client = ?2",
        [id.as_str(), client.as_str()],
        event,
    )
}

fn event(row: &Row<'_>) -> Result<EventRow> {
    Ok(EventRow {
        conversation: ConversationId::new(row.get::<_, String>("conversation")?),
        seq: count(row, "seq")?,
        id: EventId::new(row.get::<_, String>("id")?),
        at: moment(row, "at")?,
        client: row.get::<_, Option<String>>("client")?.map(ClientId::new),
        source_key: row.get("source_key")?,
        body: row.get("body")?,
    })
}
