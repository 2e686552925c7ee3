use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};

use super::{Conversations, Walk};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{BrandId, ConversationId, IntegrationId, SwitchboardIntegrationId, UserId};
use crate::limits::PAGE_MAX;
use crate::metadata::Metadata;
use crate::timestamp::Timestamp;
use crate::tolerant;
use crate::users::UserRef;

open_enum! {
    /// What kind of conversation it is.
    ConversationKind {
        /// One user and the business.
        Personal = "personal",
        /// Several users.
        SdkGroup = "sdkGroup",
    }
}

/// A conversation: whole from the API, shorter in webhooks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// The vendor's id.
    pub id: ConversationId,
    /// What kind it is.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: ConversationKind,
    /// The brand it belongs to; in real payloads, though in no schema.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub brand_id: Option<BrandId>,
    /// Whether it is its user's default one: the only one where multi-conversation is off.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub is_default: bool,
    /// What was kept beside it.
    #[serde(default)]
    pub metadata: Metadata,
    /// Who has control.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub active_switchboard_integration: Option<SwitchboardSeat>,
    /// Who has been offered control.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub pending_switchboard_integration: Option<SwitchboardSeat>,
    /// When it was made.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub last_updated_at: Option<Timestamp>,
    /// Up to when the business has read it; no webhook tells.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub business_last_read: Option<Timestamp>,
}

/// An integration's place in the switchboard, as a conversation shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SwitchboardSeat {
    /// The row's id.
    pub id: SwitchboardIntegrationId,
    /// The row's name.
    #[serde(default)]
    pub name: String,
    /// The integration.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub integration_id: Option<IntegrationId>,
    /// The integration's type, such as `custom`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub integration_type: String,
}

impl SwitchboardSeat {
    /// Whether this is where the human agents sit. The type is the vendor's; the name is its default, kept as a second
    /// sign for payloads without a type.
    pub fn is_agent_workspace(&self) -> bool {
        self.integration_type == "zd:agentWorkspace"
            || (self.integration_type.is_empty() && self.name == "zd-agentWorkspace")
    }
}

/// A personal conversation to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewConversation {
    r#type: ConversationKind,
    participants: Participant,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What to keep beside it.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl NewConversation {
    /// A conversation with one user, whose devices at the vendor are not subscribed to it: the user is elsewhere.
    pub fn personal(user: UserRef) -> Self {
        Self {
            r#type: ConversationKind::Personal,
            participants: Participant(user),
            display_name: None,
            metadata: Metadata::new(),
        }
    }
}

/// The list of exactly one participant that a personal conversation has.
#[derive(Debug, Clone, PartialEq)]
struct Participant(UserRef);

impl Serialize for Participant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Entry<'a>(&'a UserRef);
        impl Serialize for Entry<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut entry = serializer.serialize_map(Some(2))?;
                entry.serialize_entry(self.0.key(), self.0.as_str())?;
                entry.serialize_entry("subscribeSDKClient", &false)?;
                entry.end()
            }
        }
        let mut list = serializer.serialize_seq(Some(1))?;
        list.serialize_element(&Entry(&self.0))?;
        list.end()
    }
}

/// A change of a conversation: what is empty stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationChange {
    /// A new title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// A new description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new picture's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// What to keep beside it.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

#[derive(Deserialize)]
struct One {
    conversation: Conversation,
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    conversations: Vec<Conversation>,
    meta: Option<super::walk::Meta>,
}

#[derive(Deserialize)]
struct Participants {
    #[serde(deserialize_with = "tolerant::readable")]
    participants: Vec<Taking>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Taking {
    user_id: UserId,
}

impl Conversations {
    /// The users of a conversation, at most 100; a personal one has one.
    pub async fn list_participants(&self, conversation: &ConversationId) -> Result<Vec<UserId>, Error> {
        let url = self.url(&["conversations", conversation.as_str(), "participants"])?;
        let found: Participants = self.endpoint.ask(Call::get("ListParticipants", url)).await?;
        Ok(found.participants.into_iter().map(|taking| taking.user_id).collect())
    }

    /// Makes a conversation. Not idempotent: after an unknown outcome list the user's conversations first.
    pub async fn create_conversation(&self, conversation: &NewConversation) -> Result<Conversation, Error> {
        let call = Call::post("CreateConversation", self.url(&["conversations"])?, conversation)?;
        Ok(self.endpoint.ask::<One>(call).await?.conversation)
    }

    /// The user's conversations, at most `pages` pages of 100. `further` is told before each page after the first is
    /// asked for.
    pub async fn list_conversations(
        &self,
        user: &UserRef,
        pages: usize,
        mut further: impl FnMut(),
    ) -> Result<Walk<Conversation>, Error> {
        let mut walk = Walk::new();
        let mut after: Option<String> = None;
        for _ in 0..pages {
            if after.is_some() {
                further();
            }
            let mut url = self.url(&["conversations"])?;
            url.query_pairs_mut()
                .append_pair(&format!("filter[{}]", user.key()), user.as_str())
                .append_pair("page[size]", &PAGE_MAX.to_string())
                .extend_pairs(after.iter().map(|cursor| ("page[after]", cursor)));
            let page: Page = self.endpoint.ask(Call::get("ListConversations", url)).await?;
            walk.items.extend(page.conversations);
            let last = walk.items.last().map(|conversation| conversation.id.as_str());
            let meta = page.meta.unwrap_or_default();
            match meta.next(meta.after_cursor.as_deref(), last, after.as_deref())? {
                Some(cursor) => after = Some(cursor),
                None => {
                    walk.complete = true;
                    break;
                }
            }
        }
        Ok(walk)
    }

    /// A conversation, with who has control of it.
    pub async fn get_conversation(&self, id: &ConversationId) -> Result<Conversation, Error> {
        let url = self.url(&["conversations", id.as_str()])?;
        Ok(self.endpoint.ask::<One>(Call::get("GetConversation", url)).await?.conversation)
    }

    /// Changes a conversation.
    pub async fn update_conversation(
        &self,
        id: &ConversationId,
        change: &ConversationChange,
    ) -> Result<Conversation, Error> {
        let url = self.url(&["conversations", id.as_str()])?;
        Ok(self.endpoint.ask::<One>(Call::patch("UpdateConversation", url, change)?).await?.conversation)
    }
}
