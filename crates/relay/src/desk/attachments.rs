//! The visitor's files on their way to Zendesk.

use crate::files::Files;
use crate::store::Store;
use baton_protocol::FileRef;
use baton_zendesk::conversations::Upload;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

/// Where the bytes of files are.
#[derive(Clone, Debug)]
pub struct Attachments {
    store: Arc<dyn Store>,
    files: Files,
}

/// Why a file is not there.
#[derive(Debug)]
pub(in crate::desk) enum Missing {
    /// It is no longer kept.
    Gone,
    /// It cannot be read just now.
    Unreadable(String),
}

impl Attachments {
    /// Files described in the store, with their bytes in the folder.
    pub fn new(store: Arc<dyn Store>, files: Files) -> Self {
        Self { store, files }
    }

    /// A file, ready to be uploaded.
    pub(in crate::desk) async fn upload(&self, file: &FileRef) -> Result<Upload, Missing> {
        let row = match self.store.file(&file.id).await {
            Ok(row) => row.ok_or(Missing::Gone)?,
            Err(error) => return Err(Missing::Unreadable(error.to_string())),
        };
        match self.files.read(&row).await {
            None | Some(Err(object_store::Error::NotFound { .. })) => Err(Missing::Gone),
            Some(Err(error)) => Err(Missing::Unreadable(error.to_string())),
            Some(Ok(stream)) => {
                Ok(Upload::stream(&row.name, row.media_type.clone(), row.bytes, Pieces(Mutex::new(stream))))
            }
        }
    }
}

/// A stream that may be shared, as the client wants it. Nobody ever waits for the lock: whoever polls has it alone.
struct Pieces(Mutex<BoxStream<'static, std::io::Result<Bytes>>>);

impl Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context)
    }
}
