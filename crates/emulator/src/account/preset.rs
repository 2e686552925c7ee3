//! What an account holds when the emulator starts.

use super::{AGENT_WORKSPACE, ApiKey, Integration, Row, Scope, Switchboard, Webhook, demo};
use crate::event::TRIGGERS;
use crate::ids::{IntegrationId, KeyId, RowId};
use crate::options::{Options, Seeds};
use serde::{Deserialize, Serialize};

/// Where a webhook points as long as nobody said where; never called.
pub(crate) const UNSET_TARGET: &str = "http://unset.invalid/";

/// The state of an account at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// The custom integration is a row of the switchboard, its default, with the agent workspace as next, and is
    /// subscribed to every event.
    #[default]
    Provisioned,
    /// Made by hand in the admin pages: full user, full source and `conversation:message` ticked, and no row in the
    /// switchboard, whose default is the agent workspace.
    Handmade,
    /// Nothing but Zendesk's own switchboard and an app key.
    Bare,
}

/// The parts of the state a preset decides.
pub(crate) struct Furniture {
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) integrations: Vec<Integration>,
    pub(crate) switchboard: Switchboard,
}

impl Furniture {
    pub(crate) fn of(options: &Options) -> Self {
        let seeds = &options.seeds;
        let mut furniture = Self {
            keys: vec![app_key(seeds)],
            integrations: vec![workspace_integration()],
            switchboard: workspace_switchboard(),
        };
        match options.preset {
            Preset::Bare => {}
            Preset::Handmade => furniture.add_integration(options, vec!["conversation:message".to_owned()], true),
            Preset::Provisioned => {
                furniture.add_integration(options, TRIGGERS.iter().map(|&name| name.to_owned()).collect(), false);
                furniture.add_row(seeds);
            }
        }
        furniture
    }

    fn add_integration(&mut self, options: &Options, triggers: Vec<String>, full: bool) {
        let seeds = &options.seeds;
        let id = IntegrationId(seeds.integration_id.clone());
        let (key, secret) = seeds.integration_key.clone();
        self.keys.push(ApiKey {
            id: KeyId(key),
            secret,
            scope: Scope::Integration(id.clone()),
            display_name: "Baton".into(),
        });
        let webhook = Webhook {
            id: demo::WEBHOOK_ID.into(),
            target: options.webhook_target.clone().unwrap_or_else(|| UNSET_TARGET.to_owned()),
            triggers,
            secret: seeds.webhook_secret.clone(),
            full_user: full,
            full_source: full,
        };
        self.integrations.push(Integration {
            id,
            kind: "custom".into(),
            display_name: Some("Baton".into()),
            webhooks: vec![webhook],
        });
    }

    fn add_row(&mut self, seeds: &Seeds) {
        let id = RowId::from(demo::INTEGRATION_ROW_ID);
        self.switchboard.default = Some(id.clone());
        self.switchboard.rows.push(Row {
            id,
            name: demo::INTEGRATION_ROW_NAME.into(),
            integration: IntegrationId(seeds.integration_id.clone()),
            kind: "custom".into(),
            deliver_standby: true,
            next: Some(demo::WORKSPACE_ROW_ID.into()),
            history_count: None,
        });
    }
}

fn app_key(seeds: &Seeds) -> ApiKey {
    let (id, secret) = seeds.app_key.clone();
    ApiKey { id: KeyId(id), secret, scope: Scope::App, display_name: "App key".into() }
}

fn workspace_integration() -> Integration {
    Integration {
        id: demo::WORKSPACE_INTEGRATION_ID.into(),
        kind: AGENT_WORKSPACE.into(),
        display_name: Some("Agent Workspace".into()),
        webhooks: Vec::new(),
    }
}

fn workspace_switchboard() -> Switchboard {
    Switchboard {
        id: demo::SWITCHBOARD_ID.into(),
        enabled: true,
        default: Some(demo::WORKSPACE_ROW_ID.into()),
        rows: vec![Row {
            id: demo::WORKSPACE_ROW_ID.into(),
            name: "zd-agentWorkspace".into(),
            integration: demo::WORKSPACE_INTEGRATION_ID.into(),
            kind: AGENT_WORKSPACE.into(),
            deliver_standby: false,
            next: None,
            history_count: None,
        }],
    }
}
