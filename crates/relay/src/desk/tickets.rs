//! The desk `tickets`: Support tickets and their comments. What it does and why stands in `docs/tickets.md`; who counts
//! as whom in `docs/identity.md`.

mod aside;
mod beginning;
mod call;
mod check;
mod contents;
mod edge;
pub mod filter;
mod forget;
mod machine;
mod quota;
mod reader;
mod settings;
mod state;

use super::availability::Agents;
use super::groups::{Groups, Routing};
use super::pace::Pace;
use super::{
    Asked, Attachments, Availability, Beginning, Delivery, Desk, FileFault, Finding, Incoming, Job, Note, OpenFile,
    Received, Step, Task, Then, What,
};
use crate::clock::{Clock, Moment};
use crate::config;
use async_trait::async_trait;
use baton_protocol::{ConversationId, EventId};
use baton_zendesk::media::MediaFetcher;
use baton_zendesk::support_webhooks::{Freshness, SIGNATURE_HEADER, Signed, TIMESTAMP_HEADER, verify};
use baton_zendesk::{Http, http::HttpSettings};
use call::{Next, Reply};
pub use check::Usage;
use edge::Edge;
pub use forget::Traces;
use machine::Machine;
use secrecy::SecretString;
use settings::Settings;
use state::State;
use std::time::Duration;

/// The name in configuration and in links.
pub const NAME: &str = "tickets";
/// The tag of a ticket whose visitor has left.
pub const ENDED_TAG: &str = "baton_ended";
/// What a token for Support asks for.
const SCOPE: &str = "read write";

/// The desk of one account.
#[derive(Debug)]
pub struct Tickets {
    machine: Machine,
    edge: Edge,
    agents: Agents,
    media: MediaFetcher,
    groups: Groups,
    check: check::Subject,
    /// What a webhook has to be signed with; several while one replaces another.
    webhook_secrets: Vec<SecretString>,
    /// How far the time of a signature may be off.
    freshness: Duration,
    /// The account's number, where only its own events are to be believed.
    number: Option<String>,
}

impl Tickets {
    /// A desk for an account; none where it has no way into Support. `attachments` is the place of the visitors' files;
    /// without it none is handed on.
    pub fn new(
        name: &str,
        account: &config::Account,
        routing: &Routing,
        usage: Usage,
        attachments: Option<Attachments>,
    ) -> anyhow::Result<Option<Self>> {
        let http = Http::new(HttpSettings::default())?;
        let root = account.root_url()?;
        let Some(support) = super::support(account, http, &root, SCOPE)? else { return Ok(None) };
        let media = MediaFetcher::for_support(support.clone(), super::media_policy(account, &root))?;
        let agents = Agents::new(Some(support.clone()), &routing.leads);
        let edge = Edge {
            support,
            attachments,
            pace: Pace::new(account.requests_per_second),
            quota: quota::Quota::new(account.tickets.updates_per_minute),
        };
        Ok(Some(Self {
            machine: Machine::new(Settings::new(name, account)?),
            groups: Groups::new(routing.leads.clone()),
            check: check::Subject::new(name, account, usage, routing)?,
            edge,
            agents,
            media,
            webhook_secrets: account.tickets.webhook_secrets.clone(),
            freshness: Duration::from_secs(account.tickets.webhook_max_age_seconds),
            number: account.tickets.account_number.clone(),
        }))
    }

    fn settings(&self) -> &Settings {
        self.machine.settings()
    }
}

