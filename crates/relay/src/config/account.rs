//! A Zendesk account.

use super::check::is_loopback;
use super::settings::settings;
use super::tickets::Tickets;
use baton_zendesk::media::VENDOR_FILE_HOSTS;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use url::Url;

settings! {
    /// A Zendesk account with its keys and its share of the vendor's rate limit, which sites may share.
    pub struct Account {
        /// The first part of the account's address: `acme` for `https://acme.zendesk.com`. This or `base_url`.
        subdomain: Option<String> = None,
        /// The account's whole address, where it is not at `zendesk.com`. `http` for a loopback address alone, where
        /// an emulator listens.
        base_url: Option<Url> = None,
        /// The id of the Conversations app. Admin Center shows it on the page of the integration (Apps and
        /// integrations > Conversations integrations). Required.
        app_id: String = String::new(),
        /// The id of the Conversations integration that stands for this relay, from the same page. Required.
        integration_id: String = String::new(),
        /// The id of the API key of that integration; it begins with `int_`. A key of the whole app (`app_`) works too
        /// and can do more than the relay needs. Required.
        key_id: String = String::new(),
        /// The secret of that API key; Zendesk shows it once. Required.
        key_secret: SecretString = SecretString::default(),
        /// The id of a key of the whole app, for `baton provision` alone; take it out again when that is done. Admin
        /// Center > Apps and integrations > APIs > Conversations API. With `provision_key_secret`.
        provision_key_id: Option<String> = None,
        /// The secret of that key.
        provision_key_secret: Option<SecretString> = None,
        /// The id of the webhook, where only that one is to be believed. Else every webhook of the app that knows a
        /// secret is.
        webhook_id: Option<String> = None,
        /// The shared secrets of the webhook, from the integration's page. Several while one is being replaced. At
        /// least one, but where `polling_seconds` is set.
        webhook_secrets: Vec<SecretString> = Vec::new(),
        /// The name or type under which the switchboard knows the agents' workspace.
        agent_workspace: String = "zd-agentWorkspace".to_owned(),
        /// The name or type of this relay's row in the switchboard, where it has one. Where unset, the first post of each
        /// handoff shows it.
        own_integration: Option<String> = None,
        /// Whether this relay's integration has a row in the switchboard. `auto` finds out; `baton check` says what is lost
        /// without one.
        switchboard: Auto = Auto::Auto,
        /// The id of the ticket field that takes a visitor's phone number.
        phone_field: Option<String> = None,
        /// Hosts to which Zendesk may redirect the relay for the bytes of a private file, `*.` in front for any
        /// subdomain. Zendesk does not publish the list; should files of agents stay away, the log names the host that
        /// was refused. Beside an emulator, whole addresses like `http://127.0.0.1:4403` too.
        media_hosts: Vec<String> = default_media_hosts(),
        /// Seconds after which a handoff that Zendesk accepted and did not confirm counts as failed.
        confirm_timeout_seconds: u64 = 60,
        /// Seconds after which an own message that came back by no webhook marks the webhooks as failing.
        echo_timeout_seconds: u64 = 60,
        /// Seconds between two looks at each conversation that is with the agents, for a relay that Zendesk cannot reach,
        /// such as one on a laptop. Where set, no webhook is needed, none is awaited, and `baton provision` makes none
        /// that leads here. Where unset, Zendesk sends webhooks.
        polling_seconds: Option<u64> = None,
        /// Requests to Zendesk in a second, all conversations together. Zendesk publishes no number; when it says
        /// "too many", the relay waits as told.
        requests_per_second: u32 = 10,
        /// The identifier of an OAuth client (Admin Center > Apps and integrations > APIs > OAuth clients), for ticket
        /// numbers. With `oauth_client_secret`.
        oauth_client_id: Option<String> = None,
        /// The secret of that OAuth client.
        oauth_client_secret: Option<SecretString> = None,
        /// An agent's e-mail address, for those who still use an API token. With `api_token`.
        email: Option<String> = None,
        /// That API token. Zendesk is retiring them: none can be made from 2026-10-27 on, and all stop on 2027-04-30.
        api_token: Option<SecretString> = None,
        /// Tickets of Support, for sites whose desk they are and for agents who write first.
        tickets: Tickets = Tickets::default(),
    }
}

/// Zendesk's own hosts for files, as far as they are known.
fn default_media_hosts() -> Vec<String> {
    VENDOR_FILE_HOSTS.iter().map(|domain| format!("*{domain}")).collect()
}

/// A property of the account that the relay can find out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Auto {
    /// Found out at the first need.
    #[default]
    Auto,
    /// It is so.
    Yes,
    /// It is not.
    No,
}

