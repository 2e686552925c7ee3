//! What is read from the store.

use crate::clock::Moment;
use baton_protocol::{ClientId, ConversationId, EventId, FileId, SiteToken, Stage};
use sha2::{Digest, Sha256};
use std::fmt;

/// How many shards conversations and their work fall into; never to be changed, it stands in the first migration.
pub const SHARDS: u16 = 1024;

/// The shard of a conversation: the first two bytes of its SHA-256, modulo [`SHARDS`].
pub fn shard_of(conversation: &ConversationId) -> u16 {
    let hash = Sha256::digest(conversation.as_str().as_bytes());
    let [high, low] = [hash.first().copied().unwrap_or(0), hash.get(1).copied().unwrap_or(0)];
    u16::from_be_bytes([high, low]) % SHARDS
}

/// A visitor; UUIDv7.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisitorId(pub String);

/// Who somebody is to others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Where that holds: an account, or a site without one, by its configured name.
    pub realm: String,
    /// What of them is known.
    pub kind: IdentityKind,
    /// That, as it is compared: see [`Identity::new`].
    pub value: String,
}

/// What is known of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// The external id that a token proved.
    ExternalId,
    /// The e-mail address that a token proved.
    VerifiedEmail,
    /// The id of the person at the desk's vendor.
    DeskUser,
    /// Who they are to whoever brings their text messages.
    Texting,
}

impl IdentityKind {
    /// Every kind.
    const ALL: [Self; 4] = [Self::ExternalId, Self::VerifiedEmail, Self::DeskUser, Self::Texting];

    /// The word stored for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::ExternalId => "external_id",
            Self::VerifiedEmail => "verified_email",
            Self::DeskUser => "desk_user",
            Self::Texting => "texting",
        }
    }

    /// The kind a stored word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Identity {
    /// An identity. Letters of an external id and of an address count alike in either case, as they do at Zendesk; those
    /// of somebody who texts do not, as at Braze.
    pub fn new(realm: &str, kind: IdentityKind, value: &str) -> Self {
        let value = value.trim();
        let value = if kind == IdentityKind::Texting { value.to_owned() } else { value.to_lowercase() };
        Self { realm: realm.to_owned(), kind, value }
    }
}

/// An item of work; grows with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub i64);

/// A browser's right to act for a visitor.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The visitor.
    pub visitor: VisitorId,
    /// The conversation it reads and writes.
    pub conversation: ConversationId,
    /// The site, by its configured name.
    pub site: String,
}

/// A conversation.
#[derive(Clone, Debug)]
pub struct ConversationRow {
    /// Its id.
    pub id: ConversationId,
    /// The site, by its configured name.
    pub site: String,
    /// The site's token it began with.
    pub site_token: SiteToken,
    /// The visitor.
    pub visitor: VisitorId,
    /// Who holds it.
    pub stage: Stage,
    /// The newest `seq`; 0 for none.
    pub head: u64,
    /// [`crate::conversation::State`], opaque here.
    pub state: String,
    /// Grows with each change of `state` or `stage`; what [`super::Guard::Version`] compares.
    pub version: u64,
}

/// An event as stored.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its place.
    pub seq: u64,
    /// Its id.
    pub id: EventId,
    /// When it was committed.
    pub at: Moment,
    /// The client's id of what caused it.
    pub client: Option<ClientId>,
    /// The outside source it came from, unique for ever.
    pub source_key: Option<String>,
    /// [`baton_protocol::EventBody`] as JSON.
    pub body: String,
}

/// What kind of work; a word the runner knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// One turn of the bot.
    BotTurn,
    /// The handoff to the desk.
    Handoff,
    /// A visitor's message to the desk.
    Send,
    /// Taking control back from the desk after a cancel or an end.
    TakeBack,
    /// Looking at the desk for what no webhook brought.
    Reconcile,
    /// Looking for the ticket's number.
    Ticket,
    /// Telling the visitor when the desk has not confirmed in time.
    SlowNotice,
    /// A text message to a visitor who is reached by them, or a word to the agents about one.
    Sms,
    /// A message that was left for people, to the desk.
    LeaveMessage,
    /// A note and tags on the ticket, beside its messages.
    Remark,
    /// What a desk keeps of somebody whom the relay has forgotten.
    Forget,
    /// Something the bot is told beside its turns.
    BotNews,
}

