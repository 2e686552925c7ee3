//! What can go wrong, sorted by what a caller can do about it.

use crate::store::StoreError;
use rusqlite::{Error, ErrorCode};
use std::path::PathBuf;

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the data folder.
    #[error("the data folder {folder} is in use by {holder}; only one process may write there")]
    InUse {
        /// The folder.
        folder: PathBuf,
        /// Who says to hold it.
        holder: String,
    },
    /// A newer version of this program wrote the database.
    #[error("the database has schema {found}, this program knows schemas up to {known}: use the newer program")]
    Newer {
        /// The schema found.
        found: usize,
        /// The newest one known.
        known: usize,
    },
    /// SQLite is older than the repair of its WAL-reset fault.
    #[error("SQLite {found} can corrupt a database; at least 3.51.3 is needed")]
    Library {
        /// The version linked.
        found: &'static str,
    },
    /// The database refuses, or is none.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Error> for StoreError {
    /// Sorts by whether waiting, or the operator of the machine, can help without touching the data.
    fn from(error: Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::OperationInterrupted
                | ErrorCode::OutOfMemory,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// Refuses an operation that did not find the one row it speaks of.
pub(super) fn one_row(changed: usize, what: impl FnOnce() -> String) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::Broken(format!("there is no {}", what()))) }
}
