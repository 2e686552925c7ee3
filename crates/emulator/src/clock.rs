//! The emulator's clock: a source of time plus an offset that the control API moves forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Where the clock's time comes from, in milliseconds since 1970.
pub trait TimeSource: Send + Sync + 'static {
    /// The time now, before the emulator's own offset.
    fn now_ms(&self) -> i64;
}

/// The machine's own time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTime;

impl TimeSource for SystemTime {
    fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// A time that stands still unless the control API moves the emulator's clock.
#[derive(Debug, Clone, Copy)]
pub struct FixedTime(pub i64);

impl TimeSource for FixedTime {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

#[derive(Clone)]
pub(crate) struct Clock {
    source: Arc<dyn TimeSource>,
    offset_ms: Arc<AtomicI64>,
    moved: watch::Sender<u64>,
}

impl Clock {
    pub(crate) fn new(source: Arc<dyn TimeSource>) -> Self {
        Self { source, offset_ms: Arc::new(AtomicI64::new(0)), moved: watch::Sender::new(0) }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.source.now_ms() + self.offset_ms.load(Ordering::SeqCst)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
        self.moved.send_modify(|count| *count += 1);
    }

    /// Returns once this clock shows `due_ms`, whether by waiting or by being moved.
    pub(crate) async fn reach(&self, due_ms: i64) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = due_ms - self.now_ms();
            if left <= 0 {
                return;
            }
            tokio::select! {
                _ = moved.changed() => {}
                () = tokio::time::sleep(Duration::from_millis(left.unsigned_abs())) => {}
            }
        }
    }
}

/// The form of every time in Sunshine Conversations v2: `YYYY-MM-DDThh:mm:ss.SSSZ`.
pub(crate) fn millis(at_ms: i64) -> String {
    render(at_ms, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// The form of every time in Support: whole seconds.
pub(crate) fn seconds(at_ms: i64) -> String {
    render(at_ms, "%Y-%m-%dT%H:%M:%SZ")
}

/// As comments show it in words: `Nov 20, 2026, 00:00`.
pub(crate) fn spoken(at_ms: i64) -> String {
    render(at_ms, "%b %-d, %Y, %H:%M")
}

fn render(at_ms: i64, format: &str) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::MAX).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_vendors_forms() {
        assert_eq!(millis(1_601_478_869_834), "2020-09-30T15:14:29.834Z");
        assert_eq!(millis(1_601_478_869_000), "2020-09-30T15:14:29.000Z");
        assert_eq!(seconds(1_601_478_869_834), "2020-09-30T15:14:29Z");
        assert_eq!(spoken(1_601_478_869_834), "Sep 30, 2020, 15:14");
    }

    #[tokio::test]
    async fn moving_the_clock_releases_whoever_waits_for_it() {
        let clock = Clock::new(Arc::new(FixedTime(1_000)));
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reach(3_600_000).await }
        });
        clock.advance(Duration::from_secs(3600));
        waiting.await.expect("released");
        assert_eq!(clock.now_ms(), 3_601_000);
    }
}
