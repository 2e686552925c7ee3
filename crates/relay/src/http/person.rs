//! What a visitor may ask of what is kept of them: the conversation, all of it, and to have it erased.

use super::{Edge, address::Address, origin};
use crate::budget::AddressKey;
use crate::core::Session;
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use baton_protocol::{ErrorCode, Transcript};
use std::sync::Arc;

/// `GET /v1/export`: everything that is kept of the session's visitor.
pub(super) async fn export(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session = admit(&edge, &address, &headers).await?;
    // A large answer costs as much as many messages.
    edge.core.budgets.message(&session.row.conversation, &address, &session.site.name)?;
    let export = edge.core.export(&session.row.visitor, true).await?;
    let mut response = Json(export).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"chat.json\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /v1/transcript`: the conversation of the session, from its beginning.
pub(super) async fn transcript(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session = session(&edge, &address, &headers).await?;
    let conversation = &session.row.conversation;
    edge.core.budgets.message(conversation, &address, &session.site.name)?;
    let events = edge.core.all_events(conversation).await?;
    let mut response = Json(Transcript { events }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `DELETE /v1/visitor`: erases it, and ends every session.
pub(super) async fn erase(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let session = admit(&edge, &address, &headers).await?;
    edge.core.erase(&session.row.visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn session(edge: &Edge, address: &AddressKey, headers: &HeaderMap) -> Result<Session, Refusal> {
    // Before the token is looked at: guessing costs too.
    edge.core.budgets.hello(address)?;
    let session = edge.session_of(headers).await?;
    // A browser names no origin where a page of ours only reads.
    if let Some(origin) = origin::of(headers) {
        edge.origin_may_use(Some(origin), &session.site)?;
    }
    Ok(session)
}

/// The session of somebody whose site lets them have and erase what is kept of them.
async fn admit(edge: &Edge, address: &AddressKey, headers: &HeaderMap) -> Result<Session, Refusal> {
    let session = session(edge, address, headers).await?;
    if !session.site.config.privacy_menu {
        let reason = "this site does not offer it to its visitors: `privacy_menu` is off";
        return Err(Refusal::new(ErrorCode::StageRefused, reason));
    }
    Ok(session)
}
