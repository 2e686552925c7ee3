//! What is to be done, from what is wanted and what is there. No I/O.

use super::{Known, Seen};
use crate::desk::messaging::check::{self, INTEGRATIONS};
use crate::desk::provision::{Change, Learned, Outline, Wanted, WantedGroup};
use baton_zendesk::conversations::{Integration, NewRow, Switchboard, SwitchboardIntegration, Webhook, WebhookWish};
use baton_zendesk::ids::{GroupId, IntegrationId, SupportUserId, SwitchboardId, SwitchboardIntegrationId, WebhookId};
use baton_zendesk::support::Group;
use secrecy::ExposeSecret as _;

/// The type of the agents' row.
const WORKSPACE: &str = "zd:agentWorkspace";
/// The name our row gets, where it is free.
const ROW: &str = "baton";

/// What is to be done at Zendesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    MakeIntegration {
        name: String,
        webhook: WebhookWish,
    },
    MakeWebhook {
        integration: IntegrationId,
        wish: WebhookWish,
    },
    MendWebhook {
        integration: IntegrationId,
        webhook: WebhookId,
        wish: WebhookWish,
    },
    /// For the integration of the configuration, or the one that was made just before.
    MakeKey {
        name: String,
    },
    MakeRow {
        board: SwitchboardId,
        name: String,
        next: Option<SwitchboardIntegrationId>,
    },
    /// Our row becomes the default; it may have been made just before.
    TakeDefault {
        board: SwitchboardId,
        row: Option<SwitchboardIntegrationId>,
    },
    MakeGroup {
        name: String,
    },
    /// Into the group of the id, or the one of the name that was made just before.
    AddAgent {
        agent: SupportUserId,
        name: String,
        group: Option<GroupId>,
    },
}

/// The whole of it.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) acts: Vec<(Act, Change)>,
    /// What is known without doing anything, and not yet in the configuration.
    pub(super) learned: Vec<Learned>,
    /// The integration, where it is there.
    pub(super) integration: Option<IntegrationId>,
    kept: Vec<String>,
    obstacles: Vec<String>,
}

impl Plan {
    pub(super) fn outline(&self) -> Outline {
        Outline {
            changes: self.acts.iter().map(|(_, change)| change.clone()).collect(),
            kept: self.kept.clone(),
            obstacles: self.obstacles.clone(),
        }
    }

    fn act(&mut self, word: &'static str, act: Act, text: impl Into<String>) {
        self.acts.push((act, Change { word, text: text.into() }));
    }

    fn keep(&mut self, text: impl Into<String>) {
        self.kept.push(text.into());
    }

    fn stop(&mut self, text: impl Into<String>) {
        self.obstacles.push(text.into());
    }
}

pub(super) fn plan(wanted: &Wanted, known: &Known, seen: &Seen) -> Plan {
    let mut plan = Plan::default();
    if let Some(seconds) = wanted.polling.filter(|_| !known.polls) {
        plan.learned.push(Learned::Number("polling_seconds", seconds));
    }
    integration(wanted, known, seen, &mut plan);
    key(wanted, seen, &mut plan);
    switchboard(wanted, known, seen, &mut plan);
    groups(wanted, seen, &mut plan);
    plan
}

fn wish(url: &str, there: &[String]) -> WebhookWish {
    let mut triggers = there.to_vec();
    if !there.iter().any(|trigger| trigger == "*") {
        triggers.extend(check::triggers().filter(|name| !there.iter().any(|had| had == name)).map(str::to_owned));
    }
    WebhookWish { target: url.to_owned(), triggers, include_full_user: false, include_full_source: false }
}

/// Where a webhook leads that nobody wants: a name that is reserved for belonging to nobody, so no word of a conversation
/// goes anywhere. Zendesk makes no integration without a webhook. Its path is ours, so that it is found again when
/// webhooks are wanted.
fn nowhere(account: &str) -> String {
    format!("https://nobody.invalid{}", webhook_path(account))
}

fn webhook_path(account: &str) -> String {
    format!("/v1/webhooks/conversations/{account}")
}

