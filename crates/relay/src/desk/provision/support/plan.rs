//! What is to be done at Support, from what is wanted and what is there. No I/O.

use super::{SECRETS, Seen, Webhooks, hook, with_secret};
use crate::desk::address::same;
use crate::desk::provision::{Learned, Plan, Wanted, WantedGroup};
use baton_zendesk::ids::{GroupId, SupportUserId, WebhookId};
use baton_zendesk::support::{Group, SupportWebhook, SupportWebhookWish};
use secrecy::SecretString;

/// What is to be done at Support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Act {
    MakeGroup {
        name: String,
    },
    /// Into the group of the id, or the one of the name that was made just before.
    AddAgent {
        agent: SupportUserId,
        name: String,
        group: Option<GroupId>,
    },
    MakeWebhook(SupportWebhookWish),
    MendWebhook(WebhookId, SupportWebhookWish),
}

pub(super) fn plan(wanted: &Wanted, secrets: &[SecretString], seen: &Seen) -> Plan<Act> {
    let mut plan = Plan::default();
    groups(wanted, seen, &mut plan);
    match &seen.webhooks {
        Webhooks::Unasked => {}
        Webhooks::Forbidden => forbidden(wanted, secrets, &mut plan),
        Webhooks::Seen { all, secret } => webhook(wanted, secrets, all, secret.as_ref(), &mut plan),
    }
    plan
}

/// The webhook for events that is this relay's: it leads here, or did under an earlier public address.
pub(super) fn own<'a>(all: &'a [SupportWebhook], wanted: &Wanted) -> Option<&'a SupportWebhook> {
    let here = hook::leading_to(all, &wanted.support_webhook_url).filter(|webhook| !hook::is_for_triggers(webhook));
    here.or_else(|| hook::left_behind(all, &wanted.account))
}

/// Whoever made the webhook by hand, where the relay may not, needs no other.
fn forbidden(wanted: &Wanted, secrets: &[SecretString], plan: &mut Plan<Act>) {
    const RIGHT: &str = "it has to be an administrator's, with the scopes read and write: Admin Center > People > Team > \
                         Team members";
    if !secrets.is_empty() {
        plan.lack(
            "the credential for Support may not see webhooks; the one whose secret is configured is taken as it is",
        );
    } else if wanted.needs_tickets {
        plan.stop(format!(
            "the credential for Support may not manage webhooks, without which what agents write is found by looking \
             every ten minutes only: {RIGHT}"
        ));
    } else {
        plan.lack(format!(
            "the credential for Support may not manage webhooks, so agents cannot begin conversations: {RIGHT}"
        ));
    }
}

fn webhook(
    wanted: &Wanted,
    secrets: &[SecretString],
    all: &[SupportWebhook],
    secret: Option<&SecretString>,
    plan: &mut Plan<Act>,
) {
    let url = &wanted.support_webhook_url;
    let Some(webhook) = own(all, wanted) else {
        let wish = hook::wish(&wanted.account, url);
        let text = format!("make the Support webhook `{}`, which tells {url} of tickets", wish.name);
        plan.act("make_support_webhook", Act::MakeWebhook(wish), text);
        return;
    };
    if let Some(all) = secret.and_then(|secret| with_secret(secret, secrets)) {
        plan.learned.push(Learned::Secrets(SECRETS, all));
    }
    let parts = wrong(webhook, url);
    if parts.is_empty() {
        plan.keep(format!("the Support webhook `{}` ({})", webhook.name, webhook.id));
        return;
    }
    // What a person ticked stays ticked.
    let mut events: Vec<&str> = webhook.subscriptions.iter().map(String::as_str).collect();
    events.extend(hook::missing(webhook).map(|(event, _)| event));
    let wish = SupportWebhookWish::new(&webhook.name, url, &events);
    let text = format!("have the Support webhook `{}` {}", webhook.name, parts.join(", and "));
    plan.act("mend_support_webhook", Act::MendWebhook(webhook.id.clone(), wish), text);
}

/// What has to become of a webhook.
fn wrong(webhook: &SupportWebhook, url: &str) -> Vec<String> {
    let mut parts = Vec::new();
    if !same(&webhook.endpoint, url) {
        parts.push(format!("send to {url} instead of {}", webhook.endpoint));
    }
    let added: Vec<&str> = hook::missing(webhook).map(|(event, _)| event).collect();
    if !added.is_empty() {
        parts.push(format!("also send {}", added.join(", ")));
    }
    if !hook::is_active(webhook) {
        parts.push("be active".to_owned());
    }
    if !hook::is_readable(webhook) {
        parts.push("send JSON by POST".to_owned());
    }
    parts
}

fn groups(wanted: &Wanted, seen: &Seen, plan: &mut Plan<Act>) {
    let Some(groups) = &seen.groups else {
        if !wanted.groups.is_empty() {
            let names: Vec<&str> = wanted.groups.iter().map(|group| group.name.as_str()).collect();
            plan.stop(format!(
                "skills lead to the groups {}, and there is no credential for Support to look for them. Make an OAuth \
                 client and set `oauth_client_id` and `oauth_client_secret`: Admin Center > Apps and integrations > \
                 APIs > OAuth clients",
                names.join(", ")
            ));
        }
        return;
    };
    for group in &wanted.groups {
        let found = find_group(groups, group);
        match (found, &group.id) {
            (Some(found), known) => {
                plan.keep(format!("the group `{}` ({})", found.name, found.id));
                if known.is_none() {
                    plan.learned.push(Learned::Group { name: group.name.clone(), id: found.id.to_string() });
                }
            }
            (None, Some(id)) => plan.stop(format!(
                "there is no group {id} any more, where the skill `{}` leads. Take its `group_id` out and run this again",
                group.name
            )),
            (None, None) => {
                let name = group.name.clone();
                plan.act("make_group", Act::MakeGroup { name: name.clone() }, format!("make the group `{name}`"));
            }
        }
        agents(wanted, seen, &group.name, found, plan);
    }
    for email in wanted.agents.iter().filter(|email| !seen.agents.contains_key(*email)) {
        plan.stop(format!("no agent has the address {email}: Admin Center > People > Team > Team members"));
    }
}

/// Adds the agents who are not in the group yet; it may have been made just before.
fn agents(wanted: &Wanted, seen: &Seen, name: &str, group: Option<&Group>, plan: &mut Plan<Act>) {
    let members = group.and_then(|group| seen.members.get(&group.id)).map_or(&[][..], Vec::as_slice);
    for email in &wanted.agents {
        let Some(agent) = seen.agents.get(email).filter(|agent| !members.contains(agent)) else { continue };
        let act = Act::AddAgent { agent: *agent, name: name.to_owned(), group: group.map(|group| group.id) };
        plan.act("add_agent", act, format!("put {email} into the group `{name}`"));
    }
}

/// A wanted group among those that are there: by its id, else by its name whatever its capitals.
pub(super) fn find_group<'a>(groups: &'a [Group], wanted: &WantedGroup) -> Option<&'a Group> {
    let name = |text: &str| text.trim().to_lowercase();
    groups.iter().find(|group| match &wanted.id {
        Some(id) => group.id.to_string() == *id,
        None => name(&group.name) == name(&wanted.name),
    })
}
