//! What is put on a conversation's ticket beside its messages.

use serde::{Deserialize, Serialize};

/// The body of a [`crate::store::WorkKind::Remark`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// What the note is recognised by at the ticket.
    pub mark: String,
    /// An internal note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Tags that are added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether the ticket is solved.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub solve: bool,
}

impl Remark {
    /// Reads a body.
    pub fn read(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    /// The body.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
