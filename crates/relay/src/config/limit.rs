//! Bounds on what the relay does at once and how long it waits. What a message or a file may be is not here: both
//! sides must agree on that, so the protocol fixes it.

use super::settings::settings;
use std::time::Duration;

settings! {
    /// Bounds on what the relay does at once and how long it waits.
    pub struct Limit {
        /// Connections that the public listener holds at once, sockets among them; the next one waits to be accepted.
        connections: u32 = 20_000,
        /// Connections that one address may hold at once where no proxy is trusted; further ones are closed at once. An
        /// IPv6 address counts with its whole /64.
        connections_per_address: u32 = 500,
        /// Seconds a stopping relay waits for requests under way. Sockets are told at once to come back.
        drain_seconds: u64 = 10,
    }
}

impl Limit {
    /// How long a stopping relay waits for requests under way.
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}
