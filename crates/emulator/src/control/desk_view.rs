//! What the control API shows of Support: comments, webhooks, people.

use crate::ids::{CommentId, FileId, PersonId, WebhookId};
use crate::state::State;
use crate::support::webhooks::Webhook;
use crate::workspace::comment::Comment;
use crate::workspace::people::Person;
use crate::workspace::ticket::Ticket;
use serde::Serialize;
use serde_json::{Map, Value};

/// A file of a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommentFile {
    /// Its number.
    pub id: FileId,
    /// Where its bytes are with all others: `Control::file`.
    pub attachment: crate::ids::AttachmentId,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: usize,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentView {
    /// Its number.
    pub id: CommentId,
    /// When it was made.
    pub created_ms: i64,
    /// Who wrote it.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// Whether an agent wrote it.
    pub by_agent: bool,
    /// Whether the requester sees it; else it is an internal note.
    pub public: bool,
    /// Its words.
    pub body: String,
    /// Its words with their formatting.
    pub html: String,
    /// Its files.
    pub files: Vec<CommentFile>,
    /// `api`, `web`, `native_messaging`.
    pub channel: String,
    /// `metadata` of the request that made it.
    pub metadata: Map<String, Value>,
}

impl CommentView {
    pub(crate) fn of(state: &State, ticket: &Ticket, comment: &Comment) -> Self {
        let author = state.desk.people.get(&comment.author);
        let file = |id: &FileId| {
            let stored = state.attachments.get(&state.desk.files.get(id)?.attachment)?;
            Some(CommentFile {
                id: *id,
                attachment: stored.id.clone(),
                name: stored.name.clone(),
                media_type: stored.media_type.clone(),
                size: stored.bytes.len(),
            })
        };
        Self {
            id: comment.id,
            created_ms: comment.created_ms,
            author: comment.author,
            author_name: author.map(|person| person.name.clone()).unwrap_or_default(),
            by_agent: author.is_some_and(Person::is_agent),
            public: comment.public,
            body: comment.body.clone(),
            html: comment.html.clone(),
            files: comment.files.iter().filter_map(file).collect(),
            channel: comment.via.channel().to_owned(),
            metadata: ticket.audit(comment.audit).map(|audit| audit.custom.clone()).unwrap_or_default(),
        }
    }
}

/// A webhook of Support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportWebhookView {
    /// Its id.
    pub id: WebhookId,
    /// Its name.
    pub name: String,
    /// Whether it is active.
    pub active: bool,
    /// Where it goes.
    pub endpoint: String,
    /// What it is subscribed to.
    pub subscriptions: Vec<String>,
    /// What it signs with.
    pub secret: String,
}

impl SupportWebhookView {
    pub(crate) fn of(hook: &Webhook) -> Self {
        Self {
            id: hook.id.clone(),
            name: hook.name.clone(),
            active: hook.active,
            endpoint: hook.endpoint.clone(),
            subscriptions: hook.subscriptions.clone(),
            secret: hook.secret.clone(),
        }
    }
}

/// Somebody Support knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonView {
    /// Their number.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: Option<String>,
    /// Their external id.
    pub external_id: Option<String>,
    /// `end-user`, `agent` or `admin`.
    pub role: String,
    /// Whether their e-mail is confirmed.
    pub verified: bool,
    /// Their custom fields.
    pub fields: Map<String, Value>,
}

impl PersonView {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
            external_id: person.external_id.clone(),
            role: person.role.as_str().to_owned(),
            verified: person.verified,
            fields: person.fields.clone(),
        }
    }
}
