use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

use super::{Error, Problems};
use crate::limits::RETRY_AFTER_MAX;
use crate::tolerant;

/// Whether a call can have changed anything at the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Reads,
    Writes,
}

impl Effect {
    pub(crate) fn of(method: &Method) -> Self {
        if *method == Method::GET { Self::Reads } else { Self::Writes }
    }
}

/// Something went wrong after the call left, and nobody said whether it was carried out.
pub(crate) fn unsettled(effect: Effect, detail: impl Into<String>, retry_after: Option<Duration>) -> Error {
    let detail = detail.into();
    match effect {
        Effect::Reads => Error::Unavailable { detail, retry_after },
        Effect::Writes => Error::OutcomeUnknown { detail, retry_after, late: false },
    }
}

/// The same where time ran out: whoever had the call may still be at it.
fn late(effect: Effect, detail: impl Into<String>, retry_after: Option<Duration>) -> Error {
    match unsettled(effect, detail, retry_after) {
        Error::OutcomeUnknown { detail, retry_after, .. } => Error::OutcomeUnknown { detail, retry_after, late: true },
        error => error,
    }
}

/// There was an answer of success, but not one that can be read.
pub(crate) fn unreadable(effect: Effect, error: &serde_json::Error) -> Error {
    let detail = format!("the answer {}", tolerant::place(error));
    match effect {
        Effect::Reads => Error::Protocol(detail),
        Effect::Writes => Error::OutcomeUnknown { detail, retry_after: None, late: false },
    }
}

/// There was no answer. Only a failure to connect is proof that nothing was sent.
pub(crate) fn not_answered(effect: Effect, error: &reqwest::Error) -> Error {
    let detail = cause(error);
    if error.is_builder() {
        Error::Protocol(format!("the request could not be built: {detail}"))
    } else if error.is_connect() {
        Error::Unavailable { detail: format!("no connection: {detail}"), retry_after: None }
    } else if error.is_timeout() {
        late(effect, "no answer in time", None)
    } else {
        unsettled(effect, format!("connection lost: {detail}"), None)
    }
}

/// There was an answer, and it was a refusal.
pub(crate) fn refusal(effect: Effect, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let problems = Problems::read(body);
    let retry_after = retry_after(headers);
    match status.as_u16() {
        403 | 404 if is_page(headers) => Error::Protocol(format!("status {status} as an HTML page")),
        401 => Error::Unauthorized(problems),
        402 | 403 => Error::Forbidden(problems),
        404 | 410 => Error::NotFound(problems),
        409 => Error::Conflict(problems),
        413 => Error::TooLarge(problems),
        415 => Error::UnsupportedMedia(problems),
        423 => Error::Locked(problems),
        429 => Error::RateLimited { retry_after },
        302 | 303 if effect == Effect::Writes => unsettled(effect, format!("status {status}"), retry_after),
        408 | 504 => late(effect, format!("status {status}"), retry_after),
        425 | 500.. => unsettled(effect, format!("status {status}"), retry_after),
        400..=499 => Error::Invalid(problems),
        _ => Error::Protocol(format!("status {status}")),
    }
}

/// Whole seconds are understood, the vendor's form. A date is not: it would need the vendor's clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"text/html"))
}

/// The innermost cause. The outer ones repeat the address, and an address may hold an id or a signature.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let mut source = std::error::Error::source(error);
    let mut text = None;
    while let Some(inner) = source {
        text = Some(inner.to_string());
        source = inner.source();
    }
    text.unwrap_or_else(|| "no cause given".to_owned())
}
