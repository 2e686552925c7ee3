//! `baton check`: is the account as it has to be? Every call here only reads.

mod support;

use super::edge::Edge;
use crate::config::{self, Auto, SupportAccess};
use crate::desk::Routing;
use crate::desk::{Finding, Verdict};
use baton_zendesk::conversations::Webhook;
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::{AppId, IntegrationId};
use baton_zendesk::{Conversations, Credential, Error, Http, Support};
use secrecy::{ExposeSecret, SecretString};

/// Where the pages are.
pub(super) const INTEGRATIONS: &str =
    "Admin Center > Apps and integrations > Integrations > Conversations integrations";
const SWITCHBOARD: &str = "`baton provision` adds it with a key of the whole app; no page of Admin Center shows the \
     switchboard";
const MESSAGING: &str = "Admin Center > Channels > Messaging and social > Messaging";

/// Without this one nothing works.
const MESSAGES: &str = "conversation:message";
/// Triggers that should be there too, and what is lost without each.
const WANTED: [(&str, &str); 4] = [
    ("switchboard:passControl", "a handoff is confirmed by asking Zendesk, some seconds later"),
    ("switchboard:passControl:failure", "a handoff that fails is noticed only after its time is over"),
    ("switchboard:releaseControl", "the end of a session is seen by messages about closed tickets, or minutes later"),
    ("conversation:remove", "a deleted conversation is noticed with the next message"),
];

/// Every event that the relay reads.
pub(super) fn triggers() -> impl Iterator<Item = &'static str> {
    std::iter::once(MESSAGES).chain(WANTED.iter().map(|(name, _)| *name))
}

/// What is to be checked of an account.
#[derive(Debug)]
pub(super) struct Subject {
    webhook_url: String,
    integration: IntegrationId,
    /// Whether the relay's key is of the whole app.
    whole_app: bool,
    /// With a key of the whole app, where one is configured beside the relay's own: it sees more.
    admin: Option<Conversations>,
    secrets: Vec<SecretString>,
    webhook: Option<String>,
    /// Seconds between looks, where no webhook is wanted.
    polling: Option<u64>,
    switchboard: Auto,
    /// Asks Support for the right to write, where an OAuth client could have it.
    writer: Option<Support>,
    /// Whether Support is reached in a way that the vendor ends.
    is_retiring: bool,
    routing: Routing,
}

impl Subject {
    pub(super) fn new(account: &config::Account, webhook_url: &str, routing: Routing) -> anyhow::Result<Self> {
        let http = Http::new(HttpSettings::default())?;
        let root = account.root_url()?;
        let whole_app = account.key_id.starts_with("app_");
        let admin = match account.app_key().filter(|_| !whole_app) {
            Some((key_id, secret)) => {
                let credential = Credential::Basic { key_id: key_id.to_owned(), secret: secret.clone() };
                let app = AppId::new(account.app_id.clone());
                Some(Conversations::new(http.clone(), root.join("sc")?, app, credential))
            }
            None => None,
        };
        let writer = match account.support() {
            Some(SupportAccess::OAuth { .. }) => crate::desk::support(account, http, &root, support::WRITE)?,
            _ => None,
        };
        Ok(Self {
            webhook_url: webhook_url.to_owned(),
            integration: IntegrationId::new(account.integration_id.clone()),
            whole_app,
            admin,
            secrets: account.webhook_secrets.clone(),
            webhook: account.webhook_id.clone(),
            polling: account.polling_seconds,
            switchboard: account.switchboard,
            writer,
            is_retiring: matches!(account.support(), Some(SupportAccess::EmailToken { .. })),
            routing,
        })
    }

    /// Looks at everything, in the order in which things have to be right.
    pub(super) async fn look(&self, edge: &Edge) -> Vec<Finding> {
        let mut findings = Vec::new();
        let integration = if self.whole_app { self.integration.clone() } else { IntegrationId::me() };
        match edge.conversations.list_webhooks(&integration).await {
            Ok(webhooks) => {
                findings.push(good("key", "Zendesk takes it"));
                findings.extend(self.integration(edge).await);
                findings.extend(self.webhooks(&webhooks));
                findings.push(self.switchboard(edge).await);
                findings.push(app(self.admin(edge)).await);
            }
            Err(error) => {
                findings.push(self.bad_key(&error));
                findings.extend(self.integration(edge).await);
            }
        }
        findings.extend(self.support(edge).await);
        findings
    }

