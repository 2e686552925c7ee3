//! What a page around the chat may know before anybody opens it: how much is unread.

use super::others::first_line;
use super::{Core, Site, token_hash};
use crate::store::{Commit, Operation, SessionRow, StoreError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::{Block, Event, EventBody, Presence, PresenceId, SessionToken};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Messages that are counted at most.
const UNREAD: usize = 100;

/// By what the pages around a session's chat ask. It follows from the session and nothing follows from it, so that it
/// need not be kept: whoever has it can ask this one thing.
fn id_of(token: &SessionToken) -> PresenceId {
    let mut hash = Sha256::new_with_prefix("baton presence\0");
    hash.update(token.reveal().as_bytes());
    PresenceId::new(URL_SAFE_NO_PAD.encode(hash.finalize()))
}

impl Core {
    /// By what the pages around a session's chat may ask from now on.
    pub async fn presence_id(&self, token: &SessionToken) -> Result<PresenceId, StoreError> {
        let id = id_of(token);
        let hash = Sha256::digest(id.as_str()).into();
        if self.store.session_of_presence(hash).await?.is_none() {
            let operations = vec![Operation::PutPresence { hash, session: token_hash(token) }];
            self.store.commit(Commit { guards: Vec::new(), operations }).await?;
        }
        Ok(id)
    }

    /// What there is to know for whoever asks by this, and of which site.
    pub async fn presence(&self, id: &PresenceId) -> Result<Option<(Arc<Site>, Presence)>, StoreError> {
        let Some(row) = self.store.session_of_presence(Sha256::digest(id.as_str()).into()).await? else {
            return Ok(None);
        };
        let Some(site) = self.sites.by_name(&row.site).cloned() else { return Ok(None) };
        let unread = self.unread(&row).await?;
        let teaser = if site.config.presence_teaser { unread.iter().rev().find_map(teaser) } else { None };
        let unread = u32::try_from(unread.len().min(UNREAD)).unwrap_or(u32::MAX);
        Ok(Some((site, Presence { unread, teaser })))
    }

    /// What others have said and the visitor has not read, in whichever of their conversations.
    async fn unread(&self, row: &SessionRow) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        for conversation in self.conversations_at(&row.visitor, &row.site).await? {
            events.extend(self.unread_in(&conversation.id).await?);
        }
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

/// The first line of what a person wrote.
fn teaser(event: &Event) -> Option<String> {
    let Some(EventBody::Agent(message)) = event.body.known() else { return None };
    message.agent.as_ref()?;
    Some(first_line(&Block::text_of(&message.blocks))).filter(|line| !line.is_empty())
}
