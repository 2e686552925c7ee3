use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::Response;

use super::MediaError;
use crate::error::cause;

/// The bytes of an attachment, as they come. It ends with [`MediaError::TooLarge`] once more came than is allowed, and
/// with [`MediaError::Interrupted`] where it broke off; what came before is then no whole file.
pub struct MediaStream {
    pieces: Pin<Box<dyn Stream<Item = Result<Bytes, reqwest::Error>> + Send>>,
    max: u64,
    left: u64,
    ended: bool,
}

impl MediaStream {
    pub(super) fn new(response: Response, max: u64) -> Self {
        Self { pieces: Box::pin(response.bytes_stream()), max, left: max, ended: false }
    }

    fn admit(&mut self, piece: Bytes) -> Result<Bytes, MediaError> {
        match self.left.checked_sub(piece.len() as u64) {
            Some(left) => {
                self.left = left;
                Ok(piece)
            }
            None => Err(MediaError::TooLarge { max: self.max }),
        }
    }
}

impl Stream for MediaStream {
    type Item = Result<Bytes, MediaError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let next = match this.pieces.poll_next_unpin(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(None) => None,
            Poll::Ready(Some(Ok(piece))) => Some(this.admit(piece)),
            Poll::Ready(Some(Err(error))) => Some(Err(MediaError::Interrupted(cause(&error)))),
        };
        this.ended = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }
}

impl fmt::Debug for MediaStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaStream").field("max", &self.max).field("left", &self.left).finish_non_exhaustive()
    }
}
