//! The core: sites, accounts and the seams put together. Sockets and webhooks come in here; [`crate::work`] does the rest.

mod accounts;
mod export;
mod feedback;
mod forget;
mod heard;
mod offer;
mod open;
mod others;
mod presence;
mod receive;
mod sign_in;
mod sites;
mod take;
mod texted;

pub use accounts::Account;
pub use export::{Export, Lookup};
pub use forget::Erased;
pub(crate) use open::{bot_of, desks_of, knowledge_settings};
pub use receive::ReceiveError;
pub use sites::{Site, Sites};
pub use take::Took;
pub use texted::Taken;

use crate::braze::Channel;
use crate::budget::Budgets;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::conversation::{Plan, Snapshot, State, fresh_id};
use crate::files::Files;
use crate::refusal::Refusal;
use crate::store::{
    Commit, Committed, EventRow, Guard, NewConversation, NewSession, Operation, Outcome, SessionRow, Store, StoreError,
    VisitorId,
};
use crate::visitor::Profile;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::{ConversationId, ErrorCode, Event, EventBody, Lenient, SessionToken};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Notify;

/// Everything that serves conversations.
#[derive(Debug)]
pub struct Core {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Hints to readers.
    pub bus: Arc<dyn Bus>,
    /// Files of visitors.
    pub files: Files,
    /// The websites.
    pub sites: Sites,
    /// The Zendesk accounts, by their configured names.
    pub accounts: BTreeMap<String, Arc<Account>>,
    /// Text messages, by the configured names of their sites.
    pub channels: BTreeMap<String, Arc<Channel>>,
    /// What addresses and sites may use up.
    pub budgets: Arc<Budgets>,
    /// Rung when work was added.
    pub work_added: Notify,
    /// Rung when upkeep has something to do that should not wait for its round.
    pub upkeep_due: Notify,
    /// Rung when something came that an agent may have begun, or somebody whom it may be for.
    pub intake_due: Notify,
}

/// A session in use.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose, and which conversation.
    pub row: SessionRow,
    /// The site it belongs to.
    pub site: Arc<Site>,
    /// What is kept of its token.
    pub hash: [u8; 32],
}

/// How often a plan is made anew when somebody else was faster, before giving up. Conflicts within one conversation are
/// rare and short; this many in a row is a fault.
const PLANS: usize = 16;

impl Core {
    /// Makes a visitor with a conversation and a session. The token is returned this once; its SHA-256 is kept.
    pub async fn begin(&self, site: &Site, locale: Option<String>) -> Result<SessionToken, Refusal> {
        let token = fresh_token()?;
        let at = self.clock.now();
        let new = NewConversation {
            id: ConversationId::new(fresh_id(at)),
            visitor: VisitorId(fresh_id(at)),
            profile: Profile { locale: locale.filter(|tag| tag.len() <= 35), ..Profile::default() }.write(),
            site: site.name.clone(),
            site_token: site.token().clone(),
            state: State::default().write(),
            at,
        };
        let session = NewSession { token_hash: token_hash(&token), at };
        let commit = Commit { guards: Vec::new(), operations: vec![Operation::Begin(Box::new(new), Some(session))] };
        match self.store.commit(commit).await? {
            Outcome::Committed(_) => Ok(token),
            Outcome::Refused { .. } => Err(Refusal::new(ErrorCode::Internal, "the session could not be made")),
        }
    }

    /// The session of a token.
    pub async fn session(&self, token: &SessionToken) -> Result<Session, Refusal> {
        self.session_of(token_hash(token)).await
    }

    /// The session of what is kept of a token.
    async fn session_of(&self, hash: [u8; 32]) -> Result<Session, Refusal> {
        let row = self.store.session(hash).await?;
        let found = row.and_then(|row| self.sites.by_name(&row.site).cloned().map(|site| Session { row, site, hash }));
        found.ok_or_else(|| Refusal::new(ErrorCode::SessionUnknown, "this session is not known; begin a new one"))
    }

