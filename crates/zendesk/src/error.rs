//! What became of a call. Callers branch on it, so every case says what is known about the other side.
//!
//! | what happened | on a reading call | on a writing call |
//! |---|---|---|
//! | no connection (DNS, TCP, TLS, or the wait for them) | [`Unavailable`] | [`Unavailable`]: nothing was sent |
//! | time ran out, or the connection broke, after that | [`Unavailable`] | [`OutcomeUnknown`] |
//! | 2xx with an unreadable answer | [`Protocol`] | [`OutcomeUnknown`]: it was accepted, but not what |
//! | 3xx | [`Protocol`] | [`Protocol`]: redirects are not followed, nothing was done; but 302 and 303 |
//! | | | [`OutcomeUnknown`], for they may lead to what was done |
//! | 400, 405, 406, 422 and other 4xx | [`Invalid`] | [`Invalid`] |
//! | 401 | [`Unauthorized`] | [`Unauthorized`] |
//! | 402, 403 | [`Forbidden`] | [`Forbidden`] |
//! | 404, 410 | [`NotFound`] | [`NotFound`] |
//! | 403, 404 as an HTML page | [`Protocol`] | [`Protocol`]: a gateway spoke, not the API; nobody was found missing |
//! | 409 | [`Conflict`] | [`Conflict`] |
//! | 413 | [`TooLarge`] | [`TooLarge`] |
//! | 415 | [`UnsupportedMedia`] | [`UnsupportedMedia`] |
//! | 423 | [`Locked`] | [`Locked`] |
//! | 429 | [`RateLimited`] | [`RateLimited`]: refused before anything was done |
//! | 408, 425, 5xx | [`Unavailable`] | [`OutcomeUnknown`]: also 503, which a gateway may say for a server that went on |
//!
//! A writing call is any but GET. Reading changes nothing, so its outcome is never unknown: it is tried again.
//!
//! [`Unavailable`]: Error::Unavailable
//! [`OutcomeUnknown`]: Error::OutcomeUnknown
//! [`Protocol`]: Error::Protocol
//! [`Invalid`]: Error::Invalid
//! [`Unauthorized`]: Error::Unauthorized
//! [`Forbidden`]: Error::Forbidden
//! [`NotFound`]: Error::NotFound
//! [`Conflict`]: Error::Conflict
//! [`TooLarge`]: Error::TooLarge
//! [`UnsupportedMedia`]: Error::UnsupportedMedia
//! [`Locked`]: Error::Locked
//! [`RateLimited`]: Error::RateLimited

use std::time::Duration;

mod answer;
mod problem;

pub(crate) use answer::{Effect, cause, not_answered, refusal, unreadable};
pub use problem::{ApiError, Problems};

/// Why a call brought no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// 404 or 410: the app, user, conversation or target does not exist; the code says which.
    #[error("not found: {0}")]
    NotFound(Problems),
    /// 409: it exists already. Support also says so of a call that met another one at the same ticket, or one with the
    /// same idempotency key still under way; that passes.
    #[error("conflict: {0}")]
    Conflict(Problems),
    /// 429: too many calls; this one was not carried out.
    #[error("too many calls")]
    RateLimited {
        /// How long the vendor asked to wait, where it did, at most [`crate::limits::RETRY_AFTER_MAX`].
        retry_after: Option<Duration>,
    },
    /// 401: the credential is wrong or no longer valid; with OAuth also after a fresh token. The call is fine and can
    /// be repeated once the credential is.
    #[error("the credential is refused: {0}")]
    Unauthorized(Problems),
    /// 403: the credential is right, but does not allow this; or 402, the account does not.
    #[error("not allowed: {0}")]
    Forbidden(Problems),
    /// 423: the conversation is full.
    #[error("locked: {0}")]
    Locked(Problems),
    /// 415: a file of this kind is not taken.
    #[error("file refused: {0}")]
    UnsupportedMedia(Problems),
    /// 413, or found too large before it was sent.
    #[error("too large: {0}")]
    TooLarge(Problems),
    /// 400 and the other refusals of what was asked.
    #[error("refused: {0}")]
    Invalid(Problems),
    /// Surely without effect: there was no connection, or the call only reads. Try again later.
    #[error("unavailable: {detail}")]
    Unavailable {
        /// What happened, without addresses or contents.
        detail: String,
        /// How long the vendor asked to wait, where it did.
        retry_after: Option<Duration>,
    },
    /// The call may or may not have been carried out. Look before sending it again.
    #[error("outcome unknown: {detail}")]
    OutcomeUnknown {
        /// What happened, without addresses or contents.
        detail: String,
        /// How long the vendor asked to wait, where it did.
        retry_after: Option<Duration>,
        /// Whether time ran out, here or at a gateway: the call may still be under way, and a look that does not find
        /// its effect at once proves nothing.
        late: bool,
    },
    /// The other side does not speak as documented: a wrong address, a gateway, or a change at the vendor. The call
    /// was not carried out.
    #[error("not as documented: {0}")]
    Protocol(String),
}

impl Error {
    /// Whether the call may have been carried out although no answer says so.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::OutcomeUnknown { .. })
    }

    /// Whether the same call would be refused again however often it is repeated. A refused credential, an outage, a
    /// spent budget and a wrong address are not: they pass or get repaired without a change of the call.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::NotFound(_)
            | Self::Conflict(_)
            | Self::Forbidden(_)
            | Self::Locked(_)
            | Self::UnsupportedMedia(_)
            | Self::TooLarge(_)
            | Self::Invalid(_) => true,
            Self::RateLimited { .. }
            | Self::Unauthorized(_)
            | Self::Unavailable { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Protocol(_) => false,
        }
    }

    /// Whether a ticket refused the call because it is closed, which is for good: only a follow-up goes on.
    pub fn is_closed_ticket(&self) -> bool {
        self.problems().is_some_and(Problems::is_closed_ticket)
    }

    /// Whether the call was refused for this field of the request: `group_id` for a group that does not exist. Support
    /// names it with or without `_id`; either is found.
    pub fn is_about(&self, field: &str) -> bool {
        let bare = field.strip_suffix("_id").unwrap_or(field);
        self.problems().is_some_and(|problems| problems.about(bare) || problems.about(&format!("{bare}_id")))
    }

    /// Whether an idempotency key was used before for another request; this one was not carried out.
    pub fn is_key_of_another_request(&self) -> bool {
        self.problems().is_some_and(|problems| problems.has("IdempotentRequestError"))
    }

    /// How long the vendor asked to wait, where it did.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after }
            | Self::Unavailable { retry_after, .. }
            | Self::OutcomeUnknown { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What the vendor, or a check before sending, had to say.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::NotFound(problems)
            | Self::Conflict(problems)
            | Self::Unauthorized(problems)
            | Self::Forbidden(problems)
            | Self::Locked(problems)
            | Self::UnsupportedMedia(problems)
            | Self::TooLarge(problems)
            | Self::Invalid(problems) => Some(problems),
            _ => None,
        }
    }
}
