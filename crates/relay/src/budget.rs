//! Budgets: the token of a site is public, so whoever uses a site is counted, by address and by site.

mod key;

pub use key::AddressKey;

use crate::clock::{Clock, Moment};
use crate::config;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use baton_protocol::{ConversationId, ErrorCode};
use governor::clock::Reference as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that count as one in the budgets of uploads: their numbers are larger than the library's.
const UPLOAD_UNIT: u64 = 1024;
/// Conversations whose last address is remembered; the oldest half is forgotten when it is full.
const ADDRESSES: usize = 200_000;

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, ByClock, NoOpMiddleware<Nanos>>;

/// The relay's clock as the library wants it.
#[derive(Clone, Debug)]
struct ByClock(Arc<dyn Clock>);

impl governor::clock::Clock for ByClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::new(u64::try_from(self.0.now().0).unwrap_or(0).saturating_mul(1_000_000))
    }
}

/// All budgets.
#[derive(Debug)]
pub struct Budgets {
    clock: ByClock,
    sessions_address: Budget<AddressKey>,
    sessions_site: Budget<String>,
    messages_session: Budget<ConversationId>,
    messages_address: Budget<AddressKey>,
    messages_site: Budget<String>,
    uploads_address: Budget<AddressKey>,
    uploads_site: Budget<String>,
    handoffs_address: Budget<AddressKey>,
    handoffs_site: Budget<String>,
    hellos_address: Budget<AddressKey>,
    sockets: Mutex<Sockets>,
    sockets_per_address: usize,
    sockets_per_site: usize,
    seen: Mutex<HashMap<ConversationId, (AddressKey, Moment)>>,
}

#[derive(Debug)]
struct Budget<K: Hash + Eq + Clone> {
    /// The setting's name, for metric and message.
    name: &'static str,
    limiter: Limiter<K>,
}

#[derive(Debug, Default)]
struct Sockets {
    by_address: HashMap<AddressKey, usize>,
    by_site: HashMap<String, usize>,
}

impl<K: Hash + Eq + Clone> Budget<K> {
    fn new(name: &'static str, quota: Quota, clock: &ByClock) -> Self {
        Self { name, limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()) }
    }

    fn spend(&self, key: &K, units: u32, clock: &ByClock) -> Result<(), Refusal> {
        use governor::clock::Clock as _;
        let units = NonZeroU32::new(units).unwrap_or(NonZeroU32::MIN);
        match self.limiter.check_key_n(key, units) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => {
                let now = clock.now();
                let wait = not_until.earliest_possible().duration_since(now);
                Err(self.spent(Some(u64::from(wait) / 1_000_000 + 1)))
            }
            // More than the whole budget at once: no waiting helps.
            Err(_) => Err(self.spent(None)),
        }
    }

    fn spent(&self, retry_after_ms: Option<u64>) -> Refusal {
        metrics::counter!(metric::BUDGET_SPENT, "budget" => self.name).increment(1);
        let message = format!("the budget {} is spent", self.name);
        Refusal { retry_after_ms, ..Refusal::new(ErrorCode::BudgetSpent, message) }
    }
}

fn per_hour(count: u32) -> Quota {
    Quota::per_hour(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN))
}

fn per_minute(count: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN))
}

fn bytes_per_hour(bytes: u64) -> Quota {
    per_hour(u32::try_from(bytes / UPLOAD_UNIT).unwrap_or(u32::MAX))
}

impl Budgets {
    /// Budgets of a configuration, all unspent.
    pub fn new(settings: &config::Budget, clock: Arc<dyn Clock>) -> Self {
        let clock = ByClock(clock);
        let at = &clock;
        Self {
            sessions_address: Budget::new(
                "sessions_per_address_per_hour",
                per_hour(settings.sessions_per_address_per_hour),
                at,
            ),
            sessions_site: Budget::new("sessions_per_site_per_hour", per_hour(settings.sessions_per_site_per_hour), at),
            messages_session: Budget::new(
                "messages_per_session_per_minute",
                per_minute(settings.messages_per_session_per_minute),
                at,
            ),
            messages_address: Budget::new(
                "messages_per_address_per_minute",
                per_minute(settings.messages_per_address_per_minute),
                at,
            ),
            messages_site: Budget::new("messages_per_site_per_hour", per_hour(settings.messages_per_site_per_hour), at),
            uploads_address: Budget::new(
                "upload_bytes_per_address_per_hour",
                bytes_per_hour(settings.upload_bytes_per_address_per_hour),
                at,
            ),
            uploads_site: Budget::new(
                "upload_bytes_per_site_per_hour",
                bytes_per_hour(settings.upload_bytes_per_site_per_hour),
                at,
            ),
            handoffs_address: Budget::new(
                "handoffs_per_address_per_hour",
                per_hour(settings.handoffs_per_address_per_hour),
                at,
            ),
            handoffs_site: Budget::new("handoffs_per_site_per_hour", per_hour(settings.handoffs_per_site_per_hour), at),
            hellos_address: Budget::new(
                "hellos_per_address_per_minute",
                per_minute(settings.hellos_per_address_per_minute),
                at,
            ),
            sockets: Mutex::default(),
            sockets_per_address: usize::try_from(settings.sockets_per_address).unwrap_or(usize::MAX),
            sockets_per_site: usize::try_from(settings.sockets_per_site).unwrap_or(usize::MAX),
            seen: Mutex::default(),
            clock,
        }
    }

