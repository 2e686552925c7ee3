//! Bytes that nobody knows of: what a crash between the bytes and their row has left, or in the middle of an upload.

use super::Files;
use crate::clock::Moment;
use crate::store::{Store, StoreError};
use baton_protocol::FileId;
use std::io;
use std::path::{Path, PathBuf};

/// Something in the folder that was begun before the moment asked for.
struct Old {
    path: PathBuf,
    /// The file; none for one that was never finished.
    id: Option<FileId>,
}

impl Files {
    /// Removes what was begun before the moment and has no row.
    pub async fn sweep(&self, store: &dyn Store, before: Moment) {
        match self.swept(store, before).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "files were removed that no upload came to an end with"),
            Err(error) => tracing::warn!(error = %error, "left-over files cannot be looked for"),
        }
    }

    async fn swept(&self, store: &dyn Store, before: Moment) -> Result<usize, SweepError> {
        let folder = self.folder.clone();
        let old = tokio::task::spawn_blocking(move || old(&folder, before)).await.map_err(io::Error::other)??;
        let mut count = 0;
        for Old { path, id } in old {
            if let Some(id) = &id
                && store.file(id).await?.is_some()
            {
                continue;
            }
            match tokio::fs::remove_file(&path).await {
                Ok(()) => count += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(count)
    }
}

#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error(transparent)]
    Disk(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn old(folder: &Path, before: Moment) -> io::Result<Vec<Old>> {
    let mut found = Vec::new();
    for shelf in std::fs::read_dir(folder)? {
        let shelf = shelf?;
        if !shelf.file_type()?.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(shelf.path())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // While it comes a file has a mark and a number behind its name.
            let (id, unfinished) = name.split_once('#').map_or((name.as_str(), false), |(id, _)| (id, true));
            if begun(id).is_some_and(|at| at < before) {
                let id = (!unfinished).then(|| FileId::new(id));
                found.push(Old { path: entry.path(), id });
            }
        }
    }
    Ok(found)
}

/// When an id was made; none for what is no id of ours, which is left alone.
fn begun(id: &str) -> Option<Moment> {
    let (seconds, nanoseconds) = uuid::Uuid::parse_str(id).ok()?.get_timestamp()?.to_unix();
    let milliseconds = seconds.checked_mul(1_000)?.checked_add(u64::from(nanoseconds / 1_000_000))?;
    Some(Moment(i64::try_from(milliseconds).ok()?))
}
