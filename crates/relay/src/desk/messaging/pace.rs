//! The account's share of Zendesk's rate limit. Zendesk publishes no numbers, so the operator sets one, and its "too
//! many" stops every conversation of the account until it has passed.

use crate::clock::Moment;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Seconds' worth of requests that may go at once after a pause.
const BURST_SECONDS: i64 = 5;
/// The pause after a "too many" that does not say how long.
const PAUSE: Duration = Duration::from_secs(2);

/// A bucket of requests, by the relay's clock.
#[derive(Debug)]
pub(super) struct Pace {
    /// Milliseconds of the bucket that one request takes, in thousandths.
    cost: i64,
    state: Mutex<Bucket>,
}

#[derive(Debug, Default)]
struct Bucket {
    /// When the bucket will be empty of what was taken, in thousandths of a millisecond.
    until: i64,
    /// Nothing goes before.
    paused: i64,
}

impl Pace {
    pub(super) fn new(per_second: u32) -> Self {
        Self { cost: 1_000_000 / i64::from(per_second.max(1)), state: Mutex::default() }
    }

    /// Takes a place for one request, or says how long to wait for one.
    pub(super) fn take(&self, now: Moment) -> Result<(), Duration> {
        let mut bucket = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if bucket.paused > now.0 {
            return Err(Moment(bucket.paused) - now);
        }
        let fine = now.0.saturating_mul(1_000);
        let until = bucket.until.max(fine).saturating_add(self.cost);
        let over = until.saturating_sub(fine.saturating_add(BURST_SECONDS * 1_000_000));
        if over > 0 {
            return Err(Duration::from_millis(u64::try_from(over / 1_000).unwrap_or(0).max(1)));
        }
        bucket.until = until;
        Ok(())
    }

    /// Zendesk says: too many.
    pub(super) fn pause(&self, now: Moment, span: Option<Duration>) {
        let mut bucket = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.paused = bucket.paused.max((now + span.unwrap_or(PAUSE)).0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_then_the_rate_and_a_pause_stops_all() {
        let pace = Pace::new(2);
        let now = Moment(1_000_000);
        assert_eq!((0..10).filter(|_| pace.take(now).is_ok()).count(), 10);
        assert_eq!(pace.take(now), Err(Duration::from_millis(500)));
        let later = now + Duration::from_millis(500);
        assert_eq!(pace.take(later), Ok(()));
        assert!(pace.take(later).is_err());
        let much_later = now + Duration::from_secs(60);
        pace.pause(much_later, Some(Duration::from_secs(7)));
        assert_eq!(pace.take(much_later), Err(Duration::from_secs(7)));
        assert_eq!(pace.take(much_later + Duration::from_secs(7)), Ok(()));
    }
}
