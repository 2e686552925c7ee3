//! Running statements: each is prepared once a connection.

use crate::clock::Moment;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Params, Result, Row};

/// Runs a statement; returns how many rows it changed.
pub(super) fn execute(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    connection.prepare_cached(sql)?.execute(params)
}

/// The first row, if there is one.
pub(super) fn first<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    row: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    connection.prepare_cached(sql)?.query_row(params, row).optional()
}

/// Every row.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    row: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, row)?.collect()
}

/// Whether there is a row.
pub(super) fn exists(connection: &Connection, sql: &str, params: impl Params) -> Result<bool> {
    connection.prepare_cached(sql)?.exists(params)
}

/// A number for SQLite, whose integers are signed. What is beyond them is beyond every row too.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number of rows at most.
pub(super) fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A column that is never negative.
pub(super) fn count(row: &Row<'_>, column: &str) -> Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| unreadable(column, &value.to_string()))
}

/// A column that holds a moment.
pub(super) fn moment(row: &Row<'_>, column: &str) -> Result<Moment> {
    row.get(column).map(Moment)
}

/// A column that may hold a moment.
pub(super) fn maybe_moment(row: &Row<'_>, column: &str) -> Result<Option<Moment>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Moment))
}

/// A column that holds one of the words of an enumeration.
pub(super) fn word<T>(row: &Row<'_>, column: &str, of: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    let text: String = row.get(column)?;
    of(&text).ok_or_else(|| unreadable(column, &text))
}

/// A value that none of ours wrote.
fn unreadable(column: &str, value: &str) -> Error {
    Error::FromSqlConversionFailure(0, Type::Text, format!("{column} cannot be {value:?}").into())
}
