//! Keeps web pages out of the control API and the console: neither asks for a credential.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A page on another origin can send requests to loopback, and a rebound name can even read the answers. So the host
/// must be a loopback one, and a change must not come from another origin.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok());
    let host = header(header::HOST).unwrap_or_default();
    let own = format!("http://{host}");
    if !crate::json::is_loopback(&own) {
        return (StatusCode::MISDIRECTED_REQUEST, "this host is not the emulator's").into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && header(header::ORIGIN).is_some_and(|origin| origin != own) {
        return (StatusCode::FORBIDDEN, "another origin may not do this").into_response();
    }
    next.run(request).await
}
