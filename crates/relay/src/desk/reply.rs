//! What a desk's machine asks of its edge, and what the edge tells: the same for every desk but for calls, answers and
//! refusals.

use super::Then;
use std::time::Duration;

/// What comes next.
#[derive(Debug)]
pub(in crate::desk) enum Next<C> {
    /// This call.
    Call(Box<C>),
    /// Nothing: this is what it came to.
    Then(Then),
}

/// What became of a call.
#[derive(Debug)]
pub(in crate::desk) enum Reply<A, R> {
    /// It was done.
    Answered(A),
    /// It was refused, and would be again.
    Refused(R, String),
    /// It may have been done.
    Unknown {
        /// What happened.
        detail: String,
        /// How long Zendesk asked to wait.
        after: Option<Duration>,
        /// Time ran out: it may still be under way.
        late: bool,
    },
    /// Zendesk takes no more calls just now; this one was not done.
    Limited(Option<Duration>),
    /// It was not done: no connection, a gateway's word, a wrong address.
    Unreachable(String, Option<Duration>),
    /// It was not even tried: our own pace says later.
    Later(Duration),
}
