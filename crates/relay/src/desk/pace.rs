//! The account's share of Zendesk's rate limit. Zendesk publishes no numbers, so the operator sets one, and its "too
//! many" stops every conversation of the account until it has passed.
//!
//! Whoever has to wait gets a place of their own, so that those who wait do not all come back at once. Looks, which only
//! find out what may be known already, stand in a line behind what visitors wait for: each thing that is delivered
//! pushes their places back, and they never use up what may go at once.

use super::{Job, Task};
use crate::clock::Moment;
use baton_protocol::ConversationId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Microseconds' worth of requests that may go at once after a pause.
const BURST: i64 = 5_000_000;
/// What looks leave of it to what is delivered.
const RESERVE: i64 = 2_000_000;
/// The pause after a "too many" that does not say how long.
const PAUSE: Duration = Duration::from_secs(2);
/// After how many microseconds a place is given up whose owner did not come: its work was voided.
const STALE: i64 = 60_000_000;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::desk) enum Errand {
    /// Somebody waits for it: messages, handoffs, taking back.
    Deliver,
    /// It only looks: for what no webhook brought, for a ticket's number.
    Look,
}

/// Who asks. Of a conversation there is one at a time for each errand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::desk) struct Turn {
    pub(in crate::desk) conversation: ConversationId,
    pub(in crate::desk) errand: Errand,
}

impl Turn {
    /// That of a job: what a visitor waits for goes before what only looks.
    pub(in crate::desk) fn of(job: &Job) -> Self {
        let errand = match job.task {
            Task::Handoff(_) | Task::Send(_) | Task::TakeBack { .. } => Errand::Deliver,
            Task::Reconcile | Task::Ticket => Errand::Look,
        };
        Self { conversation: job.conversation.clone(), errand }
    }
}

/// A bucket of requests, by the relay's clock, in microseconds.
#[derive(Debug)]
pub(in crate::desk) struct Pace {
    /// What one request takes.
    cost: i64,
    state: Mutex<Bucket>,
}

#[derive(Debug, Default)]
struct Bucket {
    /// When all has drained that was used, or is kept for what is delivered.
    used: i64,
    /// The same with what is kept for looks.
    looks: i64,
    /// How far looks that wait were pushed back in all.
    pushed: i64,
    /// Nothing goes before.
    paused: i64,
    places: HashMap<Turn, Place>,
    /// When places were last given up.
    swept: i64,
}

/// A place in the line.
#[derive(Debug)]
struct Place {
    at: i64,
    /// How far looks had been pushed back when it was given.
    pushed: i64,
}

impl Pace {
    pub(in crate::desk) fn new(per_second: u32) -> Self {
        Self { cost: 1_000_000 / i64::from(per_second.max(1)), state: Mutex::default() }
    }

    pub(in crate::desk) fn per_minute(requests: u32) -> Self {
        Self { cost: 60_000_000 / i64::from(requests.max(1)), state: Mutex::default() }
    }

    /// Takes a place for one request, or says how long to wait for the one that is kept.
    pub(in crate::desk) fn take(&self, turn: Turn, now: Moment) -> Result<(), Duration> {
        let mut bucket = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = fine(now);
        bucket.sweep(now);
        // A place that was given before a "too many" counts no more.
        let kept = bucket.places.remove(&turn).filter(|_| bucket.paused <= now);
        let place = kept.unwrap_or_else(|| bucket.give(turn.errand, now, self.cost));
        let at = bucket.due(turn.errand, &place);
        if at > now {
            bucket.places.insert(turn, place);
            return Err(span(at - now));
        }
        if turn.errand == Errand::Look {
            bucket.used = bucket.used.max(now) + self.cost;
        }
        Ok(())
    }

    /// Counts a further request of what is under way, such as a listing's next page. It is not made to wait, for a
    /// listing that was torn would have to begin anew; whoever comes after it pays.
    pub(in crate::desk) fn further(&self, now: Moment) {
        let mut bucket = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.give(Errand::Deliver, fine(now), self.cost);
    }

    /// Zendesk says: too many. After that it goes on at the account's pace, without a burst.
    pub(in crate::desk) fn pause(&self, now: Moment, length: Option<Duration>) {
        let mut bucket = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let end = fine(now + length.unwrap_or(PAUSE));
        bucket.paused = bucket.paused.max(end);
        bucket.used = bucket.used.max(end + BURST - self.cost);
        bucket.looks = bucket.looks.max(end + BURST - RESERVE - self.cost);
    }
}

