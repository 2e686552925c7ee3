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
    builder.create(folder)?;
    // One that was there already may be open to others.
    keep_private(folder, 0o700);
    Ok(())
}

/// Makes the database's file where it is missing; its log takes after it. Readable by its owner alone, also where the
/// folder cannot be kept so.
pub(super) fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    for end in ["", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        keep_private(Path::new(&beside), 0o600);
    }
    Ok(())
}

/// Takes from others what they may do. On a folder of somebody else's that cannot be done, and the relay works there all
/// the same.
#[cfg(unix)]
fn keep_private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(now) = std::fs::metadata(path).map(|data| data.permissions().mode() & 0o777) else { return };
    if now & !mode != 0
        && let Err(error) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(now & mode))
    {
        tracing::warn!(path = %path.display(), error = %error, "others may read what lies here, and that cannot be changed");
    }
}

#[cfg(not(unix))]
fn keep_private(_path: &Path, _mode: u32) {}

/// What the holder wrote into the lock file; it may not have come to that yet.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.take(HOLDER_BYTES).read_to_string(&mut text) {
        Ok(1..) => text,
        _ => "another process".to_owned(),
    }
}
