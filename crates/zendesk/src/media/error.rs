use crate::error::Error;

/// Why an attachment cannot be had. None of it quotes an address: a signed one is as good as a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The address is not one of the vendor's attachments. Nothing was asked of anyone.
    #[error("not an attachment of this account")]
    NotOurs,
    /// The vendor's redirect leads where it may not. The credential did not go there.
    #[error("redirect refused: {0}")]
    Redirect(String),
    /// It is larger than allowed.
    #[error("larger than {max} bytes")]
    TooLarge {
        /// The most that is allowed, in bytes.
        max: u64,
    },
    /// It broke off, or took too long.
    #[error("broke off: {0}")]
    Interrupted(String),
    /// The vendor refused, or could not be reached.
    #[error(transparent)]
    Call(#[from] Error),
}
