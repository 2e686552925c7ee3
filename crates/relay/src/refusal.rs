//! What a client is told when something is not taken.

use crate::store::StoreError;
use baton_protocol::{ErrorCode, ServerFrame};

/// A refusal. Nothing of what was asked is kept, unless the message says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: ErrorCode,
    /// For the person who can mend it; English, no text of anyone's message.
    pub message: String,
    /// When to try again, in milliseconds from now.
    pub retry_after_ms: Option<u64>,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_ms: None }
    }

    /// The same, to be tried again after so many milliseconds.
    pub fn after(self, milliseconds: u64) -> Self {
        Self { retry_after_ms: Some(milliseconds), ..self }
    }

    /// The frame that says so.
    pub fn frame(self, id: Option<baton_protocol::ClientId>) -> ServerFrame {
        ServerFrame::Refused { id, code: self.code, message: self.message, retry_after_ms: self.retry_after_ms }
    }
}

/// How long a client waits before it tries a store that failed again.
const STORE_RETRY_MS: u64 = 2_000;

impl From<StoreError> for Refusal {
    /// The cause is logged here, once, and never sent.
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "the store failed a client's request");
        match error {
            StoreError::Unavailable(_) => {
                Self::new(ErrorCode::StoreUnavailable, "nothing can be kept just now").after(STORE_RETRY_MS)
            }
            StoreError::Broken(_) => Self::new(ErrorCode::Internal, "a fault of the relay"),
        }
    }
}
