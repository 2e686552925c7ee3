//! A call that ran out of time: Zendesk may still be at it.

use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long after a call ran out of time a look that finds nothing is not believed: what is then sent again would be there
/// twice.
const SETTLE: Duration = Duration::from_secs(15);

/// When it ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cut {
    /// Just now.
    Now,
    /// Not after this, by our clock: a job knows when it began, so the step after the call is the first to know the
    /// time.
    Before(i64),
}

impl Cut {
    /// The same with its time, now that there is one.
    pub(super) fn dated(self, now: Moment) -> Self {
        match self {
            Self::Now => Self::Before(now.0),
            dated @ Self::Before(_) => dated,
        }
    }

    /// How long it takes until a look that finds nothing is proof; none where it is.
    pub(super) fn unsettled(self, now: Moment) -> Option<Duration> {
        match self {
            Self::Before(at) => Some(SETTLE.saturating_sub(now - Moment(at))).filter(|rest| !rest.is_zero()),
            Self::Now => Some(SETTLE),
        }
    }
}
