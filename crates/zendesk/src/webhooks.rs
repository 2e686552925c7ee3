//! Webhooks of Sunshine Conversations: what they bring, and whether it is the vendor who brings it.
//!
//! The vendor delivers an envelope of events up to 5 times within 15 minutes and promises neither order nor that an
//! event comes once; [`Event::id`] is what to tell repetitions by. It does not try again after an answer of 400, 401,
//! 403, 404 or 406. Before any event it sends a `HEAD` to the root of the target's host, when the webhook is saved.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::ids::{AppId, WebhookId};
use crate::tolerant;

mod authentic;
mod event;
mod kind;
mod switchboard;

pub use authentic::{SECRET_HEADER, authentic};
pub use event::{BadEvent, Event};
pub use kind::{Activity, EventKind, MergeReason, Postback};
pub use switchboard::{ReleaseReason, SwitchboardEvent, SwitchboardFailure, SwitchboardStep};

/// What one delivery brings. Its events need not have a user or a conversation in common.
#[derive(Debug)]
pub struct Envelope {
    /// The app it is from.
    pub app: AppId,
    /// The webhook it was sent for.
    pub webhook: WebhookId,
    /// The events, each readable or not by itself.
    pub events: Vec<Result<Event, BadEvent>>,
}

/// A body that is no envelope at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's body {0}")]
pub struct BadEnvelope(String);

#[derive(Deserialize)]
struct Outer {
    app: Party<AppId>,
    webhook: Party<WebhookId>,
    events: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Party<T> {
    id: T,
}

impl Envelope {
    /// Reads a delivery's body.
    pub fn parse(body: &[u8]) -> Result<Self, BadEnvelope> {
        let outer: Outer = serde_json::from_slice(body).map_err(|error| BadEnvelope(tolerant::place(&error)))?;
        let events = outer.events.into_iter().map(Event::parse).collect();
        Ok(Self { app: outer.app.id, webhook: outer.webhook.id, events })
    }
}
