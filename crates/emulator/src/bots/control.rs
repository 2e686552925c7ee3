//! The control of the stand-ins over HTTP: the methods of [`Bots`], in JSON, without a credential.

use super::{Bots, Heard, Reply, Vendor};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

pub(super) fn router(bots: Bots) -> Router {
    Router::new()
        .route("/control/bots/{vendor}/replies", post(will))
        .route("/control/bots/{vendor}/heard", get(heard))
        .route("/control/bots/watsonx/end-sessions", post(end_sessions))
        .route("/control/bots/watsonx/revoke-tokens", post(revoke_tokens))
        .with_state(bots)
}

async fn will(State(bots): State<Bots>, Path(vendor): Path<Vendor>, Json(replies): Json<Vec<Reply>>) -> Json<Value> {
    bots.will(vendor, replies);
    Json(json!({}))
}

async fn heard(State(bots): State<Bots>, Path(vendor): Path<Vendor>) -> Json<Vec<Heard>> {
    Json(bots.heard(vendor))
}

async fn end_sessions(State(bots): State<Bots>) -> Json<Value> {
    bots.end_sessions();
    Json(json!({}))
}

async fn revoke_tokens(State(bots): State<Bots>) -> Json<Value> {
    bots.revoke_tokens();
    Json(json!({}))
}
