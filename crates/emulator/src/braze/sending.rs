//! `POST /campaigns/trigger/send` over HTTP: faults, the key, the rate limit, the answer.

use super::Shop;
use super::account::Account;
use super::trigger::Trigger;
use crate::fault::FaultKind;
use crate::limits;
use crate::serve::Withheld;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// What faults call the operation.
const OPERATION: &str = "TriggerCampaign";
const HOUR_MS: i64 = 60 * 60 * 1000;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

pub(super) fn router(shop: &Arc<Shop>) -> Router {
    Router::new()
        .route("/campaigns/trigger/send", post(send))
        .layer(DefaultBodyLimit::max(limits::JSON_BODY))
        .with_state(Arc::clone(shop))
}

async fn send(State(shop): State<Arc<Shop>>, headers: HeaderMap, body: Bytes) -> Response {
    let faults = shop.with(|account, now_ms| account.faults.of_request(now_ms, OPERATION, None));
    if faults.contains(&FaultKind::DropRequest) {
        return withheld();
    }
    let mut response = match faults.iter().find_map(refusal) {
        Some(early) => early,
        None => {
            let done = shop.with(|account, now_ms| handle(account, &headers, &body, now_ms));
            if faults.contains(&FaultKind::DropAnswer) {
                return withheld();
            }
            if faults.contains(&FaultKind::FailAfterAccept) {
                message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            } else {
                done
            }
        }
    };
    for fault in &faults {
        if let FaultKind::Hang { ms } = fault {
            shop.world.clock.reach(shop.world.clock.now_ms() + ms).await;
        }
    }
    let exhausted = response.status() == StatusCode::TOO_MANY_REQUESTS;
    shop.with(|account, now_ms| rate_headers(account, now_ms, exhausted, response.headers_mut()));
    response
}

/// The answer of a fault that lets nothing happen.
fn refusal(fault: &FaultKind) -> Option<Response> {
    match fault {
        FaultKind::Unavailable => Some(message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")),
        FaultKind::RateLimit { .. } => Some(too_many()),
        _ => None,
    }
}

fn handle(account: &mut Account, headers: &HeaderMap, body: &[u8], now_ms: i64) -> Response {
    if !knows(account, headers) {
        return message(StatusCode::UNAUTHORIZED, "Invalid API key");
    }
    if !count(account, now_ms) {
        return too_many();
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return message(StatusCode::BAD_REQUEST, "Content-Type must be application/json");
    }
    let request: Trigger = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => return message(StatusCode::BAD_REQUEST, &format!("Invalid request body: {error}")),
    };
    let send_id = request.send_id.clone();
    match account.trigger(request, now_ms) {
        Err(why) => message(StatusCode::BAD_REQUEST, &why),
        Ok(dispatch) => {
            let mut answer = json!({ "dispatch_id": dispatch, "message": "success" });
            if let (Some(object), Some(send_id)) = (answer.as_object_mut(), send_id) {
                object.insert("send_id".to_owned(), Value::from(send_id));
            }
            (StatusCode::CREATED, axum::Json(answer)).into_response()
        }
    }
}

/// Whether the request has the key with the permission `campaigns.trigger.send`, which is the only key there is.
fn knows(account: &Account, headers: &HeaderMap) -> bool {
    let sent = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    sent.and_then(|it| it.strip_prefix("Bearer "))
        .is_some_and(|key| key.as_bytes().ct_eq(account.api_key.as_bytes()).into())
}

/// Counts a request of this hour of the clock; `false` where there were enough.
fn count(account: &mut Account, now_ms: i64) -> bool {
    let hour = now_ms / HOUR_MS;
    let (counted, before) = account.counted;
    let made = if counted == hour { before } else { 0 };
    if made >= account.limit {
        return false;
    }
    account.counted = (hour, made + 1);
    true
}

/// The vendor promises these three and no `Retry-After`; the last is when the hour is over, in seconds since 1970.
fn rate_headers(account: &Account, now_ms: i64, exhausted: bool, headers: &mut HeaderMap) {
    let hour = now_ms / HOUR_MS;
    let (counted, made) = account.counted;
    let left = account.limit.saturating_sub(if counted == hour { made } else { 0 });
    headers.insert(LIMIT, HeaderValue::from(account.limit));
    headers.insert(REMAINING, HeaderValue::from(if exhausted { 0 } else { left }));
    headers.insert(RESET, HeaderValue::from((hour + 1) * HOUR_MS / 1000));
}

fn too_many() -> Response {
    message(StatusCode::TOO_MANY_REQUESTS, "You have exceeded the rate limit. Wait until it is reset.")
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, axum::Json(json!({ "message": text }))).into_response()
}

fn withheld() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(Withheld);
    response
}
