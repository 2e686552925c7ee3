//! The control of the stand-in over HTTP: the methods of [`Braze`], in JSON, without a credential.

use super::account::{BrazeUser, Campaign, Dispatch, Keyword, NewUser, TextView, TextWebhook};
use super::{Braze, BrazeFailure};
use crate::fault::FaultRule;
use crate::ids::ExternalUserId;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn router(braze: Braze) -> Router {
    Router::new()
        .route("/control/campaigns", get(campaigns).post(add_campaign))
        .route("/control/users", get(users).post(add_user))
        .route("/control/users/{id}/subscription", put(subscribe))
        .route("/control/users/{id}/text", post(text))
        .route("/control/dispatches", get(dispatches))
        .route("/control/keywords", post(add_keyword))
        .route("/control/text-webhook", put(set_text_webhook))
        .route("/control/texts", get(texts))
        .route("/control/settle", post(settle))
        .route("/control/limit", put(set_limit))
        .route("/control/faults", post(add_fault).delete(clear_faults))
        .with_state(braze)
}

impl IntoResponse for BrazeFailure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NoSuchUser(_) => StatusCode::NOT_FOUND,
            Self::NoPhone(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

async fn campaigns(State(braze): State<Braze>) -> Json<Vec<Campaign>> {
    Json(braze.campaigns())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

async fn add_campaign(State(braze): State<Braze>, Json(body): Json<Named>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": braze.add_campaign(&body.name) })))
}

async fn users(State(braze): State<Braze>) -> Json<Vec<BrazeUser>> {
    Json(braze.users())
}

async fn add_user(State(braze): State<Braze>, Json(user): Json<NewUser>) -> (StatusCode, Json<Value>) {
    braze.add_user(user);
    (StatusCode::CREATED, Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription {
    subscribed: bool,
}

async fn subscribe(
    State(braze): State<Braze>,
    Path(id): Path<ExternalUserId>,
    Json(body): Json<Subscription>,
) -> Result<Json<Value>, BrazeFailure> {
    braze.set_subscribed(&id, body.subscribed).map(|()| Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    body: String,
}

async fn text(
    State(braze): State<Braze>,
    Path(id): Path<ExternalUserId>,
    Json(body): Json<Text>,
) -> Result<Json<Value>, BrazeFailure> {
    braze.text(&id, &body.body).map(|id| Json(json!({ "id": id })))
}

async fn dispatches(State(braze): State<Braze>) -> Json<Vec<Dispatch>> {
    Json(braze.dispatches())
}

async fn add_keyword(State(braze): State<Braze>, Json(keyword): Json<Keyword>) -> (StatusCode, Json<Value>) {
    braze.add_keyword(keyword);
    (StatusCode::CREATED, Json(json!({})))
}

async fn set_text_webhook(State(braze): State<Braze>, Json(webhook): Json<Option<TextWebhook>>) -> Json<Value> {
    braze.set_text_webhook(webhook);
    Json(json!({}))
}

async fn texts(State(braze): State<Braze>) -> Json<Vec<TextView>> {
    Json(braze.texts())
}

async fn settle(State(braze): State<Braze>) -> Json<Value> {
    braze.settle().await;
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    limit: u64,
}

async fn set_limit(State(braze): State<Braze>, Json(body): Json<Limit>) -> Json<Value> {
    braze.set_limit(body.limit);
    Json(json!({}))
}

async fn add_fault(State(braze): State<Braze>, Json(rule): Json<FaultRule>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": braze.add_fault(rule) })))
}

async fn clear_faults(State(braze): State<Braze>) -> Json<Value> {
    braze.clear_faults();
    Json(json!({}))
}
