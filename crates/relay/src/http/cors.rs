//! Letting pages of `api_origins` read answers. The relay's own pages need none of this.

use super::{Edge, origin};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Adds the headers where the origin is known, and answers the browser's question before the request.
pub(super) async fn allow(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    let origin = origin::of(request.headers()).map(str::to_owned);
    let is_api = request.uri().path().starts_with("/v1/");
    let known = is_api && origin.is_some() && edge.origin_is_known(origin.as_deref()).is_ok();
    let mut response = if request.method() == Method::OPTIONS && known {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let value = origin.filter(|_| known).and_then(|origin| HeaderValue::from_str(&origin).ok());
    if let Some(value) = value {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}
