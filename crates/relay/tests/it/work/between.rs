//! A store in which somebody else is faster, at a moment that a test names.

use async_trait::async_trait;
use baton_protocol::{ClientId, ConversationId, FileId, Generation};
use baton_relay::clock::Moment;
use baton_relay::store::{
    Claim, Commit, ConversationRow, EventRow, FileRow, Identity, InboxRow, LinkRow, Operation, Outcome, SessionRow,
    Store, StoreError, VisitorId, WorkRow, WorkState,
};
use std::sync::{Arc, Mutex};

/// Which commit somebody is faster than.
type Which = fn(&Operation) -> bool;

/// The store, and what somebody else does.
#[derive(Debug)]
pub(super) struct Between {
    inner: Arc<dyn Store>,
    before: Mutex<Option<(Which, Vec<Operation>)>>,
    after_profile: Mutex<Option<Vec<Operation>>>,
}

impl Between {
    pub(super) fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, before: Mutex::default(), after_profile: Mutex::default() }
    }

    /// Does operations just before the next commit that has such an operation.
    pub(super) fn before(&self, which: Which, operations: Vec<Operation>) {
        *self.before.lock().unwrap() = Some((which, operations));
    }

    /// Does operations just after the next look at a profile.
    pub(super) fn after_profile(&self, operations: Vec<Operation>) {
        *self.after_profile.lock().unwrap() = Some(operations);
    }

    /// Whether all of it has happened.
    pub(super) fn is_over(&self) -> bool {
        self.before.lock().unwrap().is_none() && self.after_profile.lock().unwrap().is_none()
    }

    async fn also(&self, operations: Option<Vec<Operation>>) {
        if let Some(operations) = operations {
            let outcome = self.inner.commit(Commit { guards: Vec::new(), operations }).await.unwrap();
            assert!(matches!(outcome, Outcome::Committed(_)));
        }
    }
}

#[async_trait]
impl Store for Between {
    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let wanted = {
            let mut before = self.before.lock().unwrap();
            before.take_if(|(which, _)| commit.operations.iter().any(*which)).map(|(_, operations)| operations)
        };
        self.also(wanted).await;
        self.inner.commit(commit).await
    }

    async fn profile(&self, visitor: &VisitorId) -> Result<Option<String>, StoreError> {
        let profile = self.inner.profile(visitor).await;
        let wanted = self.after_profile.lock().unwrap().take();
        self.also(wanted).await;
        profile
    }

    async fn identities_of(&self, visitor: &VisitorId) -> Result<Vec<Identity>, StoreError> {
        self.inner.identities_of(visitor).await
    }

    async fn visitors_at(&self, site: &str, after: &str, limit: usize) -> Result<Vec<(VisitorId, String)>, StoreError> {
        self.inner.visitors_at(site, after, limit).await
    }

    async fn idle(&self, site: &str, since: Moment, limit: usize) -> Result<Vec<ConversationRow>, StoreError> {
        self.inner.idle(site, since, limit).await
    }

    async fn files_of(&self, id: &ConversationId) -> Result<Vec<FileRow>, StoreError> {
        self.inner.files_of(id).await
    }

    async fn links_of(&self, id: &ConversationId) -> Result<Vec<LinkRow>, StoreError> {
        self.inner.links_of(id).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub().await
    }

    fn generation(&self) -> &Generation {
        self.inner.generation()
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<WorkRow>, StoreError> {
        self.inner.claim(claim).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StoreError> {
        self.inner.next_due().await
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        self.inner.session(token_hash).await
    }

    async fn session_of_presence(&self, hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        self.inner.session_of_presence(hash).await
    }

    async fn conversation(&self, id: &ConversationId) -> Result<Option<ConversationRow>, StoreError> {
        self.inner.conversation(id).await
    }

    async fn events(&self, id: &ConversationId, after: u64, limit: usize) -> Result<Vec<EventRow>, StoreError> {
        self.inner.events(id, after, limit).await
    }

    async fn event_of_client(&self, id: &ConversationId, client: &ClientId) -> Result<Option<EventRow>, StoreError> {
        self.inner.event_of_client(id, client).await
    }

    async fn link(&self, id: &ConversationId) -> Result<Option<LinkRow>, StoreError> {
        self.inner.link(id).await
    }

    async fn visitor_of(&self, identity: &Identity) -> Result<Option<VisitorId>, StoreError> {
        self.inner.visitor_of(identity).await
    }

    async fn conversations_of(&self, visitor: &VisitorId, limit: usize) -> Result<Vec<ConversationRow>, StoreError> {
        self.inner.conversations_of(visitor, limit).await
    }

    async fn link_to(&self, id: &ConversationId, desk: &str) -> Result<Option<LinkRow>, StoreError> {
        self.inner.link_to(id, desk).await
    }

    async fn link_of_remote(&self, account: &str, remote: &str) -> Result<Option<LinkRow>, StoreError> {
        self.inner.link_of_remote(account, remote).await
    }

    async fn open_links(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError> {
        self.inner.open_links(account, limit).await
    }

    async fn links_due(
        &self,
        account: &str,
        now: Moment,
        looked_before: Moment,
        limit: usize,
    ) -> Result<Vec<LinkRow>, StoreError> {
        self.inner.links_due(account, now, looked_before, limit).await
    }

    async fn links_with_desk(&self, account: &str, limit: usize) -> Result<Vec<LinkRow>, StoreError> {
        self.inner.links_with_desk(account, limit).await
    }

    async fn echoes_overdue(&self, account: &str, now: Moment) -> Result<u64, StoreError> {
        self.inner.echoes_overdue(account, now).await
    }

    async fn unclaimed(&self, account: &str, remote: &str) -> Result<Vec<InboxRow>, StoreError> {
        self.inner.unclaimed(account, remote).await
    }

    async fn unclaimed_remotes(&self, account: &str, after: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.inner.unclaimed_remotes(account, after, limit).await
    }

    async fn file(&self, id: &FileId) -> Result<Option<FileRow>, StoreError> {
        self.inner.file(id).await
    }

    async fn stale_uploads(&self, before: Moment, limit: usize) -> Result<Vec<FileRow>, StoreError> {
        self.inner.stale_uploads(before, limit).await
    }

    async fn read_to(&self, id: &ConversationId) -> Result<u64, StoreError> {
        self.inner.read_to(id).await
    }

    async fn delivered_to(&self, id: &ConversationId) -> Result<u64, StoreError> {
        self.inner.delivered_to(id).await
    }

    async fn work_counts(&self) -> Result<Vec<(WorkState, u64)>, StoreError> {
        self.inner.work_counts().await
    }
}
