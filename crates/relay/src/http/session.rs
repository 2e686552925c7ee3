//! Sessions: beginning one, and knowing one by its header.

use super::{Edge, address::Address, origin};
use crate::core::Session;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use baton_protocol::{ErrorCode, NewSession, SessionCreated, SessionToken};
use std::sync::Arc;

/// `POST /v1/sessions`.
pub(super) async fn begin(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let wanted: NewSession = serde_json::from_slice(&body)
        .map_err(|error| Refusal::new(ErrorCode::Malformed, format!("the body is not as it should be: {error}")))?;
    let site = edge.core.sites.by_token(&wanted.site).cloned();
    let site =
        site.ok_or_else(|| Refusal::new(ErrorCode::SiteUnknown, "no site has this token; look at `data-token`"))?;
    edge.origin_may_use(origin::of(&headers), &site)?;
    edge.core.budgets.session(&address, &site.name)?;
    let session = edge.core.begin(&site, wanted.locale).await?;
    metrics::counter!(metric::SESSIONS, "site" => site.name.clone()).increment(1);
    let mut response = (StatusCode::CREATED, Json(SessionCreated { session })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `DELETE /v1/sessions`: the visitor leaves, and the session's token is void.
pub(super) async fn end(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    // Before the token is looked at: guessing costs too.
    edge.core.budgets.hello(&address)?;
    let session = edge.session_of(&headers).await?;
    edge.origin_may_use(origin::of(&headers), &session.site)?;
    edge.core.leave(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Edge {
    /// The session of an `Authorization: Bearer` header.
    pub(super) async fn session_of(&self, headers: &HeaderMap) -> Result<Session, Refusal> {
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
        let token = token.ok_or_else(|| Refusal::new(ErrorCode::SessionUnknown, "the session's header is missing"))?;
        self.core.session(&SessionToken::new(token)).await
    }
}
