//! Time as a parameter. Nothing in the relay asks the machine for the time or sleeps by itself, so that an outage of an
//! hour is a line in a test and no test waits.

use async_trait::async_trait;
use std::fmt;
use std::ops::{Add, Sub};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A moment: milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Moment {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub for Moment {
    type Output = Duration;

    /// The span since an earlier moment; zero for a later one.
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A source of time.
#[async_trait]
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now.
    fn now(&self) -> Moment;

    /// Returns once [`Self::now`] has reached the moment.
    async fn sleep_until(&self, moment: Moment);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment(jiff::Timestamp::now().as_millisecond())
    }

    async fn sleep_until(&self, moment: Moment) {
        tokio::time::sleep(moment - self.now()).await;
    }
}

/// A clock that a test moves.
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<Mutex<Moment>>,
    moved: watch::Sender<Moment>,
}

impl ManualClock {
    /// A clock standing at a moment.
    pub fn at(moment: Moment) -> Self {
        Self { now: Arc::new(Mutex::new(moment)), moved: watch::Sender::new(moment) }
    }

    /// Moves it on and wakes whoever was waiting for a moment passed by.
    pub fn advance(&self, span: Duration) {
        let moment = {
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = *now + span;
            *now
        };
        self.moved.send_replace(moment);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Moment {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep_until(&self, moment: Moment) {
        let mut moved = self.moved.subscribe();
        // The sender lives in `self`, so waiting fails only when the clock itself is gone.
        let _ = moved.wait_for(|now| *now >= moment).await;
    }
}
