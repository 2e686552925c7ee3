//! Keeps web pages out of the control API and the console: neither asks for a credential.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    match objection(&request) {
        Some((status, why)) => (status, why).into_response(),
        None => next.run(request).await,
    }
}

/// A page on another origin can send requests to loopback, and a rebound name can even read the answers. So the host
/// must be a loopback one, and a change must not come from another origin.
fn objection(request: &Request) -> Option<(StatusCode, &'static str)> {
    let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok());
    let own = format!("http://{}", header(header::HOST).unwrap_or_default());
    if !crate::json::is_loopback(&own) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "this host is not the emulator's"));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let foreign = !reads && header(header::ORIGIN).is_some_and(|origin| origin != own);
    foreign.then_some((StatusCode::FORBIDDEN, "another origin may not do this"))
}
