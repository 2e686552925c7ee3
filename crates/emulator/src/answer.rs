//! What an operation gives back: an answer, or a refusal in the body shape of its API.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A successful answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// `null` where the answer has no body.
    pub(crate) body: Value,
    /// Headers beside the usual ones.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body, headers: Vec::new() }
    }

    pub(crate) fn created(body: Value) -> Self {
        Self { status: StatusCode::CREATED, body, headers: Vec::new() }
    }

    /// Where the vendor answers 204.
    pub(crate) fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: Value::Null, headers: Vec::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Where the vendor answers `{}`.
    pub(crate) fn empty() -> Self {
        Self::ok(json!({}))
    }
}

/// Why an operation was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The vendor's code, such as `user_not_found`.
    pub(crate) code: &'static str,
    pub(crate) title: String,
    /// `Retry-After`, where the answer is to carry one.
    pub(crate) retry_after_s: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self { status, code, title: title.into(), retry_after_s: None }
    }

    pub(crate) fn too_many(retry_after_s: Option<u32>) -> Self {
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests");
        Self { retry_after_s, ..refusal }
    }

    pub(crate) fn bad(title: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", title)
    }

    pub(crate) fn missing(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, title)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Authorization is required")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden")
    }

    pub(crate) fn media_type(title: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", title)
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "Request body is too large")
    }

    /// The error body of Sunshine Conversations.
    pub(crate) fn sunco_body(&self) -> Value {
        json!({ "errors": [{ "code": self.code, "title": self.title }] })
    }

    /// The error bodies of Support, which has no single shape.
    pub(crate) fn support_body(&self) -> Value {
        match self.status {
            StatusCode::UNAUTHORIZED if self.code == "unauthorized" => json!({ "error": "Couldn't authenticate you" }),
            StatusCode::NOT_FOUND => json!({ "error": "RecordNotFound", "description": "Not found" }),
            StatusCode::FORBIDDEN => {
                json!({ "error": "Forbidden", "description": "You do not have access to this page." })
            }
            StatusCode::UNPROCESSABLE_ENTITY if self.code == "RecordInvalid" => {
                let about = self.title.split_once(':').map_or_else(|| "base".into(), |(name, _)| name.to_lowercase());
                let details = json!({ about: [{ "description": self.title }] });
                json!({ "error": self.code, "description": "Record validation errors", "details": details })
            }
            // These two the vendor words itself.
            StatusCode::CONFLICT | StatusCode::BAD_REQUEST if self.code.starts_with(char::is_uppercase) => {
                json!({ "error": self.code, "description": self.title })
            }
            _ => json!({ "error": self.code, "error_description": self.title, "description": self.title }),
        }
    }
}
