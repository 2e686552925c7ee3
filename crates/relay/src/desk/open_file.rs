//! Files at a desk.

use futures_util::stream::BoxStream;

/// A file being read from a desk.
pub struct OpenFile {
    /// The media type the desk says.
    pub media_type: String,
    /// Bytes, where the desk says.
    pub bytes: Option<u64>,
    /// The bytes.
    pub stream: BoxStream<'static, std::io::Result<bytes::Bytes>>,
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("OpenFile")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Why a file at the desk cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It is gone, or was never there.
    #[error("the desk has no such file")]
    Gone,
    /// Its address is not one the relay may open.
    #[error("the file's address is refused: {0}")]
    Refused(String),
    /// Not just now.
    #[error("the desk does not give the file just now: {0}")]
    Unavailable(String),
}
