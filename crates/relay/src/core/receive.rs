//! Keeping and applying what a desk says.

use super::{Account, Core, PLANS, changes_too_fast};
use crate::conversation::incoming;
use crate::desk::{Desk, Incoming, Received, What};
use crate::store::{Commit, Guard, InboxState, LinkRow, NewInbox, Operation, Outcome, StoreError};
use crate::telemetry::metric;
use std::sync::Arc;

/// Why a webhook's body was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The store cannot keep it: the sender must try again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key for a body that is no envelope: its hash, so that a repeated one is kept once.
fn dead_key(account: &str, body: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    format!("{account}/dead/{}", hex::encode(Sha256::digest(body)))
}

/// Whether it tells of an end. At a desk that the conversation has left, that ends nothing but the looking there.
fn ends(incoming: &Incoming) -> bool {
    matches!(incoming.what, What::Ended(_) | What::Solved)
}

impl Core {
    /// Takes the body of a webhook whose secret was checked: every event is committed with its effect before this
    /// returns. What cannot be read is kept as dead; one bad event does not fail its batch.
    pub async fn receive(&self, account: &Account, desk: &Arc<dyn Desk>, body: &[u8]) -> Result<(), ReceiveError> {
        let received = match desk.read(body, self.clock.now()) {
            Ok(received) => received,
            Err(reason) => {
                tracing::warn!(account = %account.name, reason = %reason, "a webhook's body is no envelope; kept as dead");
                metrics::counter!(metric::INBOX_DEAD, "account" => account.name.clone()).increment(1);
                let raw = String::from_utf8_lossy(body).into_owned();
                let row = self.inbox(account, dead_key(&account.name, body), None, raw, InboxState::Dead);
                self.store.commit(Commit { guards: Vec::new(), operations: vec![row] }).await?;
                return Ok(());
            }
        };
        crate::faults::point("webhook_before_commit").await;
        for event in received {
            self.receive_one(account, desk, event).await?;
        }
        crate::faults::point("webhook_after_commit").await;
        Ok(())
    }

