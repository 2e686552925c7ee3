//! A set of public keys that somebody publishes (RFC 7517), fetched when it is needed and kept for a while.

mod fetch;
mod set;

use self::fetch::{Client, Trouble};
use self::set::Set;
use super::fault::Fault;
use super::key::Key;
use crate::clock::Moment;
use crate::config::SigningAlgorithm;
use crate::desk::{Finding, Verdict};
use crate::telemetry::metric;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// How long a set is taken for what the address has.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How long it is used on while the address cannot be reached: keys are not withdrawn that often, and people want to
/// sign in.
const LAST_GOOD: Duration = Duration::from_secs(24 * 60 * 60);
/// How long after a fetch the next one may be made, so that tokens with made-up key ids cannot make the relay hammer the
/// address.
const EVERY: Duration = Duration::from_secs(60);
/// The same after a fetch that failed.
const EVERY_FAILED: Duration = Duration::from_secs(30);
/// Characters of a key id, beyond which nobody publishes one.
const KID_CHARS: usize = 255;

/// A published set.
#[derive(Debug)]
pub(super) struct Jwks {
    site: String,
    name: String,
    url: Url,
    algorithm: SigningAlgorithm,
    client: Client,
    known: Mutex<Known>,
    /// Held while the set is fetched: one fetch at a time, and whoever waits gets what it brought.
    flight: tokio::sync::Mutex<()>,
}

/// What is known of the set. Read without waiting, so that a slow fetch holds up nobody whose key is here.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The newest set that could be read, and when it was fetched.
    set: Option<(Arc<Set>, Moment)>,
    /// When a fetch was tried last, and whether it failed.
    tried: Option<(Moment, bool)>,
}

impl Jwks {
    pub(super) fn new(site: &str, name: &str, url: Url, algorithm: SigningAlgorithm) -> Self {
        let client = Client::new(&url);
        let (site, name) = (site.to_owned(), name.to_owned());
        Self { site, name, url, algorithm, client, known: Mutex::default(), flight: tokio::sync::Mutex::default() }
    }

    /// The key of an id; none where the set has none.
    pub(super) async fn key(&self, kid: &str, now: Moment) -> Result<Option<Key>, Fault> {
        // What no key can be called is no reason to ask for one.
        let is_plausible = kid.chars().count() <= KID_CHARS && !kid.chars().any(char::is_control);
        if !is_plausible {
            return Ok(None);
        }
        self.look(now, |set| set.key(kid)).await
    }

    /// The one key of a set that has one.
    pub(super) async fn only(&self, now: Moment) -> Result<Option<Key>, Fault> {
        self.look(now, Set::only).await
    }

    async fn look(&self, now: Moment, find: impl Fn(&Set) -> Option<Key>) -> Result<Option<Key>, Fault> {
        if let Some(found) = self.fresh(now).and_then(|set| find(&set)) {
            return Ok(Some(found));
        }
        self.refresh(now).await;
        let known = self.known();
        let failed = known.tried.is_some_and(|(_, failed)| failed);
        let set = known.set.filter(|(_, at)| now - *at < LAST_GOOD);
        match set.and_then(|(set, _)| find(&set)) {
            Some(key) => Ok(Some(key)),
            // It may be a new key, which only the address knows.
            None if failed => Err(Fault::KeysUnavailable),
            None => Ok(None),
        }
    }

    fn fresh(&self, now: Moment) -> Option<Arc<Set>> {
        self.known().set.filter(|(_, at)| now - *at < LIFETIME).map(|(set, _)| set)
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fetches the set, unless that was tried a moment ago.
    async fn refresh(&self, now: Moment) {
        let _flight = self.flight.lock().await;
        let tried = self.known().tried;
        let is_due = tried.is_none_or(|(at, failed)| now - at >= if failed { EVERY_FAILED } else { EVERY });
        if !is_due {
            return;
        }
        // Whoever waits may go away in the middle of it. That must not let the next one ask at once.
        self.known.lock().unwrap_or_else(PoisonError::into_inner).tried = Some((now, true));
        let fetched = self.fetch().await;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.tried = Some((now, fetched.is_err()));
        match fetched {
            Ok(set) => known.set = Some((Arc::new(set), now)),
            Err(trouble) => {
                drop(known);
                metrics::counter!(metric::IDENTITY_KEYS_FAILED, "site" => self.site.clone()).increment(1);
                let host = self.url.host_str().unwrap_or_default();
                tracing::warn!(
                    site = self.site, key = self.name, host, error = %trouble,
                    "the keys that verify visitors' tokens cannot be fetched"
                );
            }
        }
    }

    async fn fetch(&self) -> Result<Set, Trouble> {
        Set::read(&self.client.get(&self.url).await?, self.algorithm)
    }

    /// Tries the address, for `baton check`.
    pub(super) async fn check(&self, subject: &str) -> Finding {
        let (verdict, detail) = match self.fetch().await {
            Ok(set) => (Verdict::Good, format!("{} for {} at {}", set.count(), self.algorithm.as_str(), self.url)),
            Err(trouble) => (Verdict::Bad, format!("{} cannot be used: {trouble}", self.url)),
        };
        Finding { subject: subject.to_owned(), verdict, detail }
    }
}

#[cfg(test)]
mod tests;
