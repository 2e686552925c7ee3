//! Forgetting: somebody on request, and whatever a site keeps no longer.

use super::{Core, Site};
use crate::conversation::State;
use crate::desk::tickets;
use crate::store::{
    Commit, ConversationRow, FileRow, Guard, Lane, NewWork, Operation, Outcome, StoreError, VisitorId, WorkBody,
    WorkKind,
};
use baton_protocol::ConversationId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often an erasure begins anew because something was said meanwhile.
const TRIES: usize = 16;
/// When the desk is asked once more to forget: what was on its way to it when it was asked first has arrived by then.
const ONCE_MORE: Duration = Duration::from_secs(60);
/// Conversations that are deleted in one go.
const BATCH: usize = 200;
/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What an erasure has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Conversations that were blanked.
    pub conversations: usize,
    /// Files whose bytes were deleted.
    pub files: usize,
    /// Conversations at desks that are being deleted there.
    pub at_desks: usize,
}

/// What is done with a conversation.
struct Blanking {
    guards: Vec<Guard>,
    operations: Vec<Operation>,
    files: Vec<FileRow>,
    at_desks: usize,
}

impl Core {
    /// Erases what is kept of a visitor, here and, as work that is tried until it is done, at the desks. The log of each
    /// conversation keeps its numbers and says nothing any more; every session has ended. Comes back once nothing of it can
    /// be found on the disk.
    pub async fn erase(&self, visitor: &VisitorId) -> Result<Erased, StoreError> {
        for _ in 0..TRIES {
            let rows = self.store.conversations_of(visitor, usize::MAX).await?;
            let (mut guards, mut operations, mut files) = (Vec::new(), Vec::new(), Vec::new());
            let mut erased = Erased { conversations: rows.len(), ..Erased::default() };
            for row in &rows {
                let blanking = self.blanking(row).await?;
                guards.extend(blanking.guards);
                operations.extend(blanking.operations);
                files.extend(blanking.files);
                erased.at_desks += blanking.at_desks;
            }
            operations.push(Operation::BlankVisitor(visitor.clone()));
            if let Outcome::Refused { .. } = self.store.commit(Commit { guards, operations }).await? {
                continue;
            }
            for row in &rows {
                self.bus.others(&row.id);
            }
            erased.files = self.remove_files(&files).await;
            self.store.scrub().await?;
            self.work_added.notify_one();
            tracing::info!(
                visitor.id = %visitor.0,
                conversations = erased.conversations,
                files = erased.files,
                at_desks = erased.at_desks,
                "a visitor was erased"
            );
            return Ok(erased);
        }
        Err(StoreError::Broken(format!(
            "the conversations of visitor {} change faster than they are erased",
            visitor.0
        )))
    }

    async fn blanking(&self, row: &ConversationRow) -> Result<Blanking, StoreError> {
        let now = self.clock.now();
        let guards = vec![Guard::Head(row.id.clone(), row.head), Guard::Version(row.id.clone(), row.version)];
        let state = State { erased: true, ..State::default() }.write();
        let mut operations = vec![Operation::BlankConversation(row.id.clone(), state)];
        let at_desks = self.at_desks(row).await?;
        // What is asked once more stands behind all that is asked now.
        for due in [now, now + ONCE_MORE] {
            operations.extend(at_desks.iter().map(|(desk, what)| {
                Operation::AddWork(NewWork {
                    conversation: row.id.clone(),
                    lane: Lane::Desk,
                    kind: WorkKind::Forget,
                    desk: Some((*desk).to_owned()),
                    body: WorkBody::Is(what.clone()),
                    due,
                })
            }));
        }
        let at_desks = at_desks.len();
        Ok(Blanking { guards, operations, files: self.store.files_of(&row.id).await?, at_desks })
    }

    /// What desks keep of a conversation, each with the desk that can delete it.
    async fn at_desks(&self, row: &ConversationRow) -> Result<Vec<(&'static str, String)>, StoreError> {
        let takes_tickets = self.sites.by_name(&row.site).is_some_and(|site| site.config.erase_tickets);
        let mut kept = Vec::new();
        for link in self.store.links_of(&row.id).await? {
            let Some(account) = self.accounts.get(&link.account) else { continue };
            let Some(desk) = account.desk(&link.desk) else { continue };
            let mut traces = desk.traces(&link.state, &row.id);
            kept.extend(traces.own.map(|own| (desk.name(), own)));
            traces.tickets.tickets.extend(State::read(&row.state).ticket);
            if takes_tickets && !traces.tickets.is_empty() && account.desk(tickets::NAME).is_some() {
                kept.push((tickets::NAME, traces.tickets.write()));
            }
        }
        Ok(kept)
    }

    /// Deletes conversations of a site of which nothing was heard for as long as it keeps them, and visitors of whom
    /// nothing is left. Says how many conversations.
    pub async fn delete_old(&self, site: &Site) -> Result<usize, StoreError> {
        let Some(days) = site.config.retention() else { return Ok(0) };
        let since = self.clock.now() - DAY * days;
        let mut deleted = 0;
        loop {
            let rows = self.store.idle(&site.name, since, BATCH).await?;
            for row in &rows {
                deleted += usize::from(self.delete(row).await?);
            }
            if rows.len() < BATCH {
                break;
            }
        }
        if deleted > 0 {
            let operations = vec![Operation::PruneVisitors];
            self.store.commit(Commit { guards: Vec::new(), operations }).await?;
            self.store.scrub().await?;
            tracing::info!(site = %site.name, conversations = deleted, "conversations were deleted for their age");
        }
        Ok(deleted)
    }

    /// Deletes a conversation, unless something was said in it meanwhile.
    async fn delete(&self, row: &ConversationRow) -> Result<bool, StoreError> {
        let files = self.store.files_of(&row.id).await?;
        let guards = vec![Guard::Head(row.id.clone(), row.head)];
        let operations = vec![Operation::DropConversation(row.id.clone())];
        let outcome = self.store.commit(Commit { guards, operations }).await?;
        if let Outcome::Refused { .. } = outcome {
            return Ok(false);
        }
        self.remove_files(&files).await;
        self.bus.others(&row.id);
        Ok(true)
    }

    async fn remove_files(&self, files: &[FileRow]) -> usize {
        let mut removed = 0;
        for file in files.iter().filter(|file| self.files.has(file)) {
            self.files.remove(file).await;
            removed += 1;
        }
        removed
    }

    /// Whether a conversation was erased.
    pub async fn is_erased(&self, id: &ConversationId) -> Result<bool, StoreError> {
        let row = self.store.conversation(id).await?;
        Ok(row.is_none_or(|row| State::read(&row.state).erased))
    }
}
