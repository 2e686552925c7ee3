//! The deliveries, and what the outcome of an attempt means for each.

use super::DeliveryStatus;
use super::load::Load;
use crate::ids::{DeliveryId, WebhookId};
use crate::world::Cause;
use std::collections::{BTreeMap, BTreeSet};

/// How an attempt ended: a status, or why there was none.
pub(crate) type Outcome = Result<u16, String>;

/// Settled deliveries kept for the control API.
const KEPT: usize = 20_000;

#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) at_ms: i64,
    pub(crate) outcome: Outcome,
}

#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) id: DeliveryId,
    pub(crate) webhook: WebhookId,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) load: Load,
    pub(crate) cause: Option<Cause>,
    pub(crate) due_ms: i64,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) status: DeliveryStatus,
}

#[derive(Default)]
pub(crate) struct Outbox {
    next: u64,
    deliveries: BTreeMap<DeliveryId, Delivery>,
    /// The deliveries that are not settled.
    open: BTreeSet<DeliveryId>,
}

impl Outbox {
    /// Adds a delivery and gives it its id.
    pub(crate) fn add(&mut self, mut delivery: Delivery) {
        self.next += 1;
        delivery.id = DeliveryId(self.next);
        if !delivery.status.is_final() {
            self.open.insert(delivery.id);
        }
        self.deliveries.insert(delivery.id, delivery);
        if self.deliveries.len() > KEPT
            && let Some(oldest) = self.deliveries.keys().find(|id| !self.open.contains(id)).copied()
        {
            self.deliveries.remove(&oldest);
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values()
    }

    fn open(&self) -> impl Iterator<Item = &Delivery> {
        self.open.iter().filter_map(|id| self.deliveries.get(id))
    }

    /// The earliest time at which something is to be sent.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.open().filter(|it| it.status == DeliveryStatus::Waiting).map(|it| it.due_ms).min()
    }

    /// Takes what is due; it counts as being sent from here on.
    pub(crate) fn take_due(&mut self, now_ms: i64) -> Vec<Delivery> {
        let due: Vec<DeliveryId> = self
            .open()
            .filter(|it| it.status == DeliveryStatus::Waiting && it.due_ms <= now_ms)
            .map(|it| it.id)
            .collect();
        due.iter()
            .filter_map(|id| {
                let delivery = self.deliveries.get_mut(id)?;
                delivery.status = DeliveryStatus::Sending;
                Some(delivery.clone())
            })
            .collect()
    }

    /// Whether something is due or on its way: of a request, its first attempts only.
    pub(crate) fn is_busy(&self, now_ms: i64, cause: Option<Cause>) -> bool {
        self.open().any(|it| {
            let counts = cause.is_none() || (it.cause == cause && it.attempts.is_empty());
            let active = match it.status {
                DeliveryStatus::Sending => true,
                DeliveryStatus::Waiting => it.due_ms <= now_ms,
                _ => false,
            };
            counts && active
        })
    }

    /// Ends a delivery without a further attempt.
    pub(crate) fn give_up(&mut self, id: DeliveryId, status: DeliveryStatus) {
        if let Some(delivery) = self.deliveries.get_mut(&id) {
            delivery.status = status;
            self.open.remove(&id);
        }
    }

    /// Records an attempt: delivered, never again, or later.
    pub(crate) fn conclude(&mut self, id: DeliveryId, at_ms: i64, outcome: Outcome) {
        let Some(delivery) = self.deliveries.get_mut(&id) else { return };
        let (status, wait_ms) = delivery.load.judge(&outcome, delivery.attempts.len());
        delivery.status = status;
        delivery.due_ms = at_ms + wait_ms;
        delivery.attempts.push(Attempt { at_ms, outcome });
        if delivery.status.is_final() {
            self.open.remove(&id);
        }
        let webhook = delivery.webhook.clone();
        self.release_held(&webhook, at_ms);
    }

    /// What the reorder fault holds back goes out once a later delivery to the same address was tried.
    fn release_held(&mut self, webhook: &WebhookId, now_ms: i64) {
        for id in &self.open {
            if let Some(held) = self.deliveries.get_mut(id)
                && held.status == DeliveryStatus::Held
                && &held.webhook == webhook
            {
                held.status = DeliveryStatus::Waiting;
                held.due_ms = now_ms;
            }
        }
    }
}
