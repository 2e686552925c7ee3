//! Support's side of an account, which is the same for every desk: the groups of skills, who belongs to them, and the
//! webhook that tells of tickets.

mod plan;
#[cfg(test)]
mod tests;

use super::{Learned, Obstacle, Plan, Wanted, with_secret};
use crate::config;
use crate::desk::support_webhook as hook;
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::{GroupId, SupportUserId, WebhookId};
use baton_zendesk::support::{Group, SupportWebhook};
use baton_zendesk::{Error, Http, Support};
use plan::Act;
use secrecy::SecretString;
use std::collections::BTreeMap;

/// Pages of 100 groups or webhooks that are read.
const PAGES: usize = 20;
/// What a token asks for: groups are made.
const SCOPE: &str = "read write";
/// The setting with the webhook's signing secrets.
const SECRETS: &str = "tickets.webhook_secrets";

/// Sets up Support's side of one account.
#[derive(Debug)]
pub(in crate::desk) struct SupportSide {
    wanted: Wanted,
    /// None where no credential for Support is configured.
    support: Option<Support>,
    /// What webhooks may be signed with, as configured.
    secrets: Vec<SecretString>,
}

/// What there is at Support.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// None where no credential for Support is configured, or no group is wanted.
    groups: Option<Vec<Group>>,
    /// Who belongs to the wanted groups, where agents are to be added.
    members: BTreeMap<GroupId, Vec<SupportUserId>>,
    /// Agents by the addresses they were asked for by.
    agents: BTreeMap<String, SupportUserId>,
    webhooks: Webhooks,
}

/// What there is of webhooks.
#[derive(Clone, Debug, Default)]
enum Webhooks {
    /// None is wanted, or nobody could make one.
    #[default]
    Unasked,
    /// The credential may not see them.
    Forbidden,
    /// What is there, and what the one is signed with that is this relay's.
    Seen { all: Vec<SupportWebhook>, secret: Option<SecretString> },
}

impl SupportSide {
    pub(in crate::desk) fn new(wanted: Wanted, account: &config::Account) -> anyhow::Result<Self> {
        let http = Http::new(HttpSettings::default())?;
        let support = crate::desk::support(account, http, &account.root_url()?, SCOPE)?;
        Ok(Self { wanted, support, secrets: account.tickets.webhook_secrets.clone() })
    }

    /// What has to be done; changes nothing.
    pub(in crate::desk) async fn plan(&self) -> Result<Plan<Act>, Obstacle> {
        Ok(plan::plan(&self.wanted, &self.secrets, &self.look().await?))
    }

    /// Does what was planned.
    pub(in crate::desk) async fn apply<E: From<Obstacle>>(
        &self,
        plan: Plan<Act>,
        keep: &mut impl FnMut(Learned) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut made = BTreeMap::new();
        plan.carry_out(async |act| self.perform(act, &mut made).await, keep).await
    }

    async fn look(&self) -> Result<Seen, Obstacle> {
        let Some(support) = &self.support else { return Ok(Seen::default()) };
        let mut seen = Seen { webhooks: self.webhooks(support).await?, ..Seen::default() };
        if self.wanted.groups.is_empty() {
            return Ok(seen);
        }
        let groups = support.list_groups(PAGES).await.map_err(|error| right(&error))?;
        if !self.wanted.agents.is_empty() {
            self.people(support, &groups, &mut seen).await?;
        }
        seen.groups = Some(groups);
        Ok(seen)
    }

    /// Who belongs to the wanted groups, and who the agents are that shall.
    async fn people(&self, support: &Support, groups: &[Group], seen: &mut Seen) -> Result<(), Obstacle> {
        for group in self.wanted.groups.iter().filter_map(|wanted| plan::find_group(groups, wanted)) {
            let found = support.list_group_agents(group.id, PAGES).await.map_err(|error| right(&error))?;
            seen.members.insert(group.id, found);
        }
        for email in &self.wanted.agents {
            let found = support.find_agents(email).await.map_err(|error| right(&error))?;
            seen.agents.extend(found.first().map(|person| (email.clone(), person.id)));
        }
        Ok(())
    }

    async fn webhooks(&self, support: &Support) -> Result<Webhooks, Obstacle> {
        if self.wanted.polling.is_some() {
            return Ok(Webhooks::Unasked);
        }
        let all = match support.list_webhooks(PAGES).await {
            Ok(all) => all,
            Err(error) if is_forbidden(&error) => return Ok(Webhooks::Forbidden),
            Err(error) => return Err(right(&error)),
        };
        let secret = match plan::own(&all, &self.wanted) {
            Some(webhook) => Some(signing_secret(support, &webhook.id).await?),
            None => None,
        };
        Ok(Webhooks::Seen { all, secret })
    }

    async fn perform(&self, act: Act, made: &mut BTreeMap<String, GroupId>) -> Result<Vec<Learned>, Obstacle> {
        let nobody = || Obstacle("there is no credential for Support".to_owned());
        let support = self.support.as_ref().ok_or_else(nobody)?;
        let asked = |error: Error| right(&error);
        match act {
            Act::MakeGroup { name } => {
                let group = support.create_group(&name).await.map_err(asked)?;
                made.insert(name.clone(), group.id);
                Ok(vec![Learned::Group { name, id: group.id.to_string() }])
            }
            Act::AddAgent { agent, name, group } => {
                let group = group.or_else(|| made.get(&name).copied());
                let group = group.ok_or_else(|| Obstacle("Zendesk made no group".to_owned()))?;
                support.add_to_group(agent, group).await.map_err(asked)?;
                Ok(Vec::new())
            }
            Act::MakeWebhook(wish) => {
                let webhook = support.create_webhook(&wish).await.map_err(asked)?;
                let secret = signing_secret(support, &webhook.id).await?;
                let all = with_secret(&secret, &self.secrets);
                Ok(all.map(|all| Learned::Secrets(SECRETS, all)).into_iter().collect())
            }
            Act::MendWebhook(webhook, wish) => {
                support.update_webhook(&webhook, &wish).await.map_err(asked)?;
                Ok(Vec::new())
            }
        }
    }
}

async fn signing_secret(support: &Support, webhook: &WebhookId) -> Result<SecretString, Obstacle> {
    support.signing_secret(webhook).await.map_err(|error| right(&error))
}

/// Whether a credential that works lacks a right.
fn is_forbidden(error: &Error) -> bool {
    match error {
        Error::Forbidden(_) => true,
        Error::Unauthorized(problems) => problems.has("invalid_scope"),
        _ => false,
    }
}

fn right(error: &Error) -> Obstacle {
    Obstacle(match error {
        error if is_forbidden(error) => {
            "the credential for Support may not read and make groups and webhooks: it has to \
                                         be an administrator's, with the scopes read and write"
                .to_owned()
        }
        Error::Unauthorized(_) => {
            "Zendesk refuses the credential for Support. An OAuth client: Admin Center > Apps and \
                                   integrations > APIs > OAuth clients"
                .to_owned()
        }
        other => format!("Support gives no answer: {other}"),
    })
}
