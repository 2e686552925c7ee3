use serde::Serialize;

use super::Conversations;
use crate::error::Error;
use crate::http::Call;
use crate::ids::ConversationId;
use crate::metadata::Metadata;

/// Whom control is passed or offered to: a row of the switchboard by its id or name, the only one of a type, or `next`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ControlTarget(String);

impl ControlTarget {
    /// A row by its id or name, or the only row of an integration's type. Naming a type that two rows have is an error
    /// at the vendor's side, told only by an event.
    pub fn new(row: impl Into<String>) -> Self {
        Self(row.into())
    }

    /// The human agents, whatever their row is called.
    pub fn agent_workspace() -> Self {
        Self("zd:agentWorkspace".to_owned())
    }

    /// The row that is configured to follow the active one.
    pub fn next() -> Self {
        Self("next".to_owned())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct To<'a> {
    switchboard_integration: &'a ControlTarget,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

#[derive(Serialize)]
struct With<'a> {
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

impl Conversations {
    /// Makes the target active and all others standby. Success only means that the vendor will try: the proof is the
    /// `switchboard:passControl` event, or the conversation itself.
    pub async fn pass_control(
        &self,
        conversation: &ConversationId,
        target: &ControlTarget,
        metadata: &Metadata,
    ) -> Result<(), Error> {
        let body = To { switchboard_integration: target, metadata };
        self.control("PassControl", "passControl", conversation, &body).await
    }

    /// Makes the target pending, so that it may accept control. Replaces an earlier offer.
    pub async fn offer_control(
        &self,
        conversation: &ConversationId,
        target: &ControlTarget,
        metadata: &Metadata,
    ) -> Result<(), Error> {
        let body = To { switchboard_integration: target, metadata };
        self.control("OfferControl", "offerControl", conversation, &body).await
    }

    /// Takes the control that was offered. With an integration's key [`Error::Forbidden`] unless it is the pending one.
    pub async fn accept_control(&self, conversation: &ConversationId, metadata: &Metadata) -> Result<(), Error> {
        self.control("AcceptControl", "acceptControl", conversation, &With { metadata }).await
    }

    /// Leaves the conversation without anyone in control. With an integration's key [`Error::Forbidden`] unless it is
    /// the active one.
    pub async fn release_control(&self, conversation: &ConversationId, metadata: &Metadata) -> Result<(), Error> {
        self.control("ReleaseControl", "releaseControl", conversation, &With { metadata }).await
    }

    async fn control(
        &self,
        operation: &'static str,
        act: &str,
        conversation: &ConversationId,
        body: &impl Serialize,
    ) -> Result<(), Error> {
        let url = self.url(&["conversations", conversation.as_str(), act])?;
        self.endpoint.tell(Call::post(operation, url, body)?).await
    }
}
