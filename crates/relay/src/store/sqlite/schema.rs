//! Migrations: scripts in order, each done once. A script that was released is never edited.

use super::error::OpenError;
use super::statement::{exists, first};
use rusqlite::{Connection, TransactionBehavior};

/// The script that leads to schema 1, 2, 3 …
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
];

/// The first schema under which everything deleted was overwritten.
const CLEAN_SINCE: usize = 6;

/// Brings the schema up to date in one transaction, or refuses one it does not know without touching it.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let found = update(connection)?;
    if (1..CLEAN_SINCE).contains(&found) {
        // An earlier version left what it deleted in the free pages, where an erasure would not find it.
        connection.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// The schema that was found.
fn update(connection: &mut Connection) -> Result<usize, OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > MIGRATIONS.len() {
        return Err(OpenError::Newer { found, known: MIGRATIONS.len() });
    }
    for (version, script) in (1..).zip(MIGRATIONS).skip(found) {
        transaction.execute_batch(script)?;
        transaction.execute("INSERT INTO schema_version (version) VALUES (?1)", [version])?;
    }
    transaction.commit()?;
    Ok(found)
}

/// The schema of the file; 0 for a new one.
fn version(connection: &Connection) -> rusqlite::Result<usize> {
    if !exists(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'", [])? {
        return Ok(0);
    }
    let newest = first(connection, "SELECT max(version) AS newest FROM schema_version", [], |row| {
        row.get::<_, Option<i64>>("newest")
    })?;
    Ok(newest.flatten().and_then(|newest| usize::try_from(newest).ok()).unwrap_or(0))
}
