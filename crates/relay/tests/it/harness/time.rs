//! The one clock of relay and Zendesk: it flows or stands, and it can be made to leap. It is never earlier than it was.

use async_trait::async_trait;
use baton_emulator::TimeSource;
use baton_relay::clock::{Clock, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// When every scene begins: 2026-11-21 00:00 UTC.
const BEGINNING: i64 = 1_795_219_200_000;

/// A clock that leaps.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    /// Since when it flows; a standing one does not.
    begun: Option<Instant>,
    leapt: Arc<AtomicI64>,
    moved: watch::Sender<()>,
}

impl Time {
    pub(crate) fn flowing() -> Self {
        Self { begun: Some(Instant::now()), leapt: Arc::default(), moved: watch::Sender::new(()) }
    }

    /// One that does not move by itself.
    pub(crate) fn standing() -> Self {
        Self { begun: None, ..Self::flowing() }
    }

    pub(crate) fn moment(&self) -> Moment {
        let flowed = self.begun.map_or(0, |begun| i64::try_from(begun.elapsed().as_millis()).unwrap());
        Moment(BEGINNING + flowed + self.leapt.load(Ordering::SeqCst))
    }

    pub(super) fn leap(&self, span: Duration) {
        self.leapt.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
        self.moved.send_replace(());
    }
}

#[async_trait]
impl Clock for Time {
    fn now(&self) -> Moment {
        self.moment()
    }

    async fn sleep_until(&self, moment: Moment) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = moment - self.moment();
            if left.is_zero() {
                return;
            }
            let flows = self.begun.is_some();
            tokio::select! {
                _ = moved.changed() => {}
                () = tokio::time::sleep(left), if flows => {}
            }
        }
    }
}

impl TimeSource for Time {
    fn now_ms(&self) -> i64 {
        self.moment().0
    }
}
