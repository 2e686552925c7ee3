//! Whether Support tells the relay of tickets.

use super::{MEMBERS, PAGES, Subject};
use crate::desk::finding::{good, lossy};
use crate::desk::{Finding, support_webhook as hook};
use baton_zendesk::support::SupportWebhook;
use baton_zendesk::{Error, Support};
use secrecy::{ExposeSecret as _, SecretString};

const SUBJECT: &str = "support webhook";
const SECRET: &str = "support webhook secret";
const WEBHOOKS: &str = "Admin Center > Apps and integrations > Webhooks";

impl Subject {
    pub(super) async fn webhook(&self, support: &Support) -> Vec<Finding> {
        if let Some(seconds) = self.polling {
            let detail = format!(
                "none has to lead here: `polling_seconds` has the relay look at each conversation with agents every \
                 {seconds} seconds. Agents cannot begin conversations without one"
            );
            return vec![good(SUBJECT, detail)];
        }
        let all = match support.list_webhooks(PAGES).await {
            Ok(all) => all,
            Err(Error::Unauthorized(_) | Error::Forbidden(_)) => return vec![self.unseen()],
            Err(error) => return vec![lossy(SUBJECT, format!("cannot be read: {error}"))],
        };
        let Some(webhook) = hook::leading_to(&all, &self.usage.webhook_url) else {
            return vec![self.no_webhook(&all)];
        };
        let mut findings = vec![self.state(webhook)];
        let count = hook::for_events(&all, &self.usage.webhook_url).count();
        if count > 1 {
            let detail = format!("{count} webhooks tell this relay of tickets; one is enough: {WEBHOOKS}");
            findings.push(lossy(SUBJECT, detail));
        }
        match support.signing_secret(&webhook.id).await {
            Ok(secret) => findings.push(self.secret(webhook, &secret)),
            Err(_) if self.secrets.is_empty() => findings.push(self.no_secret()),
            Err(_) => {}
        }
        findings
    }

    /// What is lost where nothing tells of tickets.
    fn lost(&self) -> &'static str {
        if self.usage.needs_tickets {
            "what agents write is found by looking every ten minutes only, and they cannot begin conversations"
        } else {
            "agents cannot begin conversations"
        }
    }

    /// Without the right to see webhooks, what is configured has to do.
    fn unseen(&self) -> Finding {
        if self.secrets.is_empty() {
            return self.no_secret();
        }
        let detail = format!(
            "the credential may not see webhooks, so whether one leads here shows in `baton_webhooks_total` alone. An \
             administrator's may: {MEMBERS}"
        );
        lossy(SUBJECT, detail)
    }

    fn no_secret(&self) -> Finding {
        let detail = format!(
            "`tickets.webhook_secrets` is empty, so no delivery is believed: {}. Run `baton provision`, or copy the \
             webhook's: {WEBHOOKS} > (yours) > Reveal secret",
            self.lost()
        );
        self.loss(SECRET, detail)
    }

    fn no_webhook(&self, all: &[SupportWebhook]) -> Finding {
        let elsewhere = hook::left_behind(all, &self.account)
            .map(|webhook| format!("; `{}` goes to {}", webhook.name, webhook.endpoint))
            .unwrap_or_default();
        let detail = format!(
            "none leads to {}{elsewhere}, so {}. Run `baton provision`, or make one: {WEBHOOKS}",
            self.usage.webhook_url,
            self.lost()
        );
        self.loss(SUBJECT, detail)
    }

    fn state(&self, webhook: &SupportWebhook) -> Finding {
        let name = &webhook.name;
        let page = format!("Run `baton provision`, or mend it: {WEBHOOKS} > {name}");
        if !hook::is_active(webhook) {
            let detail = format!("`{name}` is {}, so {}. {page}", webhook.status, self.lost());
            return self.loss(SUBJECT, detail);
        }
        if !hook::is_readable(webhook) {
            return self.loss(SUBJECT, format!("`{name}` does not send JSON by POST, so {}. {page}", self.lost()));
        }
        if hook::is_for_triggers(webhook) {
            let detail = format!("`{name}` leads here and is called by triggers; when they call it is not looked at");
            return good(SUBJECT, detail);
        }
        let missing: Vec<String> =
            hook::missing(webhook).map(|(event, loss)| format!("without {event}, {loss}")).collect();
        if missing.is_empty() {
            return good(SUBJECT, format!("`{name}` tells {} of tickets", webhook.endpoint));
        }
        let detail = format!("`{name}` leads here, but:\n{}\n{page}", missing.join("\n"));
        if hook::tells_comments(webhook) { lossy(SUBJECT, detail) } else { self.loss(SUBJECT, detail) }
    }

    fn secret(&self, webhook: &SupportWebhook, shown: &SecretString) -> Finding {
        if self.secrets.iter().any(|secret| secret.expose_secret() == shown.expose_secret()) {
            return good(SECRET, "the webhook's own is configured");
        }
        let detail = format!(
            "`tickets.webhook_secrets` has not the one that `{}` signs with, so every delivery is refused: {}. Run `baton \
             provision`, or copy it: {WEBHOOKS} > {} > Reveal secret",
            webhook.name,
            self.lost(),
            webhook.name
        );
        self.loss(SECRET, detail)
    }
}
