//! Migrations: scripts in order, each done once. A script that was released is never edited.

use super::error::OpenError;
use super::statement::{exists, first};
use rusqlite::{Connection, TransactionBehavior};

/// The script that leads to schema 1, 2, 3 …
const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
];

/// Brings the schema up to date in one transaction, or refuses one it does not know without touching it.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > MIGRATIONS.len() {
        return Err(OpenError::Newer { found, known: MIGRATIONS.len() });
    }
    for (version, script) in (1..).zip(MIGRATIONS).skip(found) {
        transaction.execute_batch(script)?;
        transaction.execute("INSERT INTO schema_version (version) VALUES (?1)", [version])?;
    }
    Ok(transaction.commit()?)
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
