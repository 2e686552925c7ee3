//! Making what was planned.

use super::plan::{Act, new_row};
use super::{MessagingSide, Planned, app_key};
use crate::desk::provision::{Learned, Obstacle, with_secret};
use baton_zendesk::Error;
use baton_zendesk::conversations::{SwitchboardChange, Webhook};
use baton_zendesk::ids::{IntegrationId, SwitchboardIntegrationId};

/// What is there, or what earlier steps of the same run made.
#[derive(Default)]
struct Made {
    integration: Option<IntegrationId>,
    row: Option<SwitchboardIntegrationId>,
}

pub(super) async fn apply<E: From<Obstacle>>(
    side: &MessagingSide,
    planned: Planned,
    keep: &mut impl FnMut(Learned) -> Result<(), E>,
) -> Result<(), E> {
    let mut made = Made { integration: planned.integration, ..Made::default() };
    planned.plan.carry_out(async |act| perform(side, act, &mut made).await, keep).await
}

async fn perform(side: &MessagingSide, act: Act, made: &mut Made) -> Result<Vec<Learned>, Obstacle> {
    let app = &side.app;
    let asked = |error: Error| app_key(&error);
    match act {
        Act::MakeIntegration { name, webhook } => {
            let integration = app.create_custom_integration(&name, &webhook).await.map_err(asked)?;
            let mut learned = vec![Learned::Setting("integration_id", integration.id.to_string())];
            learned.extend(integration.webhooks.first().and_then(|webhook| secrets(side, webhook)));
            made.integration = Some(integration.id);
            Ok(learned)
        }
        Act::MakeWebhook { integration, wish } => {
            let webhook = app.create_webhook(&integration, &wish).await.map_err(asked)?;
            Ok(secrets(side, &webhook).into_iter().collect())
        }
        Act::MendWebhook { integration, webhook, wish } => {
            app.update_webhook(&integration, &webhook, &wish).await.map_err(asked)?;
            Ok(Vec::new())
        }
        Act::MakeKey { name } => {
            let key = app.create_integration_key(&integration(made)?, &name).await.map_err(asked)?;
            // The secret first: an id whose secret is lost would have to be taken out again by hand.
            Ok(vec![Learned::Secrets("key_secret", vec![key.secret]), Learned::Setting("key_id", key.id)])
        }
        Act::MakeRow { board, name, next } => {
            let row = app.create_row(&board, &new_row(&name, integration(made)?, next)).await.map_err(asked)?;
            made.row = Some(row.id);
            Ok(vec![Learned::Setting("own_integration", row.name)])
        }
        Act::TakeDefault { board, row } => {
            let default = row.or_else(|| made.row.clone());
            let change = SwitchboardChange { enabled: None, default_switchboard_integration_id: default };
            app.update_switchboard(&board, &change).await.map_err(asked)?;
            Ok(Vec::new())
        }
    }
}

fn integration(made: &Made) -> Result<IntegrationId, Obstacle> {
    made.integration.clone().ok_or_else(|| Obstacle("Zendesk made no integration".to_owned()))
}

fn secrets(side: &MessagingSide, webhook: &Webhook) -> Option<Learned> {
    let all = with_secret(webhook.secret.as_ref()?, &side.known.secrets)?;
    Some(Learned::Secrets("webhook_secrets", all))
}
