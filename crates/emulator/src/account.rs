//! The account: its keys, its switchboard, the people of its Support desk.

pub mod demo;
pub(crate) mod preset;

use crate::ids::{IntegrationId, KeyId, RowId, SwitchboardId, WebhookId};

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    App,
    Integration(IntegrationId),
}

#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub(crate) id: KeyId,
    pub(crate) secret: String,
    pub(crate) scope: Scope,
    pub(crate) display_name: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: WebhookId,
    pub(crate) target: String,
    pub(crate) triggers: Vec<String>,
    pub(crate) secret: String,
    pub(crate) full_user: bool,
    pub(crate) full_source: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Integration {
    pub(crate) id: IntegrationId,
    /// `custom`, or a `zd:` type of Zendesk's own.
    pub(crate) kind: String,
    pub(crate) display_name: Option<String>,
    pub(crate) webhooks: Vec<Webhook>,
}

/// The type by which Zendesk's agent workspace sits in a switchboard.
pub(crate) const AGENT_WORKSPACE: &str = "zd:agentWorkspace";

/// A row of the switchboard.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: RowId,
    pub(crate) name: String,
    pub(crate) integration: IntegrationId,
    pub(crate) kind: String,
    pub(crate) deliver_standby: bool,
    pub(crate) next: Option<RowId>,
    pub(crate) history_count: Option<u8>,
}

#[derive(Debug, Clone)]
pub(crate) struct Switchboard {
    pub(crate) id: SwitchboardId,
    pub(crate) enabled: bool,
    pub(crate) default: Option<RowId>,
    pub(crate) rows: Vec<Row>,
}

impl Switchboard {
    pub(crate) fn row(&self, id: &RowId) -> Option<&Row> {
        self.rows.iter().find(|row| &row.id == id)
    }

    /// The row that takes a conversation nobody controls.
    pub(crate) fn default_row(&self) -> Option<&Row> {
        self.default.as_ref().filter(|_| self.enabled).and_then(|id| self.row(id))
    }

    pub(crate) fn row_of(&self, integration: &IntegrationId) -> Option<&Row> {
        self.rows.iter().find(|row| &row.integration == integration)
    }
}
