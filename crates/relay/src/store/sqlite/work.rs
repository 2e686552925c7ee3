//! Work: adding it, and saying what became of what was claimed.

use super::error::one_row;
use super::statement::{all, count, execute, exists};
use super::word as words;
use crate::clock::Moment;
use crate::store::{EventRow, Lane, NewWork, StoreError, WorkBody, WorkId, WorkState, shard_of};
use baton_protocol::ConversationId;
use rusqlite::{Connection, Result, params};

/// Adds work at the end of its lane.
pub(super) fn add(transaction: &Connection, new: &NewWork, last: Option<&EventRow>) -> Result<(), StoreError> {
    let seq;
    let body = match (&new.body, last) {
        (WorkBody::Is(body), _) => body,
        (WorkBody::LastSeq, Some(event)) => {
            seq = event.seq.to_string();
            &seq
        }
        (WorkBody::LastSeq, None) => {
            return Err(StoreError::Broken("work about the last event of a commit that appended none".to_owned()));
        }
    };
    execute(
        transaction,
        "INSERT INTO work (conversation, shard, lane, kind, body, due, desk) VALUES (?1, ?2, ?3, ?4, ?5, ?6,
             coalesce(?7, (SELECT desk FROM link WHERE conversation = ?1 AND is_current = 1)))",
        params![
            new.conversation.as_str(),
            shard_of(&new.conversation),
            new.lane.word(),
            new.kind.word(),
            body,
            new.due.0,
            new.desk
        ],
    )?;
    Ok(())
}

/// Adds work unless an item of its kind, lane and desk waits that nobody has ever begun.
pub(super) fn ensure(transaction: &Connection, new: &NewWork, last: Option<&EventRow>) -> Result<(), StoreError> {
    let waits = exists(
        transaction,
        "SELECT 1 FROM work WHERE conversation = ?1 AND lane = ?2 AND kind = ?3
         AND state = 'pending' AND begun = 0 AND ambiguous = 0
         AND desk IS coalesce(?4, (SELECT desk FROM link WHERE conversation = ?1 AND is_current = 1))",
        params![new.conversation.as_str(), new.lane.word(), new.kind.word(), new.desk],
    )?;
    if waits { Ok(()) } else { add(transaction, new, last) }
}

/// Deletes held work.
pub(super) fn finish(transaction: &Connection, id: WorkId) -> Result<(), StoreError> {
    let changed = execute(transaction, "DELETE FROM work WHERE id = ?1 AND state = 'running'", [id.0])?;
    one_row(changed, || format!("held work {}", id.0))
}

/// Gives held work back to its place in the lane, after a try that failed.
pub(super) fn retry(transaction: &Connection, id: WorkId, due: Moment, ambiguous: bool) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "UPDATE work SET state = 'pending', due = ?2, ambiguous = ?3, attempt = attempt + 1, begun = 1
         WHERE id = ?1 AND state = 'running'",
        params![id.0, due.0, ambiguous],
    )?;
    one_row(changed, || format!("held work {}", id.0))
}

/// Gives held work back to its place in the lane, with nothing having failed.
pub(super) fn postpone(transaction: &Connection, id: WorkId, due: Moment, ambiguous: bool) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "UPDATE work SET state = 'pending', due = ?2, ambiguous = ?3, begun = 1 WHERE id = ?1 AND state = 'running'",
        params![id.0, due.0, ambiguous],
    )?;
    one_row(changed, || format!("held work {}", id.0))
}

/// Forgets the tries of held work that failed.
pub(super) fn advance(transaction: &Connection, id: WorkId) -> Result<(), StoreError> {
    let changed = execute(transaction, "UPDATE work SET attempt = 0 WHERE id = ?1 AND state = 'running'", [id.0])?;
    one_row(changed, || format!("held work {}", id.0))
}

/// Makes what waits in a lane due. Nothing to hasten is no fault.
pub(super) fn hasten(transaction: &Connection, id: &ConversationId, lane: Lane, now: Moment) -> Result<(), StoreError> {
    execute(
        transaction,
        "UPDATE work SET due = ?3 WHERE conversation = ?1 AND lane = ?2 AND state = 'pending' AND due > ?3",
        params![id.as_str(), lane.word(), now.0],
    )?;
    Ok(())
}

/// Keeps held work as refused for good.
pub(super) fn park(transaction: &Connection, id: WorkId, reason: &str) -> Result<(), StoreError> {
    let changed = execute(
        transaction,
        "UPDATE work SET state = 'parked', reason = ?2 WHERE id = ?1 AND state = 'running'",
        params![id.0, reason],
    )?;
    one_row(changed, || format!("held work {}", id.0))
}

/// Deletes what has no effect to be settled: never begun, or refused for good.
pub(super) fn void(transaction: &Connection, id: &ConversationId, lane: Lane) -> Result<(), StoreError> {
    execute(
        transaction,
        "DELETE FROM work WHERE conversation = ?1 AND lane = ?2
         AND (state = 'parked' OR (state = 'pending' AND begun = 0 AND ambiguous = 0))",
        [id.as_str(), lane.word()],
    )?;
    Ok(())
}

/// Deletes what is parked.
pub(super) fn unpark(transaction: &Connection, id: &ConversationId, lane: Lane) -> Result<(), StoreError> {
    let sql = "DELETE FROM work WHERE conversation = ?1 AND lane = ?2 AND state = 'parked'";
    execute(transaction, sql, [id.as_str(), lane.word()])?;
    Ok(())
}

/// How much there is in each state.
pub(super) fn counts(connection: &Connection) -> Result<Vec<(WorkState, u64)>> {
    let sums = all(connection, "SELECT state, count(*) AS items FROM work GROUP BY state", [], |row| {
        Ok((row.get::<_, String>("state")?, count(row, "items")?))
    })?;
    let of = |state| sums.iter().find(|(word, _)| word == words::of_work_state(state)).map_or(0, |(_, items)| *items);
    Ok(words::WORK_STATES.into_iter().map(|state| (state, of(state))).collect())
}
