//! `baton check`: is the account's Support as it has to be? It is the same for every desk, so it is said once, here: this
//! desk is there wherever Support is. Every call only reads.

mod places;
mod webhook;

use crate::config::{self, SupportAccess};
use crate::desk::finding::{bad, good, lossy};
use crate::desk::{Finding, Routing};
use baton_zendesk::http::HttpSettings;
use baton_zendesk::{Error, Http, Support};
use secrecy::SecretString;

const OAUTH: &str = "Admin Center > Apps and integrations > APIs > OAuth clients";
const MEMBERS: &str = "Admin Center > People > Team > Team members";
/// Pages of 100 that are read of anything.
const PAGES: usize = 20;
/// The right to read alone.
const READ: &str = "read";

/// Where an account is used, as far as what is lost depends on it.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Where Support is to send its webhooks.
    pub webhook_url: String,
    /// Whether the desk of some site are the tickets; else they are for agents who write first.
    pub needs_tickets: bool,
}

/// What is to be checked of an account.
#[derive(Debug)]
pub(super) struct Subject {
    account: String,
    usage: Usage,
    has_messaging: bool,
    /// Seconds between looks, where no webhook is wanted.
    polling: Option<u64>,
    secrets: Vec<SecretString>,
    /// Asks for the right to read alone, where an OAuth client could have less than both.
    reader: Option<Support>,
    /// Whether Support is reached in a way that the vendor ends.
    is_retiring: bool,
    routing: Routing,
}

impl Subject {
    pub(super) fn new(name: &str, account: &config::Account, usage: Usage, routing: &Routing) -> anyhow::Result<Self> {
        let reader = match account.support() {
            Some(SupportAccess::OAuth { .. }) => {
                let http = Http::new(HttpSettings::default())?;
                crate::desk::support(account, http, &account.root_url()?, READ)?
            }
            _ => None,
        };
        Ok(Self {
            account: name.to_owned(),
            usage,
            has_messaging: account.has_messaging(),
            polling: account.polling_seconds,
            secrets: account.tickets.webhook_secrets.clone(),
            reader,
            is_retiring: matches!(account.support(), Some(SupportAccess::EmailToken { .. })),
            routing: routing.clone(),
        })
    }

    /// Looks at everything, in the order in which things have to be right.
    pub(super) async fn look(&self, support: &Support) -> Vec<Finding> {
        let (works, mut findings) = self.credential(support).await;
        let Some(support) = works else { return findings };
        findings.extend(self.webhook(support).await);
        findings.extend(self.groups(support).await);
        findings.extend(self.fields(support).await);
        findings.extend(self.brands(support).await);
        findings
    }

    /// Who the credential speaks for, and whether it may write: Zendesk refuses a token with a scope that the client has
    /// not, so asking for both is proof and changes nothing. What works goes on to be used.
    async fn credential<'a>(&'a self, support: &'a Support) -> (Option<&'a Support>, Vec<Finding>) {
        let mut findings = Vec::new();
        let (support, asked) = match (support.current_user().await, &self.reader) {
            (Err(Error::Unauthorized(_) | Error::Forbidden(_)), Some(reader)) => {
                let asked = reader.current_user().await;
                findings.extend(asked.is_ok().then(|| self.cannot_write()));
                (reader, asked)
            }
            (asked, _) => (support, asked),
        };
        let finding = match asked {
            Ok(user) if matches!(user.role.as_str(), "agent" | "admin") => {
                good("support", format!("works as {} ({})", user.name, user.role))
            }
            Ok(user) => {
                let detail = format!(
                    "the credential is an end user's or nobody's (role `{}`); it has to be an agent's or an \
                     administrator's: {MEMBERS}",
                    user.role
                );
                return (None, vec![bad("support", detail)]);
            }
            Err(error) => return (None, vec![refused(&error, self.is_retiring)]),
        };
        findings.insert(0, finding);
        if self.is_retiring {
            let detail = format!(
                "it works by an API token, which Zendesk retires: none can be made from 2026-10-27 on, and all stop on \
                 2027-04-30. Make an OAuth client: {OAUTH}"
            );
            findings.push(lossy("support", detail));
        }
        (Some(support), findings)
    }

    fn cannot_write(&self) -> Finding {
        const HAS: &str = "the OAuth client has the scope read and not write";
        if self.usage.needs_tickets {
            return bad("support", format!("{HAS}, so no ticket can be made. Tick write: {OAUTH}"));
        }
        let detail = format!(
            "{HAS}: enough for ticket numbers, but agents cannot begin conversations, and `baton provision` makes neither \
             groups nor the webhook with it. Its scopes: {OAUTH}"
        );
        lossy("support", detail)
    }

    /// A finding about what the desk `tickets` cannot do without, where it is some site's.
    fn loss(&self, subject: &str, detail: impl Into<String>) -> Finding {
        if self.usage.needs_tickets { bad(subject, detail) } else { lossy(subject, detail) }
    }
}

/// Why Support does not even say whom the credential speaks for.
fn refused(error: &Error, is_token: bool) -> Finding {
    let detail = match error {
        Error::Unauthorized(problems) if problems.has("invalid_scope") => {
            format!("the OAuth client may not read: tick the scope read. {OAUTH}")
        }
        Error::Unauthorized(_) if is_token => {
            format!(
                "Zendesk refuses `email` with `api_token`: wrong, unused for 30 days, or retired (all are on 2027-04-30). \
                 Make an OAuth client: {OAUTH}"
            )
        }
        Error::Unauthorized(_) => format!(
            "Zendesk refuses the credential: `oauth_client_id` or `oauth_client_secret` is wrong, or the client was \
             deleted or has expired. Identifier and secret stand at {OAUTH}"
        ),
        Error::Forbidden(_) => {
            format!(
                "the credential may not read users and tickets: the scope read is missing. Its scopes stand at {OAUTH}"
            )
        }
        error => format!("gives no answer: {error}"),
    };
    bad("support", detail)
}
