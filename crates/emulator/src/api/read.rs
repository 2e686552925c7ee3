//! Reading a request whole: the state's lock is taken only once everything is there.

use crate::answer::Refusal;
use crate::limits;
use crate::operation::Upload;
use axum::RequestExt;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawPathParams, Request};
use axum::http::{HeaderMap, Method, Uri, header};
use bytes::Bytes;
use std::collections::BTreeMap;

/// A request with its body in memory.
pub(super) struct Read {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) params: BTreeMap<String, String>,
    pub(super) body: Bytes,
    pub(super) content_type: String,
}

impl Read {
    pub(super) fn is_json(&self) -> bool {
        self.content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    }

    /// A header's value, where it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.content_type.starts_with("multipart/form-data")
    }

    /// The `source` part of a multipart body.
    pub(super) async fn upload(&self) -> Result<Option<Upload>, Refusal> {
        if !self.is_multipart() {
            return Ok(None);
        }
        let malformed =
            |error: axum::extract::multipart::MultipartError| Refusal::bad(format!("Invalid multipart: {error}"));
        let mut request = Request::new(Body::from(self.body.clone()));
        if let Ok(value) = self.content_type.parse() {
            request.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        // The limit was applied when the body was read.
        DefaultBodyLimit::disable().apply(&mut request);
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|error| Refusal::bad(format!("Invalid multipart: {error}")))?;
        while let Some(part) = parts.next_field().await.map_err(malformed)? {
            if part.name() == Some("source") {
                let name = part.file_name().unwrap_or_default().to_owned();
                return Ok(Some(Upload { name, bytes: part.bytes().await.map_err(malformed)? }));
            }
        }
        Ok(None)
    }
}

/// Reads it, refusing what is larger than the vendor takes.
pub(super) async fn read(mut request: Request, takes_file: bool) -> Result<Read, Refusal> {
    let params = request
        .extract_parts::<RawPathParams>()
        .await
        .map(|params| params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        .unwrap_or_default();
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let content_type = content_type.to_owned();
    let limit = if takes_file || content_type.starts_with("multipart/form-data") {
        limits::UPLOAD + limits::UPLOAD_FRAMING
    } else {
        limits::JSON_BODY
    };
    let body = to_bytes(body, limit).await.map_err(|_| Refusal::too_large())?;
    Ok(Read { method: parts.method, uri: parts.uri, headers: parts.headers, params, body, content_type })
}
