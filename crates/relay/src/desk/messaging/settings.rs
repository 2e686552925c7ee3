//! What the machine and the reader need to know of an account; no credential among it.

use crate::config;
use baton_zendesk::conversations::{ControlTarget, SwitchboardSeat};
use baton_zendesk::ids::{AppId, IntegrationId, WebhookId};
use std::collections::BTreeMap;
use std::time::Duration;

/// An account as far as decisions go.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Its configured name; part of every key.
    pub(super) account: String,
    /// The app; a delivery that names another is not for us.
    pub(super) app: AppId,
    /// The only webhook believed, where one is named.
    pub(super) webhook: Option<WebhookId>,
    /// The integration that stands for this relay.
    pub(super) integration: IntegrationId,
    /// The name or type of the agents' row in the switchboard.
    pub(super) workspace: String,
    /// The name or type of our own row, where the operator gave one. An integration's id names no row.
    pub(super) own_row: Option<String>,
    /// Whether we have a row; none is to be found out.
    pub(super) switchboard: Option<bool>,
    /// The ticket field for a phone number.
    pub(super) phone_field: Option<String>,
    /// Skills and the ids of their groups.
    pub(super) skills: BTreeMap<String, String>,
    /// How long an accepted handoff may stay unconfirmed.
    pub(super) confirm_timeout: Duration,
    /// When an echo is overdue; none where no webhook brings any.
    pub(super) echo_timeout: Option<Duration>,
    /// Whether a post of unknown outcome is looked for before it is sent again. Off only in tests that must then find
    /// duplicates.
    pub(super) match_before_resend: bool,
}

impl Settings {
    pub(super) fn new(name: &str, account: &config::Account, skills: BTreeMap<String, String>) -> Self {
        Self {
            account: name.to_owned(),
            app: AppId::new(account.app_id.clone()),
            webhook: account.webhook_id.clone().map(WebhookId::new),
            integration: IntegrationId::new(account.integration_id.clone()),
            workspace: account.agent_workspace.clone(),
            own_row: account.own_integration.clone(),
            switchboard: account.switchboard.known(),
            phone_field: account.phone_field.clone(),
            skills,
            confirm_timeout: account.confirm_timeout(),
            echo_timeout: account.polling_seconds.is_none().then(|| account.echo_timeout()),
            match_before_resend: crate::desk::matches_before_resend(),
        }
    }

    /// Where control is passed to for the agents to have it.
    pub(super) fn to_workspace(&self) -> ControlTarget {
        ControlTarget::new(self.workspace.clone())
    }

    /// Whether a seat is the agents'.
    pub(super) fn is_workspace(&self, seat: &SwitchboardSeat) -> bool {
        seat.is_agent_workspace() || seat.name == self.workspace || seat.integration_type == self.workspace
    }

    /// Whether a seat is ours.
    pub(super) fn is_own(&self, seat: &SwitchboardSeat) -> bool {
        seat.integration_id.as_ref() == Some(&self.integration)
    }

    /// What a message is recognised by, whichever way it comes.
    pub(super) fn message_key(&self, id: &str) -> String {
        format!("{}/message/{id}", self.account)
    }

    /// What an event is recognised by.
    pub(super) fn event_key(&self, id: &str) -> String {
        format!("{}/event/{id}", self.account)
    }
}
