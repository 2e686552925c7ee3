//! Messages: what they are when read, how they are posted, who speaks in them.

use serde::Deserialize;

use crate::ids::MessageId;
use crate::metadata::Metadata;
use crate::timestamp::Timestamp;
use crate::tolerant;

mod action;
mod author;
mod content;
mod form;
mod item;
mod post;
mod quoted;
mod source;
mod speaker;
mod text;

pub use action::{Action, ActionKind};
pub use author::{Author, AuthorKind, Subtype};
pub use content::{Content, Coordinates, Location, Media, Place, Text};
pub use form::{Field, FieldKind, FieldOption, Form, FormResponse};
pub use item::{Item, Items};
pub use post::{MessagePost, PostAuthor, PostContent};
pub use quoted::Quoted;
pub use source::Source;
pub use speaker::{ActivityKind, Speaker, speaker};
pub use text::split_text;

/// A message. Nothing but its id is insisted on, because a message that cannot be read is a message lost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The vendor's id.
    pub id: MessageId,
    /// When the vendor received it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub received: Option<Timestamp>,
    /// Who wrote it, as the vendor sees it; [`speaker`] says what that means.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub author: Author,
    /// What it says.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub content: Content,
    /// Which way it came in.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub source: Source,
    /// What was put beside it when it was posted. Every key whose name begins with two underscores is the vendor's own.
    #[serde(default)]
    pub metadata: Metadata,
    /// What happened, where the message only says so.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub activity: Option<MessageActivity>,
    /// The message it answers.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub quoted_message: Option<Quoted>,
    /// Whether it was deleted; then its content is empty.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub deleted: bool,
}

/// What happened, in a message that only says so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MessageActivity {
    /// Which of the things that can happen.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: ActivityKind,
}

impl Message {
    /// What messages are ordered by: the vendor's time, then the id. Webhooks promise no order at all.
    pub fn place(&self) -> (Option<Timestamp>, &MessageId) {
        (self.received, &self.id)
    }
}