#[async_trait]
impl Desk for Tickets {
    fn name(&self) -> &'static str {
        NAME
    }

    fn blank(&self) -> String {
        State::default().write()
    }

    fn needs_after(&self, state: &str) -> u64 {
        State::read(state).needs_after()
    }

    async fn availability(&self, skill: Option<&str>, clock: &dyn Clock) -> Availability {
        self.agents.available(skill, &self.edge.pace, clock).await
    }

    async fn step(&self, state: &str, mut job: Job) -> Step {
        let mut state = State::read(state);
        let begins = matches!(&job.task, Task::Handoff(order) if !state.knows(&order.id));
        let skill = match &job.task {
            Task::Handoff(order) => order.skill.clone(),
            _ => None,
        };
        self.groups.route(&mut job, skill.as_deref(), begins, Some(&self.edge.support), &self.edge.pace).await;
        self.machine.prepare(&mut state, &job);
        let call = match self.machine.next(&state, &job) {
            Next::Call(call) => call,
            Next::Then(then) => return step(&state, then),
        };
        let reply = self.edge.perform(*call, &job).await;
        if matches!((&job.task, &reply), (Task::Handoff(_), Reply::Refused(..))) {
            self.groups.forget();
        }
        let learned = self.machine.learned(&mut state, &job, reply);
        Step { incoming: learned.incoming, verified_through: learned.verified_through, ..step(&state, learned.then) }
    }

    fn authentic(&self, delivery: &Delivery<'_>) -> bool {
        // What could not be read whole proves nothing, and is not believed; whoever asks says so to the sender.
        let Some(body) = delivery.body else { return true };
        let header = |name: &str| delivery.headers.get(name).map(|value| value.as_bytes());
        let signed = Signed { signature: header(SIGNATURE_HEADER), timestamp: header(TIMESTAMP_HEADER) };
        let window = Freshness { now_millis: delivery.at.0, max_age: self.freshness };
        match verify(&self.webhook_secrets, &signed, body, Some(window)) {
            Ok(()) => true,
            Err(unverified) => {
                tracing::debug!(account = %self.settings().account, reason = %unverified, "a webhook of Support is not believed");
                false
            }
        }
    }

    fn addresses(&self, body: &[u8]) -> bool {
        // Nothing of a nudge tells for whom it is but the account's number.
        let told = reader::account_number(body);
        told.is_some() && (self.number.is_none() || told == self.number)
    }

    fn read(&self, body: &[u8], at: crate::clock::Moment) -> Result<Vec<Received>, String> {
        if let (Some(own), Some(told)) = (&self.number, reader::account_number(body))
            && *own != told
        {
            return Err(format!("it is from the account {told}, which is not the configured one"));
        }
        reader::read(self.settings(), body, at)
    }

    fn read_one(&self, raw: &str) -> Result<Incoming, String> {
        reader::read_one(raw)
    }

    fn tells_of_all(&self) -> bool {
        true
    }

    fn may_begin(&self, raw: &str) -> bool {
        beginning::may_begin(self.settings(), raw)
    }

    async fn begins(
        &self,
        remote: &str,
        raw: &[String],
        now: crate::clock::Moment,
    ) -> Result<Option<Beginning>, String> {
        match machine::ticket_of(remote) {
            Some(ticket) => beginning::of(self.settings(), &self.edge, ticket, raw, now).await,
            None => Ok(None),
        }
    }

    async fn decline(&self, remote: &str, line: &str, now: crate::clock::Moment) -> Result<(), String> {
        match machine::ticket_of(remote) {
            Some(ticket) => beginning::decline(&self.edge, ticket, line, now).await,
            None => Ok(()),
        }
    }

    fn is_stale(&self, state: &str, pending: Option<&EventId>, incoming: &Incoming) -> bool {
        if !matches!(incoming.what, What::Said(_) | What::Ended(_) | What::Solved) {
            return false;
        }
        let state = State::read(state);
        let is_of_another = state.ticket.is_some_and(|ticket| machine::remote(ticket) != incoming.remote);
        is_of_another || pending.is_some_and(|pending| !state.knows(pending))
    }

    async fn note(&self, state: &str, note: &Note<'_>) -> Then {
        aside::note(&self.edge, State::read(state), note).await
    }

    async fn person_field(&self, state: &str, asked: &Asked<'_>) -> Result<Option<String>, Then> {
        aside::person_field(&self.edge, State::read(state), asked).await
    }

    fn traces(&self, state: &str, conversation: &ConversationId) -> super::Traces {
        super::Traces { own: None, tickets: forget::traces(&State::read(state), conversation) }
    }

    async fn forget(&self, what: &str, conversation: &ConversationId, now: Moment) -> Then {
        forget::forget(&self.edge, what, conversation, now).await
    }

    async fn open(&self, url: &str) -> Result<OpenFile, FileFault> {
        super::open_media(&self.media, url).await
    }

    async fn check(&self) -> Vec<Finding> {
        self.check.look(&self.edge.support).await
    }
}

fn step(state: &State, then: Then) -> Step {
    Step {
        state: state.write(),
        remote: state.ticket.map(machine::remote),
        incoming: Vec::new(),
        echo_due: None,
        verified_through: None,
        then,
    }
}
