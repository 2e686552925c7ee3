//! Webhooks of Zendesk. What the answer means to Zendesk decides which is given: after 400, 401, 403, 404 and 406 it never
//! comes again, after anything else but success it does, for a quarter of an hour.

use super::Edge;
use crate::desk::{Delivery, messaging, tickets};
use crate::telemetry::metric;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// Characters of an unknown path that are logged.
const PATH_SHOWN: usize = 120;

/// An API of Zendesk that sends webhooks, as the path names it.
struct Sender {
    /// The part of the path.
    word: &'static str,
    /// The desk that reads them.
    desk: &'static str,
    /// What makes it send one again.
    again: StatusCode,
}

/// Sunshine Conversations: comes again after anything but success and a few statuses that are never given.
const CONVERSATIONS: Sender =
    Sender { word: "conversations", desk: messaging::NAME, again: StatusCode::SERVICE_UNAVAILABLE };

/// Support: comes again, three times, after this one status.
const SUPPORT: Sender = Sender { word: "support", desk: tickets::NAME, again: StatusCode::CONFLICT };

/// `POST /v1/webhooks/support/{account}`.
pub(super) async fn support(
    State(edge): State<Arc<Edge>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    take(&edge, &SUPPORT, name, &headers, body).await
}

/// `POST /v1/webhooks/conversations/{account}`.
pub(super) async fn conversations(
    State(edge): State<Arc<Edge>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    take(&edge, &CONVERSATIONS, name, &headers, body).await
}

async fn take(
    edge: &Edge,
    sender: &Sender,
    name: String,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    let status = answer(edge, sender, &name, headers, body).await;
    let known = if edge.core.accounts.contains_key(&name) { name } else { "unknown".to_owned() };
    metrics::counter!(metric::WEBHOOKS, "account" => known, "status" => status.as_u16().to_string()).increment(1);
    status
}

/// What is below `/v1/webhooks` and takes none: an address with a slip in it. Zendesk would never come back after a 404, so
/// it is asked to, for as long as it takes to mend the address.
pub(super) async fn nowhere() -> (StatusCode, &'static str) {
    metrics::counter!(metric::WEBHOOKS, "account" => "unknown", "status" => "503").increment(1);
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "Webhooks are taken at /v1/webhooks/conversations/{account} and /v1/webhooks/support/{account}.\n",
    )
}

async fn answer(
    edge: &Edge,
    sender: &Sender,
    name: &str,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    let now = edge.core.clock.now();
    let found = edge.core.accounts.get(name).and_then(|account| Some((account, account.desk(sender.desk)?)));
    let Some((account, desk)) = found else {
        if edge.unknown_account.is_due(now) {
            let path: String = format!("/v1/webhooks/{}/{name}", sender.word).chars().take(PATH_SHOWN).collect();
            tracing::warn!(path = ?path, "a webhook came for an account that is not configured, or not for this kind; mend its address at Zendesk, or the account here");
        }
        // A slip in the address, here or there: it comes again for as long as it takes to mend it.
        return sender.again;
    };
    let delivery = Delivery { headers, body: body.as_deref().ok(), at: now };
    if !desk.authentic(&delivery) {
        metrics::counter!(metric::WEBHOOK_SECRET_REFUSED, "account" => name.to_owned()).increment(1);
        // Anybody can knock here. What is lost is what was meant for this account.
        let is_ours = body.is_ok_and(|body| desk.addresses(&body));
        if is_ours && account.secret_refused(&**desk, now) {
            tracing::error!(account = %name, webhooks = sender.word, "a webhook came with a wrong or missing secret and is lost; compare the secrets in the configuration with Zendesk");
        }
        return StatusCode::UNAUTHORIZED;
    }
    if edge.stopping.is_cancelled() {
        return sender.again;
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => return StatusCode::PAYLOAD_TOO_LARGE,
        // It broke off, or stood still: the whole of it may come again.
        Err(_) => return sender.again,
    };
    edge.core.webhook_accepted(account, &**desk);
    match edge.core.receive(account, desk, &body).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(account = %name, error = %error, "a webhook cannot be kept; Zendesk is asked to send it again");
            sender.again
        }
    }
}
