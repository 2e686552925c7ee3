//! Getting files: the private address on the API's origin, and the signed one on the media origin.

use crate::answer::Refusal;
use crate::auth::{may_fetch_files, may_fetch_support_files};
use crate::ids::AttachmentId;
use crate::operation::Query;
use crate::sunco::attachments::{self, Attachment};
use crate::support::uploads;
use crate::workspace::people::PICTURES;
use crate::world::World;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// Routes of the API's origin: files and agents' pictures.
pub(crate) fn api_router(world: &Arc<World>) -> Router {
    let mut router = Router::new()
        .route("/sc/attachments/v2/{id}/{name}", get(private))
        .route("/attachments/token/{key}/", get(of_support))
        .with_state(Arc::clone(world));
    for (path, bytes) in PICTURES {
        router = router.route(path, get(move || async move { ([(header::CONTENT_TYPE, "image/png")], bytes) }));
    }
    router
}

/// Routes of the media origin.
pub(crate) fn media_router(world: &Arc<World>) -> Router {
    Router::new().route("/files/{id}/{name}", get(signed)).with_state(Arc::clone(world))
}

/// With private files a credential is needed, and the answer leads to a short-lived address on another origin.
async fn private(
    State(world): State<Arc<World>>,
    Path((id, _)): Path<(AttachmentId, String)>,
    headers: HeaderMap,
) -> Response {
    world.read(|state| {
        if state.switches.private_attachments && !may_fetch_files(state, &headers) {
            let refusal = Refusal::unauthorized();
            return (refusal.status, axum::Json(refusal.sunco_body())).into_response();
        }
        let Some(file) = state.attachments.get(&id) else {
            let refusal = Refusal::missing("not_found", "Attachment not found");
            return (refusal.status, axum::Json(refusal.sunco_body())).into_response();
        };
        if state.switches.private_attachments {
            (StatusCode::FOUND, [(header::LOCATION, attachments::signed_url(state, file))]).into_response()
        } else {
            bytes_of(file)
        }
    })
}

/// A file of Support: always by way of a short-lived address on another origin; with private files only for those who
/// have a Support credential.
async fn of_support(State(world): State<Arc<World>>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    world.read(|state| {
        if state.switches.private_attachments && !may_fetch_support_files(state, &headers) {
            let refusal = Refusal::unauthorized();
            return (refusal.status, axum::Json(refusal.support_body())).into_response();
        }
        match uploads::by_key(state, &key) {
            Some(file) => {
                (StatusCode::FOUND, [(header::LOCATION, attachments::signed_url(state, file))]).into_response()
            }
            None => (StatusCode::NOT_FOUND, axum::Json(crate::support::not_found().support_body())).into_response(),
        }
    })
}

/// A credential that arrives here was leaked along a redirect: storage hosts refuse two ways of signing at once.
async fn signed(
    State(world): State<Arc<World>>,
    Path((id, _)): Path<(AttachmentId, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "Only one auth mechanism allowed").into_response();
    }
    let query = Query::parse(query.as_deref());
    let value = |name| query.get(name).unwrap_or_default();
    world.read(|state| {
        if !attachments::is_signed(state, &id, value("expires"), value("signature")) {
            return (StatusCode::FORBIDDEN, "Request has expired or is not signed").into_response();
        }
        state.attachments.get(&id).map_or_else(|| StatusCode::NOT_FOUND.into_response(), bytes_of)
    })
}

/// The bytes, marked so that no browser runs them.
pub(crate) fn bytes_of(file: &Attachment) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.media_type.clone()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, file.bytes.clone()).into_response()
}
