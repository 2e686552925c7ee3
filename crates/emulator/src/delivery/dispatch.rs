//! The task that sends what is due. Each delivery is tried in a task of its own, so no order is promised.

use super::load::Load;
use super::outbox::{Delivery, Outcome};
use super::{DeliveryStatus, signature};
use crate::account::demo;
use crate::account::preset::UNSET_TARGET;
use crate::clock::{millis, seconds};
use crate::json::is_loopback;
use crate::support::webhooks::Webhook;
use crate::world::World;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
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

/// A request ready to go, and the headers the journal tells of.
struct Letter {
    request: reqwest::RequestBuilder,
    headers: Option<HeaderMap>,
}

/// The request as the webhook is set up now: a repair helps what still waits. `None` where it cannot go.
fn letter(world: &World, delivery: &Delivery) -> Option<Letter> {
    let callable = |address: &str| address != UNSET_TARGET && is_loopback(address);
    match &delivery.load {
        Load::Conversations(body) => {
            let webhook = world.read(|state| state.webhook(&delivery.webhook).cloned());
            let webhook = webhook.filter(|it| callable(&it.target))?;
            let request = world.http.post(&webhook.target).header("X-API-Key", &webhook.secret).json(body);
            Some(Letter { request, headers: None })
        }
        Load::Support { invocation, body } => {
            let find = |state: &crate::state::State| state.hooks.iter().find(|it| it.id == delivery.webhook).cloned();
            let hook = world.read(find).filter(|it| it.active && callable(&it.endpoint))?;
            let headers = signed_headers(&hook, invocation, body, &seconds(world.clock.now_ms()));
            let mut request = world.http.request(hook.method.clone(), &hook.endpoint).headers(headers.clone());
            if let Some((name, value)) = hook.authentication.as_ref().and_then(|it| it.header()) {
                request = request.header(name, value);
            }
            for (name, value) in &hook.custom_headers {
                request = request.header(name, value.as_str().unwrap_or_default());
            }
            let request = if has_body(&hook) {
                request.header(CONTENT_TYPE, "application/json").body(body.clone())
            } else {
                request
            };
            Some(Letter { request, headers: Some(headers) })
        }
    }
}

fn has_body(hook: &Webhook) -> bool {
    !["GET", "DELETE"].contains(&hook.method.as_str())
}

/// The five headers of the vendor. Where nothing is sent, nothing is signed but the time.
fn signed_headers(hook: &Webhook, invocation: &str, body: &str, timestamp: &str) -> HeaderMap {
    let signed = if has_body(hook) { body } else { "" };
    let pairs = [
        ("x-zendesk-webhook-signature", signature::sign(&hook.secret, timestamp, signed)),
        ("x-zendesk-webhook-signature-timestamp", timestamp.to_owned()),
        ("x-zendesk-webhook-id", hook.id.to_string()),
        ("x-zendesk-webhook-invocation-id", invocation.to_owned()),
        ("x-zendesk-account-id", demo::ACCOUNT_ID.to_string()),
    ];
    let valid = |(name, value): (&'static str, String)| {
        Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?))
    };
    pairs.into_iter().filter_map(valid).collect()
}

async fn attempt(world: Arc<World>, delivery: Delivery) {
    let Some(letter) = letter(&world, &delivery) else {
        world.keep_books(|state| state.outbox.give_up(delivery.id, DeliveryStatus::Undeliverable));
        world.progress.send_modify(|count| *count += 1);
        return;
    };
    let timeout_ms = delivery.load.timeout_ms();
    let deadline = world.clock.now_ms() + timeout_ms;
    let outcome: Outcome = tokio::select! {
        answer = letter.request.send() => answer.map(|it| it.status().as_u16()).map_err(|error| error.without_url().to_string()),
        () = world.clock.reach(deadline) => Err(format!("no answer within {} s", timeout_ms / 1000)),
    };
    tracing::debug!(delivery = delivery.id.0, events = ?delivery.kinds, ?outcome, "webhook");
    let now_ms = world.clock.now_ms();
    if let Some(journal) = &world.journal {
        journal.write(&line(&delivery, letter.headers.as_ref(), now_ms, &outcome));
    }
    world.keep_books(|state| state.outbox.conclude(delivery.id, now_ms, outcome));
    world.progress.send_modify(|count| *count += 1);
    world.wake.notify_one();
}

/// The attempt in the journal. What a webhook proves itself with stays out; a signature is no secret.
fn line(delivery: &Delivery, headers: Option<&HeaderMap>, now_ms: i64, outcome: &Outcome) -> Value {
    let mut line = json!({
        "kind": if headers.is_some() { "support_webhook" } else { "webhook" },
        "at": millis(now_ms),
        "events": delivery.kinds,
        "webhook": delivery.webhook,
        "delivery": delivery.id,
        "attempt": delivery.attempts.len() + 1,
        "body": delivery.load.body(),
        "status": outcome.as_ref().ok(),
    });
    if let (Some(headers), Some(line)) = (headers, line.as_object_mut()) {
        let told = headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), Value::from(value.to_str().unwrap_or_default())));
        line.insert("headers".into(), Map::from_iter(told).into());
    }
    line
}
