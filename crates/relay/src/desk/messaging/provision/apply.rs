//! Making what was planned.

use super::plan::{Act, Plan, new_row};
use super::{Obstacle, Provisioner, app_key, support_right};
use crate::desk::provision::Learned;
use baton_zendesk::conversations::{SwitchboardChange, Webhook};
use baton_zendesk::ids::{GroupId, IntegrationId, SwitchboardIntegrationId};
use baton_zendesk::{Error, Support};
use std::collections::BTreeMap;

/// What earlier steps of the same run made.
#[derive(Default)]
struct Made {
    integration: Option<IntegrationId>,
    row: Option<SwitchboardIntegrationId>,
    groups: BTreeMap<String, GroupId>,
}

pub(super) async fn apply<E: From<Obstacle>>(
    provisioner: &Provisioner,
    plan: Plan,
    mut keep: impl FnMut(Learned) -> Result<(), E>,
) -> Result<(), E> {
    let mut made = Made { integration: plan.integration, ..Made::default() };
    for learned in plan.learned {
        keep(learned)?;
    }
    for (act, change) in plan.acts {
        let learned = perform(provisioner, act, &mut made)
            .await
            .map_err(|Obstacle(why)| Obstacle(format!("could not {}: {why}", change.text)))?;
        for one in learned {
            keep(one)?;
        }
    }
    Ok(())
}

async fn perform(provisioner: &Provisioner, act: Act, made: &mut Made) -> Result<Vec<Learned>, Obstacle> {
    let app = &provisioner.app;
    let asked = |error: Error| app_key(&error);
    match act {
        Act::MakeIntegration { name, webhook } => {
            let integration = app.create_custom_integration(&name, &webhook).await.map_err(asked)?;
            let mut learned = vec![Learned::Setting("integration_id", integration.id.to_string())];
            learned.extend(integration.webhooks.first().and_then(|webhook| secrets(provisioner, webhook)));
            made.integration = Some(integration.id);
            Ok(learned)
        }
        Act::MakeWebhook { integration, wish } => {
            let webhook = app.create_webhook(&integration, &wish).await.map_err(asked)?;
            Ok(secrets(provisioner, &webhook).into_iter().collect())
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
        Act::MakeGroup { name } => {
            let group = support(provisioner)?.create_group(&name).await.map_err(|error| support_right(&error))?;
            made.groups.insert(name.clone(), group.id);
            Ok(vec![Learned::Group { name, id: group.id.to_string() }])
        }
        Act::AddAgent { agent, name, group } => {
            let group = group.or_else(|| made.groups.get(&name).copied());
            let group = group.ok_or_else(|| Obstacle("Zendesk made no group".to_owned()))?;
            support(provisioner)?.add_to_group(agent, group).await.map_err(|error| support_right(&error))?;
            Ok(Vec::new())
        }
    }
}

fn support(provisioner: &Provisioner) -> Result<&Support, Obstacle> {
    provisioner.support.as_ref().ok_or_else(|| Obstacle("there is no credential for Support".to_owned()))
}

fn integration(made: &Made) -> Result<IntegrationId, Obstacle> {
    made.integration.clone().ok_or_else(|| Obstacle("Zendesk made no integration".to_owned()))
}

fn secrets(provisioner: &Provisioner, webhook: &Webhook) -> Option<Learned> {
    let secret = webhook.secret.clone()?;
    let all = std::iter::once(secret).chain(provisioner.known.secrets.iter().cloned()).collect();
    Some(Learned::Secrets("webhook_secrets", all))
}
