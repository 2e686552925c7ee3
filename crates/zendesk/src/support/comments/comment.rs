use serde::Deserialize;

use crate::Timestamp;
use crate::ids::{CommentId, SupportAttachmentId, SupportUserId, TicketId};
use crate::metadata::Metadata;
use crate::tolerant;

/// A comment of a ticket.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Raw")]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// Who wrote it. `None` for the system, whose number is not one.
    pub author_id: Option<SupportUserId>,
    /// Whether the requester may read it. What does not say so is not for them.
    pub public: bool,
    /// The text as it was written, often with marks of Markdown.
    pub body: String,
    /// The text as HTML, where there is one.
    pub html_body: Option<String>,
    /// Its files.
    pub attachments: Vec<File>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// The way it came: `api`, `web`, `email`, `rule` and many more.
    pub via: Via,
    /// What was put beside the change that brought it.
    pub custom: Metadata,
}

/// A file at a comment, or one that was just uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct File {
    /// Its number.
    pub id: SupportAttachmentId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub file_name: String,
    /// Where it is; [`crate::media::MediaFetcher`] fetches it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub content_url: String,
    /// What the vendor takes it for.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub content_type: Option<String>,
    /// Its size in bytes.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub size: Option<u64>,
    /// Whether it stands in the text.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub inline: bool,
}

/// The way something came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Via {
    /// The vendor's word for it: `api`, `web`, `email`, `rule`, `native_messaging`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub channel: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    source: Source,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct Source {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    rel: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    from: From,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct From {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    ticket_id: Option<TicketId>,
}

impl Via {
    /// The ticket that a follow-up follows.
    pub(in crate::support) fn follows(&self) -> Option<TicketId> {
        if self.source.rel == "follow_up" { self.source.from.ticket_id } else { None }
    }
}

impl Comment {
    /// Where it stands among its like: by time, and by number where times are equal.
    pub(super) fn place(&self) -> (Option<Timestamp>, CommentId) {
        (self.created_at, self.id)
    }
}

#[derive(Deserialize)]
struct Raw {
    id: CommentId,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    author_id: Option<SupportUserId>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    public: bool,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    body: String,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    html_body: Option<String>,
    #[serde(default, deserialize_with = "tolerant::some")]
    attachments: Vec<File>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    via: Via,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    metadata: Kept,
}

/// What is kept beside a comment or an audit; what the system adds is of no use here.
#[derive(Default, Deserialize)]
pub(in crate::support) struct Kept {
    #[serde(default)]
    pub(in crate::support) custom: Metadata,
}

impl std::convert::From<Raw> for Comment {
    fn from(raw: Raw) -> Self {
        Self {
            id: raw.id,
            author_id: raw.author_id,
            public: raw.public,
            body: raw.body,
            html_body: raw.html_body,
            attachments: raw.attachments,
            created_at: raw.created_at,
            via: raw.via,
            custom: raw.metadata.custom,
        }
    }
}
