//! The embedded store: one SQLite file in the data folder.
//!
//! **One writer.** A thread of its own owns the only connection that writes or checkpoints. It takes whatever commits
//! are queued, does them in one transaction, and answers all of them after that transaction is on disk: under load an
//! fsync is shared by many, alone nobody waits for company. The queue is bounded, so a slow disk slows its callers
//! down instead of filling memory. An exclusive lock on the data folder keeps a second process out.
//!
//! **Durability.** Write-ahead log with `synchronous=FULL`: what was answered survives a power loss. Where a commit
//! fails, everybody in it is told so, the connection is thrown away, and the next transaction begins on a new one by
//! looking at what is there. Nothing is repeated that somebody may have been told about.
//!
//! **Readers.** A few read-only connections on blocking threads. Each question is one statement on a fresh snapshot,
//! so it sees everything that was answered before it was asked. They go on while writing fails.

mod claim;
mod connection;
mod conversation;
mod error;
mod event;
mod file;
mod folder;
mod guard;
mod identity;
mod inbox;
mod lease;
mod link;
mod operation;
mod person;
mod readers;
mod reading;
mod schema;
mod session;
mod statement;
mod word;
mod work;
mod writer;

pub use error::OpenError;
pub use reading::{ReadEvent, Reading};

use super::{
    Claim, Commit, ConversationRow, EventRow, FileRow, Identity, InboxRow, LinkRow, Outcome, SessionRow, Store,
    StoreError, VisitorId, WorkRow, WorkState,
};
use crate::clock::Moment;
use async_trait::async_trait;
use baton_protocol::{ClientId, ConversationId, FileId, Generation};
use connection::Source;
use folder::FolderLock;
use readers::Readers;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// The database's file within the data folder.
const FILE: &str = "baton.sqlite3";

/// How the store uses its machine.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    /// How long a statement waits for a lock that another program holds on the database, such as a backup tool.
    pub busy: Duration,
    /// Connections that read at the same time.
    pub readers: usize,
    /// Commits that may wait for the writer; whoever comes then waits to be queued.
    pub queue: usize,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { busy: Duration::from_secs(5), readers: 4, queue: 1024 }
    }
}

/// The embedded store. Dropping it waits for what is queued, then closes the database and frees the folder.
#[derive(Debug)]
pub struct Sqlite {
    generation: Generation,
    readers: Arc<Readers>,
    writer: Writer,
}

impl Sqlite {
    /// Opens the store in a data folder, making both where they are missing. Work that was running when the store was
    /// last used becomes pending and ambiguous. Blocks for as long as the disk takes.
    pub fn open(folder: &Path, options: SqliteOptions) -> Result<Self, OpenError> {
        connection::check_library()?;
        let lock = FolderLock::take(folder)?;
        let file = folder.join(FILE);
        folder::make_file(&file).map_err(|error| StoreError::Unavailable(format!("{}: {error}", file.display())))?;
        let source = Source::new(file, options.busy);
        let mut connection = source.writer()?;
        schema::migrate(&mut connection)?;
        let generation = lease::enter(&mut connection)?;
        let readers = Arc::new(Readers::new(source.clone(), options.readers));
        let writer = Writer::start(source, connection, lock, options.queue)?;
        Ok(Self { generation, readers, writer })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Readers first: the writer's connection, closed last, leaves one file without a log to be recovered.
        self.readers.close();
        self.writer.finish();
    }
}

#[async_trait]
impl Store for Sqlite {
    fn generation(&self) -> &Generation {
        &self.generation
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        self.writer.order(move |transaction| operation::commit(transaction, &commit)).await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<WorkRow>, StoreError> {
        self.writer.order(move |transaction| claim::take(transaction, claim)).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StoreError> {
        self.readers.ask(claim::next_due).await
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        self.readers.ask(move |reader| session::row(reader, &token_hash)).await
    }

    async fn session_of_presence(&self, hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        self.readers.ask(move |reader| session::of_presence(reader, &hash)).await
    }

    async fn conversation(&self, id: &ConversationId) -> Result<Option<ConversationRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| conversation::row(reader, &id)).await
    }