impl Bucket {
    /// The next place.
    fn give(&mut self, errand: Errand, now: i64, cost: i64) -> Place {
        self.looks = self.looks.max(now) + cost;
        let at = match errand {
            Errand::Deliver => {
                self.used = self.used.max(now) + cost;
                self.pushed += cost;
                self.used - BURST
            }
            Errand::Look => self.looks - (BURST - RESERVE),
        };
        Place { at, pushed: self.pushed }
    }

    /// When a place is due: that of a look later with everything that went before it.
    fn due(&self, errand: Errand, place: &Place) -> i64 {
        match errand {
            Errand::Deliver => place.at,
            Errand::Look => place.at + self.pushed - place.pushed,
        }
    }

    fn sweep(&mut self, now: i64) {
        if now - self.swept < STALE {
            return;
        }
        self.swept = now;
        let pushed = self.pushed;
        self.places.retain(|_, place| place.at + pushed - place.pushed + STALE > now);
    }
}

fn fine(moment: Moment) -> i64 {
    moment.0.saturating_mul(1_000)
}

/// Rounded up: who comes back after it finds the place due.
fn span(micros: i64) -> Duration {
    Duration::from_millis(u64::try_from(micros).unwrap_or(0).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    fn turn(errand: Errand, number: u32) -> Turn {
        Turn { conversation: ConversationId::new(number.to_string()), errand }
    }

    fn send(number: u32) -> Turn {
        turn(Errand::Deliver, number)
    }

    fn look(number: u32) -> Turn {
        turn(Errand::Look, number)
    }

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_burst_goes_then_the_rate() {
        let pace = Pace::new(2);
        assert_eq!((0..10).filter(|number| pace.take(send(*number), NOW).is_ok()).count(), 10);
        assert_eq!(pace.take(send(11), NOW), Err(millis(500)));
        assert_eq!(pace.take(send(11), NOW + millis(500)), Ok(()));
        assert_eq!(pace.take(send(11), NOW + millis(500)), Err(millis(500)));
    }

    #[test]
    fn everyone_who_waits_gets_a_time_of_their_own_and_keeps_it() {
        let pace = Pace::new(1);
        let waits: Vec<_> = (0..25).filter_map(|number| pace.take(send(number), NOW).err()).collect();
        assert_eq!(waits, (1..=20).map(Duration::from_secs).collect::<Vec<_>>());
        // Asking again before its time neither costs a place nor loses one; at its time it goes.
        assert_eq!(pace.take(send(24), NOW), Err(Duration::from_secs(20)));
        let later = NOW + Duration::from_secs(3);
        assert_eq!((5..25).filter(|number| pace.take(send(*number), later).is_ok()).count(), 3);
        assert_eq!(pace.take(send(99), later), Err(Duration::from_secs(18)));
    }

    #[test]
    fn what_is_delivered_goes_before_looks_and_pushes_them_back() {
        let pace = Pace::new(1);
        let waits: Vec<_> = (0..103).filter_map(|number| pace.take(look(number), NOW).err()).collect();
        assert_eq!(waits, (1..=100).map(Duration::from_secs).collect::<Vec<_>>(), "looks leave a reserve");
        assert_eq!((0..2).filter(|number| pace.take(send(*number), NOW).is_ok()).count(), 2);
        assert_eq!(pace.take(send(2), NOW), Err(Duration::from_secs(1)), "a hundred looks are not in its way");
        let later = NOW + Duration::from_secs(1);
        assert_eq!(pace.take(look(3), later), Err(Duration::from_secs(3)), "three went before it");
        assert_eq!(pace.take(send(2), later), Ok(()));
    }

    #[test]
    fn the_pages_of_a_listing_are_paid_for_by_who_comes_after() {
        let pace = Pace::new(1);
        assert_eq!(pace.take(look(0), NOW), Ok(()));
        for _ in 1..30 {
            pace.further(NOW);
        }
        assert_eq!(pace.take(send(0), NOW), Err(Duration::from_secs(26)));
        assert_eq!(pace.take(look(1), NOW), Err(Duration::from_secs(29)));
    }

    #[test]
    fn a_pause_stops_all_who_then_come_one_after_another() {
        let pace = Pace::new(2);
        assert_eq!((0..10).filter(|number| pace.take(send(*number), NOW).is_ok()).count(), 10);
        assert_eq!(pace.take(send(10), NOW), Err(millis(500)));
        pace.pause(NOW, Some(Duration::from_secs(7)));
        let soon = NOW + millis(500);
        assert_eq!(pace.take(send(10), soon), Err(millis(6_500)), "its place was from before");
        assert_eq!(pace.take(send(11), soon), Err(millis(7_000)));
        assert_eq!(pace.take(look(12), soon), Err(millis(7_500)));
        assert_eq!(pace.take(send(10), NOW + Duration::from_secs(7)), Ok(()));
    }
}
