//! What is known of an account's webhook secret from the deliveries that showed a wrong one.
//!
//! Anybody may send anything to a webhook's address. What counts here was addressed to the account's own app, and even
//! that can be made up by somebody who has learnt the app's id: so redness ends by itself, looking is rationed, and the
//! log is not filled.

use crate::clock::Moment;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the relay calls itself unready after the last of them.
const RED: Duration = Duration::from_secs(15 * 60);
/// The least time between two looks at everything for this cause. The first repair looks at once.
const LOOK_EVERY: Duration = Duration::from_secs(5 * 60);
/// The least time between two lines in the log.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// The refusals of an account.
#[derive(Debug, Default)]
pub(super) struct Secret {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When one was last refused with nothing good since.
    refused: Option<Moment>,
    /// When that was last said.
    said: Option<Moment>,
    /// When everything was last looked at for this.
    looked: Option<Moment>,
    /// Whether a look had to be put off.
    owed: bool,
}

impl Secret {
    /// A delivery showed a wrong secret. Says whether to say so.
    pub(super) fn refused(&self, at: Moment) -> bool {
        let mut state = self.lock();
        state.refused = Some(at);
        let say = is_past(state.said, SAY_EVERY, at);
        if say {
            state.said = Some(at);
        }
        say
    }

    /// A delivery showed a good one. Says whether that is a repair after which to look everywhere now.
    pub(super) fn accepted(&self, at: Moment) -> bool {
        let mut state = self.lock();
        if state.refused.take().is_none() {
            return false;
        }
        state.owed = true;
        state.pay(at)
    }

    /// Whether a look that had to be put off is due.
    pub(super) fn is_look_due(&self, at: Moment) -> bool {
        self.lock().pay(at)
    }

    /// Whether wrong ones come, as far as is known.
    pub(super) fn is_red(&self, at: Moment) -> bool {
        self.lock().refused.is_some_and(|refused| at - refused < RED)
    }

    // Nothing that could panic happens under it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pay(&mut self, at: Moment) -> bool {
        let due = self.owed && is_past(self.looked, LOOK_EVERY, at);
        if due {
            self.owed = false;
            self.looked = Some(at);
        }
        due
    }
}

fn is_past(last: Option<Moment>, span: Duration, at: Moment) -> bool {
    last.is_none_or(|last| at - last >= span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = Moment(1_000_000);

    fn after(seconds: u64) -> Moment {
        START + Duration::from_secs(seconds)
    }

    #[test]
    fn the_first_repair_looks_at_once_and_the_next_within_five_minutes_waits() {
        let secret = Secret::default();
        assert!(!secret.accepted(START), "nothing was refused");
        secret.refused(START);
        assert!(secret.accepted(after(1)));
        for second in 2..300 {
            secret.refused(after(second));
            assert!(!secret.accepted(after(second)) && !secret.is_look_due(after(second)), "{second}");
        }
        assert!(secret.is_look_due(after(301)), "put off, not dropped");
        assert!(!secret.is_look_due(after(1_000)));
    }

    #[test]
    fn it_is_red_for_a_quarter_of_an_hour_and_a_repair_after_that_still_looks() {
        let secret = Secret::default();
        assert!(!secret.is_red(START));
        secret.refused(START);
        assert!(secret.is_red(after(899)));
        secret.refused(after(600));
        assert!(secret.is_red(after(1_499)));
        assert!(!secret.is_red(after(1_500)));
        assert!(secret.accepted(after(5_000)), "what was lost is still lost");
    }

    #[test]
    fn it_is_said_once_a_minute() {
        let secret = Secret::default();
        let said = (0..180).filter(|second| secret.refused(after(*second))).count();
        assert_eq!(said, 3);
    }
}
