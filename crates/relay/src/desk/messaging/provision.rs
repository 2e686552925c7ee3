//! `baton provision`: makes at Zendesk what a person would click together in an hour, and adopts what is there.
//!
//! Everything is looked at first (`Seen`), then decided without I/O (`plan`), then made one by one. What was
//! learned is handed on after each step, so that a run that breaks off is taken up by the next.

mod apply;
mod plan;
#[cfg(test)]
mod tests;

use super::check::INTEGRATIONS;
use crate::config;
use crate::desk::provision::{Learned, Outline, Wanted};
use crate::desk::support;
use baton_zendesk::conversations::{Integration, Switchboard, SwitchboardIntegration};
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::{AppId, GroupId, IntegrationId, SupportUserId};
use baton_zendesk::support::Group;
use baton_zendesk::{Conversations, Credential, Error, Http, Support};
use plan::Plan;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;

/// Pages of 100 integrations or groups that are read.
const PAGES: usize = 20;
/// What a token for Support asks for: groups are made.
const SCOPE: &str = "read write";

/// Sets up one account.
#[derive(Debug)]
pub struct Provisioner {
    wanted: Wanted,
    known: Known,
    /// With the key of the whole app.
    app: Conversations,
    /// With the key that the relay uses, where one is configured.
    own: Option<Conversations>,
    support: Option<Support>,
}

/// What the configuration knows already.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) integration: Option<IntegrationId>,
    pub(super) row: Option<String>,
    /// Whether it says how often to look.
    pub(super) polls: bool,
    pub(super) secrets: Vec<SecretString>,
}

/// What there is at Zendesk.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Custom integrations.
    pub(super) integrations: Vec<Integration>,
    /// Whether Zendesk takes the configured key; none where none is configured.
    pub(super) key: Option<bool>,
    pub(super) board: Option<Switchboard>,
    pub(super) rows: Vec<SwitchboardIntegration>,
    /// None where no credential for Support is configured.
    pub(super) groups: Option<Vec<Group>>,
    /// Who belongs to the wanted groups, where agents are to be added.
    pub(super) members: BTreeMap<GroupId, Vec<SupportUserId>>,
    /// Agents by the addresses they were asked for by.
    pub(super) agents: BTreeMap<String, SupportUserId>,
}

/// Why an account cannot be looked at or changed: what to do, for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Obstacle(String);

impl Provisioner {
    /// For an account that may still lack what this makes. It needs the key of the whole app.
    pub fn new(wanted: Wanted, account: &config::Account) -> anyhow::Result<Self> {
        let http = Http::new(HttpSettings::default())?;
        let root = account.root_url()?;
        let base = root.join("sc")?;
        let app_id = AppId::new(account.app_id.clone());
        let client = |key_id: &str, secret: &SecretString| {
            let credential = Credential::Basic { key_id: key_id.to_owned(), secret: secret.clone() };
            Conversations::new(http.clone(), base.clone(), app_id.clone(), credential)
        };
        let Some((key_id, secret)) = account.app_key() else {
            anyhow::bail!(
                "needs a key of the whole app: Admin Center > Apps and integrations > APIs > Conversations API > Create \
                 API key; set it as `provision_key_id` and `provision_key_secret` of account {}",
                wanted.account
            );
        };
        let is_set = !account.key_id.is_empty() && !account.key_secret.expose_secret().is_empty();
        let known = Known {
            integration: Some(&account.integration_id).filter(|id| !id.is_empty()).map(IntegrationId::new),
            row: account.own_integration.clone(),
            polls: account.polling_seconds.is_some(),
            secrets: account.webhook_secrets.clone(),
        };
        Ok(Self {
            app: client(key_id, secret),
            own: is_set.then(|| client(&account.key_id, &account.key_secret)),
            support: support(account, http.clone(), &root, SCOPE)?,
            wanted,
            known,
        })
    }

    /// What has to be done; changes nothing.
    pub async fn outline(&self) -> Result<Outline, Obstacle> {
        Ok(self.plan().await?.outline())
    }

    /// Does it, and hands on what the configuration has to know as soon as it is known. Nothing is done where something
    /// stands in the way.
    pub async fn apply<E>(&self, keep: impl FnMut(Learned) -> Result<(), E>) -> Result<Outline, E>
    where
        E: From<Obstacle>,
    {
        let plan = self.plan().await?;
        let outline = plan.outline();
        if outline.obstacles.is_empty() {
            apply::apply(self, plan, keep).await?;
        }
        Ok(outline)
    }

