//! Claiming work. Only the head of a lane can be taken: whatever it waits for, the rest of its lane waits with it.

use super::lease;
use super::statement::{all, at_most, execute, first, moment, word};
use crate::clock::Moment;
use crate::store::{Claim, StoreError, WorkId, WorkKind, WorkRow};
use baton_protocol::ConversationId;
use rusqlite::{Connection, Result, Row, params};

/// Takes due heads, those that waited longest first, under a fence of their own.
pub(super) fn take(transaction: &Connection, claim: Claim) -> Result<Vec<WorkRow>, StoreError> {
    let mut rows = all(
        transaction,
        "SELECT id, conversation, kind, desk, body, attempt, ambiguous FROM work AS head
         WHERE state = 'pending' AND due <= ?1 AND NOT EXISTS (
             SELECT 1 FROM work AS earlier
             WHERE earlier.conversation = head.conversation AND earlier.lane = head.lane AND earlier.id < head.id)
         ORDER BY due, id LIMIT ?2",
        params![claim.now.0, at_most(claim.limit)],
        item,
    )?;
    if rows.is_empty() {
        // Nothing is written, so that an idle relay never touches its disk.
        return Ok(rows);
    }
    let fence = lease::next_fence(transaction)?;
    for row in &mut rows {
        execute(transaction, "UPDATE work SET state = 'running', fence = ?2 WHERE id = ?1", params![row.id.0, fence])?;
        row.fence = fence;
    }
    Ok(rows)
}

/// Gives back what was claimed under a fence newer than the newest one a claimer was told. Nobody can have begun it, so
/// its outcome is not in doubt.
pub(super) fn release_untold(transaction: &Connection, newest_told: i64) -> Result<usize> {
    execute(transaction, "UPDATE work SET state = 'pending' WHERE state = 'running' AND fence > ?1", [newest_told])
}

/// When the next head falls due. What waits behind another has no moment of its own.
pub(super) fn next_due(connection: &Connection) -> Result<Option<Moment>> {
    first(
        connection,
        "SELECT due FROM work AS head
         WHERE state = 'pending' AND NOT EXISTS (
             SELECT 1 FROM work AS earlier
             WHERE earlier.conversation = head.conversation AND earlier.lane = head.lane AND earlier.id < head.id)
         ORDER BY due LIMIT 1",
        [],
        |row| moment(row, "due"),
    )
}

fn item(row: &Row<'_>) -> Result<WorkRow> {
    Ok(WorkRow {
        id: WorkId(row.get("id")?),
        fence: 0,
        conversation: ConversationId::new(row.get::<_, String>("conversation")?),
        kind: word(row, "kind", WorkKind::of_word)?,
        desk: row.get("desk")?,
        body: row.get("body")?,
        attempt: row.get("attempt")?,
        ambiguous: row.get("ambiguous")?,
    })
}
