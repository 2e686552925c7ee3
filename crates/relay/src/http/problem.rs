//! Errors as clients get them: RFC 9457, with a stable code.

use crate::refusal::Refusal;
use crate::telemetry::metric;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use baton_protocol::{ErrorCode, ProblemBody};

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = status_of(self.code);
        metrics::counter!(metric::FRAMES_REFUSED, "code" => word(self.code)).increment(1);
        let retry_after = self.retry_after_ms.map(|milliseconds| milliseconds.div_ceil(1000));
        let body = ProblemBody {
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: status.as_u16(),
            detail: self.message,
            code: self.code,
            retry_after_ms: self.retry_after_ms,
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The word of a code, as it is on the wire.
pub(super) fn word(code: ErrorCode) -> String {
    serde_json::to_string(&code).unwrap_or_default().trim_matches('"').to_owned()
}

fn status_of(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::SessionUnknown => StatusCode::UNAUTHORIZED,
        ErrorCode::OriginRefused => StatusCode::FORBIDDEN,
        ErrorCode::SiteUnknown | ErrorCode::FileUnknown => StatusCode::NOT_FOUND,
        ErrorCode::TooLarge | ErrorCode::FileTooLarge | ErrorCode::TextTooLong => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::FileTypeRefused => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::BudgetSpent => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::StageRefused => StatusCode::CONFLICT,
        ErrorCode::FileUnavailable => StatusCode::BAD_GATEWAY,
        ErrorCode::StoreUnavailable | ErrorCode::GoingAway | ErrorCode::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// What is nowhere.
pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}
