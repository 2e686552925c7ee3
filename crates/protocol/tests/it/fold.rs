//! The fold: whatever happens on the way, a reader ends where the log is.

mod apply;
mod arrival;
mod earlier;
mod model;
mod order;
mod state;

use baton_protocol::fold::Log;
use baton_protocol::{Event, Generation, Stage};

/// A reader that got the events one after the other.
fn in_order(events: &[Event]) -> Log {
    let mut log = Log::starting(Generation::new("g"), 1, Stage::Bot);
    for event in events {
        log.apply(event.clone());
    }
    log
}
