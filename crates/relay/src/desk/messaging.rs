//! The desk `messaging`: Sunshine Conversations with the switchboard. What it does and why stands in
//! `docs/zendesk.md`; who counts as whom in `docs/identity.md`.

mod call;
mod capture;
mod check;
mod content;
mod edge;
mod forget;
mod machine;
mod mark;
mod post;
pub(super) mod provision;
mod reader;
mod settings;
mod state;
pub(super) mod summary;
#[cfg(test)]
mod tests;

use super::availability::Agents;
use super::groups::Groups;
use super::pace::Pace;
use super::{
    Attachments, Availability, Delivery, Desk, FileFault, Finding, Incoming, Job, OpenFile, Received, Step, Task, Then,
    Traces, What,
};
use crate::clock::{Clock, Moment};
use crate::config;
use async_trait::async_trait;
use baton_protocol::{ConversationId, EventId};
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::AppId;
use baton_zendesk::media::MediaFetcher;
use baton_zendesk::webhooks::authentic;
use baton_zendesk::{Conversations, Credential, Http};
use call::{Next, Reply};
use edge::Edge;
use machine::Machine;
use secrecy::SecretString;
use settings::Settings;
use state::{Row, State};
use std::sync::{Mutex, PoisonError};

/// The name in configuration and in links.
pub const NAME: &str = "messaging";
/// The header in which a webhook shows the secret.
const SECRET_HEADER: &str = "x-api-key";
/// What a token for Support asks for.
const SCOPE: &str = "read";

/// The desk of one account.
#[derive(Debug)]
pub struct Messaging {
    machine: Machine,
    edge: Edge,
    agents: Agents,
    media: MediaFetcher,
    check: check::Subject,
    /// What a webhook has to show; several while one replaces another.
    webhook_secrets: Vec<SecretString>,
    groups: Groups,
    /// Our row in the switchboard, once some conversation has shown it.
    row: Mutex<Option<Row>>,
}

impl Messaging {
    /// A desk for an account. `webhook_url` is where Zendesk is to send its webhooks, `attachments` the place of the
    /// visitors' files; without it none is handed on.
    pub fn new(
        name: &str,
        account: &config::Account,
        webhook_url: &str,
        routing: super::Routing,
        attachments: Option<Attachments>,
    ) -> anyhow::Result<Self> {
        let http = Http::new(HttpSettings::default())?;
        let root = account.root_url()?;
        let base = root.join("sc")?;
        let credential = Credential::Basic { key_id: account.key_id.clone(), secret: account.key_secret.clone() };
        let app = AppId::new(account.app_id.clone());
        let conversations = Conversations::new(http.clone(), base, app, credential);
        let media = MediaFetcher::new(conversations.clone(), super::media_policy(account, &root))?;
        let support = super::support(account, http, &root, SCOPE)?;
        let agents = Agents::new(support.clone(), &routing.leads);
        let edge = Edge {
            conversations,
            support,
            attachments,
            pace: Pace::new(account.requests_per_second),
            support_pace: Pace::new(account.requests_per_second),
        };
        let skills = routing.leads.iter().map(|(skill, lead)| (skill.clone(), lead.id.clone())).collect();
        let groups = Groups::new(routing.leads);
        let check = check::Subject::new(account, webhook_url)?;
        let machine = Machine::new(Settings::new(name, account, skills));
        let webhook_secrets = account.webhook_secrets.clone();
        Ok(Self { machine, edge, agents, media, check, groups, webhook_secrets, row: Mutex::new(None) })
    }

    fn settings(&self) -> &Settings {
        self.machine.settings()
    }

    fn known_row(&self) -> Option<Row> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember_row(&self, row: Option<&Row>) {
        if let Some(here @ Row::Here(_)) = row {
            *self.row.lock().unwrap_or_else(PoisonError::into_inner) = Some(here.clone());
        }
    }
}