    /// A session is begun.
    pub fn session(&self, address: &AddressKey, site: &str) -> Result<(), Refusal> {
        self.sessions_address.spend(address, 1, &self.clock)?;
        self.sessions_site.spend(&site.to_owned(), 1, &self.clock)
    }

    /// A socket or a long poll says hello.
    pub fn hello(&self, address: &AddressKey) -> Result<(), Refusal> {
        self.hellos_address.spend(address, 1, &self.clock)
    }

    /// A message is sent.
    pub fn message(&self, conversation: &ConversationId, address: &AddressKey, site: &str) -> Result<(), Refusal> {
        self.messages_session.spend(conversation, 1, &self.clock)?;
        self.messages_address.spend(address, 1, &self.clock)?;
        self.messages_site.spend(&site.to_owned(), 1, &self.clock)
    }

    /// Bytes were uploaded.
    pub fn upload(&self, bytes: u64, address: &AddressKey, site: &str) -> Result<(), Refusal> {
        let units = u32::try_from(bytes.div_ceil(UPLOAD_UNIT)).unwrap_or(u32::MAX);
        self.uploads_address.spend(address, units, &self.clock)?;
        self.uploads_site.spend(&site.to_owned(), units, &self.clock)
    }

    /// A person is asked for, by whomever: counted by the address the conversation was last used from.
    pub fn handoff(&self, conversation: &ConversationId, site: &str) -> Result<(), Refusal> {
        let address = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(conversation).map(|(key, _)| *key);
        if let Some(address) = address {
            self.handoffs_address.spend(&address, 1, &self.clock)?;
        }
        self.handoffs_site.spend(&site.to_owned(), 1, &self.clock)
    }

    /// Remembers where a conversation is used from.
    pub fn saw(&self, conversation: &ConversationId, address: AddressKey) {
        let now = self.clock.0.now();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES && !seen.contains_key(conversation) {
            let mut moments: Vec<Moment> = seen.values().map(|(_, at)| *at).collect();
            moments.sort_unstable();
            let half = moments.get(moments.len() / 2).copied().unwrap_or(now);
            seen.retain(|_, (_, at)| *at > half);
        }
        seen.insert(conversation.clone(), (address, now));
    }

    /// A socket opens. It is given back when the guard is dropped.
    pub fn socket(self: &Arc<Self>, address: AddressKey, site: &str) -> Result<SocketPlace, Refusal> {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        let by_address = sockets.by_address.get(&address).copied().unwrap_or(0);
        let by_site = sockets.by_site.get(site).copied().unwrap_or(0);
        let name = if by_address >= self.sockets_per_address {
            "sockets_per_address"
        } else if by_site >= self.sockets_per_site {
            "sockets_per_site"
        } else {
            sockets.by_address.insert(address, by_address + 1);
            sockets.by_site.insert(site.to_owned(), by_site + 1);
            return Ok(SocketPlace { budgets: Arc::clone(self), address, site: site.to_owned() });
        };
        metrics::counter!(metric::BUDGET_SPENT, "budget" => name).increment(1);
        Err(Refusal::new(ErrorCode::BudgetSpent, format!("the budget {name} is spent")).after(30_000))
    }

    /// Forgets whoever has spent nothing lately.
    pub fn tidy(&self) {
        self.sessions_address.limiter.retain_recent();
        self.messages_session.limiter.retain_recent();
        self.messages_address.limiter.retain_recent();
        self.uploads_address.limiter.retain_recent();
        self.handoffs_address.limiter.retain_recent();
        self.hellos_address.limiter.retain_recent();
    }
}

/// The right to hold a socket open.
#[derive(Debug)]
pub struct SocketPlace {
    budgets: Arc<Budgets>,
    address: AddressKey,
    site: String,
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        let mut sockets = self.budgets.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        release(&mut sockets.by_address, &self.address);
        release(&mut sockets.by_site, &self.site);
    }
}

fn release<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
