//! The client of Support v2, as far as conversations that are tickets need it.
//!
//! One method is one request, except the `list_…`, which bring every page, and the `walk_…`, which follow a listing page
//! by page and tell it. What is asked is exact; what is answered is read with tolerance: a part that cannot be read is
//! taken as absent, an element of a listing without an id is left out and told in the log.
//!
//! | file | what |
//! |---|---|
//! | `tickets` | tickets: making, changing, finding, tagging |
//! | `comments`, `audits` | what was said at a ticket, and what was changed with it, newest first |
//! | `uploads` | files on their way into a comment |
//! | `deleting` | deleting tickets and people for good |
//! | `people`, `groups`, `memberships` | users, groups, agents |
//! | `webhooks`, `fields`, `brands` | what an account is set up with |
//! | `availability` | whether somebody is there |
//!
//! What webhooks of Support bring is in [`crate::support_webhooks`].

mod audits;
mod availability;
mod brands;
mod comments;
mod deleting;
mod fields;
mod groups;
mod memberships;
mod pages;
mod people;
mod tickets;
mod uploads;
mod webhooks;

use serde::Deserialize;
use url::Url;

pub use audits::Audit;
pub use brands::Brand;
pub use comments::{Comment, CommentBody, CommentWalk, File, NewComment, Via};
pub use fields::Field;
pub use groups::Group;
pub use people::{Person, PersonWish, Photo};
pub use tickets::{FieldValue, NewTicket, Priority, RequesterWish, Ticket, TicketChange, TicketKind, TicketStatus};
pub use uploads::Uploaded;
pub use webhooks::{SupportWebhook, SupportWebhookWish, TICKET_TRIGGERS};

use crate::credential::Credential;
use crate::error::{Error, Problems};
use crate::http::{Call, Endpoint, Http};
use crate::ids::SupportUserId;
use crate::tolerant;

/// A client for one account. Cloning it is cheap and shares connections and token.
#[derive(Debug, Clone)]
pub struct Support {
    endpoint: Endpoint,
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

    pub(crate) fn into_endpoint(self) -> Endpoint {
        self.endpoint
    }

    /// The address of something below `/api/v2`.
    fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        let mut path = vec!["api", "v2"];
        path.extend(segments);
        self.endpoint.url(&path)
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
