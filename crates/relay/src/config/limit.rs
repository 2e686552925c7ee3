//! Bounds on what the relay does at once and how long it waits. What a message or a file may be is not here: both
//! sides must agree on that, so the protocol fixes it.

use super::settings::settings;
use std::time::Duration;

settings! {
    /// Bounds on what the relay does at once and how long it waits.
    pub struct Limit {
        /// Connections that the public listener holds at once; the next one waits to be accepted.
        connections: u32 = 20_000,
        /// Seconds a stopping relay waits for requests under way. Sockets are told at once to come back.
        drain_seconds: u64 = 10,
        /// Seconds one turn of a bot may take before it counts as failed.
        bot_turn_seconds: u64 = 60,
        /// Seconds until an upload that no message named is deleted.
        unclaimed_upload_seconds: u64 = 86_400,
        /// Seconds a webhook's event waits for its conversation to become known.
        unclaimed_event_seconds: u64 = 86_400,
    }
}

impl Limit {
    /// How long a stopping relay waits for requests under way.
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }

    /// How long one turn of a bot may take.
    pub fn bot_turn(&self) -> Duration {
        Duration::from_secs(self.bot_turn_seconds)
    }

    /// How long an upload that no message named is kept.
    pub fn unclaimed_upload(&self) -> Duration {
        Duration::from_secs(self.unclaimed_upload_seconds)
    }

    /// How long a webhook's event waits for its conversation.
    pub fn unclaimed_event(&self) -> Duration {
        Duration::from_secs(self.unclaimed_event_seconds)
    }
}
