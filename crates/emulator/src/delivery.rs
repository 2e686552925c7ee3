//! Webhooks on their way out: at least once, in no promised order, with the vendor's retry policy.

pub(crate) mod dispatch;
pub(crate) mod head;
pub(crate) mod load;
pub(crate) mod outbox;
pub(crate) mod plan;
pub(crate) mod signature;

use serde::{Deserialize, Serialize};

/// Where a webhook delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Waits for its first or next attempt.
    Waiting,
    /// An attempt is on its way.
    Sending,
    /// Held back by the reorder fault.
    Held,
    /// Answered with 2xx.
    Delivered,
    /// It failed in a way the vendor never retries.
    Refused,
    /// All attempts failed.
    Exhausted,
    /// Lost by a fault.
    Lost,
    /// The webhook is gone, has no address, or points away from this machine.
    Undeliverable,
}

impl DeliveryStatus {
    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Waiting | Self::Sending | Self::Held)
    }
}
