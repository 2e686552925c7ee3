//! What a delivery carries, and the rules of whoever sends it.

use super::DeliveryStatus;
use super::outbox::Outcome;
use crate::limits;
use serde_json::Value;

/// The two sorts of webhooks have different bodies, proofs and patience.
#[derive(Debug, Clone)]
pub(crate) enum Load {
    /// Sunshine Conversations: a batch of events, with the webhook's secret as a header.
    Conversations(Value),
    /// Support: one event or one trigger's words, which need not be JSON, signed.
    Support {
        /// The same over all attempts.
        invocation: String,
        body: String,
    },
}

impl Load {
    pub(crate) const fn timeout_ms(&self) -> i64 {
        match self {
            Self::Conversations(_) => limits::WEBHOOK_TIMEOUT_MS,
            Self::Support { .. } => limits::SUPPORT_WEBHOOK_TIMEOUT_MS,
        }
    }

    /// The body; text where it is no JSON.
    pub(crate) fn body(&self) -> Value {
        match self {
            Self::Conversations(body) => body.clone(),
            Self::Support { body, .. } => serde_json::from_str(body).unwrap_or_else(|_| body.clone().into()),
        }
    }

    /// What the outcome of an attempt means after this many earlier ones: a status, and the wait where it is tried again.
    pub(crate) fn judge(&self, outcome: &Outcome, earlier: usize) -> (DeliveryStatus, i64) {
        let waits: &[i64] = match self {
            Self::Conversations(_) => &limits::WEBHOOK_WAITS_MS,
            Self::Support { .. } => &limits::SUPPORT_WEBHOOK_WAITS_MS,
        };
        let retried = match (self, outcome) {
            (_, Ok(200..=299)) => return (DeliveryStatus::Delivered, 0),
            (Self::Conversations(_), Ok(400 | 401 | 403 | 404 | 406)) => false,
            (Self::Conversations(_), _) => true,
            // 409 asks for another attempt; all else is final (FACTS 3.5).
            (Self::Support { .. }, outcome) => *outcome == Ok(409),
        };
        match waits.get(earlier) {
            _ if !retried => (DeliveryStatus::Refused, 0),
            Some(wait) => (DeliveryStatus::Waiting, *wait),
            None => (DeliveryStatus::Exhausted, 0),
        }
    }
}