#[async_trait]
impl Desk for Messaging {
    fn name(&self) -> &'static str {
        NAME
    }

    fn blank(&self) -> String {
        State::default().write()
    }

    fn needs_after(&self, state: &str) -> u64 {
        State::read(state).needs_after()
    }

    fn skill(&self, state: &str) -> Option<String> {
        State::read(state).sequel().and_then(|(handoff, _)| handoff.skill.clone())
    }

    async fn availability(&self, skill: Option<&str>, clock: &dyn Clock) -> Availability {
        // Conversations has no contract for it; Support has.
        self.agents.available(skill, &self.edge.support_pace, clock).await
    }

    async fn step(&self, state: &str, mut job: Job) -> Step {
        let mut state = State::read(state);
        let begins = matches!(&job.task, Task::Handoff(order) if !state.knows(&order.id));
        let skill = skill_of(&state, &job.task);
        self.groups
            .route(&mut job, skill.as_deref(), begins, self.edge.support.as_ref(), &self.edge.support_pace)
            .await;
        self.machine.prepare(&mut state, &job, self.known_row().as_ref());
        if job.task == Task::Ticket && self.edge.support.is_none() {
            return step(&state, Then::Done);
        }
        let call = match self.machine.next(&state, &job) {
            Next::Call(call) => call,
            Next::Then(then) => return step(&state, then),
        };
        let reply = self.edge.perform(*call, &job).await;
        let is_handed = matches!(job.task, Task::Handoff(_)) || state.sequel().is_some();
        if is_handed && matches!(reply, Reply::Refused(..)) {
            self.groups.forget();
        }
        let learned = self.machine.learned(&mut state, &job, reply);
        self.remember_row(state.row.as_ref());
        Step {
            incoming: learned.incoming,
            echo_due: self.settings().echo_timeout.filter(|_| learned.posted).map(|timeout| job.now + timeout),
            verified_through: learned.verified_through,
            ..step(&state, learned.then)
        }
    }

    fn authentic(&self, delivery: &Delivery<'_>) -> bool {
        authentic(&self.webhook_secrets, delivery.headers.get(SECRET_HEADER).map(|shown| shown.as_bytes()))
    }

    fn addresses(&self, body: &[u8]) -> bool {
        reader::addresses(self.settings(), body)
    }

    fn read(&self, body: &[u8], _at: Moment) -> Result<Vec<Received>, String> {
        reader::read(self.settings(), body)
    }

    fn read_one(&self, raw: &str) -> Result<Incoming, String> {
        reader::read_one(self.settings(), raw)
    }

    fn is_stale(&self, state: &str, pending: Option<&EventId>, incoming: &Incoming) -> bool {
        let state = State::read(state);
        match incoming.what {
            What::Ticket(_) | What::Echo => state.is_past(&incoming.remote),
            What::Said(_) | What::Ended(_) | What::Confirmed { .. } => {
                let is_known = pending.is_none_or(|pending| state.knows(pending));
                !is_known || state.is_past(&incoming.remote) || state.is_before_handoff(incoming.at)
            }
            _ => false,
        }
    }

    fn was_at(&self, state: &str, remote: &str) -> bool {
        State::read(state).is_past(remote)
    }

    fn traces(&self, state: &str, _conversation: &ConversationId) -> Traces {
        forget::traces(&State::read(state))
    }

    async fn forget(&self, traces: &str, conversation: &ConversationId, now: Moment) -> Then {
        forget::forget(&self.edge, traces, conversation, now).await
    }

    async fn open(&self, url: &str) -> Result<OpenFile, FileFault> {
        super::open_media(&self.media, url).await
    }

    async fn check(&self) -> Vec<Finding> {
        self.check.look(&self.edge).await
    }
}

/// The skill whose group the ticket goes to, where a ticket is made.
fn skill_of(state: &State, task: &Task) -> Option<String> {
    match task {
        Task::Handoff(order) => order.skill.clone(),
        Task::Send(_) => state.sequel().and_then(|(handoff, _)| handoff.skill.clone()),
        _ => None,
    }
}

fn step(state: &State, then: Then) -> Step {
    Step {
        state: state.write(),
        remote: state.conversation.clone(),
        incoming: Vec::new(),
        echo_due: None,
        verified_through: None,
        then,
    }
}
