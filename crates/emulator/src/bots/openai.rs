//! A language model behind OpenAI's chat completions, streamed or whole.

mod check;
mod render;

use super::door::Request;
use super::{Bots, Vendor};
use crate::account::demo;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

/// The only model.
pub(super) const MODEL: &str = "baton-demo-model";

pub(super) fn router(bots: &Bots) -> Router {
    Router::new().route("/models", get(models)).route("/chat/completions", post(complete)).with_state(bots.clone())
}

async fn models(State(bots): State<Bots>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let request = Request { method, uri, headers, bytes: Bytes::new() };
    bots.hear(Vendor::Openai, &request);
    if let Some(refusal) = refusal(&request) {
        return refusal;
    }
    let model = json!({ "id": MODEL, "object": "model", "created": 1_700_000_000, "owned_by": "baton" });
    Json(json!({ "object": "list", "data": [model] })).into_response()
}

async fn complete(State(bots): State<Bots>, method: Method, uri: Uri, headers: HeaderMap, bytes: Bytes) -> Response {
    let request = Request { method, uri, headers, bytes };
    bots.hear(Vendor::Openai, &request);
    if let Some(refusal) = refusal(&request) {
        return refusal;
    }
    let Some(body) = request.json() else {
        return error(StatusCode::BAD_REQUEST, "We could not parse the JSON body of your request.", None);
    };
    if let Err((status, message, code)) = check::body(&body) {
        return error(status, &message, Some(code));
    }
    let last = body["messages"].as_array().and_then(|messages| messages.last());
    let said = last.and_then(|message| message["content"].as_str()).unwrap_or_default();
    let otherwise = json!({ "text": format!("You said: {said}") });
    let id = bots.with(|book, _| book.id("chatcmpl-"));
    bots.answer(Vendor::Openai, otherwise, |says| render::form(&id, &body, &says)).await
}

fn refusal(request: &Request) -> Option<Response> {
    let refused = request.bearer() != Some(demo::BOT_KEY);
    let message = "Incorrect API key provided.";
    refused.then(|| error(StatusCode::UNAUTHORIZED, message, Some("invalid_api_key")))
}

fn error(status: StatusCode, message: &str, code: Option<&str>) -> Response {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": Value::Null, "code": code });
    (status, Json(json!({ "error": error }))).into_response()
}
