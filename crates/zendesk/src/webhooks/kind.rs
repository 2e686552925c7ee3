use serde::Deserialize;

use super::SwitchboardEvent;
use crate::conversations::Conversation;
use crate::messages::{Author, Message, Source};
use crate::metadata::Metadata;
use crate::tolerant;
use crate::users::User;

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A message was added, by anyone, us included.
    Message {
        /// The conversation it was added to.
        conversation: Conversation,
        /// The message.
        message: Message,
    },
    /// The user tapped a postback button.
    Postback {
        /// The conversation.
        conversation: Conversation,
        /// What the button holds.
        postback: Postback,
        /// The user.
        user: Option<User>,
        /// Which way it came in.
        source: Source,
    },
    /// The user has read the conversation. That an agent did is not told by any event.
    Read {
        /// The conversation.
        conversation: Conversation,
        /// Who.
        activity: Activity,
    },
    /// The user began or stopped typing. That an agent did is not told by any event.
    Typing {
        /// The conversation.
        conversation: Conversation,
        /// Who, and which.
        activity: Activity,
    },
    /// A conversation was made.
    Created {
        /// The conversation.
        conversation: Conversation,
        /// Whose it is.
        user: Option<User>,
        /// What made it.
        reason: String,
    },
    /// A conversation was deleted.
    Removed {
        /// What is left of it.
        conversation: Conversation,
    },
    /// Something was done, or tried, with the control of a conversation.
    Switchboard(SwitchboardEvent),
    /// Two users were made one.
    UserMerged {
        /// The one that stays.
        surviving: User,
        /// The one that is gone.
        discarded: User,
        /// The conversation that stays, where conversations were merged too.
        surviving_conversation: Option<Conversation>,
        /// The conversation that is gone.
        discarded_conversation: Option<Conversation>,
        /// Why.
        reason: MergeReason,
    },
    /// A user was deleted.
    UserRemoved {
        /// What is left of the user.
        user: User,
    },
    /// An event this crate has no use for, by its type.
    Unknown(String),
}

open_enum! {
    /// Why two users were made one.
    MergeReason {
        /// A call of the API.
        Api = "api",
        /// Another channel was linked.
        ChannelLinking = "channelLinking",
        /// The user logged in.
        SdkLogin = "sdkLogin",
    }
}

/// What a tapped button holds.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Postback {
    /// Its payload.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub payload: String,
    /// What was put beside it.
    #[serde(default)]
    pub metadata: Metadata,
}

/// Reading or typing.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Activity {
    /// `conversation:read`, `typing:start` or `typing:stop`.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: String,
    /// Who.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub author: Author,
    /// Which way it came in.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub source: Source,
}

/// The payload of every event about a conversation; each event has some of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InConversation {
    conversation: Conversation,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    user: Option<User>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    source: Source,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    activity: Activity,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    creation_reason: String,
}

#[derive(Deserialize)]
struct NewMessage {
    conversation: Conversation,
    message: Message,
}

#[derive(Deserialize)]
struct Tapped {
    postback: Postback,
}

#[derive(Deserialize)]
struct OfUser {
    user: User,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Merge {
    merged_users: Pair<User>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    merged_conversations: Option<Pair<Conversation>>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    reason: MergeReason,
}

#[derive(Deserialize)]
struct Pair<T> {
    surviving: T,
    discarded: T,
}

impl EventKind {
    /// The conversation it belongs to, where it belongs to one.
    pub fn conversation(&self) -> Option<&Conversation> {
        match self {
            Self::Message { conversation, .. }
            | Self::Postback { conversation, .. }
            | Self::Read { conversation, .. }
            | Self::Typing { conversation, .. }
            | Self::Created { conversation, .. }
            | Self::Removed { conversation } => Some(conversation),
            Self::Switchboard(event) => Some(&event.conversation),
            Self::UserMerged { .. } | Self::UserRemoved { .. } | Self::Unknown(_) => None,
        }
    }

    pub(super) fn read(name: &str, payload: &str) -> serde_json::Result<Self> {
        use serde_json::from_str;
        Ok(match name {
            "conversation:message" => {
                let NewMessage { conversation, message } = from_str(payload)?;
                Self::Message { conversation, message }
            }
            "conversation:postback" => {
                let InConversation { conversation, user, source, .. } = from_str(payload)?;
                let Tapped { postback } = from_str(payload)?;
                Self::Postback { conversation, postback, user, source }
            }
            "conversation:read" => {
                let InConversation { conversation, activity, .. } = from_str(payload)?;
                Self::Read { conversation, activity }
            }
            "conversation:typing" => {
                let InConversation { conversation, activity, .. } = from_str(payload)?;
                Self::Typing { conversation, activity }
            }
            "conversation:create" => {
                let InConversation { conversation, user, creation_reason, .. } = from_str(payload)?;
                Self::Created { conversation, user, reason: creation_reason }
            }
            "conversation:remove" => {
                let InConversation { conversation, .. } = from_str(payload)?;
                Self::Removed { conversation }
            }
            "user:merge" => Self::merge(from_str(payload)?),
            "user:remove" => {
                let OfUser { user } = from_str(payload)?;
                Self::UserRemoved { user }
            }
            other => SwitchboardEvent::read(other, payload)?
                .map_or_else(|| Self::Unknown(other.to_owned()), Self::Switchboard),
        })
    }

    fn merge(merge: Merge) -> Self {
        let Merge { merged_users, merged_conversations, reason } = merge;
        let (surviving_conversation, discarded_conversation) =
            merged_conversations.map(|pair| (pair.surviving, pair.discarded)).unzip();
        Self::UserMerged {
            surviving: merged_users.surviving,
            discarded: merged_users.discarded,
            surviving_conversation,
            discarded_conversation,
            reason,
        }
    }
}
