//! What an operator's tools ask. On a listener of its own, so that it cannot become public by mistake.

use super::Edge;
use crate::store::{Commit, WorkState};
use crate::telemetry::{self, metric};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::sync::Arc;

/// The routes of the internal listener.
pub(super) fn routes(edge: Arc<Edge>) -> Router {
    Router::new()
        .route("/health", get(async || "alive\n"))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics_text))
        .with_state(edge)
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    reasons: Vec<String>,
}

/// Whether visitors and Zendesk can be served, and why not.
async fn ready(State(edge): State<Arc<Edge>>) -> impl IntoResponse {
    let mut reasons = Vec::new();
    if edge.stopping.is_cancelled() {
        reasons.push("the relay is stopping".to_owned());
    }
    // An empty commit goes through the writer and to the disk like any other.
    if let Err(error) = edge.core.store.commit(Commit::default()).await {
        reasons.push(format!("the store takes nothing: {error}"));
    }
    for account in edge.core.accounts.values() {
        if account.is_refusing(edge.core.clock.now()) {
            reasons.push(format!(
                "account {}: webhooks come with a wrong secret; compare `account.{}.webhook_secrets` with Zendesk",
                account.name, account.name
            ));
        }
    }
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready: reasons.is_empty(), reasons }))
}

async fn metrics_text(State(edge): State<Arc<Edge>>) -> impl IntoResponse {
    if let Ok(counts) = edge.core.store.work_counts().await {
        for (state, word) in
            [(WorkState::Pending, "pending"), (WorkState::Running, "running"), (WorkState::Parked, "parked")]
        {
            let count = counts.iter().find(|(counted, _)| *counted == state).map_or(0, |(_, count)| *count);
            metrics::gauge!(metric::WORK, "state" => word).set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], telemetry::render())
}