    async fn receive_one(&self, account: &Account, desk: &Arc<dyn Desk>, event: Received) -> Result<(), StoreError> {
        let Received { key, remote, raw, incoming } = event;
        let incoming = match incoming {
            Ok(incoming) => incoming,
            Err(reason) => {
                tracing::warn!(account = %account.name, key = %key, reason = %reason, "an event cannot be read; kept as dead");
                metrics::counter!(metric::INBOX_DEAD, "account" => account.name.clone()).increment(1);
                let row = self.inbox(account, key, remote, raw, InboxState::Dead);
                return self.store.commit(Commit { guards: Vec::new(), operations: vec![row] }).await.map(drop);
            }
        };
        match self.link_for(account, desk, &incoming).await? {
            // A look at where the conversation is brings nothing of where it was before.
            Some(link)
                if link.open
                    && link.remote.as_deref() == Some(incoming.remote.as_str())
                    && account.is_behind(&link.conversation) =>
            {
                let row = self.inbox(account, key, remote, raw, InboxState::Unclaimed);
                self.store.commit(Commit { guards: Vec::new(), operations: vec![row] }).await?;
                // The look was over while this was written, and it claims no more.
                if account.is_behind(&link.conversation) { Ok(()) } else { self.claim_inbox(account, &link).await }
            }
            Some(link) => {
                // The raw text is kept only while its effect is not: the log has what mattered.
                let row = self.inbox(account, key, remote, String::new(), InboxState::Applied);
                let mut also = vec![row];
                if matches!(incoming.what, What::Said(_) | What::VisitorSaid { .. }) {
                    also.push(Operation::Heard(link.conversation.clone(), link.desk.clone(), self.clock.now()));
                }
                self.apply(account, &link, &incoming, also).await
            }
            // What cannot become anything here is not kept: a desk may tell of every ticket of the account.
            None if desk.tells_of_all() && incoming.conversation.is_none() && !desk.may_begin(&raw) => {
                let row = self.inbox(account, key, remote, String::new(), InboxState::Applied);
                self.store.commit(Commit { guards: Vec::new(), operations: vec![row] }).await.map(drop)
            }
            None => {
                let may_begin = desk.may_begin(&raw);
                let row = self.inbox(account, key, remote, raw, InboxState::Unclaimed);
                self.store.commit(Commit { guards: Vec::new(), operations: vec![row] }).await?;
                if may_begin {
                    self.intake_due.notify_one();
                }
                // The link may have been written meanwhile, by somebody who did not see this row yet.
                match self.link_for(account, desk, &incoming).await? {
                    Some(link) => self.claim_inbox(account, &LinkRow { remote: Some(incoming.remote), ..link }).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// The link an incoming word belongs to: by the desk's conversation, else by our own id that it carries.
    async fn link_for(
        &self,
        account: &Account,
        desk: &Arc<dyn Desk>,
        incoming: &Incoming,
    ) -> Result<Option<LinkRow>, StoreError> {
        if let Some(link) = self.store.link_of_remote(&account.name, &incoming.remote).await? {
            return Ok(Some(link));
        }
        let Some(conversation) = &incoming.conversation else { return Ok(None) };
        let link = self.store.link_to(conversation, desk.name()).await?;
        // A link whose conversation is still being made learns of it from the desk before the desk's own answer does. One
        // that has left a conversation hears late words of it.
        let is_its = |link: &LinkRow| link.remote.is_none() || desk.was_at(&link.state, &incoming.remote);
        Ok(link.filter(|link| link.account == account.name && is_its(link)))
    }

    /// Applies an incoming word to a linked conversation, with `also` in the same commit. What was applied before, or
    /// has no effect, leaves only `also`.
    pub async fn apply(
        &self,
        account: &Account,
        link: &LinkRow,
        incoming: &Incoming,
        also: Vec<Operation>,
    ) -> Result<(), StoreError> {
        match self.effect(account, link, incoming, &also).await? {
            Some(Outcome::Committed(_)) => Ok(()),
            None | Some(Outcome::Refused { guard: Guard::SourceFree(_), .. }) => {
                self.store.commit(Commit { guards: Vec::new(), operations: also }).await.map(drop)
            }
            Some(Outcome::Refused { guard, .. }) => {
                Err(StoreError::Broken(format!("an unexpected guard refused: {guard:?}")))
            }
        }
    }

    /// Commits what a word changes. Whether it is an earlier handoff's is judged by the link as it is now: a listing was
    /// read some time ago, and a request may have begun since.
    async fn effect(
        &self,
        account: &Account,
        link: &LinkRow,
        incoming: &Incoming,
        also: &[Operation],
    ) -> Result<Option<Outcome>, StoreError> {
        let conversation = &link.conversation;
        for _ in 0..PLANS {
            let snapshot = self.snapshot(conversation).await?;
            let now = self.store.link_to(conversation, &link.desk).await?;
            let state = now.as_ref().map_or(&link.state, |now| &now.state);
            let pending = snapshot.state.pending.as_ref().map(|pending| &pending.id);
            if ends(incoming) && !self.is_present(link).await? {
                let closed = matches!(incoming.what, What::Ended(_))
                    .then(|| Operation::CloseLink(conversation.clone(), link.desk.clone()));
                let operations = also.iter().cloned().chain(closed).collect();
                return self.store.commit(Commit { guards: Vec::new(), operations }).await.map(Some);
            }
            let stale = account.desk(&link.desk).is_some_and(|desk| desk.is_stale(state, pending, incoming));
            let asks_rating = self.sites.by_name(&snapshot.row.site).is_some_and(|site| site.config.rating);
            let origin = incoming::Origin { account: &account.name, desk: &link.desk, asks_rating };
            let Some(mut plan) = incoming::plan(&snapshot, origin, incoming, stale) else { return Ok(None) };
            for operation in also {
                plan.operation(operation.clone());
            }
            match self.commit(conversation, plan.commit()).await? {
                Outcome::Refused { guard: Guard::Version(..) | Guard::Head(..), .. } => {}
                outcome => {
                    if matches!((&incoming.what, &outcome), (What::Said(_), Outcome::Committed(_))) {
                        self.tell_others(&snapshot.row.visitor, conversation).await?;
                    }
                    return Ok(Some(outcome));
                }
            }
        }
        Err(changes_too_fast(conversation))
    }

    /// Whether a conversation is at this link's desk now.
    async fn is_present(&self, link: &LinkRow) -> Result<bool, StoreError> {
        let present = self.store.link(&link.conversation).await?;
        Ok(present.is_some_and(|present| present.desk == link.desk))
    }

    /// Applies what waited for a look at the conversation, if this was the one: begun in the epoch that still is.
    pub async fn catch_up(&self, account: &Account, link: &LinkRow, epoch: u64) -> Result<(), StoreError> {
        if account.is_behind_since(epoch, &link.conversation) {
            // What has come so far stays in its order; the rest is what came meanwhile.
            self.claim_inbox(account, link).await?;
            if account.caught_up(epoch, &link.conversation) {
                self.claim_inbox(account, link).await?;
            }
        }
        Ok(())
    }

    /// Applies what waited for a link that is now written.
    pub async fn claim_inbox(&self, account: &Account, link: &LinkRow) -> Result<(), StoreError> {
        let Some(remote) = &link.remote else { return Ok(()) };
        let Some(desk) = account.desk(&link.desk) else { return Ok(()) };
        for row in self.store.unclaimed(&account.name, remote).await? {
            let mark = Operation::MarkInbox(row.key.clone(), InboxState::Applied);
            match desk.read_one(&row.raw) {
                Ok(incoming) => self.apply(account, link, &incoming, vec![mark]).await?,
                Err(reason) => {
                    tracing::warn!(account = %account.name, key = %row.key, reason = %reason, "a kept event cannot be read");
                    let mark = Operation::MarkInbox(row.key, InboxState::Dead);
                    self.store.commit(Commit { guards: Vec::new(), operations: vec![mark] }).await?;
                }
            }
        }
        Ok(())
    }

    fn inbox(
        &self,
        account: &Account,
        key: String,
        remote: Option<String>,
        raw: String,
        state: InboxState,
    ) -> Operation {
        Operation::PutInbox(NewInbox { key, account: account.name.clone(), remote, raw, state, at: self.clock.now() })
    }
}
