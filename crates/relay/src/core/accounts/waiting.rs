//! What agents began for somebody who has not come yet, and when to look at it again.

use super::REFUSALS;
use crate::clock::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// It is looked at again after this, and then after twice as long each time…
const FIRST: Duration = Duration::from_secs(15);
/// … up to this.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// By the desk's name for it.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<HashMap<String, Item>>);

#[derive(Clone, Copy, Debug)]
struct Item {
    /// How much of it there was.
    words: usize,
    gap: Duration,
    due: Moment,
}

impl Waiting {
    /// Whether it is new, there is more of it, or its time has come.
    pub(super) fn is_due(&self, remote: &str, words: usize, now: Moment) -> bool {
        let items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        items.get(remote).is_none_or(|item| item.words != words || item.due <= now)
    }

    /// It was looked at and waits on.
    pub(super) fn keep(&self, remote: &str, words: usize, now: Moment) {
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if items.len() >= REFUSALS {
            items.clear();
        }
        let before = items.get(remote).filter(|before| before.words == words);
        let gap = before.map_or(FIRST, |before| (before.gap * 2).min(LONGEST));
        items.insert(remote.to_owned(), Item { words, gap, due: now + gap });
    }

    /// All of it is due.
    pub(super) fn hasten(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, LONGEST, Waiting};
    use crate::clock::Moment;

    #[test]
    fn what_waits_is_looked_at_ever_more_rarely_until_something_happens() {
        let (waiting, mut now) = (Waiting::default(), Moment(0));
        for gap in [FIRST, FIRST * 2, FIRST * 4] {
            assert!(waiting.is_due("ticket/1", 1, now));
            waiting.keep("ticket/1", 1, now);
            assert!(!waiting.is_due("ticket/1", 1, now));
            assert!(waiting.is_due("ticket/1", 2, now) && waiting.is_due("ticket/2", 1, now));
            now = now + gap;
        }
        for _ in 0..9 {
            waiting.keep("ticket/1", 1, now);
        }
        assert!(waiting.is_due("ticket/1", 1, now + LONGEST));
        waiting.hasten();
        assert!(waiting.is_due("ticket/1", 1, now));
    }
}
