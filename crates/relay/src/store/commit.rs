//! What a change is made of.

use super::row::{EventRow, Identity, InboxState, Lane, LinkRow, VisitorId, WorkId, WorkKind};
use crate::clock::Moment;
use baton_protocol::{ClientId, ConversationId, EventId, FileId, SiteToken, Stage};

/// Operations and the guards under which they may happen, in order, whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// All must hold.
    pub guards: Vec<Guard>,
    /// What is done then.
    pub operations: Vec<Operation>,
}

/// A precondition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The conversation's version is still this.
    Version(ConversationId, u64),
    /// The stage is one of these.
    Stage(ConversationId, Vec<Stage>),
    /// The work is still held under this fence.
    Held(WorkId, i64),
    /// No event of the conversation carries this client's id. Where one does, the outcome brings it.
    ClientFree(ConversationId, ClientId),
    /// Nothing was appended since: the newest `seq` is still this.
    Head(ConversationId, u64),
    /// The visitor's profile body is still this.
    Profile(VisitorId, String),
    /// Nothing was ever taken from this source.
    SourceFree(String),
    /// Nobody is known yet to be this.
    IdentityFree(Identity),
    /// Nothing waits or runs in the lane.
    LaneEmpty(ConversationId, Lane),
    /// These files are the conversation's own and named by no message yet.
    Unclaimed(ConversationId, Vec<FileId>),
    /// The session with this hash of a token is still this visitor's, in this conversation.
    Session([u8; 32], VisitorId, ConversationId),
    /// The session with this hash of a token has not ended.
    SessionLives([u8; 32]),
}

/// One change.
#[derive(Clone, Debug)]
pub enum Operation {
    /// A visitor, a conversation and, where a browser is there, a session for it.
    Begin(Box<NewConversation>, Option<NewSession>),
    /// Another conversation of a visitor who is there.
    BeginConversation(Box<NewConversation>),
    /// Appends an event; the store gives the `seq`.
    Append(NewEvent),
    /// Sets the stage. Goes with the stage event appended beside it.
    SetStage(ConversationId, Stage),
    /// Sets a conversation's state body.
    SetState(ConversationId, String),
    /// Sets a visitor's profile body.
    SetProfile(VisitorId, String),
    /// Adds work.
    AddWork(NewWork),
    /// Adds work unless an item of its kind and lane waits untouched already; what comes meanwhile joins that one.
    EnsureWork(NewWork),
    /// Deletes held work.
    Finish(WorkId),
    /// Gives held work back, to be tried again.
    Retry {
        /// The work.
        id: WorkId,
        /// When.
        due: Moment,
        /// Whether the try may have had an effect.
        ambiguous: bool,
    },
    /// Gives held work back until there is what it waits for: no try has failed.
    Postpone {
        /// The work.
        id: WorkId,
        /// When.
        due: Moment,
        /// Whether an earlier try may have had an effect.
        ambiguous: bool,
    },
    /// Held work got further: the tries that failed before count no more.
    Advance(WorkId),
    /// Makes what waits in a lane due now at the latest.
    Hasten(ConversationId, Lane, Moment),
    /// Keeps held work as refused for good; its lane waits.
    Park {
        /// The work.
        id: WorkId,
        /// Why; for the operator.
        reason: String,
    },
    /// Deletes the work of a lane that is settled one way or the other: never begun, or parked. What is running or of
    /// unknown outcome stays.
    Void(ConversationId, Lane),
    /// Deletes the parked work of a lane, so that what waits behind it gets its turn.
    Unpark(ConversationId, Lane),
    /// Writes the link of a conversation: `account`, `desk`, `remote` and `state`. What a look has found and what is
    /// known of echoes stays, unless the link goes to another account and so begins anew. `open` counts for a new link;
    /// of one that is there, [`Self::OpenLink`] alone says it, so that a step under way cannot open again what an end
    /// has closed.
    PutLink(Box<LinkRow>),
    /// Opens or closes the present link, leaving its state alone.
    OpenLink(ConversationId, bool),
    /// Closes the link to a desk, present or past.
    CloseLink(ConversationId, String),
    /// The conversation is at this desk from now on: its link there, where it has one, is the present one. One to another
    /// desk stays open until it is over there: what agents still say there is looked for.
    TurnTo(ConversationId, String),
    /// Remembers who a visitor is to others. Whoever was last shown to be them counts.
    Identify(Identity, VisitorId),
    /// Something of ours was posted, whose echo falls overdue at `due`. An older one that is awaited stays the one that
    /// counts; where a webhook was heard since `at`, there is nothing to await.
    Posted {
        /// The conversation.
        conversation: ConversationId,
        /// The desk it was posted to.
        desk: String,
        /// When the posting began.
        at: Moment,
        /// When its echo is overdue.
        due: Moment,
    },
    /// An echo of our own post came back from a desk: nothing is overdue there.
    EchoSeen(ConversationId, String, Moment),
    /// A webhook of a desk brought a message of the link's conversation.
    Heard(ConversationId, String, Moment),
    /// A look at the desk is complete.
    Looked {
        /// The conversation.
        conversation: ConversationId,
        /// The desk.
        desk: String,
        /// Up to where nothing is missing; none leaves it. Never moves back.
        verified_through: Option<Moment>,
        /// When.
        at: Moment,
    },
    /// Keeps a raw event. A key that is there already changes nothing.
    PutInbox(NewInbox),
    /// Marks an inbox row.
    MarkInbox(String, InboxState),
    /// Keeps a file's description; its bytes are down already.
    PutFile(NewFile),
    /// Marks files as named by a message.
    ClaimFiles(Vec<FileId>),
    /// Forgets files that no message names.
    DropFiles(Vec<FileId>),
    /// A page may ask for the session with this hash of a token by what has this hash.
    PutPresence {
        /// Of the id that pages ask by.
        hash: [u8; 32],
        /// The session's token, hashed.
        session: [u8; 32],
    },
    /// The session with this hash of a token is in this conversation of its visitor from now on.
    Seat {
        /// The session's token, hashed.
        session: [u8; 32],
        /// The conversation.
        conversation: ConversationId,
    },
    /// Moves a reader on; never back.
    Read(ConversationId, u64),
    /// The desk has what the visitor said up to here; never back.
    Delivered(ConversationId, u64),
    /// Forgets unclaimed and applied inbox rows received before the moment.
    PruneInbox(Moment),
    /// A session has another token from now on, and perhaps another visitor and conversation. The old token is void, and
    /// what pages ask by with it.
    RotateSession {
        /// The old token, hashed.
        old: [u8; 32],
        /// The new one.
        new: NewSession,
        /// Whose it is.
        visitor: VisitorId,
        /// The conversation it reads and writes.
        conversation: ConversationId,
    },
    /// A session's token is void, and what pages ask by with it.
    RevokeSession([u8; 32]),
    /// All that is one visitor's is another's from now on: conversations, sessions, and who they are to others.
    Absorb {
        /// Who is no more.
        from: VisitorId,
        /// Who has it all.
        into: VisitorId,
    },
    /// Moves events to the end of another conversation, in this order and whole but for their `seq`, with every file and
    /// session of the conversation they leave.
    MoveEvents {
        /// Where they are.
        from: ConversationId,
        /// Where they go.
        into: ConversationId,
        /// Their `seq` there.
        seqs: Vec<u64>,
    },
    /// Forgets a conversation: its log, its work, its links, its files' descriptions and its sessions.
    DropConversation(ConversationId),
    /// Blanks a conversation and gives it this state body: what its events say, its work, and raw events from the desks it is linked to. The
    /// log keeps its numbers, and the rows of its links say where it was. It is closed to its desks. The bytes of its
    /// files lie elsewhere.
    BlankConversation(ConversationId, String),
    /// Forgets who a visitor is: profile, identities, sessions. The row stays for as long as a conversation names it.
    BlankVisitor(VisitorId),
    /// Forgets visitors of whom nothing is left: no conversation and no session.
    PruneVisitors,
}

