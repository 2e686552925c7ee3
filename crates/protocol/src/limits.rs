//! The limits both sides obey. A site may lower those that [`crate::FileRules`] carries; none may be raised.

/// Characters in one message of a visitor. A desk with a lower limit gets it in parts.
pub const TEXT_CHARS: usize = 10_000;
/// Bytes of one frame, either way. The relay closes a socket that sends more.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Files in one message.
pub const FILES_PER_MESSAGE: usize = 10;
/// Bytes of one file. Zendesk's own cap is 50 MB (Sunshine Conversations, attachments).
pub const FILE_BYTES: u64 = 50 * 1000 * 1000;
/// Characters of a file's name, the extension included.
pub const FILE_NAME_CHARS: usize = 128;
/// Characters of an id a client makes.
pub const CLIENT_ID_CHARS: usize = 64;
/// Characters of a name, as Zendesk's user profile allows them.
pub const NAME_CHARS: usize = 128;
/// Characters of an e-mail address, as Zendesk's user profile allows them.
pub const EMAIL_CHARS: usize = 128;
/// Characters of a telephone number.
pub const PHONE_CHARS: usize = 40;
/// Characters of an address (page, avatar).
pub const URL_CHARS: usize = 2048;
/// Bytes of a signed identity token. Those of Zendesk's messaging have a few hundred.
pub const IDENTITY_TOKEN_BYTES: usize = 8192;
/// Bytes of an encrypted payload.
pub const ENCRYPTED_BYTES: usize = 8192;
/// Characters of an external id, as Zendesk's users have it.
pub const EXTERNAL_ID_CHARS: usize = 255;
/// Entries of `customData`.
pub const CUSTOM_DATA_KEYS: usize = 64;
/// Bytes of all keys and values of `customData` together.
pub const CUSTOM_DATA_BYTES: usize = 4096;
/// Characters of the payload of a button.
pub const PAYLOAD_CHARS: usize = 1024;
/// Characters of one answer in a form.
pub const FORM_VALUE_CHARS: usize = 1024;
/// Characters of the text for which suggestions are asked.
pub const SUGGEST_CHARS: usize = 200;
/// Buttons below one message, or on one card.
pub const CHOICES: usize = 13;
/// Cards below one message.
pub const CARDS: usize = 10;
/// Fields of one form.
pub const FORM_FIELDS: usize = 12;
/// The best rating of a conversation; the worst is 1.
pub const RATING_BEST: u8 = 5;
/// Events in one frame; a longer log comes in several.
pub const EVENTS_PER_FRAME: usize = 100;
/// The newest events a reader without a cursor is given; it asks for older ones.
pub const EVENTS_AT_START: u64 = 300;
/// Milliseconds between two beats of the relay.
pub const BEAT_EVERY_MS: i64 = 25_000;
/// Milliseconds without anything from the relay after which a client gives a connection up.
pub const SILENCE_MS: i64 = 60_000;
