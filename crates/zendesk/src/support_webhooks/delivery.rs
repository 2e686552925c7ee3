use serde_json::Value;

use super::{SupportEvent, TriggerNotice};
use crate::ids::TicketId;
use crate::tolerant;

/// What one delivery brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// An event the vendor tells of.
    Event(SupportEvent),
    /// What a trigger says in our words.
    Trigger(TriggerNotice),
}

/// A body that is neither an event nor in our words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's body {0}")]
pub struct BadDelivery(String);

impl Delivery {
    /// Reads a delivery's body.
    pub fn parse(body: &[u8]) -> Result<Self, BadDelivery> {
        let value: Value = serde_json::from_slice(body).map_err(|error| bad(&error))?;
        if value.get("baton").is_some() {
            TriggerNotice::read(value).map(Self::Trigger).map_err(|error| bad(&error))
        } else {
            SupportEvent::read(value).map(Self::Event).map_err(|error| bad(&error))
        }
    }

    /// The ticket it is about, where it is about one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Event(event) => event.ticket,
            Self::Trigger(notice) => Some(notice.ticket),
        }
    }
}

fn bad(error: &serde_json::Error) -> BadDelivery {
    BadDelivery(tolerant::place(error))
}
