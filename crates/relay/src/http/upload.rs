//! Taking a visitor's file.

use super::{Edge, address::Address};
use crate::budget::AddressKey;
use crate::conversation::{fresh_id, said::file_ref};
use crate::files::{self, PutError};
use crate::refusal::Refusal;
use crate::store::{Commit, FileRow, NewFile, Operation};
use crate::telemetry::metric;
use axum::Json;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use baton_protocol::{ErrorCode, FileId, Uploaded, limits};
use futures_util::StreamExt as _;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Bytes read on after a refusal.
const LINGER_BYTES: usize = 64 * 1000 * 1000;
/// How long is read on.
const LINGER: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

/// `POST /v1/uploads?name=…`: the bytes are the body. The file is named by a message within a day, or forgotten.
pub(super) async fn take(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    Query(Named { name }): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let mut bytes = body.into_data_stream();
    let taken = receive(&edge, &address, &name, &headers, &mut bytes).await;
    if taken.is_err() {
        tokio::spawn(linger(bytes));
    }
    taken
}

/// Reads on after a refusal: a browser that is still sending when its connection closes never sees why.
async fn linger(mut bytes: BodyDataStream) {
    let mut read = 0;
    let reading = async {
        while let Some(Ok(part)) = bytes.next().await {
            read += part.len();
            if read > LINGER_BYTES {
                return;
            }
        }
    };
    // A client slower than this waits in vain; nothing of it is kept.
    let _ = tokio::time::timeout(LINGER, reading).await;
}

async fn receive(
    edge: &Edge,
    address: &AddressKey,
    name: &str,
    headers: &HeaderMap,
    bytes: &mut BodyDataStream,
) -> Result<Response, Refusal> {
    let session = edge.session_of(headers).await?;
    let rules = session.site.config.files.rules();
    let limit = rules.max_bytes.min(limits::FILE_BYTES);
    let too_large = || Refusal::new(ErrorCode::FileTooLarge, format!("a file may have {limit} bytes"));
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|bytes| bytes > limit) {
        return Err(too_large());
    }
    // Counted before the bytes are read where their number is known, so that a spent budget costs nothing.
    edge.core.budgets.upload(declared.unwrap_or(limit), address, &session.site.name)?;
    let name = files::clean_name(name);
    let id = FileId::new(fresh_id(edge.core.clock.now()));
    let stored = edge.core.files.put(&id, limit, bytes).await.map_err(|error| match error {
        PutError::TooLarge => too_large(),
        PutError::Empty => Refusal::new(ErrorCode::FileEmpty, "the file is empty"),
        PutError::Broken(_) => Refusal::new(ErrorCode::FileUnavailable, "the upload broke off"),
        PutError::Unavailable(error) => {
            tracing::error!(error = %error, "a file cannot be kept");
            Refusal::new(ErrorCode::StoreUnavailable, "files cannot be kept just now").after(5_000)
        }
    })?;
    let kind = match files::kind_of(&name, &stored.head, &rules.extensions) {
        Ok(kind) => kind,
        Err(reason) => {
            edge.core.files.discard(&id).await;
            return Err(Refusal::new(ErrorCode::FileTypeRefused, reason));
        }
    };
    let row = FileRow {
        id: id.clone(),
        conversation: session.row.conversation.clone(),
        name,
        media_type: kind.media_type,
        bytes: stored.bytes,
        location: stored.location,
        account: None,
        claimed: false,
    };
    let operations = vec![Operation::PutFile(new_file(&row, edge.core.clock.now()))];
    if let Err(error) = edge.core.store.commit(Commit { guards: Vec::new(), operations }).await {
        edge.core.files.discard(&id).await;
        return Err(error.into());
    }
    metrics::counter!(metric::UPLOAD_BYTES, "site" => session.site.name.clone()).increment(row.bytes);
    Ok((StatusCode::CREATED, Json(Uploaded { file: file_ref(&row) })).into_response())
}

fn new_file(row: &FileRow, at: crate::clock::Moment) -> NewFile {
    NewFile {
        id: row.id.clone(),
        conversation: row.conversation.clone(),
        name: row.name.clone(),
        media_type: row.media_type.clone(),
        bytes: row.bytes,
        location: row.location.clone(),
        account: None,
        claimed: false,
        at,
    }
}
