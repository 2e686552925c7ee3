//! Webhooks of Support: what they bring, and whether it is the vendor who brings it.
//!
//! Two things arrive at one address: events the vendor tells of itself, and what a trigger says in words of ours
//! ([`TRIGGER_BODY`]). Both are nudges: they bring ids, and what was said is read over the API. The vendor waits 12
//! seconds for an answer, tries again up to three times where it is 409, and promises neither order, nor that a delivery
//! comes once, nor that it comes at all. Tell repetitions by [`SupportEvent::id`], or by the ids in a trigger's words.

use crate::support::TicketStatus;

mod delivery;
mod event;
mod signature;
mod trigger;

pub use delivery::{BadDelivery, Delivery};
pub use event::{CommentNews, SupportEvent, SupportEventKind, TicketDetail};
pub use signature::{Freshness, Signed, Unverified, sign, verify};
pub use trigger::{Actor, TRIGGER_BODY, TriggerNotice};

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "x-zendesk-webhook-signature";

/// The header with the time that is signed along.
pub const TIMESTAMP_HEADER: &str = "x-zendesk-webhook-signature-timestamp";

/// Where a ticket stands, in whichever capitals: events write `SOLVED`, triggers `Solved`.
fn word(status: &str) -> TicketStatus {
    TicketStatus::from(status.trim().to_lowercase().as_str())
}
