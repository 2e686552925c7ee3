//! Raw events from desks.

use super::statement::{all, at_most, execute};
use super::word as words;
use crate::clock::Moment;
use crate::store::{InboxRow, InboxState, NewInbox, StoreError};
use rusqlite::{Connection, Result, params};

/// Keeps a raw event, unless it is there.
pub(super) fn put(transaction: &Connection, new: &NewInbox) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO inbox (key, account, remote, raw, state, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (key) DO NOTHING",
        params![new.key, new.account, new.remote, new.raw, words::of_inbox_state(new.state), new.at.0],
    )?;
    Ok(())
}

/// Marks a row. One that was pruned meanwhile needs no mark.
pub(super) fn mark(transaction: &Connection, key: &str, state: InboxState) -> Result<(), StoreError> {
    execute(transaction, "UPDATE inbox SET state = ?2 WHERE key = ?1", params![key, words::of_inbox_state(state)])?;
    Ok(())
}

/// Forgets what was received before the moment, but not what could not be read.
pub(super) fn prune(transaction: &Connection, before: Moment) -> Result<(), StoreError> {
    execute(transaction, "DELETE FROM inbox WHERE at < ?1 AND state <> 'dead'", [before.0])?;
    Ok(())
}

/// What waits for a desk's conversation to be known, in the order it came.
pub(super) fn unclaimed(connection: &Connection, account: &str, remote: &str) -> Result<Vec<InboxRow>> {
    all(
        connection,
        "SELECT key, raw FROM inbox WHERE account = ?1 AND remote = ?2 AND state = 'unclaimed' ORDER BY at, rowid",
        [account, remote],
        |row| Ok(InboxRow { key: row.get("key")?, raw: row.get("raw")? }),
    )
}

/// What rows wait for, in the order of its name.
pub(super) fn unclaimed_remotes(
    connection: &Connection,
    account: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<String>> {
    all(
        connection,
        "SELECT remote FROM inbox WHERE account = ?1 AND remote > ?2 AND state = 'unclaimed'
         GROUP BY remote ORDER BY remote LIMIT ?3",
        params![account, after, at_most(limit)],
        |row| row.get("remote"),
    )
}
