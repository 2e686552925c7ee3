//! Every limit the vendor documents, in one place (spec v17.12.1, introduction and schemas).

/// JSON request bodies: 100 kB.
pub(crate) const JSON_BODY: usize = 100_000;
/// An uploaded file: 50 MB.
pub(crate) const UPLOAD: usize = 50_000_000;
/// Multipart framing on top of an upload.
pub(crate) const UPLOAD_FRAMING: usize = 64_000;
/// `text`, `htmlText`, `markdownText`, in UTF-16 units as the vendor's JavaScript counts them.
pub(crate) const TEXT: usize = 4096;
/// A metadata object, serialised.
pub(crate) const METADATA: usize = 4096;
/// Names, titles, labels and descriptions of list items and form fields.
pub(crate) const LABEL: usize = 128;
/// `displayName` and `description` of a conversation, `displayName` of keys and integrations.
pub(crate) const DISPLAY_NAME: usize = 100;
/// Any address.
pub(crate) const URL: usize = 2048;
/// A user's `externalId`.
pub(crate) const EXTERNAL_ID: usize = 1024;
/// Profile names and e-mail.
pub(crate) const PROFILE: usize = 128;
/// A profile's locale.
pub(crate) const LOCALE: usize = 64;
/// Items of a carousel or list.
pub(crate) const ITEMS: usize = 10;
/// Actions of one item.
pub(crate) const ITEM_ACTIONS: usize = 3;
/// Fields of a form.
pub(crate) const FORM_FIELDS: usize = 20;
/// Options of a form's select field.
pub(crate) const FORM_OPTIONS: usize = 200;
/// Participants of a group conversation.
pub(crate) const PARTICIPANTS: usize = 10;
/// Messages of one conversation before `423 locked`; a switch lowers it.
pub(crate) const CONVERSATION_MESSAGES: usize = 30_000;
/// Messages on one page; fixed for that listing.
pub(crate) const MESSAGE_PAGE: usize = 100;
/// Records on a page where the caller names no size, and at most.
pub(crate) const PAGE: usize = 25;
/// The largest page a caller may ask for.
pub(crate) const PAGE_MAX: usize = 100;
/// Webhooks of one app.
pub(crate) const WEBHOOKS: usize = 10;
/// Rows of a switchboard.
pub(crate) const ROWS: usize = 10;
/// Keys of a custom integration.
pub(crate) const KEYS: usize = 10;
/// Messages copied into a ticket where `first_message_id` is not given.
pub(crate) const TICKET_HISTORY: usize = 10;
/// Waits between the five attempts at delivering one webhook; doubling, and 900 s in all.
pub(crate) const WEBHOOK_WAITS_MS: [i64; 4] = [60_000, 120_000, 240_000, 480_000];
/// A webhook's answer must come within 20 s.
pub(crate) const WEBHOOK_TIMEOUT_MS: i64 = 20_000;
/// How long an upload to Support waits for its comment.
pub(crate) const UPLOAD_TOKEN_MS: i64 = 60 * 60 * 1000;
/// How long Support remembers an idempotency key (FACTS 3.3), and how long one may be.
pub(crate) const IDEMPOTENCY_MS: i64 = 2 * 60 * 60 * 1000;
pub(crate) const IDEMPOTENCY_KEY: usize = 255;
/// Records on a page of Support, where the caller names no number, and at most.
pub(crate) const SUPPORT_PAGE: usize = 100;
/// A Support webhook's answer must come within 12 s.
pub(crate) const SUPPORT_WEBHOOK_TIMEOUT_MS: i64 = 12_000;
/// Waits before a Support webhook that was answered with 409 is sent again: three times. Their length is a guess.
pub(crate) const SUPPORT_WEBHOOK_WAITS_MS: [i64; 3] = [5_000, 10_000, 20_000];
/// How long a signed file address lives.
pub(crate) const SIGNED_URL_MS: i64 = 60_000;
/// The default automation closes a ticket this long after it was solved: four days.
pub(crate) const CLOSE_AFTER_SOLVED_MS: i64 = 4 * 24 * 60 * 60 * 1000;
