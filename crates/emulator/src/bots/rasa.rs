//! A Rasa assistant: its REST channel, with something in front of it that asks for a bearer token.

use super::door::{Form, Request};
use super::{Bots, Vendor};
use crate::account::demo;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

pub(super) fn router(bots: &Bots) -> Router {
    Router::new()
        .route("/rasa/", get(hello))
        .route("/rasa/webhooks/rest/webhook", post(webhook))
        .with_state(bots.clone())
}

async fn hello(State(bots): State<Bots>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let request = Request { method, uri, headers, bytes: Bytes::new() };
    bots.hear(Vendor::Rasa, &request);
    if let Some(refusal) = refusal(&request) { refusal } else { "Hello from Rasa: 3.6.21".into_response() }
}

async fn webhook(State(bots): State<Bots>, method: Method, uri: Uri, headers: HeaderMap, bytes: Bytes) -> Response {
    let request = Request { method, uri, headers, bytes };
    bots.hear(Vendor::Rasa, &request);
    if let Some(refusal) = refusal(&request) {
        return refusal;
    }
    let body = request.json().unwrap_or_default();
    let (Some(sender), Some(message)) = (body["sender"].as_str(), body["message"].as_str()) else {
        return (StatusCode::BAD_REQUEST, "sender and message are needed").into_response();
    };
    // An intent that a server is told of is no question.
    if message.starts_with('/') && body.pointer("/metadata/baton/news").is_some() {
        return Json(json!([])).into_response();
    }
    let sender = sender.to_owned();
    let otherwise = json!([{ "text": format!("You said: {message}") }]);
    bots.answer(Vendor::Rasa, otherwise, |messages| Form::Json(addressed(messages, &sender))).await
}

/// Every message names whom it is for.
fn addressed(mut messages: Value, sender: &str) -> Value {
    for message in messages.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        message.insert("recipient_id".to_owned(), sender.into());
    }
    messages
}

fn refusal(request: &Request) -> Option<Response> {
    if request.bearer() == Some(demo::BOT_KEY) {
        return None;
    }
    let body = json!({
        "version": "3.6.21", "status": "failure", "reason": "NotAuthenticated", "message": "User is not authenticated.",
        "code": 401,
    });
    Some((StatusCode::UNAUTHORIZED, Json(body)).into_response())
}