impl WorkKind {
    /// Every kind, with its word.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::BotTurn, "bot_turn"),
        (Self::Handoff, "handoff"),
        (Self::Send, "send"),
        (Self::TakeBack, "take_back"),
        (Self::Reconcile, "reconcile"),
        (Self::Ticket, "ticket"),
        (Self::SlowNotice, "slow_notice"),
        (Self::Sms, "sms"),
        (Self::LeaveMessage, "leave_message"),
        (Self::Remark, "remark"),
        (Self::Forget, "forget"),
        (Self::BotNews, "bot_news"),
    ];

    /// The word stored for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind a stored word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// A first-in-first-out lane of a conversation. Lanes of one conversation run beside each other: a look-up never holds a
/// message up, and a slow bot never holds up the person who was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Turns of the bot.
    Bot,
    /// Everything whose order the desk sees.
    Desk,
    /// Looking at the desk for what no webhook brought.
    Look,
    /// Looking for the ticket's number, which may take its time, and what is put on the ticket beside its messages.
    Ticket,
    /// What is to be said at its moment, if things are still so: nothing waits behind it.
    Notice,
    /// Text messages to the visitor.
    Sms,
}

impl Lane {
    /// The word stored for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Desk => "desk",
            Self::Look => "look",
            Self::Ticket => "ticket",
            Self::Notice => "notice",
            Self::Sms => "sms",
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// The state of an item of work. Finished work is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkState {
    /// Waits for its moment and its turn.
    Pending,
    /// Taken by a runner.
    Running,
    /// Refused for good; holds its lane until somebody decides.
    Parked,
}

/// An item of work that was claimed.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// Its id; the order within a lane.
    pub id: WorkId,
    /// The fence of this claim; a later one is higher.
    pub fence: i64,
    /// The conversation.
    pub conversation: ConversationId,
    /// Its kind.
    pub kind: WorkKind,
    /// The desk it is for; none where the conversation was at none when it was added.
    pub desk: Option<String>,
    /// Its body, opaque to the store.
    pub body: String,
    /// How often it was tried before.
    pub attempt: u32,
    /// Whether an earlier try may have had an effect that was not recorded: look before doing it again.
    pub ambiguous: bool,
}

/// A conversation's link to a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// The account, by its configured name.
    pub account: String,
    /// The desk's name.
    pub desk: String,
    /// The desk's id of the conversation, once known.
    pub remote: Option<String>,
    /// The desk's own state, opaque here.
    pub state: String,
    /// Whether the desk holds the conversation, or may hear of it.
    pub open: bool,
    /// Up to where a listing has proved that nothing is missing: the desk's time, in milliseconds.
    pub verified_through: Option<Moment>,
    /// When it was looked at last.
    pub checked_at: Option<Moment>,
    /// When the oldest echo of our own posts that is awaited falls overdue; its absence degrades the account.
    pub echo_due: Option<Moment>,
    /// When a webhook last brought a message of this conversation.
    pub heard_at: Option<Moment>,
}

/// The state of an inbox row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboxState {
    /// Its effect, or that it has none, is committed.
    Applied,
    /// Its conversation is not known yet; kept for a day.
    Unclaimed,
    /// Cannot be read; kept for the operator.
    Dead,
}

/// A raw event from a desk.
#[derive(Clone, Debug)]
pub struct InboxRow {
    /// What it is recognised by, such as `account/event/<id>`.
    pub key: String,
    /// The raw JSON.
    pub raw: String,
}

/// A file.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Its id.
    pub id: FileId,
    /// The conversation that may fetch it.
    pub conversation: ConversationId,
    /// The name shown.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// Bytes; 0 where unknown.
    pub bytes: u64,
    /// Where the bytes are: `local:<path>` in our own folder, or `remote:<desk>:<address>` at a desk.
    pub location: String,
    /// The account whose credential opens a remote file.
    pub account: Option<String>,
    /// Whether a message names it.
    pub claimed: bool,
}
