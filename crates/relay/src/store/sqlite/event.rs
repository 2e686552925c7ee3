//! The log.

use super::error::one_row;
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

/// Moves events to the end of another conversation. A client's id that is taken there is left behind: that event is there
/// already under it, and this one is kept as the past.
pub(super) fn move_to(
    transaction: &Connection,
    from: &ConversationId,
    into: &ConversationId,
    seqs: &[u64],
) -> Result<(), StoreError> {
    let next = "UPDATE conversation SET head = head + 1 WHERE id = ?1 RETURNING head";
    for seq in seqs {
        let to = first(transaction, next, [into.as_str()], |row| count(row, "head"))?
            .ok_or_else(|| StoreError::Broken(format!("there is no conversation {into}")))?;
        let moved = execute(
            transaction,
            "UPDATE event SET conversation = ?3, seq = ?4,
             client = CASE WHEN client IN (SELECT client FROM event WHERE conversation = ?3) THEN NULL ELSE client END
             WHERE conversation = ?1 AND seq = ?2",
            params![from.as_str(), number(*seq), into.as_str(), number(to)],
        )?;
        one_row(moved, || format!("event {seq} of conversation {from}"))?;
    }
    execute(transaction, "UPDATE file SET conversation = ?2 WHERE conversation = ?1", [from.as_str(), into.as_str()])?;
    execute(
        transaction,
        "UPDATE session SET conversation = ?2 WHERE conversation = ?1",
        [from.as_str(), into.as_str()],
    )?;
    Ok(())
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
