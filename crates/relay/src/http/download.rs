//! Giving a file to the visitor whose conversation it belongs to, and to nobody else.

use super::Edge;
use crate::desk::{FileFault, messaging};
use crate::files::{SNIFF_BYTES, remote_of};
use crate::refusal::Refusal;
use crate::store::FileRow;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use baton_protocol::{ErrorCode, FileId};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use std::sync::Arc;

/// The pictures that a browser may show in place, once their bytes say so.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

type Bits = BoxStream<'static, std::io::Result<Bytes>>;

/// `GET /v1/files/{id}`.
pub(super) async fn give(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let unknown = || Refusal::new(ErrorCode::FileUnknown, "there is no such file");
    // Without a session of its conversation a file does not exist: whoever guesses learns nothing.
    let session = edge.session_of(&headers).await.map_err(|refusal| match refusal.code {
        ErrorCode::SessionUnknown => unknown(),
        _ => refusal,
    })?;
    let row = edge.core.store.file(&FileId::new(id)).await?;
    let row = row.filter(|row| row.conversation == session.row.conversation).ok_or_else(unknown)?;
    let mut bits = open(&edge, &row).await?;
    let (head, rest) = first(&mut bits).await.map_err(|error| {
        tracing::warn!(file.id = %row.id, error = %error, "a file broke off at its beginning");
        Refusal::new(ErrorCode::FileUnavailable, "the file cannot be had just now").after(3_000)
    })?;
    let picture = infer::get(&head).map(|kind| kind.mime_type()).filter(|kind| PICTURES.contains(kind));
    let body = Body::from_stream(stream::once(async move { Ok(head) }).chain(rest));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(picture.unwrap_or("application/octet-stream")));
    headers.insert(header::CONTENT_DISPOSITION, disposition(picture.is_some(), &row.name));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    Ok(response)
}

async fn open(edge: &Edge, row: &FileRow) -> Result<Bits, Refusal> {
    let later = || Refusal::new(ErrorCode::FileUnavailable, "the file cannot be had just now").after(3_000);
    let gone = || Refusal::new(ErrorCode::FileUnknown, "the file is gone");
    if let Some(read) = edge.core.files.read(row).await {
        return read.map_err(|error| {
            tracing::error!(file.id = %row.id, error = %error, "a kept file cannot be read");
            if matches!(error, object_store::Error::NotFound { .. }) { gone() } else { later() }
        });
    }
    let account = row.account.as_ref().and_then(|name| edge.core.accounts.get(name)).ok_or_else(gone)?;
    let (desk, url) = remote_of(row).ok_or_else(gone)?;
    // Rows that name no desk are older than the second one.
    let desk = account.desk(desk.unwrap_or(messaging::NAME)).ok_or_else(gone)?;
    match desk.open(url).await {
        Ok(file) => Ok(file.stream),
        Err(fault) => {
            tracing::warn!(file.id = %row.id, account = %account.name, fault = %fault, "a file at the desk cannot be had");
            Err(match fault {
                FileFault::Gone | FileFault::Refused(_) => gone(),
                FileFault::Unavailable(_) => later(),
            })
        }
    }
}

/// The first bytes, enough to tell what it is, and the rest.
async fn first(bits: &mut Bits) -> std::io::Result<(Bytes, Bits)> {
    let mut head = BytesMut::new();
    while head.len() < SNIFF_BYTES {
        match bits.next().await {
            Some(part) => head.extend_from_slice(&part?),
            None => break,
        }
    }
    let rest = std::mem::replace(bits, stream::empty().boxed());
    Ok((head.freeze(), rest))
}

/// RFC 6266 with the encoding of RFC 8187, and a plain fallback.
fn disposition(inline: bool, name: &str) -> HeaderValue {
    let kind = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) { letter } else { '_' })
        .collect();
    let encoded: String = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"._-~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    });
    HeaderValue::from_str(&format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reaches_the_header_whole_and_harmless() {
        let value = disposition(false, "Straße \"x\"\u{7}.pdf");
        assert_eq!(
            value.to_str().unwrap(),
            "attachment; filename=\"Stra_e _x__.pdf\"; filename*=UTF-8''Stra%C3%9Fe%20%22x%22%07.pdf"
        );
    }
}
