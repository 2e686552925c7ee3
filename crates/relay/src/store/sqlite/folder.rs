//! The data folder: made private, and held by one process at a time.

use super::error::OpenError;
use crate::store::StoreError;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;

/// The file whose lock stands for the folder. It stays when the lock is gone, and says who had it last.
const LOCK: &str = "baton.lock";
/// Bytes of the lock file that are shown; more than any holder writes.
const HOLDER_BYTES: u64 = 100;

/// The right to write in a data folder, given up when dropped. The operating system frees it with the process, however
/// that ended.
#[derive(Debug)]
pub(super) struct FolderLock {
    file: File,
}

impl Drop for FolderLock {
    /// Given up by word: closing the file would leave it held by a child process that is just being made.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl FolderLock {
    /// Makes the folder where it is missing and takes it, or says who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, OpenError> {
        let fault = |error: io::Error| {
            OpenError::Store(StoreError::Unavailable(format!("the data folder {}: {error}", folder.display())))
        };
        make(folder).map_err(fault)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(LOCK))
            .map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::InUse { folder: folder.to_owned(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(fault(error)),
        }
        file.set_len(0).and_then(|()| write!(file, "process {}", std::process::id())).map_err(fault)?;
        Ok(Self { file })
    }
}

/// Makes the folder, readable by its owner alone: what visitors write lies in it.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What the holder wrote into the lock file; it may not have come to that yet.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.take(HOLDER_BYTES).read_to_string(&mut text) {
        Ok(1..) => text,
        _ => "another process".to_owned(),
    }
}
