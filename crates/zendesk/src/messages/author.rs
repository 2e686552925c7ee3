use serde::Deserialize;

use crate::ids::UserId;
use crate::tolerant;
use crate::users::User;

open_enum! {
    /// Which side a message is from.
    AuthorKind {
        /// The visitor.
        User = "user",
        /// Everybody else: agents, triggers, bots, and we ourselves.
        Business = "business",
    }
}

open_enum! {
    /// A closer word on a business author.
    Subtype {
        /// An artificial intelligence; the only one that can be sent.
        Ai = "AI",
        /// Nobody: the message says that something happened.
        Activity = "activity",
        /// A human agent.
        Agent = "agent",
        /// A bot.
        Bot = "bot",
    }
}

/// The author of a message.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// Which side.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: AuthorKind,
    /// A closer word; often absent.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub subtypes: Vec<Subtype>,
    /// The user, if it is one.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub user_id: Option<UserId>,
    /// The user, a little closer; in webhooks only.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub user: Option<User>,
    /// The name shown with the message.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub display_name: Option<String>,
    /// The address of the picture shown with the message.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub avatar_url: Option<String>,
}

impl Author {
    pub(super) fn is(&self, subtype: &Subtype) -> bool {
        self.subtypes.contains(subtype)
    }
}
