//! The little of Support v2 that a conversation needs.

mod groups;
mod memberships;

use serde::Deserialize;
use url::Url;

pub use groups::Group;
pub use memberships::Person;

use crate::credential::Credential;
use crate::error::{Error, Problems};
use crate::http::{Call, Endpoint, Http};
use crate::ids::{ConversationId, GroupId, SupportUserId, TicketId};
use crate::tolerant;

/// A client for one account. Cloning it is cheap and shares connections and token.
#[derive(Debug, Clone)]
pub struct Support {
    endpoint: Endpoint,
}

open_enum! {
    /// Where a ticket stands.
    TicketStatus {
        /// Nobody has it yet.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// It waits for the requester.
        Pending = "pending",
        /// It waits for someone else.
        Hold = "hold",
        /// The agent thinks it is done; an answer reopens it.
        Solved = "solved",
        /// It is done for good.
        Closed = "closed",
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// Where it stands.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub status: TicketStatus,
    /// The agent who has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub assignee_id: Option<SupportUserId>,
    /// The group that has it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub group_id: Option<GroupId>,
    /// Its tags.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub tags: Vec<String>,
}

/// Whom the credential speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CurrentUser {
    /// The id.
    pub id: SupportUserId,
    /// `admin`, `agent` or `end-user`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub role: String,
    /// The name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
}

#[derive(Deserialize)]
struct OneTicket {
    ticket: Ticket,
}

#[derive(Deserialize)]
struct Me {
    user: Anybody,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Anybody {
    Known(CurrentUser),
    Anonymous {},
}

impl Support {
    /// A client at `base`, which is `https://{subdomain}.zendesk.com` for the vendor itself.
    pub fn new(http: Http, base: Url, credential: Credential) -> Self {
        Self { endpoint: Endpoint::new(http, base, credential) }
    }

    /// The active ticket of a conversation. `None` where there is none yet, or none any more: closed, or the session
    /// was ended. The account the credential speaks for must be allowed to see private content.
    pub async fn ticket_of_conversation(&self, conversation: &ConversationId) -> Result<Option<Ticket>, Error> {
        let path = ["api", "v2", "tickets", "messaging", "conversations", conversation.as_str(), "ticket"];
        let call = Call::get("ShowTicketByMessagingConversationId", self.endpoint.url(&path)?);
        match self.endpoint.ask::<OneTicket>(call).await {
            Ok(one) => Ok(Some(one.ticket)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whom the credential speaks for. The vendor lets anybody ask and calls whoever it does not know anonymous; that
    /// is [`Error::Unauthorized`] here.
    pub async fn current_user(&self) -> Result<CurrentUser, Error> {
        let call = Call::get("ShowCurrentUser", self.endpoint.url(&["api", "v2", "users", "me"])?);
        match self.endpoint.ask::<Me>(call).await?.user {
            Anybody::Known(user) => Ok(user),
            Anybody::Anonymous {} => {
                Err(Error::Unauthorized(Problems::said("anonymous", "the credential is nobody's")))
            }
        }
    }
}
