//! Text messages that Braze tells of. Braze sends a webhook again, for half an hour, after 408, 429 and 5xx, and never
//! after anything else.

use super::Edge;
use crate::braze::{Channel, Inbound};
use crate::core::{Site, Taken};
use crate::desk::tickets;
use crate::telemetry::metric;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// Characters of an unknown site's name that are logged.
const NAME_SHOWN: usize = 80;

/// What a text is answered with: a line for whoever looks at Braze's message log.
struct Reply {
    status: StatusCode,
    line: String,
    again: Option<Duration>,
}

impl Reply {
    fn of(status: StatusCode, line: &str) -> Self {
        Self { status, line: line.to_owned(), again: None }
    }
}

/// `POST /v1/channels/braze/{site}`.
pub(super) async fn braze(
    State(edge): State<Arc<Edge>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let found = edge.core.sites.by_name(&name).and_then(|site| Some((site, edge.core.channel(&name)?)));
    let known = if found.is_some() { name.clone() } else { "unknown".to_owned() };
    let reply = match found {
        Some((site, channel)) => answer(&edge, site, channel, &headers, body).await,
        None => nowhere(&edge, &name),
    };
    metrics::counter!(metric::SMS_RECEIVED, "site" => known, "status" => reply.status.as_u16().to_string())
        .increment(1);
    let mut response = (reply.status, format!("{}\n", reply.line)).into_response();
    if let Some(span) = reply.again {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(span.as_secs().max(1)));
    }
    response
}

/// A slip in the address, or in the configuration: it comes again for as long as it takes to mend it.
fn nowhere(edge: &Edge, name: &str) -> Reply {
    if edge.untaken_text.is_due(edge.core.clock.now()) {
        let shown: String = name.chars().take(NAME_SHOWN).collect();
        tracing::warn!(site = ?shown, "a text message came for a site that has none; mend the address in Braze, or add the table `braze` of the site");
    }
    Reply::of(StatusCode::SERVICE_UNAVAILABLE, "no site of this name takes text messages")
}

async fn answer(
    edge: &Edge,
    site: &Site,
    channel: &Channel,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    let now = edge.core.clock.now();
    if !channel.authentic(headers) {
        metrics::counter!(metric::SMS_SECRET_REFUSED, "site" => site.name.clone()).increment(1);
        if edge.untaken_text.is_due(now) {
            tracing::error!(site = %site.name, header = %channel.config.inbound_header, "a text message came with a wrong or missing secret and is lost; compare `inbound_secrets` with the webhook campaign in Braze");
        }
        return Reply::of(StatusCode::UNAUTHORIZED, "the secret is wrong or missing");
    }
    if edge.stopping.is_cancelled() {
        return Reply::of(StatusCode::SERVICE_UNAVAILABLE, "the relay is stopping");
    }
    if site.account.as_ref().and_then(|account| account.desk(tickets::NAME)).is_none() {
        tracing::error!(site = %site.name, "a text message cannot become a ticket: the site's account has no credential for Support");
        return Reply::of(StatusCode::SERVICE_UNAVAILABLE, "the site has no credential for Zendesk Support");
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Reply::of(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 64 kB");
        }
        // It broke off: the whole of it may come again.
        Err(_) => return Reply::of(StatusCode::SERVICE_UNAVAILABLE, "the body broke off"),
    };
    let text = match Inbound::read(&body) {
        Ok(text) => text,
        Err(wrong) => {
            tracing::error!(site = %site.name, error = %wrong, "a text message cannot be read and is lost; mend the webhook campaign in Braze");
            return Reply::of(StatusCode::BAD_REQUEST, &wrong.to_string());
        }
    };
    take(edge, site, channel, &text).await
}

async fn take(edge: &Edge, site: &Site, channel: &Channel, text: &Inbound) -> Reply {
    if let Err(span) = channel.admit(&text.external_user_id, edge.core.clock.now()) {
        metrics::counter!(metric::BUDGET_SPENT, "budget" => "texts_per_user_per_hour").increment(1);
        let full = Reply::of(StatusCode::TOO_MANY_REQUESTS, "the budget texts_per_user_per_hour is spent");
        return Reply { again: Some(span), ..full };
    }
    crate::faults::point("text_before_commit").await;
    match edge.core.take_text(site, channel, text).await {
        Ok(Taken::New) => Reply::of(StatusCode::OK, "taken"),
        Ok(Taken::Before) => Reply::of(StatusCode::OK, "taken before"),
        Err(error) => {
            tracing::error!(site = %site.name, error = %error, "a text message cannot be kept; Braze is asked to send it again");
            Reply::of(StatusCode::SERVICE_UNAVAILABLE, "nothing can be kept just now")
        }
    }
}
