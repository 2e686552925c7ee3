//! Connections, and the settings every one of them needs.

use super::error::OpenError;
use crate::store::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::time::Duration;

/// 3.51.3, the first SQLite without the race that corrupts a database when its log is reset
/// (<https://sqlite.org/wal.html>, "the WAL-reset bug").
const OLDEST_SQLITE: i32 = 3_051_003;
/// Prepared statements a connection keeps; more than this crate has.
const STATEMENTS: usize = 96;
/// Bytes the log keeps on disk once a burst has been checkpointed.
const LOG_BYTES: i64 = 64 << 20;

/// Refuses a SQLite that can lose data.
pub(super) fn check_library() -> Result<(), OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::Library { found: rusqlite::version() });
    }
    Ok(())
}

/// Where connections come from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: PathBuf,
    busy: Duration,
}

impl Source {
    /// Connections to a file.
    pub(super) fn new(path: PathBuf, busy: Duration) -> Self {
        Self { path, busy }
    }

    /// The connection that writes. There is one at a time.
    pub(super) fn writer(&self) -> Result<Connection, StoreError> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(StoreError::Unavailable(format!(
                "the file system of {} cannot hold a write-ahead log (SQLite stays in mode {mode})",
                self.path.display()
            )));
        }
        // FULL: the log is synced in every commit. `fullfsync` makes macOS mean it and is nothing elsewhere.
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON;")?;
        // What is deleted is overwritten, so that an erasure needs to look at nothing but what is there.
        let overwrites: i64 = connection.query_row("PRAGMA secure_delete = ON", [], |row| row.get(0))?;
        if overwrites != 1 {
            return Err(StoreError::Broken("this SQLite does not overwrite what it deletes".to_owned()));
        }
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        Ok(connection)
    }

    /// A connection that cannot write.
    pub(super) fn reader(&self) -> Result<Connection, StoreError> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn open(&self, access: OpenFlags) -> Result<Connection, StoreError> {
        let connection = Connection::open_with_flags(&self.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // Before anything that may meet a lock, the switch to the write-ahead log above all.
        connection.busy_timeout(self.busy)?;
        // A file changed or cut by another program is then an error that is reported, not a signal that kills.
        connection.pragma_update(None, "mmap_size", 0)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(connection: &Connection, pragma: &str) -> String {
        let value = connection.pragma_query_value(None, pragma, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
        match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{pragma} is {other:?}"),
        }
    }

    #[test]
    fn the_writer_syncs_every_commit_and_the_reader_cannot_write() {
        check_library().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let source = Source::new(folder.path().join("it.sqlite3"), Duration::from_millis(1234));
        let writer = source.writer().unwrap();
        // 2 is FULL.
        for (pragma, value) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("secure_delete", "1"),
            ("busy_timeout", "1234"),
        ] {
            assert_eq!(setting(&writer, pragma), value, "{pragma}");
        }
        writer.execute_batch("CREATE TABLE t (x)").unwrap();
        let reader = source.reader().unwrap();
        assert_eq!(setting(&reader, "busy_timeout"), "1234");
        let refusal = StoreError::from(reader.execute_batch("INSERT INTO t VALUES (1)").unwrap_err());
        assert!(matches!(refusal, StoreError::Unavailable(_)), "{refusal:?}");
    }
}
