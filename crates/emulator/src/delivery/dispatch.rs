//! The task that sends what is due. Each delivery is tried in a task of its own, so no order is promised.

use super::DeliveryStatus;
use super::outbox::{Delivery, Outcome};
use crate::account::preset::UNSET_TARGET;
use crate::clock::millis;
use crate::json::is_loopback;
use crate::limits;
use crate::world::World;
use serde_json::json;
use std::sync::Arc;

/// Sends for as long as the emulator runs.
pub(crate) async fn run(world: Arc<World>) {
    loop {
        let (due, next) = world.read_outbox();
        for delivery in due {
            world.spawn(attempt(Arc::clone(&world), delivery));
        }
        let idle = async {
            match next {
                Some(due_ms) => world.clock.reach(due_ms).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = world.wake.notified() => {}
            () = idle => {}
        }
    }
}

impl World {
    /// What is due now, and when the next delivery will be.
    fn read_outbox(self: &Arc<Self>) -> (Vec<Delivery>, Option<i64>) {
        self.keep_books(|state| {
            let now_ms = state.now_ms;
            (state.outbox.take_due(now_ms), state.outbox.next_due())
        })
    }
}

async fn attempt(world: Arc<World>, delivery: Delivery) {
    // The address and the secret are those of the webhook now: a repair helps what still waits.
    let webhook = world.read(|state| state.webhook(&delivery.webhook).cloned());
    let Some(webhook) = webhook.filter(|it| it.target != UNSET_TARGET && is_loopback(&it.target)) else {
        world.keep_books(|state| state.outbox.give_up(delivery.id, DeliveryStatus::Undeliverable));
        world.progress.send_modify(|count| *count += 1);
        return;
    };
    let sending = world.http.post(&webhook.target).header("X-API-Key", &webhook.secret).json(&delivery.body).send();
    let deadline = world.clock.now_ms() + limits::WEBHOOK_TIMEOUT_MS;
    let outcome: Outcome = tokio::select! {
        answer = sending => answer.map(|it| it.status().as_u16()).map_err(|error| error.without_url().to_string()),
        () = world.clock.reach(deadline) => Err("no answer within 20 s".to_owned()),
    };
    tracing::debug!(delivery = delivery.id.0, events = ?delivery.kinds, ?outcome, "webhook");
    let now_ms = world.clock.now_ms();
    if let Some(journal) = &world.journal {
        journal.write(&json!({
            "kind": "webhook",
            "at": millis(now_ms),
            "events": delivery.kinds,
            "webhook": delivery.webhook,
            "delivery": delivery.id,
            "attempt": delivery.attempts.len() + 1,
            "body": delivery.body,
            "status": outcome.as_ref().ok(),
        }));
    }
    world.keep_books(|state| state.outbox.conclude(delivery.id, now_ms, outcome));
    world.progress.send_modify(|count| *count += 1);
    world.wake.notify_one();
}
