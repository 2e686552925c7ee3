//! Identifiers. Each is a type of its own, so that one cannot stand where another belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text of an identifier; its form is checked where it is received.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A conversation; UUIDv7.
    ConversationId;
    /// An event of the log; UUIDv7.
    EventId;
    /// A name a client gave to something it asks for, unique in its conversation for ever; at most
    /// [`crate::limits::CLIENT_ID_CHARS`] characters of `[A-Za-z0-9_-]`.
    ClientId;
    /// A file that this conversation may fetch; UUIDv7.
    FileId;
    /// One turn of a bot; what it streams and says carries it.
    TurnId;
    /// A form that was asked; its reply names it.
    FormId;
    /// A human agent, as far as a visitor needs to tell two apart.
    AgentId;
    /// The public token of a site, as it stands in the script tag. Not a secret.
    SiteToken;
    /// What a page around the chat may ask by how much is unread, and nothing else; random.
    PresenceId;
    /// The generation of a store: new after a restore, so that a cursor from before it is recognised.
    Generation;
}

/// A browser's right to act for a visitor: 256 random bits as base64url. A secret: it travels in the first frame or in
/// a header, never in an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionToken(String);

impl SessionToken {
    /// Wraps the text of a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself, to be sent or hashed; never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SessionToken(…)")
    }
}

/// What a site's owner has signed of who the visitor is: a JSON Web Token. Whoever has it may be that person at the site's
/// desk: it travels in a frame, and is neither kept nor logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityToken(String);

impl IdentityToken {
    /// Wraps the text of a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself, to be sent or verified; never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdentityToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("IdentityToken(…)")
    }
}

impl ClientId {
    /// Whether the text has the form a client's id must have.
    pub fn is_well_formed(&self) -> bool {
        let text = self.as_str();
        !text.is_empty()
            && text.len() <= crate::limits::CLIENT_ID_CHARS
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    }
}
