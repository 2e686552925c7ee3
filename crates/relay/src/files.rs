//! Files of visitors: bytes in an object store, their description in the store. An event names a file only after its
//! bytes are down.

mod kind;
mod name;
mod place;
mod sweep;

pub use kind::{Kind, kind_of};
pub use name::clean_name;
pub use place::{remote, remote_of};

use crate::store::FileRow;
use baton_protocol::FileId;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a stored file's location begins.
const LOCAL: &str = "local:";
/// Bytes looked at to tell what a file is.
pub const SNIFF_BYTES: usize = 4_096;
/// Bytes of an upload that are held before they are written.
const PART_BYTES: usize = 256 * 1024;

/// The files.
#[derive(Clone, Debug)]
pub struct Files {
    objects: Arc<dyn ObjectStore>,
    folder: PathBuf,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// More bytes than allowed.
    #[error("the file is larger than allowed")]
    TooLarge,
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The sender went away.
    #[error("the upload broke off: {0}")]
    Broken(String),
    /// The place for files fails.
    #[error("the file cannot be kept: {0}")]
    Unavailable(#[from] object_store::Error),
}

/// A file that is down.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Where it is: see [`FileRow::location`].
    pub location: String,
    /// Its bytes.
    pub bytes: u64,
    /// Its first bytes, to tell what it is.
    pub head: Vec<u8>,
}

impl Files {
    /// Opens a folder of files, made where it is missing. Every file is on disk before a put returns.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), folder: folder.to_owned() })
    }

    /// Where the bytes of a file lie in a folder of files.
    pub fn path_in(folder: &Path, id: &FileId) -> PathBuf {
        path_of(id).parts().fold(folder.to_owned(), |path, part| path.join(part.as_ref()))
    }

    /// Takes a file's bytes as they come, up to `limit`, without holding more than a part of them.
    pub async fn put<S, E>(&self, id: &FileId, limit: u64, stream: S) -> Result<Stored, PutError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let path = path_of(id);
        let mut upload = self.objects.put_multipart(&path).await?;
        match pour(upload.as_mut(), limit, stream).await {
            Ok((bytes, head)) => {
                // Written under another name so far; from here on it is down under its own.
                upload.complete().await?;
                Ok(Stored { location: format!("{LOCAL}{path}"), bytes, head })
            }
            Err(error) => {
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// Opens a file that is ours; none for one that stays at a desk.
    pub async fn read(
        &self,
        row: &FileRow,
    ) -> Option<Result<BoxStream<'static, std::io::Result<Bytes>>, object_store::Error>> {
        let path = local_path(row)?;
        Some(self.objects.get(&path).await.map(|got| got.into_stream().map_err(std::io::Error::other).boxed()))
    }

    /// Whether a file's bytes are here, and not at a desk.
    pub fn has(&self, row: &FileRow) -> bool {
        local_path(row).is_some()
    }

    /// Removes the bytes of a file that is ours. One that is gone already is no fault; one that cannot be removed is
    /// logged and left to the operator.
    pub async fn remove(&self, row: &FileRow) {
        let Some(path) = local_path(row) else { return };
        match self.objects.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(file.id = %row.id, error = %error, "a file cannot be removed"),
        }
    }

    /// Removes what was put and then not wanted.
    pub async fn discard(&self, id: &FileId) {
        let _ = self.objects.delete(&path_of(id)).await;
    }
}

/// Writes a stream in parts; the number of bytes, and the first of them.
async fn pour<S, E>(upload: &mut dyn MultipartUpload, limit: u64, mut stream: S) -> Result<(u64, Vec<u8>), PutError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let (mut bytes, mut head) = (0_u64, Vec::new());
    let (mut part, mut gathered) = (Vec::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| PutError::Broken(error.to_string()))?;
        bytes += piece.len() as u64;
        if bytes > limit {
            return Err(PutError::TooLarge);
        }
        head.extend(piece.iter().take(SNIFF_BYTES - head.len()));
        gathered += piece.len();
        part.push(piece);
        if gathered >= PART_BYTES {
            gathered = 0;
            upload.put_part(PutPayload::from_iter(std::mem::take(&mut part))).await?;
        }
    }
    if bytes == 0 {
        return Err(PutError::Empty);
    }
    if gathered > 0 {
        upload.put_part(PutPayload::from_iter(part)).await?;
    }
    Ok((bytes, head))
}

/// Where a file lies: its id is a UUIDv7, whose last characters spread well over folders.
fn path_of(id: &FileId) -> ObjectPath {
    let text = id.as_str();
    let folder = text.get(text.len().saturating_sub(2)..).unwrap_or("00");
    ObjectPath::from_iter([folder, text])
}

fn local_path(row: &FileRow) -> Option<ObjectPath> {
    row.location.strip_prefix(LOCAL).map(ObjectPath::from)
}