    async fn plan(&self) -> Result<Plan, Obstacle> {
        Ok(plan::plan(&self.wanted, &self.known, &self.look().await?))
    }

    async fn look(&self) -> Result<Seen, Obstacle> {
        let integrations = self.app.list_custom_integrations(PAGES).await.map_err(|error| app_key(&error))?.items;
        let boards = self.app.list_switchboards().await.map_err(|error| app_key(&error))?;
        let board = boards.into_iter().next();
        let rows = match &board {
            Some(board) => self.app.list_switchboard_integrations(&board.id).await.map_err(|error| app_key(&error))?,
            None => Vec::new(),
        };
        let groups = self.groups().await?;
        let (members, agents) = self.people(groups.as_deref().unwrap_or_default()).await?;
        Ok(Seen { integrations, key: self.key().await?, board, rows, groups, members, agents })
    }

    /// Who belongs to the wanted groups, and who the agents are that shall.
    async fn people(
        &self,
        groups: &[Group],
    ) -> Result<(BTreeMap<GroupId, Vec<SupportUserId>>, BTreeMap<String, SupportUserId>), Obstacle> {
        let (mut members, mut agents) = (BTreeMap::new(), BTreeMap::new());
        let Some(support) = self.support.as_ref().filter(|_| !self.wanted.agents.is_empty()) else {
            return Ok((members, agents));
        };
        for group in self.wanted.groups.iter().filter_map(|wanted| plan::find_group(groups, wanted)) {
            let found = support.list_group_agents(group.id, PAGES).await.map_err(|error| support_right(&error))?;
            members.insert(group.id, found);
        }
        for email in &self.wanted.agents {
            let found = support.find_agents(email).await.map_err(|error| support_right(&error))?;
            agents.extend(found.first().map(|person| (email.clone(), person.id)));
        }
        Ok((members, agents))
    }

    async fn key(&self) -> Result<Option<bool>, Obstacle> {
        let Some(own) = &self.own else { return Ok(None) };
        let integration = self.known.integration.clone().unwrap_or_else(IntegrationId::me);
        match own.list_webhooks(&integration).await {
            Ok(_) => Ok(Some(true)),
            Err(Error::Unauthorized(_) | Error::Forbidden(_) | Error::NotFound(_)) => Ok(Some(false)),
            Err(error) => Err(app_key(&error)),
        }
    }

    async fn groups(&self) -> Result<Option<Vec<Group>>, Obstacle> {
        if self.wanted.groups.is_empty() {
            return Ok(None);
        }
        let Some(support) = &self.support else { return Ok(None) };
        support.list_groups(PAGES).await.map(Some).map_err(|error| support_right(&error))
    }
}

fn app_key(error: &Error) -> Obstacle {
    Obstacle(match error {
        Error::Unauthorized(_) => "Zendesk refuses `provision_key_id` with `provision_key_secret`. Make a key: Admin \
                                   Center > Apps and integrations > APIs > Conversations API > Create API key"
            .to_owned(),
        Error::Forbidden(_) => format!(
            "`provision_key_id` is the key of one integration; this needs one of the whole app, which begins with \
             app_: Admin Center > Apps and integrations > APIs > Conversations API. The other is made on {INTEGRATIONS}"
        ),
        Error::NotFound(_) => "Zendesk knows no app of this `app_id`. It stands beside the keys: Admin Center > Apps \
                               and integrations > APIs > Conversations API"
            .to_owned(),
        other => format!("Zendesk gives no answer: {other}. Is `subdomain` or `base_url` right?"),
    })
}

fn support_right(error: &Error) -> Obstacle {
    Obstacle(match error {
        Error::Unauthorized(_) => {
            "Zendesk refuses the credential for Support. An OAuth client: Admin Center > Apps and \
                                   integrations > APIs > OAuth clients"
                .to_owned()
        }
        Error::Forbidden(_) => "the credential for Support may not read and make groups: it has to be an \
                                administrator's, with the scopes read and write"
            .to_owned(),
        other => format!("Support gives no answer: {other}"),
    })
}