/// A visitor and the conversation that begins.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// The conversation.
    pub id: ConversationId,
    /// The visitor.
    pub visitor: VisitorId,
    /// The visitor's profile body.
    pub profile: String,
    /// The site, by its configured name.
    pub site: String,
    /// The site's token.
    pub site_token: SiteToken,
    /// The conversation's state body.
    pub state: String,
    /// Now.
    pub at: Moment,
}

/// A session.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Now.
    pub at: Moment,
}

/// An event to append.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its id.
    pub id: EventId,
    /// Now.
    pub at: Moment,
    /// The client's id of what caused it.
    pub client: Option<ClientId>,
    /// The outside source, unique for ever.
    pub source_key: Option<String>,
    /// The body.
    pub body: String,
}

/// Work to add.
#[derive(Clone, Debug)]
pub struct NewWork {
    /// The conversation.
    pub conversation: ConversationId,
    /// The lane.
    pub lane: Lane,
    /// The kind.
    pub kind: WorkKind,
    /// The desk it is for; without one, where the conversation is when this is added.
    pub desk: Option<String>,
    /// The body.
    pub body: WorkBody,
    /// Not before.
    pub due: Moment,
}

/// The body of new work.
#[derive(Clone, Debug)]
pub enum WorkBody {
    /// This.
    Is(String),
    /// The `seq` of the last event appended in the same commit, as a decimal number.
    LastSeq,
}

/// A raw event to keep.
#[derive(Clone, Debug)]
pub struct NewInbox {
    /// What it is recognised by.
    pub key: String,
    /// The account.
    pub account: String,
    /// The desk's conversation, where it names one.
    pub remote: Option<String>,
    /// The raw JSON.
    pub raw: String,
    /// Its state.
    pub state: InboxState,
    /// Now.
    pub at: Moment,
}

/// A file to keep.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its id.
    pub id: FileId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The name.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// Bytes; 0 where unknown.
    pub bytes: u64,
    /// See [`super::FileRow::location`].
    pub location: String,
    /// See [`super::FileRow::account`].
    pub account: Option<String>,
    /// Whether a message names it from the beginning.
    pub claimed: bool,
    /// Now.
    pub at: Moment,
}

/// Which work to take.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Now.
    pub now: Moment,
    /// At most this many.
    pub limit: usize,
}

/// What a commit came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is durable.
    Committed(Committed),
    /// A guard stood in the way; nothing happened.
    Refused {
        /// Which.
        guard: Guard,
        /// For [`Guard::ClientFree`]: the event that carries the id.
        existing: Option<Box<EventRow>>,
    },
}

/// What was made.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// The events appended, in order.
    pub events: Vec<EventRow>,
}
