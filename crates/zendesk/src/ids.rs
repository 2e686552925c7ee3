//! The vendor's ids, one type each, so that none is taken for another.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Reads an id written as a string or, as some of the vendor's own examples do, as a number. An empty id is refused:
/// two things without an id must not look like the same thing.
struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id that is not empty")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        if text.is_empty() { Err(E::invalid_value(de::Unexpected::Str(""), &self)) } else { Ok(text.to_owned()) }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

macro_rules! text_ids {
    ($($(#[$about:meta])* $name:ident;)+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the vendor's own spelling of the id.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as the vendor spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(TextOrNumber).map(Self)
            }
        }
    )+};
}

text_ids! {
    /// An app: one Zendesk account's set of users, conversations and integrations.
    AppId;
    /// A user of an app, by the vendor's id.
    UserId;
    /// A user of an app, by the id we gave it; 1 to 1,024 characters. It is what links a user of Sunshine
    /// Conversations with a user of Support.
    ExternalId;
    /// A conversation.
    ConversationId;
    /// A message.
    MessageId;
    /// An integration of an app.
    IntegrationId;
    /// A switchboard; an app has at most one.
    SwitchboardId;
    /// An integration's row in the switchboard.
    SwitchboardIntegrationId;
    /// A webhook.
    WebhookId;
    /// One event in a webhook's envelope. The same event keeps its id when it is delivered again.
    EventId;
    /// An attachment, where the vendor names one.
    AttachmentId;
    /// A brand of the account.
    BrandId;
    /// A user's id in Support, as Sunshine Conversations writes it.
    ZendeskId;
    /// What stands for an uploaded file of Support until a comment takes it; good for an hour.
    UploadToken;
}

impl IntegrationId {
    /// The integration that the key in use belongs to; only understood where the vendor documents `me`.
    pub fn me() -> Self {
        Self("me".to_owned())
    }
}

macro_rules! number_ids {
    ($($(#[$about:meta])* $name:ident;)+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = deserializer.deserialize_any(TextOrNumber)?;
                text.parse().map(Self).map_err(|_| de::Error::custom("an id of Support is a positive whole number"))
            }
        }
    )+};
}

number_ids! {
    /// A ticket of Support.
    TicketId;
    /// A user of Support: an agent or an end user.
    SupportUserId;
    /// A group of agents.
    GroupId;
    /// A comment of a ticket; also the number of the audit's event that brought it.
    CommentId;
    /// An audit: one change of a ticket.
    AuditId;
    /// A custom field of tickets.
    FieldId;
    /// A file at a comment.
    SupportAttachmentId;
    /// A brand of the account, as Support numbers it.
    SupportBrandId;
    /// An account of Zendesk.
    AccountId;
}
