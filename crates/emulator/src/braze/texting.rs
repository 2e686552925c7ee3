//! The webhook of a text a person sent, with retries.

use super::Shop;
use super::account::{Account, TextStatus, TextWebhook};
use crate::ids::TextId;
use crate::json::is_loopback;
use serde_json::{Value, json};
use std::sync::Arc;

/// Waits before each further attempt, half an hour in all. The vendor tells of five more attempts in about this time
/// and of growing waits, not of their lengths.
const WAITS_MS: [i64; 5] = [60_000, 120_000, 240_000, 480_000, 900_000];
/// An answer must come within this time.
const TIMEOUT_MS: i64 = 90_000;

/// Delivers one, attempt after attempt. Each text has its own task: no order is promised.
pub(super) async fn deliver(shop: Arc<Shop>, id: TextId) {
    while let Some((webhook, body)) = shop.with(|account, _| begin(account, &id)) {
        let status = attempt(&shop, &webhook, &body).await;
        let due = shop.with(|account, now_ms| conclude(account, &id, status, now_ms));
        shop.progress.send_modify(|count| *count += 1);
        let Some(due_ms) = due else { return };
        shop.world.clock.reach(due_ms).await;
    }
    shop.progress.send_modify(|count| *count += 1);
}

/// The webhook as it is set up now, and what it is to say; `None` where the text is told nobody.
fn begin(account: &mut Account, id: &TextId) -> Option<(TextWebhook, Value)> {
    let webhook = account.webhook.clone().filter(|webhook| is_loopback(&webhook.url));
    let text = account.text(id)?;
    let webhook = webhook.filter(|it| it.categories.as_ref().is_none_or(|all| all.contains(&text.keyword_category)));
    text.status = if webhook.is_some() { TextStatus::Sending } else { TextStatus::Untold };
    let text = text.clone();
    let user = account.users.get(&text.external_user_id)?;
    let body = json!({
        "external_user_id": user.external_user_id,
        "phone": user.phone,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "body": text.body,
        "keyword_category": text.keyword_category,
        "message_id": text.id,
    });
    Some((webhook?, body))
}

async fn attempt(shop: &Shop, webhook: &TextWebhook, body: &Value) -> Option<u16> {
    let sending = shop.world.http.post(&webhook.url).header(&webhook.header, &webhook.secret).json(body).send();
    let deadline = shop.world.clock.now_ms() + TIMEOUT_MS;
    tokio::select! {
        answer = sending => answer.ok().map(|answer| answer.status().as_u16()),
        () = shop.world.clock.reach(deadline) => None,
    }
}

/// Records an attempt. The next one is due at the time returned, if there is to be one.
fn conclude(account: &mut Account, id: &TextId, status: Option<u16>, now_ms: i64) -> Option<i64> {
    let text = account.text(id)?;
    let wait = WAITS_MS.get(text.attempts.len());
    text.attempts.push(status);
    text.status = match (status, wait) {
        (Some(200..=299), _) => TextStatus::Delivered,
        (None | Some(408 | 429 | 500..), Some(_)) => TextStatus::Waiting,
        (None | Some(408 | 429 | 500..), None) => TextStatus::Exhausted,
        _ => TextStatus::Refused,
    };
    text.due_ms = now_ms + wait.copied().unwrap_or_default();
    (text.status == TextStatus::Waiting).then_some(text.due_ms)
}
