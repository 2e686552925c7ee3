use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Conversations;
use crate::error::Error;
use crate::http::Call;
use crate::ids::ConversationId;
use crate::users::UserRef;

/// Something that happens in a conversation without being said. A user's typing cannot be told: the vendor takes
/// typing from the business only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Activity {
    /// The user has read the conversation.
    ReadBy(UserRef),
    /// The business has read it.
    ReadByBusiness,
    /// The business began to type.
    BusinessTyping,
    /// The business stopped typing.
    BusinessStoppedTyping,
}

impl Activity {
    fn word(&self) -> &'static str {
        match self {
            Self::ReadBy(_) | Self::ReadByBusiness => "conversation:read",
            Self::BusinessTyping => "typing:start",
            Self::BusinessStoppedTyping => "typing:stop",
        }
    }
}

impl Serialize for Activity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Author<'a>(Option<&'a UserRef>);
        impl Serialize for Author<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut author = serializer.serialize_map(None)?;
                author.serialize_entry("type", if self.0.is_some() { "user" } else { "business" })?;
                if let Some(user) = self.0 {
                    author.serialize_entry(user.key(), user.as_str())?;
                }
                author.end()
            }
        }
        let user = if let Self::ReadBy(user) = self { Some(user) } else { None };
        let mut activity = serializer.serialize_map(Some(2))?;
        activity.serialize_entry("author", &Author(user))?;
        activity.serialize_entry("type", self.word())?;
        activity.end()
    }
}

impl Conversations {
    /// Tells an activity.
    pub async fn post_activity(&self, conversation: &ConversationId, activity: &Activity) -> Result<(), Error> {
        let url = self.url(&["conversations", conversation.as_str(), "activity"])?;
        self.endpoint.tell(Call::post("PostActivity", url, activity)?).await
    }
}
