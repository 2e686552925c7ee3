//! How many texts of one person are taken in an hour. Kept in memory, and whole again after a restart.

use crate::clock::Moment;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The rolling time they are counted in.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// People remembered before those who wrote nothing lately are forgotten.
const PEOPLE: usize = 50_000;

/// The texts of the last hour.
#[derive(Debug)]
pub(super) struct Limiter {
    most: usize,
    people: Mutex<HashMap<String, VecDeque<Moment>>>,
}

impl Limiter {
    pub(super) fn new(per_hour: u32) -> Self {
        Self { most: usize::try_from(per_hour).unwrap_or(usize::MAX), people: Mutex::default() }
    }

    /// Counts one, or says how long to wait for room.
    pub(super) fn admit(&self, from: &str, now: Moment) -> Result<(), Duration> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= PEOPLE && !people.contains_key(from) {
            people.retain(|_, texts| texts.back().is_some_and(|last| now - *last < HOUR));
        }
        let texts = people.entry(from.to_owned()).or_default();
        texts.retain(|at| now - *at < HOUR);
        match texts.front().filter(|_| texts.len() >= self.most) {
            Some(oldest) => Err(HOUR.saturating_sub(now - *oldest).max(Duration::from_secs(1))),
            None => {
                texts.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_writes_too_much_waits_and_others_do_not() {
        let limiter = Limiter::new(2);
        let at = |minutes: u64| Moment(1_000) + Duration::from_secs(60 * minutes);
        assert_eq!(limiter.admit("vera", at(0)), Ok(()));
        assert_eq!(limiter.admit("vera", at(10)), Ok(()));
        assert_eq!(limiter.admit("vera", at(20)), Err(Duration::from_secs(40 * 60)));
        assert_eq!(limiter.admit("otto", at(20)), Ok(()));
        assert_eq!(limiter.admit("vera", at(60)), Ok(()));
        assert_eq!(limiter.admit("vera", at(61)), Err(Duration::from_secs(9 * 60)));
    }
}
