//! What is kept of a visitor, for themselves; and finding a visitor by what a person can name.

use super::{Core, Site, event_of};
use crate::conversation::State;
use crate::store::{FileRow, Identity, IdentityKind, StoreError, VisitorId};
use crate::visitor::Profile;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use baton_protocol::{ConversationId, Event, FileId, Stage};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Events read at a time.
const EVENTS: usize = 1_000;
/// Visitors read at a time.
const VISITORS: usize = 1_000;
/// Bytes of files that go into an export at most; the chat gives each of them by itself.
const FILE_BYTES: u64 = 64 << 20;

/// What is kept of a visitor. The form is documented in `docs/privacy.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Export {
    /// When it was made, in milliseconds since 1970.
    pub exported_at: i64,
    /// The visitor's id.
    pub visitor: String,
    /// What is known of them, each piece with its source.
    pub profile: Profile,
    /// What they were proved to be.
    pub identities: Vec<Proved>,
    /// Their conversations, the newest first.
    pub conversations: Vec<Exported>,
}

/// What somebody was proved to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proved {
    /// What it is: `external_id`, `verified_email`, `desk_user` or `texting`.
    pub kind: String,
    /// That.
    pub value: String,
}

/// A conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exported {
    /// Its id.
    pub id: ConversationId,
    /// The site, by its configured name.
    pub site: String,
    /// Who holds it.
    pub stage: Stage,
    /// The number of its ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<u64>,
    /// What a bot has remembered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    /// What was said, as `docs/protocol.md` has it.
    pub events: Vec<Event>,
    /// The files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ExportedFile>,
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedFile {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes; 0 where unknown.
    pub bytes: u64,
    /// The bytes in base64; absent for what stays at a desk, and for what would be too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// Why nobody was found.
#[derive(Debug, thiserror::Error)]
pub enum Lookup {
    /// Nobody is known by that.
    #[error("nobody is known by that at this site: name a visitor's id, a proved external id or an e-mail address")]
    Nobody,
    /// Somebody has typed that address, which proves nothing.
    #[error("that address was never proved: it was only said, by the visitors {0}. Name one of them by its id")]
    OnlySaid(String),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Core {
    /// Everything that is kept of a visitor; with the bytes of files where that is wanted.
    pub async fn export(&self, visitor: &VisitorId, with_files: bool) -> Result<Export, StoreError> {
        let mut conversations = Vec::new();
        let mut room = if with_files { FILE_BYTES } else { 0 };
        for row in self.store.conversations_of(visitor, usize::MAX).await? {
            let state = State::read(&row.state);
            let mut files = Vec::new();
            for file in self.store.files_of(&row.id).await? {
                files.push(self.exported(file, &mut room).await);
            }
            conversations.push(Exported {
                events: self.all_events(&row.id).await?,
                id: row.id,
                site: row.site,
                stage: row.stage,
                ticket: state.ticket,
                variables: state.variables,
                files,
            });
        }
        let identities = self.store.identities_of(visitor).await?;
        Ok(Export {
            exported_at: self.clock.now().0,
            visitor: visitor.0.clone(),
            profile: self.profile(visitor).await?,
            identities: identities
                .into_iter()
                .map(|Identity { kind, value, .. }| Proved { kind: kind.word().to_owned(), value })
                .collect(),
            conversations,
        })
    }

    /// Everything that was said in a conversation, in order.
    pub async fn all_events(&self, id: &ConversationId) -> Result<Vec<Event>, StoreError> {
        let (mut events, mut after) = (Vec::new(), 0);
        loop {
            let page = self.store.events(id, after, EVENTS).await?;
            let Some(last) = page.last() else { return Ok(events) };
            after = last.seq;
            events.extend(page.iter().map(event_of));
        }
    }

    async fn exported(&self, file: FileRow, room: &mut u64) -> ExportedFile {
        let content = if file.bytes <= *room { self.content(&file).await } else { None };
        if content.is_some() {
            *room -= file.bytes;
        }
        let FileRow { id, name, media_type, bytes, .. } = file;
        ExportedFile { id, name, media_type, bytes, content }
    }

    async fn content(&self, file: &FileRow) -> Option<String> {
        let stream = self.files.read(file).await?.ok()?;
        let bytes: Vec<u8> = stream
            .try_fold(Vec::new(), |mut all, part| async move {
                all.extend_from_slice(&part);
                Ok(all)
            })
            .await
            .ok()?;
        Some(STANDARD.encode(bytes))
    }

    /// The visitor of a site whom a person names: by id, by a proved external id, or by a proved e-mail address. An address
    /// that was only said leads to nobody by itself, for anybody can say it.
    pub async fn find(&self, site: &Site, who: &str) -> Result<VisitorId, Lookup> {
        for kind in [IdentityKind::ExternalId, IdentityKind::VerifiedEmail] {
            if let Some(visitor) = self.store.visitor_of(&Identity::new(site.realm(), kind, who)).await? {
                return Ok(visitor);
            }
        }
        let (mut after, mut said) = (String::new(), Vec::new());
        loop {
            let page = self.store.visitors_at(&site.name, &after, VISITORS).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(&last.0);
            for (visitor, profile) in page {
                if visitor.0 == who {
                    return Ok(visitor);
                }
                let email = Profile::read(&profile).email.map(|email| email.value.to_lowercase());
                if email.is_some_and(|email| email == who.trim().to_lowercase()) {
                    said.push(visitor.0);
                }
            }
        }
        if said.is_empty() { Err(Lookup::Nobody) } else { Err(Lookup::OnlySaid(said.join(", "))) }
    }
}
