//! Who a visitor is to others.

use super::statement::{execute, first};
use crate::store::{Identity, StoreError, VisitorId};
use rusqlite::{Connection, Result, params};

/// Remembers who somebody is; whoever was last shown to be them counts.
pub(super) fn put(transaction: &Connection, identity: &Identity, visitor: &VisitorId) -> Result<(), StoreError> {
    execute(
        transaction,
        "INSERT INTO identity (realm, kind, value, visitor) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (realm, kind, value) DO UPDATE SET visitor = excluded.visitor",
        params![identity.realm, identity.kind.word(), identity.value, visitor.0.as_str()],
    )?;
    Ok(())
}

/// Who that is.
pub(super) fn visitor(connection: &Connection, identity: &Identity) -> Result<Option<VisitorId>> {
    let sql = "SELECT visitor FROM identity WHERE realm = ?1 AND kind = ?2 AND value = ?3";
    first(connection, sql, params![identity.realm, identity.kind.word(), identity.value], |row| {
        Ok(VisitorId(row.get("visitor")?))
    })
}
