//! Messaging's side of an account: the integration with its webhook and key, and its row in the switchboard.

mod apply;
mod plan;
#[cfg(test)]
mod tests;

use super::check::INTEGRATIONS;
use crate::config;
use crate::desk::provision::{Learned, Obstacle, Outline, Plan, Wanted};
use baton_zendesk::conversations::{Integration, Switchboard, SwitchboardIntegration};
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::{AppId, IntegrationId};
use baton_zendesk::{Conversations, Credential, Error, Http};
use plan::Act;
use secrecy::{ExposeSecret as _, SecretString};

/// Pages of 100 integrations that are read.
const PAGES: usize = 20;

/// Sets up messaging's side of one account.
#[derive(Debug)]
pub(in crate::desk) struct MessagingSide {
    wanted: Wanted,
    known: Known,
    /// With the key of the whole app.
    app: Conversations,
    /// With the key that the relay uses, where one is configured.
    own: Option<Conversations>,
}

/// What is to be done.
#[derive(Debug)]
pub(in crate::desk) struct Planned {
    plan: Plan<Act>,
    /// The integration, where it is there.
    integration: Option<IntegrationId>,
}

/// What the configuration knows already.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) integration: Option<IntegrationId>,
    pub(super) row: Option<String>,
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
}

impl Planned {
    pub(in crate::desk) fn outline(&self) -> Outline {
        self.plan.outline()
    }
}

impl MessagingSide {
    /// For an account that may still lack what this makes. It needs the key of the whole app.
    pub(in crate::desk) fn new(wanted: Wanted, account: &config::Account) -> anyhow::Result<Self> {
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
            secrets: account.webhook_secrets.clone(),
        };
        Ok(Self {
            app: client(key_id, secret),
            own: is_set.then(|| client(&account.key_id, &account.key_secret)),
            wanted,
            known,
        })
    }

    /// What has to be done; changes nothing.
    pub(in crate::desk) async fn plan(&self) -> Result<Planned, Obstacle> {
        let seen = self.look().await?;
        let integration = plan::found(&self.wanted, &self.known, &seen).map(|found| found.id.clone());
        Ok(Planned { plan: plan::plan(&self.wanted, &self.known, &seen), integration })
    }

    /// Does what was planned.
    pub(in crate::desk) async fn apply<E: From<Obstacle>>(
        &self,
        planned: Planned,
        keep: &mut impl FnMut(Learned) -> Result<(), E>,
    ) -> Result<(), E> {
        apply::apply(self, planned, keep).await
    }

    async fn look(&self) -> Result<Seen, Obstacle> {
        let integrations = self.app.list_custom_integrations(PAGES).await.map_err(|error| app_key(&error))?.items;
        let boards = self.app.list_switchboards().await.map_err(|error| app_key(&error))?;
        let board = boards.into_iter().next();
        let rows = match &board {
            Some(board) => self.app.list_switchboard_integrations(&board.id).await.map_err(|error| app_key(&error))?,
            None => Vec::new(),
        };
        Ok(Seen { integrations, key: self.key().await?, board, rows })
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