    /// The visitor leaves: the session's token is void, in every tab.
    pub async fn leave(&self, session: &Session) -> Result<(), StoreError> {
        let operations = vec![Operation::RevokeSession(session.hash)];
        self.store.commit(Commit { guards: Vec::new(), operations }).await?;
        self.bus.others(&session.row.conversation);
        Ok(())
    }

    /// The text messages of a site.
    pub fn channel(&self, site: &str) -> Option<&Arc<Channel>> {
        self.channels.get(site)
    }

    /// Events after a `seq`, as clients get them.
    pub async fn events(&self, id: &ConversationId, after: u64, limit: usize) -> Result<Vec<Event>, StoreError> {
        Ok(self.store.events(id, after, limit).await?.iter().map(event_of).collect())
    }

    /// A conversation as it is now.
    pub async fn snapshot(&self, id: &ConversationId) -> Result<Snapshot, StoreError> {
        let row = self.store.conversation(id).await?;
        let row = row.ok_or_else(|| StoreError::Broken(format!("conversation {id} is not there")))?;
        Ok(Snapshot::of(row, self.clock.now()))
    }

    /// A visitor's profile.
    pub async fn profile(&self, visitor: &VisitorId) -> Result<Profile, StoreError> {
        Ok(self.store.profile(visitor).await?.map(|text| Profile::read(&text)).unwrap_or_default())
    }

    /// Commits a plan and tells whoever reads the conversation or waits for work.
    pub async fn commit(&self, id: &ConversationId, commit: Commit) -> Result<Outcome, StoreError> {
        let outcome = self.store.commit(commit).await?;
        if let Outcome::Committed(committed) = &outcome {
            self.tell(id, committed);
        }
        Ok(outcome)
    }

    /// Reads, plans and commits until nobody else was faster. `None` from the plan means that there is nothing to do.
    pub async fn change(
        &self,
        id: &ConversationId,
        mut plan: impl FnMut(&Snapshot) -> Option<Plan>,
    ) -> Result<Option<Outcome>, StoreError> {
        for _ in 0..PLANS {
            let snapshot = self.snapshot(id).await?;
            let Some(plan) = plan(&snapshot) else { return Ok(None) };
            match self.commit(id, plan.commit()).await? {
                Outcome::Refused { guard: Guard::Version(..) | Guard::Head(..), .. } => {}
                outcome => return Ok(Some(outcome)),
            }
        }
        Err(changes_too_fast(id))
    }

    fn tell(&self, id: &ConversationId, committed: &Committed) {
        if !committed.events.is_empty() {
            self.bus.look(id);
        }
        self.work_added.notify_one();
    }
}

/// What comes of [`PLANS`] plans in vain.
fn changes_too_fast(id: &ConversationId) -> StoreError {
    StoreError::Broken(format!("conversation {id} changes faster than it can be read"))
}

/// A token that nobody can guess.
fn fresh_token() -> Result<SessionToken, Refusal> {
    let mut secret = [0_u8; 32];
    let random = SystemRandom::new().fill(&mut secret);
    random.map_err(|_| Refusal::new(ErrorCode::Internal, "the machine gives no random numbers"))?;
    Ok(SessionToken::new(URL_SAFE_NO_PAD.encode(secret)))
}

/// What is kept of a token.
pub fn token_hash(token: &SessionToken) -> [u8; 32] {
    Sha256::digest(token.reveal().as_bytes()).into()
}

/// A stored event as clients get it.
pub fn event_of(row: &EventRow) -> Event {
    Event { id: row.id.clone(), seq: row.seq, at: row.at.0, client: row.client.clone(), body: body_of(&row.body) }
}

fn body_of(text: &str) -> Lenient<EventBody> {
    serde_json::from_str(text).unwrap_or_else(|error| {
        // Written by a newer version: readers skip it, and their logs stay gap-free.
        tracing::warn!(error = %error, "an event's body is of no known form");
        Lenient::Unknown(serde_json::value::RawValue::NULL.to_owned())
    })
}