fn integration(wanted: &Wanted, known: &Known, seen: &Seen, plan: &mut Plan) {
    let nowhere = nowhere(&wanted.account);
    let url = if wanted.polling.is_some() { &nowhere } else { &wanted.webhook_url };
    let found = match &known.integration {
        Some(id) => {
            let found = seen.integrations.iter().find(|integration| integration.id == *id);
            if found.is_none() {
                plan.stop(format!(
                    "`integration_id` is {id}, and the app has no such integration. Remove it with `key_id`, \
                     `key_secret` and `webhook_secrets` to have a new one made, or copy the right id: {INTEGRATIONS}"
                ));
                return;
            }
            found
        }
        None => seen.integrations.iter().find(|integration| webhook_to(integration, url).is_some()),
    };
    let Some(found) = found else {
        let name = format!("Baton ({})", wanted.account);
        let (text, webhook) = if wanted.polling.is_some() {
            let text = format!(
                "make the Conversations integration `{name}`; its webhook, without which Zendesk makes none, leads \
                 nowhere ({url}): this relay looks by itself"
            );
            (text, silent(url))
        } else {
            let text = format!("make the Conversations integration `{name}`, which sends its webhooks to {url}");
            (text, wish(url, &[]))
        };
        plan.act("make_integration", Act::MakeIntegration { name, webhook }, text);
        return;
    };
    plan.keep(format!(
        "the integration `{}` ({})",
        found.display_name.as_deref().unwrap_or("without a name"),
        found.id
    ));
    if known.integration.is_none() {
        plan.learned.push(Learned::Setting("integration_id", found.id.to_string()));
    }
    plan.integration = Some(found.id.clone());
    if wanted.polling.is_some() {
        plan.keep("whatever webhook it has: this relay looks by itself");
    } else {
        webhook(wanted, known, found, plan);
    }
}

/// A webhook that has next to nothing to send.
fn silent(url: &str) -> WebhookWish {
    let triggers = vec!["conversation:remove".to_owned()];
    WebhookWish { target: url.to_owned(), triggers, include_full_user: false, include_full_source: false }
}

fn webhook(wanted: &Wanted, known: &Known, integration: &Integration, plan: &mut Plan) {
    let url = &wanted.webhook_url;
    // One that was ours under an earlier `public_url`.
    let path = webhook_path(&wanted.account);
    let moved = || integration.webhooks.iter().find(|webhook| webhook.target.ends_with(&path));
    let Some(webhook) = webhook_to(integration, url).or_else(moved) else {
        let act = Act::MakeWebhook { integration: integration.id.clone(), wish: wish(url, &[]) };
        plan.act("make_webhook", act, format!("give the integration a webhook to {url}"));
        return;
    };
    secret(known, webhook, plan);
    let mut wish = wish(url, &webhook.triggers);
    wish.include_full_user = webhook.include_full_user;
    wish.include_full_source = webhook.include_full_source;
    let is_there = check::same(&webhook.target, url);
    if is_there && wish.triggers == webhook.triggers {
        plan.keep(format!("its webhook {}", webhook.id));
        return;
    }
    let added: Vec<&str> =
        wish.triggers.iter().filter(|name| !webhook.triggers.contains(name)).map(String::as_str).collect();
    let mut parts = Vec::new();
    if !is_there {
        parts.push(format!("send to {url} instead of {}", webhook.target));
    }
    if !added.is_empty() {
        parts.push(format!("also send {}", added.join(", ")));
    }
    let text = format!("have its webhook {} {}", webhook.id, parts.join(", and "));
    let act = Act::MendWebhook { integration: integration.id.clone(), webhook: webhook.id.clone(), wish };
    plan.act("mend_webhook", act, text);
}

/// The secret comes first in the list; older ones stay while deliveries may still carry them.
fn secret(known: &Known, webhook: &Webhook, plan: &mut Plan) {
    match &webhook.secret {
        Some(secret) if known.secrets.iter().any(|one| one.expose_secret() == secret.expose_secret()) => {}
        Some(secret) => {
            let all = std::iter::once(secret).chain(&known.secrets).cloned().collect();
            plan.learned.push(Learned::Secrets("webhook_secrets", all));
        }
        None if known.secrets.is_empty() => plan.stop(format!(
            "Zendesk does not tell the webhook's shared secret. Copy it into `webhook_secrets`: {INTEGRATIONS} > (yours)"
        )),
        None => {}
    }
}

