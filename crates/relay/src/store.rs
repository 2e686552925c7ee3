//! The `Store` seam: what is kept, and the only way to change it.
//!
//! A change is a [`Commit`]: operations with the preconditions under which they may happen. It happens whole or not at
//! all, and no transaction leaves the store, so that the same core runs on an embedded and on a shared database.
//! Bodies (events, work, states) are opaque to the store.

mod commit;
mod row;
pub mod sqlite;

pub use commit::{
    Claim, Commit, Committed, Guard, NewConversation, NewEvent, NewFile, NewInbox, NewSession, NewWork, Operation,
    Outcome, WorkBody,
};
pub use row::{
    ConversationRow, EventRow, FileRow, Identity, IdentityKind, InboxRow, InboxState, Lane, LinkRow, SHARDS,
    SessionRow, VisitorId, WorkId, WorkKind, WorkRow, WorkState, shard_of,
};

use crate::clock::Moment;
use async_trait::async_trait;
use baton_protocol::{ClientId, ConversationId, FileId, Generation};

/// Why the store could not do it. After any of these nothing may be acknowledged and nothing blindly repeated.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refuses or cannot be reached: disk full, read-only, locked, gone.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// What is stored is not what was written, or a fault of ours.
    #[error("the store is damaged or misused: {0}")]
    Broken(String),
}

/// What is kept.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// The store's generation, new after a restore.
    fn generation(&self) -> &Generation;

    /// Does a commit, durably, or reports which guard stood in the way.
    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError>;

    /// Takes due work: for each free lane its first unfinished item, if that is due. The rows come back as running under
    /// a fresh fence, durably, so that a crash leaves them to be recognised as of unknown outcome.
    async fn claim(&self, claim: Claim) -> Result<Vec<WorkRow>, StoreError>;

    /// The moment at which the next pending work falls due.
    async fn next_due(&self) -> Result<Option<Moment>, StoreError>;

    /// A session by the SHA-256 of its token; none when revoked.
    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError>;

    /// The session that a page asks of, by the SHA-256 of what it asks by.
    async fn session_of_presence(&self, hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError>;

    /// A conversation.
    async fn conversation(&self, id: &ConversationId) -> Result<Option<ConversationRow>, StoreError>;

    /// Events after a `seq`, in order.
    async fn events(&self, id: &ConversationId, after: u64, limit: usize) -> Result<Vec<EventRow>, StoreError>;

    /// The event that carries a client's id.
    async fn event_of_client(&self, id: &ConversationId, client: &ClientId) -> Result<Option<EventRow>, StoreError>;

    /// A visitor's profile body.
    async fn profile(&self, visitor: &VisitorId) -> Result<Option<String>, StoreError>;

    /// The visitor who was last shown to be somebody.
    async fn visitor_of(&self, identity: &Identity) -> Result<Option<VisitorId>, StoreError>;

    /// A visitor's conversations, the newest first.
    async fn conversations_of(&self, visitor: &VisitorId, limit: usize) -> Result<Vec<ConversationRow>, StoreError>;

    /// A conversation's link to the desk where it is now, or was last.
    async fn link(&self, id: &ConversationId) -> Result<Option<LinkRow>, StoreError>;

    /// A conversation's link to a desk, present or past.
    async fn link_to(&self, id: &ConversationId, desk: &str) -> Result<Option<LinkRow>, StoreError>;

    /// The link of a desk's conversation.
    async fn link_of_remote(&self, account: &str, remote: &str) -> Result<Option<LinkRow>, StoreError>;

    /// Links of an account that are open, oldest check first: what reconciling walks.
    async fn open_links(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError>;

    /// Links of an account that are open and due for a look, longest waiting first: an echo overdue at `now`, or not
    /// looked at after `looked_before`. Those for which a look waits already are left out.
    async fn links_due(
        &self,
        account: &str,
        now: Moment,
        looked_before: Moment,
        limit: usize,
    ) -> Result<Vec<LinkRow>, StoreError>;

    /// Links of an account that are open, whose visitors are with the desk and for which no look waits; looked at longest
    /// ago first.
    async fn links_with_desk(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError>;

    /// How many open links of an account wait for an echo that is overdue.
    async fn echoes_overdue(&self, account: &str, now: Moment) -> Result<u64, StoreError>;

    /// Inbox rows that wait for their conversation.
    async fn unclaimed(&self, account: &str, remote: &str) -> Result<Vec<InboxRow>, StoreError>;

    /// What inbox rows of an account wait for, longest waiting first.
    async fn unclaimed_remotes(&self, account: &str, after: &str, limit: usize) -> Result<Vec<String>, StoreError>;

    /// A file.
    async fn file(&self, id: &FileId) -> Result<Option<FileRow>, StoreError>;

    /// Uploads that no message named before the moment; they may be deleted.
    async fn stale_uploads(&self, before: Moment, limit: usize) -> Result<Vec<FileRow>, StoreError>;

    /// Who a visitor is known to be, and where.
    async fn identities_of(&self, visitor: &VisitorId) -> Result<Vec<Identity>, StoreError>;

    /// Visitors with a conversation on a site, and their profile bodies, in the order of their ids after one.
    async fn visitors_at(&self, site: &str, after: &str, limit: usize) -> Result<Vec<(VisitorId, String)>, StoreError>;

    /// A site's conversations of which nothing was heard since the moment.
    async fn idle(&self, site: &str, since: Moment, limit: usize) -> Result<Vec<ConversationRow>, StoreError>;

    /// Every file of a conversation.
    async fn files_of(&self, id: &ConversationId) -> Result<Vec<FileRow>, StoreError>;

    /// Every link of a conversation, present and past.
    async fn links_of(&self, id: &ConversationId) -> Result<Vec<LinkRow>, StoreError>;

    /// Makes sure that nothing of what was deleted or blanked can be found on the disk any more. Blocks whoever writes for
    /// as long as that takes.
    async fn scrub(&self) -> Result<(), StoreError>;

    /// How far a reader has read.
    async fn read_to(&self, id: &ConversationId) -> Result<u64, StoreError>;

    /// How far the desk has what the visitor said.
    async fn delivered_to(&self, id: &ConversationId) -> Result<u64, StoreError>;

    /// Numbers for metrics and readiness: work by state.
    async fn work_counts(&self) -> Result<Vec<(WorkState, u64)>, StoreError>;
}
