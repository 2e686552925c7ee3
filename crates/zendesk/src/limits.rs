//! The vendor's limits and our own, in one place.
//!
//! The vendor writes "4 KB", "100 kB" and "50 MB" without saying which kilobyte it means; the smaller reading is used,
//! so that what passes here passes there.

use std::time::Duration;

/// Longest text of one message, in UTF-16 code units. The vendor says 4,096 characters and not which kind; a text is
/// never longer in characters than in UTF-16 units, so this satisfies both readings.
pub const TEXT_MAX: usize = 4_096;

/// Largest metadata object, as JSON in bytes.
pub const METADATA_MAX: usize = 4_000;

/// Largest JSON body of a request, in bytes.
pub const REQUEST_MAX: usize = 100_000;

/// Largest file that can be uploaded, in bytes.
pub const UPLOAD_MAX: u64 = 50_000_000;

/// Longest alternative text of an image or a file, in characters.
pub const ALT_TEXT_MAX: usize = 128;

/// Longest given name, surname and e-mail address of a profile, in characters.
pub const PROFILE_TEXT_MAX: usize = 128;

/// Longest external id of a user, in characters.
pub const EXTERNAL_ID_MAX: usize = 1_024;

/// Messages a conversation can hold; the next one is refused with 423.
pub const MESSAGES_PER_CONVERSATION: u32 = 30_000;

/// Longest idempotency key, in characters.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;

/// Largest page of a listing that lets its size be chosen. Listing messages does not: there a page is always 100.
pub const PAGE_MAX: u32 = 100;

/// Largest answer read into memory, in bytes. A page of 100 messages with text, HTML and metadata at their limits, in
/// JSON escapes, stays below it; a listing that did not fit could never be read again.
pub const ANSWER_MAX: usize = 16 * 1024 * 1024;

/// Longest wait a `Retry-After` is believed; more is cut to this.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(3_600);

/// How long to wait for a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a call may take in all, answer included.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(20);

/// How long the transfer of a file may take in all, either way.
pub const TRANSFER_TIMEOUT: Duration = Duration::from_secs(120);

/// How long an idle connection is kept. Shorter than what servers use, so that a request is seldom written into a
/// connection the other side is just closing, which would leave its outcome unknown.
pub const IDLE_CONNECTION: Duration = Duration::from_secs(30);
