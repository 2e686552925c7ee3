use serde::Serialize;

use crate::ids::{SupportUserId, UploadToken};

/// A comment to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewComment {
    /// What it says.
    #[serde(flatten)]
    pub body: CommentBody,
    /// Whether the requester may read it.
    pub public: bool,
    /// Who says it; whoever the credential speaks for where nobody is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_id: Option<SupportUserId>,
    /// Its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uploads: Vec<UploadToken>,
}

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum CommentBody {
    /// A text. The vendor makes links and line breaks of it, and reads Markdown where the account does.
    #[serde(rename = "body")]
    Text(String),
    /// HTML, of which the vendor keeps a part.
    #[serde(rename = "html_body")]
    Html(String),
}

impl NewComment {
    /// A comment that the requester may read.
    pub fn public(body: CommentBody) -> Self {
        Self { body, public: true, author_id: None, uploads: Vec::new() }
    }

    /// A note among agents.
    pub fn note(body: CommentBody) -> Self {
        Self { public: false, ..Self::public(body) }
    }

    /// The same, said by somebody.
    #[must_use]
    pub fn by(self, author: SupportUserId) -> Self {
        Self { author_id: Some(author), ..self }
    }

    /// The same with files.
    #[must_use]
    pub fn with(self, uploads: Vec<UploadToken>) -> Self {
        Self { uploads, ..self }
    }
}

impl From<&str> for CommentBody {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for CommentBody {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
