//! The client of Sunshine Conversations v2.
//!
//! One method is one request, except the `walk_…` and `list_conversations`, which follow a listing page by page, and
//! except that a refused OAuth token is replaced once. Dropping a call's future before it ends leaves a writing call's
//! outcome unknown.

use std::sync::Arc;

use url::Url;

use crate::credential::Credential;
use crate::error::Error;
use crate::http::{Endpoint, Http};
use crate::ids::AppId;

mod activities;
mod administration;
mod attachments;
mod control;
mod conversation;
mod messages;
mod provisioning;
mod users;
pub(crate) mod walk;

pub use activities::Activity;
pub use administration::{App, AppSettings, Integration, Switchboard, SwitchboardIntegration, Webhook};
pub use attachments::{Attachment, Upload};
pub use control::ControlTarget;
pub use conversation::{Conversation, ConversationChange, ConversationKind, NewConversation, SwitchboardSeat};
pub use messages::{Cursor, MessagePage};
pub use provisioning::{NewKey, NewRow, SwitchboardChange, WebhookWish};
pub use walk::Walk;

/// A client for one app. Cloning it is cheap and shares connections and token.
#[derive(Debug, Clone)]
pub struct Conversations {
    endpoint: Endpoint,
    app: Arc<AppId>,
}

impl Conversations {
    /// A client for `app` at `base`, which is `https://{subdomain}.zendesk.com/sc` for the vendor itself. The base must
    /// be https for any host but this machine's own: the credential goes out with every call.
    pub fn new(http: Http, base: Url, app: AppId, credential: Credential) -> Self {
        Self { endpoint: Endpoint::new(http, base, credential), app: Arc::new(app) }
    }

    /// The app this client is for.
    pub fn app(&self) -> &AppId {
        &self.app
    }

    pub(crate) fn into_endpoint(self) -> Endpoint {
        self.endpoint
    }

    /// The address of something in the app.
    fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        let mut path = vec!["v2", "apps", self.app.as_str()];
        path.extend(segments);
        self.endpoint.url(&path)
    }
}