    /// Who sees most.
    fn admin<'a>(&'a self, edge: &'a Edge) -> &'a Conversations {
        self.admin.as_ref().unwrap_or(&edge.conversations)
    }

    /// Whether the integration is the one that is meant, and works.
    async fn integration(&self, edge: &Edge) -> Option<Finding> {
        if !self.whole_app && self.admin.is_none() {
            let asked = edge.conversations.list_webhooks(&self.integration).await;
            return match asked {
                Err(Error::NotFound(_)) => Some(bad("integration", self.unknown_integration())),
                Err(Error::Forbidden(_)) => Some(lossy(
                    "integration",
                    format!(
                        "this key may not see {}: it is the key of another integration than `integration_id`, or Zendesk \
                         shows it to keys of the whole app alone. Compare: {INTEGRATIONS} > (yours)",
                        self.integration
                    ),
                )),
                _ => None,
            };
        }
        match self.admin(edge).get_integration(&self.integration).await {
            Ok(found) if found.status.as_deref().is_some_and(|status| status != "active") => Some(bad(
                "integration",
                format!(
                    "it is {}, so nothing is sent and nothing is taken. Turn it on: {INTEGRATIONS} > (yours)",
                    found.status.unwrap_or_default()
                ),
            )),
            Ok(_) => Some(good("integration", "it is there and active")),
            Err(Error::NotFound(_)) => Some(bad("integration", self.unknown_integration())),
            Err(Error::Unauthorized(_)) if self.admin.is_some() => Some(lossy(
                "provision key",
                "Zendesk refuses `provision_key_id` with `provision_key_secret`, so less is looked at. Take them out, or \
                 make another: Admin Center > Apps and integrations > APIs > Conversations API",
            )),
            Err(_) => None,
        }
    }

    fn unknown_integration(&self) -> String {
        format!(
            "the app has no integration {}. Run `baton provision` without `integration_id`, or copy the right one: \
             {INTEGRATIONS} > (yours)",
            self.integration
        )
    }

    fn bad_key(&self, error: &Error) -> Finding {
        let detail = match error {
            Error::Unauthorized(_) => format!(
                "Zendesk refuses `key_id` with `key_secret` for the app `app_id` (listing the webhooks): the secret is \
                 wrong, or the key is another app's. Make a key for the integration: {INTEGRATIONS} > (yours) > API keys > \
                 Create API key; the secret is shown once"
            ),
            Error::Forbidden(_) => format!(
                "the key may not read the webhooks of integration {}: it is another app's or another integration's. Use a \
                 key of that integration: {INTEGRATIONS} > (yours) > API keys",
                self.integration
            ),
            Error::NotFound(_) => format!(
                "Zendesk knows no such app or integration. `app_id` and `integration_id` stand on the integration's \
                 page: {INTEGRATIONS} > (yours)"
            ),
            other => format!("Zendesk gives no answer: {other}. Is `subdomain` or `base_url` right?"),
        };
        bad("key", detail)
    }

    fn webhooks(&self, all: &[Webhook]) -> Vec<Finding> {
        let ours: Vec<&Webhook> = all.iter().filter(|webhook| same(&webhook.target, &self.webhook_url)).collect();
        if let Some(seconds) = self.polling {
            let here = if ours.is_empty() { "none leads here, and none has to" } else { "one leads here and need not" };
            let detail = format!(
                "{here}: `polling_seconds` has the relay look at each conversation with agents every {seconds} seconds"
            );
            return vec![good("webhook", detail)];
        }
        let Some(webhook) = ours.first() else {
            let seen: Vec<&str> = all.iter().map(|webhook| webhook.target.as_str()).collect();
            let seen = if seen.is_empty() { "none at all".to_owned() } else { seen.join(", ") };
            let detail = format!(
                "the integration has no webhook to {}; it has {seen}. Run `baton provision`, or set the webhook endpoint URL: \
                 {INTEGRATIONS} > (yours) > Edit. Is `public_url` the address Zendesk reaches?",
                self.webhook_url
            );
            return vec![bad("webhook", detail)];
        };
        let mut findings = vec![self.triggers(webhook)];
        if ours.len() > 1 {
            findings.push(lossy("webhook", format!("{} webhooks go to the same address; one is enough", ours.len())));
        }
        if self.webhook.as_ref().is_some_and(|known| !ours.iter().any(|one| one.id.as_str() == known)) {
            let detail = format!("`webhook_id` is another one's: the webhook to this relay is {}", webhook.id);
            findings.push(bad("webhook", detail));
        }
        if webhook.include_full_user {
            let detail = format!(
                "it works, but sends all that Zendesk knows of a user (includeFullUser), which the relay never reads. Turn \
                 that off: {INTEGRATIONS} > (yours) > Edit"
            );
            findings.push(lossy("webhook", detail));
        }
        findings.extend(webhook.secret.as_ref().map(|secret| self.secret(secret)));
        findings
    }

