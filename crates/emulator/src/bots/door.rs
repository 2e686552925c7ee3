//! What all stand-ins do with a request and with an answer, whatever is in it.

use super::{Bots, Heard, Reply, Vendor};
use crate::serve::Withheld;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

/// Bytes of an answer that is too long for anybody.
const HUGE: usize = 4 * 1024 * 1024;

/// A request, with all that is remembered of it.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Bytes,
}

/// An answer in the vendor's form.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Json(Value),
    /// The data of server-sent events.
    Events(Vec<String>),
}

impl Request {
    /// The body; none where it is no JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.bytes).ok()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What is after `Bearer`.
    pub(super) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

impl Bots {
    pub(super) fn hear(&self, vendor: Vendor, request: &Request) {
        let headers = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let heard = Heard {
            vendor,
            request: format!("{} {}", request.method, request.uri),
            headers: headers.collect(),
            raw: String::from_utf8_lossy(&request.bytes).into_owned(),
            body: request.json().unwrap_or_default(),
        };
        self.with(|book, _| book.heard.push(heard));
    }

    /// Answers as told; `form` makes the vendor's answer of what is said.
    pub(super) async fn answer(&self, vendor: Vendor, otherwise: Value, form: impl FnOnce(Value) -> Form) -> Response {
        match self.with(|book, _| book.next(vendor)) {
            None => whole(&form(otherwise)),
            Some(Reply::Says { body }) => whole(&form(body)),
            Some(Reply::Status { status, body }) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, Json(body)).into_response()
            }
            Some(Reply::Nonsense) => ([(header::CONTENT_TYPE, "application/json")], "{\"nonsense").into_response(),
            Some(Reply::Huge) => huge(&form(Value::Null)),
            Some(Reply::Hangs) => {
                self.shelf.cancel.cancelled().await;
                withheld()
            }
            Some(Reply::HangsUp) => withheld(),
            Some(Reply::Breaks { body }) => broken(&form(body), std::future::ready(())),
            Some(Reply::Stalls { body }) => broken(&form(body), self.shelf.cancel.clone().cancelled_owned()),
            Some(Reply::Twice { body }) => twice(&form(body)),
            Some(Reply::Redirects { to }) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        }
    }
}

fn withheld() -> Response {
    let mut response = StatusCode::OK.into_response();
    response.extensions_mut().insert(Withheld);
    response
}

fn whole(form: &Form) -> Response {
    let media_type = media_type(form);
    ([(header::CONTENT_TYPE, media_type)], text(form)).into_response()
}

fn twice(form: &Form) -> Response {
    let media_type = media_type(form);
    ([(header::CONTENT_TYPE, media_type)], text(form).repeat(2)).into_response()
}

/// The first part; then, some time, the connection is gone.
fn broken(form: &Form, until: impl Future<Output = ()> + Send + 'static) -> Response {
    let media_type = media_type(form);
    let text = text(form);
    let end = text.floor_char_boundary(text.len() * 2 / 3);
    let first = Bytes::from(text.get(..end).unwrap_or_default().to_owned());
    let end = async move {
        until.await;
        Err(std::io::Error::other("the answer breaks off"))
    };
    let pieces = stream::iter([Ok::<Bytes, std::io::Error>(first)]).chain(stream::once(end));
    ([(header::CONTENT_TYPE, media_type)], Body::from_stream(pieces)).into_response()
}

fn huge(form: &Form) -> Response {
    let text = "a".repeat(HUGE);
    let (media_type, text) = match form {
        Form::Json(_) => ("application/json", format!("\"{text}\"")),
        Form::Events(_) => ("text/event-stream", format!("data: \"{text}\"\n\n")),
    };
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

fn media_type(form: &Form) -> &'static str {
    match form {
        Form::Json(_) => "application/json",
        Form::Events(_) => "text/event-stream",
    }
}

fn text(form: &Form) -> String {
    match form {
        Form::Json(value) => value.to_string(),
        Form::Events(events) => events.iter().map(|data| format!("data: {data}\n\n")).collect(),
    }
}
