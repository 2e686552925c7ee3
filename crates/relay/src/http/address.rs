//! Who is asking, as far as budgets go.

use super::Edge;
use crate::budget::AddressKey;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

/// The client's address as budgets count it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address(pub(super) AddressKey);

impl FromRequestParts<Arc<Edge>> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, edge: &Arc<Edge>) -> Result<Self, Infallible> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Ok(Self(AddressKey::default()));
        };
        // Several headers of the name count as one list, in their order.
        let headers = parts.headers.get_all("x-forwarded-for").iter();
        let forwarded: Vec<&str> = headers.filter_map(|value| value.to_str().ok()).collect();
        Ok(Self(AddressKey::behind(peer.ip(), &forwarded.join(","), edge.config.trusted_proxies)))
    }
}