impl Auto {
    /// What is set; none where it is to be found out.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Auto => None,
            Self::Yes => Some(true),
            Self::No => Some(false),
        }
    }
}

/// How the relay gets into the Support API.
#[derive(Clone, Copy, Debug)]
pub enum SupportAccess<'a> {
    /// By an OAuth client.
    OAuth {
        /// Its identifier.
        client_id: &'a str,
        /// Its secret.
        client_secret: &'a SecretString,
    },
    /// By an agent's e-mail address and an API token.
    EmailToken {
        /// The address.
        email: &'a str,
        /// The token.
        api_token: &'a SecretString,
    },
}

impl Account {
    /// The account's address, ending in a slash. Sunshine Conversations is below it at `sc/`, Support at `api/v2/`.
    pub fn root_url(&self) -> Result<Url, url::ParseError> {
        match (&self.base_url, &self.subdomain) {
            (Some(url), _) => Ok(url.clone()),
            (None, subdomain) => {
                Url::parse(&format!("https://{}.zendesk.com/", subdomain.as_deref().unwrap_or_default()))
            }
        }
    }

    /// Hosts that may hold the bytes of a private file; `.example.com` is any host below that domain.
    pub fn file_hosts(&self) -> impl Iterator<Item = &str> {
        let hosts = self.media_hosts.iter().filter(|host| !host.contains("://"));
        hosts.map(|host| host.strip_prefix('*').unwrap_or(host))
    }

    /// Addresses on this machine that are trusted as they are, without TLS: the emulator and where it keeps files. None
    /// for Zendesk itself.
    pub fn trusted_addresses(&self) -> Vec<Url> {
        let base = self.base_url.iter().filter(|url| is_loopback(url)).cloned();
        let files = self.media_hosts.iter().filter(|host| host.contains("://"));
        let files = files.filter_map(|address| Url::parse(address).ok()).filter(is_loopback);
        base.chain(files).collect()
    }

    /// Whether anything of Sunshine Conversations is set up; without it the account has tickets alone.
    pub fn has_messaging(&self) -> bool {
        !(self.app_id.is_empty() && self.integration_id.is_empty() && self.key_id.is_empty())
    }

    /// A key of the whole app, with its secret: the one for provisioning, else the relay's own where it is one.
    pub fn app_key(&self) -> Option<(&str, &SecretString)> {
        match (&self.provision_key_id, &self.provision_key_secret) {
            (Some(id), Some(secret)) => Some((id, secret)),
            _ => self.key_id.starts_with("app_").then_some((&self.key_id, &self.key_secret)),
        }
    }

    /// How to get into the Support API; the better way where both are set.
    pub fn support(&self) -> Option<SupportAccess<'_>> {
        if let (Some(client_id), Some(client_secret)) = (&self.oauth_client_id, &self.oauth_client_secret) {
            return Some(SupportAccess::OAuth { client_id, client_secret });
        }
        let (Some(email), Some(api_token)) = (&self.email, &self.api_token) else { return None };
        Some(SupportAccess::EmailToken { email, api_token })
    }

    /// How long an accepted handoff may stay unconfirmed.
    pub fn confirm_timeout(&self) -> Duration {
        Duration::from_secs(self.confirm_timeout_seconds)
    }

    /// How long an own message may stay away before the webhooks count as failing.
    pub fn echo_timeout(&self) -> Duration {
        Duration::from_secs(self.echo_timeout_seconds)
    }

    /// How often conversations are looked at where no webhook comes; none where webhooks come.
    pub fn polling(&self) -> Option<Duration> {
        self.polling_seconds.map(Duration::from_secs)
    }

    /// Every secret that is set, with the name of its key.
    pub(super) fn secrets(&self) -> Vec<(&'static str, &str)> {
        let mut secrets = vec![("key_secret", self.key_secret.expose_secret())];
        secrets.extend(self.webhook_secrets.iter().map(|secret| ("webhook_secrets", secret.expose_secret())));
        secrets.extend(self.provision_key_secret.iter().map(|secret| ("provision_key_secret", secret.expose_secret())));
        secrets.extend(self.oauth_client_secret.iter().map(|secret| ("oauth_client_secret", secret.expose_secret())));
        let signing = &self.tickets.webhook_secrets;
        secrets.extend(signing.iter().map(|secret| ("tickets.webhook_secrets", secret.expose_secret())));
        secrets.extend(self.api_token.iter().map(|secret| ("api_token", secret.expose_secret())));
        secrets
    }
}
