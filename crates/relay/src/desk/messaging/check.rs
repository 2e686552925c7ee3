//! `baton check`: is the account as it has to be? Every call here only reads.

use super::edge::Edge;
use crate::config::{self, Auto};
use crate::desk::{Finding, Verdict};
use baton_zendesk::conversations::Webhook;
use baton_zendesk::ids::IntegrationId;
use baton_zendesk::support::Group;
use baton_zendesk::{Error, Support};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// Where the pages are.
pub(super) const INTEGRATIONS: &str =
    "Admin Center > Apps and integrations > Integrations > Conversations integrations";
const OAUTH: &str = "Admin Center > Apps and integrations > APIs > OAuth clients";
const GROUPS: &str = "Admin Center > People > Team > Groups";
/// Pages of 100 groups that are read.
const PAGES: usize = 20;
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
    /// Whether the key is of the whole app.
    whole_app: bool,
    secrets: Vec<SecretString>,
    webhook: Option<String>,
    /// Seconds between looks, where no webhook is wanted.
    polling: Option<u64>,
    switchboard: Auto,
    /// Skills and the ids of their groups.
    skills: BTreeMap<String, String>,
}

impl Subject {
    pub(super) fn new(account: &config::Account, webhook_url: &str, skills: BTreeMap<String, String>) -> Self {
        Self {
            skills,
            webhook_url: webhook_url.to_owned(),
            integration: IntegrationId::new(account.integration_id.clone()),
            whole_app: account.key_id.starts_with("app_"),
            secrets: account.webhook_secrets.clone(),
            webhook: account.webhook_id.clone(),
            polling: account.polling_seconds,
            switchboard: account.switchboard,
        }
    }

    /// Looks at everything, in the order in which things have to be right.
    pub(super) async fn look(&self, edge: &Edge) -> Vec<Finding> {
        let integration = if self.whole_app { self.integration.clone() } else { IntegrationId::me() };
        let webhooks = match edge.conversations.list_webhooks(&integration).await {
            Ok(webhooks) => webhooks,
            Err(error) => return vec![self.bad_key(&error), support(edge).await],
        };
        let mut findings = vec![good("key", "Zendesk takes it")];
        findings.extend(self.webhooks(&webhooks));
        findings.push(self.switchboard(edge).await);
        findings.push(app(edge).await);
        let support = support(edge).await;
        let has_support = support.verdict == Verdict::Good;
        findings.push(support);
        if has_support {
            findings.extend(self.groups(edge).await);
        }
        findings
    }

    /// Whether each skill leads somewhere: Zendesk takes the id of a group that is gone, and tells nobody.
    async fn groups(&self, edge: &Edge) -> Vec<Finding> {
        let Some(support) = edge.support.as_ref().filter(|_| !self.skills.is_empty()) else { return Vec::new() };
        let groups = match support.list_groups(PAGES).await {
            Ok(groups) => groups,
            Err(error) => return vec![lossy("skills", format!("the groups they lead to cannot be read: {error}"))],
        };
        let mut findings = Vec::new();
        for (skill, id) in &self.skills {
            let group = groups.iter().find(|group| group.id.to_string() == *id);
            findings.push(skill_finding(support, skill, id, group).await);
        }
        findings
    }

    fn bad_key(&self, error: &Error) -> Finding {
        let detail = match error {
            Error::Unauthorized(_) => format!(
                "Zendesk refuses `key_id` with `key_secret`. Make a key for the integration: {INTEGRATIONS} > (yours) > \
                 API keys > Create API key; the secret is shown once"
            ),
            Error::Forbidden(_) => format!(
                "the key may not read the webhooks of integration {}. Use a key of that integration: {INTEGRATIONS} > \
                 (yours) > API keys",
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
        if !self.whole_app {
            let detail = "cannot be seen with the key of an integration, which is the right key otherwise; whether this \
                          relay has a row is found out with each first handoff";
            return good("switchboard", detail);
        }
        let boards = match edge.conversations.list_switchboards().await {
            Ok(boards) => boards,
            Err(error) => return lossy("switchboard", format!("cannot be read: {error}")),
        };
        let Some(board) = boards.first().filter(|board| board.enabled) else {
            return bad(
                "switchboard",
                format!("there is none, or it is off: agents get nothing. Turn messaging on: {MESSAGING}"),
            );
        };
        match edge.conversations.list_switchboard_integrations(&board.id).await {
            Ok(rows) => match rows.iter().find(|row| row.integration_id.as_ref() == Some(&self.integration)) {
                Some(row) => good("switchboard", format!("this relay is its row `{}`", row.name)),
                None => lossy("switchboard", format!("this relay has no row in it: {LOST}. {SWITCHBOARD}")),
            },
            Err(error) => lossy("switchboard", format!("its rows cannot be read: {error}")),
        }
    }
}

async fn skill_finding(support: &Support, skill: &str, id: &str, group: Option<&Group>) -> Finding {
    let subject = format!("skill {skill}");
    let Some(group) = group else {
        let detail = format!(
            "there is no group {id}, so its tickets would reach no group. Take `group_id` out and run `baton \
             provision`, or copy the number of the right one: {GROUPS}"
        );
        return bad(&subject, detail);
    };
    match support.list_group_agents(group.id, PAGES).await {
        Ok(agents) if agents.is_empty() => bad(
            &subject,
            format!(
                "nobody is in its group `{}`, so nobody is told of its tickets. `baton provision --agents <addresses>` \
                 adds them, or: {GROUPS}",
                group.name
            ),
        ),
        Ok(_) => good(&subject, format!("leads to the group `{}`", group.name)),
        Err(error) => lossy(&subject, format!("who is in its group cannot be read: {error}")),
    }
}

async fn app(edge: &Edge) -> Finding {
    match edge.conversations.get_app().await {
        Ok(app) => match app.settings.multi_convo_enabled {
            Some(false) => good(
                "app",
                "a visitor has one conversation for ever (multi-conversation is off); it is used again. The relay never \
                 touches this setting, which cannot be undone",
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

async fn support(edge: &Edge) -> Finding {
    let Some(support) = &edge.support else {
        return lossy(
            "support",
            format!("not set up, so ticket numbers and groups are not known here. Make an OAuth client: {OAUTH}"),
        );
    };
    match support.current_user().await {
        Ok(user) if user.role == "end-user" => {
            bad("support", "the credential is an end user's; it has to be an agent's or an administrator's".to_owned())
        }
        Ok(user) => good("support", format!("works as {} ({})", user.name, user.role)),
        Err(Error::Unauthorized(_)) => {
            bad("support", format!("Zendesk refuses the credential. Identifier and secret stand at {OAUTH}"))
        }
        Err(Error::Forbidden(_)) => {
            bad("support", format!("the credential may not read users and tickets. Its scopes stand at {OAUTH}"))
        }
        Err(error) => bad("support", format!("gives no answer: {error}")),
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
