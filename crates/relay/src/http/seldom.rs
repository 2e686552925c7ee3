//! Something that strangers can cause as often as they like, and that is done now and then.

use crate::clock::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// The least time between two.
const EVERY: Duration = Duration::from_secs(60);

/// When it may be done next.
#[derive(Debug, Default)]
pub(crate) struct Seldom(AtomicI64);

impl Seldom {
    /// Whether it is to be done now.
    pub(super) fn is_due(&self, now: Moment) -> bool {
        let next = (now + EVERY).0;
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |due| (now.0 >= due).then_some(next)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_a_minute() {
        let seldom = Seldom::default();
        let done = (0..180).filter(|second| seldom.is_due(Moment(1 + second * 1_000))).count();
        assert_eq!(done, 3);
    }
}
