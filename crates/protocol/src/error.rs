//! Error codes: stable words on the wire, put into a language by the widget.

use serde::{Deserialize, Serialize};

/// Why something was refused. The widget has a text for each; an owner finds them in `docs/errors.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The frame or body is not of the protocol's form.
    Malformed,
    /// The frame or body is larger than allowed.
    TooLarge,
    /// The hello named a version this relay does not serve.
    VersionUnsupported,
    /// The site token is not one of this relay's.
    SiteUnknown,
    /// The page's origin is not on the list of the site.
    OriginRefused,
    /// The session is not known: begin a new one.
    SessionUnknown,
    /// A budget is spent; `retry_after_ms` says when to try again.
    BudgetSpent,
    /// A message without text, file, button or form.
    MessageEmpty,
    /// A text beyond [`crate::limits::TEXT_CHARS`].
    TextTooLong,
    /// More than [`crate::limits::FILES_PER_MESSAGE`] files.
    TooManyFiles,
    /// A file beyond the site's limit.
    FileTooLarge,
    /// A file of a type the site does not take, or whose content is not what its name says.
    FileTypeRefused,
    /// An empty file.
    FileEmpty,
    /// A file that is not known, not this conversation's, or gone.
    FileUnknown,
    /// The file could not be fetched just now.
    FileUnavailable,
    /// An answer to a form that was not asked or is answered already.
    FormUnknown,
    /// A form answer is missing or not of its kind; `message` names the field.
    FormInvalid,
    /// What was asked does not fit the stage the conversation is in.
    StageRefused,
    /// A key of the page's data may not be set by a page; `message` names it.
    KeyRefused,
    /// A value of the page's data is too long or of a wrong kind; `message` names its key.
    ValueRefused,
    /// The token that was to say who the visitor is does not prove it; `message` names the check that failed.
    IdentityRefused,
    /// The token that was to say who the visitor is has expired, and what it says is not known: give a fresh one.
    IdentityExpired,
    /// The keys that verify such tokens cannot be had just now. Try again.
    IdentityUnavailable,
    /// The site calls a person, or talks at all, only for visitors whose identity is signed; `message` says what is missing.
    IdentityRequired,
    /// The token proves somebody else than this session's visitor: leave this session and begin another.
    IdentityOther,
    /// The relay cannot keep anything just now; nothing was taken. Try again.
    StoreUnavailable,
    /// The reader was too slow and was cut off; come back with the cursor.
    TooSlow,
    /// The relay is stopping or being replaced; come back.
    GoingAway,
    /// A fault of the relay; its log has the details.
    Internal,
    /// A code of a newer relay.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Whether the same request may succeed later without being changed.
    pub fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::BudgetSpent
                | Self::StoreUnavailable
                | Self::TooSlow
                | Self::GoingAway
                | Self::FileUnavailable
                | Self::IdentityUnavailable
                | Self::Internal
        )
    }
}
