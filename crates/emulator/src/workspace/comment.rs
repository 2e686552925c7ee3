//! Comments on tickets, and the audits that tell what each change did.

use super::ticket::Via;
use crate::ids::{AuditId, CommentId, FileId, PersonId};
use crate::json::Metadata;
use crate::sunco::markup;
use serde_json::Value;

/// Words in one of the two forms the API takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Plain text; the HTML is made of it.
    Text(String),
    /// Rich text; the plain text is made of it.
    Html(String),
}

impl Outgoing {
    pub(crate) fn is_blank(&self) -> bool {
        let (Self::Text(words) | Self::Html(words)) = self;
        words.trim().is_empty()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: CommentId,
    pub(crate) audit: AuditId,
    pub(crate) author: PersonId,
    pub(crate) public: bool,
    /// As it was written, or the words of the HTML.
    pub(crate) body: String,
    pub(crate) html: String,
    pub(crate) files: Vec<FileId>,
    pub(crate) via: Via,
    pub(crate) created_ms: i64,
}

/// What somebody is about to say on a ticket.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) author: PersonId,
    pub(crate) public: bool,
    pub(crate) words: Outgoing,
    pub(crate) files: Vec<FileId>,
}

impl Comment {
    pub(crate) fn new(id: CommentId, audit: AuditId, via: Via, now_ms: i64, draft: Draft) -> Self {
        // Zendesk reads a plain body as Markdown and wraps whatever HTML comes of it.
        let (body, inner) = match draft.words {
            Outgoing::Text(text) => (text.clone(), markup::html_of_markdown(&text)),
            Outgoing::Html(html) => (markup::text_of_html(&html), html),
        };
        Self {
            id,
            audit,
            author: draft.author,
            public: draft.public,
            body,
            html: format!("<div class=\"zd-comment\" dir=\"auto\">{inner}</div>"),
            files: draft.files,
            via,
            created_ms: now_ms,
        }
    }

    /// The words without any formatting.
    pub(crate) fn plain(&self) -> String {
        markup::text_of_html(&self.html)
    }
}

/// One change of a ticket.
#[derive(Debug, Clone)]
pub(crate) struct Audit {
    pub(crate) id: AuditId,
    /// Who made the change; `None` for the account's own rules.
    pub(crate) author: Option<PersonId>,
    pub(crate) via: Via,
    pub(crate) created_ms: i64,
    /// `metadata` of the request.
    pub(crate) custom: Metadata,
    pub(crate) entries: Vec<Entry>,
}

/// An event of an audit.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Comment(CommentId),
    /// A field a new ticket came with.
    Create {
        id: u64,
        field: String,
        value: Value,
    },
    Change {
        id: u64,
        field: String,
        value: Value,
        previous: Value,
    },
}
