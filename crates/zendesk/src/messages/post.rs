use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Action;
use crate::limits::ALT_TEXT_MAX;
use crate::metadata::Metadata;
use crate::users::UserRef;

/// A message to be posted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessagePost {
    author: PostAuthor,
    content: PostContent,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Destination>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
}

/// In whose name a message is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostAuthor {
    /// The visitor's.
    User(UserRef),
    /// The business's. The vendor does not let it pass for an agent or a bot; only a name and a picture can be given.
    Business {
        /// The name shown with the message.
        name: Option<String>,
        /// The address of the picture shown with it.
        avatar_url: Option<String>,
    },
}

/// What can be posted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PostContent {
    /// A plain text of at most [`crate::limits::TEXT_MAX`]; [`super::split_text`] cuts longer ones.
    Text {
        /// The text.
        text: String,
        /// What can be tapped below it.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        actions: Vec<Action>,
        /// The payload of the reply button that was tapped to say this.
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<String>,
    },
    /// An image that was uploaded for the same conversation.
    Image {
        /// Where the vendor keeps it.
        media_url: String,
        /// Its name, or what it shows.
        #[serde(skip_serializing_if = "Option::is_none")]
        alt_text: Option<String>,
    },
    /// Any other file that was uploaded for the same conversation.
    File {
        /// Where the vendor keeps it.
        media_url: String,
        /// Its name.
        #[serde(skip_serializing_if = "Option::is_none")]
        alt_text: Option<String>,
    },
}

/// Where a message goes besides being kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    integration_type: &'static str,
}

impl MessagePost {
    /// A message of any content.
    pub fn new(author: PostAuthor, content: PostContent) -> Self {
        Self { author, content, destination: None, metadata: Metadata::new() }
    }

    /// A plain text.
    pub fn text(author: PostAuthor, text: impl Into<String>) -> Self {
        Self::new(author, PostContent::Text { text: text.into(), actions: Vec::new(), payload: None })
    }

    /// An image that was uploaded. Its name is cut to the vendor's limit.
    pub fn image(author: PostAuthor, media_url: impl Into<String>, name: &str) -> Self {
        Self::new(author, PostContent::Image { media_url: media_url.into(), alt_text: alt_text(name) })
    }

    /// A file that was uploaded. Its name is cut to the vendor's limit.
    pub fn file(author: PostAuthor, media_url: impl Into<String>, name: &str) -> Self {
        Self::new(author, PostContent::File { media_url: media_url.into(), alt_text: alt_text(name) })
    }

    /// The same with this metadata. It comes back in listings and webhooks, which is how a message is known again.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The same, kept but delivered to no channel. Only taken from the business, in a personal conversation.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.destination = Some(Destination { integration_type: "none" });
        self
    }
}

impl PostAuthor {
    /// The business, without a name of its own.
    pub fn business() -> Self {
        Self::Business { name: None, avatar_url: None }
    }
}

impl Serialize for PostAuthor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut author = serializer.serialize_map(None)?;
        match self {
            Self::User(user) => {
                author.serialize_entry("type", "user")?;
                author.serialize_entry(user.key(), user.as_str())?;
            }
            Self::Business { name, avatar_url } => {
                author.serialize_entry("type", "business")?;
                if let Some(name) = name {
                    author.serialize_entry("displayName", name)?;
                }
                if let Some(avatar_url) = avatar_url {
                    author.serialize_entry("avatarUrl", avatar_url)?;
                }
            }
        }
        author.end()
    }
}

/// The last characters of a name that is too long, since its ending says what it is.
fn alt_text(name: &str) -> Option<String> {
    let surplus = name.encode_utf16().count().saturating_sub(ALT_TEXT_MAX);
    let mut skipped = 0;
    let kept: String = name
        .chars()
        .skip_while(|c| {
            let skip = skipped < surplus;
            skipped += c.len_utf16();
            skip
        })
        .collect();
    (!kept.is_empty()).then_some(kept)
}
