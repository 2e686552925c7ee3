//! The lease: who works on the shards, and the fence that tells one claim from every other.

use super::statement::{execute, first};
use crate::store::{SHARDS, StoreError};
use baton_protocol::Generation;
use rusqlite::{Connection, TransactionBehavior, params};
use uuid::Uuid;

/// Takes every shard over for the process that has just opened the store. Whoever had them is gone, the folder's lock
/// proves it, so what was running then may or may not have had its effect. Returns the store's generation.
pub(super) fn enter(connection: &mut Connection) -> Result<Generation, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    execute(
        &transaction,
        "INSERT INTO lease (first_shard, end_shard, owner, until, fence) VALUES (0, ?1, ?2, NULL, 1)
         ON CONFLICT (first_shard) DO UPDATE SET owner = excluded.owner, fence = fence + 1",
        params![SHARDS, Uuid::now_v7().to_string()],
    )?;
    execute(&transaction, "UPDATE work SET state = 'pending', ambiguous = 1 WHERE state = 'running'", [])?;
    let generation = generation(&transaction)?;
    transaction.commit()?;
    Ok(generation)
}

/// The generation; made when there is none yet.
fn generation(transaction: &Connection) -> Result<Generation, StoreError> {
    execute(
        transaction,
        "INSERT INTO meta (key, value) VALUES ('generation', ?1) ON CONFLICT (key) DO NOTHING",
        [Uuid::new_v4().to_string()],
    )?;
    let kept =
        first(transaction, "SELECT value FROM meta WHERE key = 'generation'", [], |row| row.get::<_, String>("value"))?;
    kept.map(Generation::new).ok_or_else(|| StoreError::Broken("the store has no generation".to_owned()))
}

/// A fence higher than every earlier one.
pub(super) fn next_fence(transaction: &Connection) -> Result<i64, StoreError> {
    let next = "UPDATE lease SET fence = fence + 1 WHERE first_shard = 0 RETURNING fence";
    first(transaction, next, [], |row| row.get("fence"))?.ok_or_else(no_lease)
}

/// The newest fence given out.
pub(super) fn fence(connection: &Connection) -> Result<i64, StoreError> {
    let newest = "SELECT fence FROM lease WHERE first_shard = 0";
    first(connection, newest, [], |row| row.get("fence"))?.ok_or_else(no_lease)
}

fn no_lease() -> StoreError {
    StoreError::Broken("the store has no lease".to_owned())
}