    async fn events(&self, id: &ConversationId, after: u64, limit: usize) -> Result<Vec<EventRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| event::after(reader, &id, after, limit)).await
    }

    async fn event_of_client(&self, id: &ConversationId, client: &ClientId) -> Result<Option<EventRow>, StoreError> {
        let (id, client) = (id.clone(), client.clone());
        self.readers.ask(move |reader| event::of_client(reader, &id, &client)).await
    }

    async fn profile(&self, visitor: &VisitorId) -> Result<Option<String>, StoreError> {
        let visitor = visitor.clone();
        self.readers.ask(move |reader| conversation::profile(reader, &visitor)).await
    }

    async fn link(&self, id: &ConversationId) -> Result<Option<LinkRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| link::of_conversation(reader, &id)).await
    }

    async fn visitor_of(&self, identity: &Identity) -> Result<Option<VisitorId>, StoreError> {
        let identity = identity.clone();
        self.readers.ask(move |reader| identity::visitor(reader, &identity)).await
    }

    async fn conversations_of(&self, visitor: &VisitorId, limit: usize) -> Result<Vec<ConversationRow>, StoreError> {
        let visitor = visitor.clone();
        self.readers.ask(move |reader| conversation::of_visitor(reader, &visitor, limit)).await
    }

    async fn link_to(&self, id: &ConversationId, desk: &str) -> Result<Option<LinkRow>, StoreError> {
        let (id, desk) = (id.clone(), desk.to_owned());
        self.readers.ask(move |reader| link::to_desk(reader, &id, &desk)).await
    }

    async fn link_of_remote(&self, account: &str, remote: &str) -> Result<Option<LinkRow>, StoreError> {
        let (account, remote) = (account.to_owned(), remote.to_owned());
        self.readers.ask(move |reader| link::of_remote(reader, &account, &remote)).await
    }

    async fn open_links(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError> {
        let account = account.to_owned();
        self.readers.ask(move |reader| link::open(reader, &account, limit)).await
    }

    async fn links_due(
        &self,
        account: &str,
        now: Moment,
        looked_before: Moment,
        limit: usize,
    ) -> Result<Vec<LinkRow>, StoreError> {
        let account = account.to_owned();
        self.readers.ask(move |reader| link::due(reader, &account, now, looked_before, limit)).await
    }

    async fn links_with_desk(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError> {
        let account = account.to_owned();
        self.readers.ask(move |reader| link::with_desk(reader, &account, limit)).await
    }

    async fn echoes_overdue(&self, account: &str, now: Moment) -> Result<u64, StoreError> {
        let account = account.to_owned();
        self.readers.ask(move |reader| link::overdue(reader, &account, now)).await
    }

    async fn unclaimed(&self, account: &str, remote: &str) -> Result<Vec<InboxRow>, StoreError> {
        let (account, remote) = (account.to_owned(), remote.to_owned());
        self.readers.ask(move |reader| inbox::unclaimed(reader, &account, &remote)).await
    }

    async fn unclaimed_remotes(&self, account: &str, after: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        let (account, after) = (account.to_owned(), after.to_owned());
        self.readers.ask(move |reader| inbox::unclaimed_remotes(reader, &account, &after, limit)).await
    }

    async fn file(&self, id: &FileId) -> Result<Option<FileRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| file::row(reader, &id)).await
    }

    async fn stale_uploads(&self, before: Moment, limit: usize) -> Result<Vec<FileRow>, StoreError> {
        self.readers.ask(move |reader| file::stale(reader, before, limit)).await
    }

    async fn identities_of(&self, visitor: &VisitorId) -> Result<Vec<Identity>, StoreError> {
        let visitor = visitor.clone();
        self.readers.ask(move |reader| person::identities(reader, &visitor)).await
    }

    async fn visitors_at(&self, site: &str, after: &str, limit: usize) -> Result<Vec<(VisitorId, String)>, StoreError> {
        let (site, after) = (site.to_owned(), after.to_owned());
        self.readers.ask(move |reader| person::of_site(reader, &site, &after, limit)).await
    }

    async fn idle(&self, site: &str, since: Moment, limit: usize) -> Result<Vec<ConversationRow>, StoreError> {
        let site = site.to_owned();
        self.readers.ask(move |reader| person::idle(reader, &site, since, limit)).await
    }

    async fn files_of(&self, id: &ConversationId) -> Result<Vec<FileRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| file::of_conversation(reader, &id)).await
    }

    async fn links_of(&self, id: &ConversationId) -> Result<Vec<LinkRow>, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| link::all_of(reader, &id)).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.writer.scrub().await
    }

    async fn read_to(&self, id: &ConversationId) -> Result<u64, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| conversation::read_to(reader, &id, conversation::VISITOR)).await
    }

    async fn delivered_to(&self, id: &ConversationId) -> Result<u64, StoreError> {
        let id = id.clone();
        self.readers.ask(move |reader| conversation::read_to(reader, &id, conversation::DESK)).await
    }

    async fn work_counts(&self) -> Result<Vec<(WorkState, u64)>, StoreError> {
        self.readers.ask(work::counts).await
    }
}