    fn triggers(&self, webhook: &Webhook) -> Finding {
        let has = |name: &str| webhook.triggers.iter().any(|trigger| trigger == name || trigger == "*");
        let page = format!("Tick it: {INTEGRATIONS} > (yours) > Edit");
        if !has(MESSAGES) {
            return bad("webhook", format!("it does not send {MESSAGES}, so no agent is ever heard. {page}"));
        }
        let missing: Vec<String> = WANTED
            .iter()
            .filter(|(name, _)| !has(name))
            .map(|(name, loss)| format!("without {name}, {loss}"))
            .collect();
        if missing.is_empty() {
            return good("webhook", format!("{} sends what is needed to {}", webhook.id, webhook.target));
        }
        lossy("webhook", format!("it works, but:\n{}\n{page} for each", missing.join("\n")))
    }

    fn secret(&self, shown: &SecretString) -> Finding {
        let known = self.secrets.iter().any(|secret| secret.expose_secret() == shown.expose_secret());
        if known {
            return good("webhook secret", "the webhook's own is configured");
        }
        bad(
            "webhook secret",
            format!(
                "`webhook_secrets` has not the one the webhook uses, so every delivery is refused and lost. Copy the \
                 shared secret: {INTEGRATIONS} > (yours)"
            ),
        )
    }

    async fn switchboard(&self, edge: &Edge) -> Finding {
        const LOST: &str = "the ticket is made by the first line handed over, its fields come from the conversation, \
                            and control cannot be taken back from the agents when a visitor changes their mind";
        if self.switchboard == Auto::No {
            return lossy("switchboard", format!("set to `no`: {LOST}"));
        }
        if !self.whole_app && self.admin.is_none() {
            let detail = "cannot be seen with the key of an integration, which is the right key otherwise; whether this \
                          relay has a row is found out with each first handoff";
            return good("switchboard", detail);
        }
        let boards = match self.admin(edge).list_switchboards().await {
            Ok(boards) => boards,
            Err(error) => return lossy("switchboard", format!("cannot be read: {error}")),
        };
        let Some(board) = boards.first().filter(|board| board.enabled) else {
            return bad(
                "switchboard",
                format!("there is none, or it is off: agents get nothing. Turn messaging on: {MESSAGING}"),
            );
        };
        match self.admin(edge).list_switchboard_integrations(&board.id).await {
            Ok(rows) => match rows.iter().find(|row| row.integration_id.as_ref() == Some(&self.integration)) {
                Some(row) => good("switchboard", format!("this relay is its row `{}`", row.name)),
                None => lossy("switchboard", format!("this relay has no row in it: {LOST}. {SWITCHBOARD}")),
            },
            Err(error) => lossy("switchboard", format!("its rows cannot be read: {error}")),
        }
    }
}

async fn app(zendesk: &Conversations) -> Finding {
    match zendesk.get_app().await {
        Ok(app) => match app.settings.multi_convo_enabled {
            Some(false) => lossy(
                "app",
                "multi-conversation is off: a visitor has one conversation for ever, which is used again, so a later \
                 handoff goes on in the earlier one and an agent may see both. The relay never turns it on, since that \
                 cannot be undone",
            ),
            Some(true) => good("app", "visitors may have several conversations"),
            None => good("app", "it does not tell whether visitors may have several conversations; both work"),
        },
        Err(Error::Forbidden(_)) => {
            good("app", "its settings cannot be seen with the key of an integration; the relay works with any")
        }
        Err(error) => lossy("app", format!("its settings cannot be read: {error}")),
    }
}

/// Addresses are compared as addresses: a missing slash at the end or the port of the scheme is no difference.
pub(super) fn same(one: &str, other: &str) -> bool {
    let parsed = |text: &str| url::Url::parse(text.trim_end_matches('/')).ok();
    parsed(one).is_some_and(|one| parsed(other) == Some(one))
}

fn good(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Good, detail: detail.into() }
}

fn lossy(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Lossy, detail: detail.into() }
}

fn bad(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Bad, detail: detail.into() }
}
