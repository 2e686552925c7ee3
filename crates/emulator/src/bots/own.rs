//! A bot that speaks Baton's own words, as `docs/bots.md` has them. It checks no signature: whoever looks at what it heard
//! can.

use super::door::{Form, Request};
use super::{Bots, Vendor};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

pub(super) fn router(bots: &Bots) -> Router {
    Router::new().route("/own/turn", post(turn)).with_state(bots.clone())
}

async fn turn(State(bots): State<Bots>, method: Method, uri: Uri, headers: HeaderMap, bytes: Bytes) -> Response {
    let request = Request { method, uri, headers, bytes };
    bots.hear(Vendor::Own, &request);
    let body = request.json().unwrap_or_default();
    if body["type"] != "turn" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let last = body.pointer("/said").and_then(Value::as_array).and_then(|said| said.last());
    let text = last.and_then(|said| said["text"].as_str()).unwrap_or_default();
    let otherwise = json!([{ "type": "say", "markdown": format!("You said: {text}") }]);
    bots.answer(Vendor::Own, otherwise, form).await
}

fn form(mut body: Value) -> Form {
    match body.get_mut("stream").map(Value::take) {
        Some(Value::Array(actions)) => {
            let done = (body["ends"] != false).then(|| json!({ "type": "done" }));
            Form::Events(actions.iter().chain(&done).map(Value::to_string).collect())
        }
        _ => Form::Json(json!({ "actions": body })),
    }
}
