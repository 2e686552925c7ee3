//! What is unread, for the page around the chat. Whoever knows the id learns a number, and a line where the site wants it.

use super::{Edge, address::Address, origin};
use crate::core::Site;
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use baton_protocol::{ErrorCode, Presence, PresenceId};
use std::sync::Arc;

/// `GET /v1/presence/{id}`. An id that nobody has is one of a visitor to whom nothing was said.
pub(super) async fn tell(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    edge.core.budgets.hello(&address)?;
    let origin = origin::of(&headers);
    let found = edge.core.presence(&PresenceId::new(id)).await?;
    let may_know = match &found {
        Some((site, _)) => edge.is_page_of(origin, site),
        None => edge.core.sites.all().any(|site| edge.is_page_of(origin, site)),
    };
    if !may_know {
        return Err(Refusal::new(ErrorCode::OriginRefused, "this origin is not among the site's `embed_origins`"));
    }
    let presence = found.map_or_else(Presence::default, |(_, presence)| presence);
    let mut response = Json(presence).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    Ok(response)
}

impl Edge {
    /// Whether a page may have the site's chat in it. A page of the relay's own origin names none when it asks.
    fn is_page_of(&self, origin: Option<&str>, site: &Site) -> bool {
        origin.is_none_or(|origin| {
            origin == self.config.own_origin() || site.config.embed_origins.iter().any(|known| known.matches(origin))
        })
    }
}
