//! What one connection may send. Budgets count what is taken into a log; this counts frames, whatever they are, for each
//! costs the reading of it.

use crate::clock::Moment;
use std::time::Duration;

/// Frames of any kind: so many at once, and one more every so often. Far beyond what people and pages send.
const FRAMES: (u32, Duration) = (300, Duration::from_millis(100));
/// Frames that tell what the page knows, each of which may change what is kept of the visitor.
const CONTEXTS: (u32, Duration) = (20, Duration::from_secs(3));

/// What a connection may still send.
#[derive(Debug)]
pub(super) struct Allowance {
    frames: Bucket,
    contexts: Bucket,
}

impl Allowance {
    /// The whole of it.
    pub(super) fn new(now: Moment) -> Self {
        Self { frames: Bucket::new(FRAMES, now), contexts: Bucket::new(CONTEXTS, now) }
    }

    /// Spends one frame. Says how long to wait where there is none.
    pub(super) fn frame(&mut self, now: Moment) -> Result<(), Duration> {
        self.frames.spend(now)
    }

    /// Spends one frame of the page's.
    pub(super) fn context(&mut self, now: Moment) -> Result<(), Duration> {
        self.contexts.spend(now)
    }
}

#[derive(Debug)]
struct Bucket {
    most: u32,
    every: Duration,
    left: u32,
    /// When the next one is added.
    since: Moment,
}

impl Bucket {
    fn new((most, every): (u32, Duration), now: Moment) -> Self {
        Self { most, every, left: most, since: now }
    }

    fn spend(&mut self, now: Moment) -> Result<(), Duration> {
        let more = (now - self.since).as_millis() / self.every.as_millis().max(1);
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        self.left = self.left.saturating_add(more).min(self.most);
        self.since = if self.left == self.most { now } else { self.since + self.every * more };
        self.left = self.left.checked_sub(1).ok_or(self.every)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_so_many_at_once_and_then_one_every_so_often() {
        let every = Duration::from_millis(100);
        let mut bucket = Bucket::new((3, every), Moment(0));
        let mut taken = |at| bucket.spend(Moment(at)).is_ok();
        assert_eq!([taken(0), taken(10), taken(20), taken(30)], [true, true, true, false]);
        assert_eq!([taken(100), taken(100), taken(199), taken(200)], [true, false, false, true]);
        assert_eq!([taken(90_000); 3], [true; 3]);
        assert!(taken(90_000) && taken(90_000) && !taken(90_000), "never more than it holds");
        assert_eq!(bucket.spend(Moment(90_000)), Err(every));
    }
}