fn key(wanted: &Wanted, seen: &Seen, plan: &mut Plan) {
    let why = match seen.key {
        Some(true) => {
            plan.keep("the key the relay uses");
            return;
        }
        Some(false) => "make another key for the integration: Zendesk refuses the configured one",
        None => "make a key for the integration",
    };
    plan.act("make_key", Act::MakeKey { name: format!("Baton ({})", wanted.account) }, why);
}

fn switchboard(wanted: &Wanted, known: &Known, seen: &Seen, plan: &mut Plan) {
    let Some(board) = seen.board.as_ref().filter(|board| board.enabled) else {
        plan.stop(
            "the app has no switchboard, or it is off: messaging is not set up. Turn it on: Admin Center > Channels > \
             Messaging and social > Messaging",
        );
        return;
    };
    let Some(agents) = seen.rows.iter().find(|row| row.integration_type == WORKSPACE) else {
        plan.stop(
            "the switchboard has no row for the agents' workspace, so nobody could answer. Turn it on: Admin Center > \
             Workspaces > Agent tools > Agent workspace",
        );
        return;
    };
    let own = plan.integration.as_ref().and_then(|id| row_of(&seen.rows, id)).cloned();
    match &own {
        Some(row) => {
            plan.keep(format!("its row `{}` in the switchboard", row.name));
            if known.row.as_deref() != Some(&row.name) {
                plan.learned.push(Learned::Setting("own_integration", row.name.clone()));
            }
        }
        None => {
            let name = free_name(&seen.rows);
            let text = format!("add the row `{name}` to the switchboard, with the agents' row `{}` next", agents.name);
            let act = Act::MakeRow { board: board.id.clone(), name, next: Some(agents.id.clone()) };
            plan.act("make_row", act, text);
        }
    }
    routing(wanted, board, own.as_ref(), &seen.rows, plan);
}

/// Who gets conversations that nobody passed on: visitors of other channels. That is not ours to change unasked, and
/// handing over does not need it.
fn routing(
    wanted: &Wanted,
    board: &Switchboard,
    own: Option<&SwitchboardIntegration>,
    rows: &[SwitchboardIntegration],
    plan: &mut Plan,
) {
    let default = board.default_switchboard_integration_id.as_ref();
    if own.is_some_and(|row| Some(&row.id) == default) {
        plan.keep("it is the default of the switchboard");
        return;
    }
    let name = rows.iter().find(|row| Some(&row.id) == default).map_or("nobody", |row| row.name.as_str());
    if wanted.change_routing {
        let act = Act::TakeDefault { board: board.id.clone(), row: own.map(|row| row.id.clone()) };
        plan.act("take_default", act, format!("make it the default of the switchboard, which is `{name}` now"));
    } else {
        plan.keep(format!("the default of the switchboard, `{name}`: other channels go where they went"));
    }
}

fn groups(wanted: &Wanted, seen: &Seen, plan: &mut Plan) {
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
fn agents(wanted: &Wanted, seen: &Seen, name: &str, group: Option<&Group>, plan: &mut Plan) {
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

fn webhook_to<'a>(integration: &'a Integration, url: &str) -> Option<&'a Webhook> {
    integration.webhooks.iter().find(|webhook| check::same(&webhook.target, url))
}

fn row_of<'a>(rows: &'a [SwitchboardIntegration], id: &IntegrationId) -> Option<&'a SwitchboardIntegration> {
    rows.iter().find(|row| row.integration_id.as_ref() == Some(id))
}

fn free_name(rows: &[SwitchboardIntegration]) -> String {
    let is_free = |name: &str| !rows.iter().any(|row| row.name == name);
    std::iter::once(ROW.to_owned())
        .chain((2..).map(|number| format!("{ROW}-{number}")))
        .find(|name| is_free(name))
        .unwrap_or_else(|| ROW.to_owned())
}

/// The row that is wanted.
pub(super) fn new_row(name: &str, integration: IntegrationId, next: Option<SwitchboardIntegrationId>) -> NewRow {
    NewRow {
        name: name.to_owned(),
        integration_id: integration,
        deliver_standby_events: true,
        next_switchboard_integration_id: next,
    }
}
