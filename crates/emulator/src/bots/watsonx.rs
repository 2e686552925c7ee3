//! An IBM watsonx Assistant: the stateful sessions of its API v2.

pub(super) mod identity;

use super::door::{Form, Request};
use super::{Bots, Vendor};
use crate::account::demo;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// The only assistant, and its environment.
const ASSISTANT: &str = "baton-demo-assistant";
const ENVIRONMENT: &str = "baton-demo-environment";
/// Characters of a text.
const TEXT: usize = 2_048;

#[derive(Default)]
pub(super) struct Assistant {
    /// The variables of each session.
    pub(super) sessions: BTreeMap<String, Map<String, Value>>,
    /// Until when tokens are taken, in milliseconds since 1970.
    pub(super) tokens: BTreeMap<String, i64>,
}

type Ids = Path<HashMap<String, String>>;
type Asked = Query<HashMap<String, String>>;

pub(super) fn router(bots: &Bots) -> Router {
    // Newer clients name assistant and environment, older ones the environment as if it were the assistant.
    let sessions = |beginning: &str| {
        Router::new()
            .route(&format!("{beginning}/sessions"), post(begin))
            .route(&format!("{beginning}/sessions/{{session}}"), delete(end))
            .route(&format!("{beginning}/sessions/{{session}}/message"), post(message))
    };
    sessions("/v2/assistants/{assistant}")
        .merge(sessions("/v2/assistants/{assistant}/environments/{environment}"))
        .with_state(bots.clone())
}

async fn begin(
    State(bots): State<Bots>,
    Path(ids): Ids,
    Query(asked): Asked,
    (method, uri, headers): (Method, Uri, HeaderMap),
    bytes: Bytes,
) -> Response {
    let request = Request { method, uri, headers, bytes };
    bots.hear(Vendor::Watsonx, &request);
    if let Some(refusal) = refusal(&bots, &request, &ids, &asked) {
        return refusal;
    }
    let id = bots.with(|book, _| {
        let id = book.id("session-");
        book.assistant.sessions.insert(id.clone(), Map::new());
        id
    });
    (StatusCode::CREATED, Json(json!({ "session_id": id }))).into_response()
}

async fn end(
    State(bots): State<Bots>,
    Path(ids): Ids,
    Query(asked): Asked,
    (method, uri, headers): (Method, Uri, HeaderMap),
) -> Response {
    let request = Request { method, uri, headers, bytes: Bytes::new() };
    bots.hear(Vendor::Watsonx, &request);
    if let Some(refusal) = refusal(&bots, &request, &ids, &asked) {
        return refusal;
    }
    let session = ids.get("session").map(String::as_str).unwrap_or_default();
    match bots.with(|book, _| book.assistant.sessions.remove(session)) {
        Some(_) => Json(json!({})).into_response(),
        None => error(StatusCode::NOT_FOUND, "Invalid Session"),
    }
}

async fn message(
    State(bots): State<Bots>,
    Path(ids): Ids,
    Query(asked): Asked,
    (method, uri, headers): (Method, Uri, HeaderMap),
    bytes: Bytes,
) -> Response {
    let request = Request { method, uri, headers, bytes };
    bots.hear(Vendor::Watsonx, &request);
    if let Some(refusal) = refusal(&bots, &request, &ids, &asked) {
        return refusal;
    }
    let session = ids.get("session").cloned().unwrap_or_default();
    let Some(body) = request.json() else { return error(StatusCode::BAD_REQUEST, "Invalid JSON") };
    let text = body.pointer("/input/text").and_then(Value::as_str).unwrap_or_default().to_owned();
    if text.chars().count() > TEXT || text.contains(['\n', '\r', '\t']) {
        return error(StatusCode::BAD_REQUEST, "Invalid input.text");
    }
    let told = body.pointer("/context/skills/actions skill/skill_variables").and_then(Value::as_object).cloned();
    let is_known = bots.with(|book, _| {
        let variables = book.assistant.sessions.get_mut(&session)?;
        variables.extend(told.unwrap_or_default());
        Some(())
    });
    if is_known.is_none() {
        return error(StatusCode::NOT_FOUND, "Invalid Session");
    }
    let otherwise = json!({ "generic": [{ "response_type": "text", "text": format!("You said: {text}") }] });
    let returns = body.pointer("/input/options/return_context") == Some(&Value::Bool(true));
    bots.answer(Vendor::Watsonx, otherwise, |says| {
        let set = says["variables"].as_object().cloned().unwrap_or_default();
        let variables = bots.with(|book, _| {
            let variables = book.assistant.sessions.entry(session.clone()).or_default();
            variables.extend(set);
            variables.clone()
        });
        let output = json!({ "intents": [], "entities": [], "generic": says["generic"] });
        let mut answer = json!({ "output": output, "user_id": body["user_id"] });
        if let (true, Some(answer)) = (returns, answer.as_object_mut()) {
            let context = json!({
                "global": { "system": { "turn_count": 1 }, "session_id": session },
                "skills": { "actions skill": { "skill_variables": variables } },
            });
            answer.insert("context".to_owned(), context);
        }
        Form::Json(answer)
    })
    .await
}

/// What is wrong with a request whatever it is about.
fn refusal(
    bots: &Bots,
    request: &Request,
    ids: &HashMap<String, String>,
    asked: &HashMap<String, String>,
) -> Option<Response> {
    let basic = format!("Basic {}", STANDARD.encode(format!("apikey:{}", demo::BOT_KEY)));
    let has_token = bots.with(|book, now_ms| {
        let token = request.bearer()?;
        book.assistant.tokens.get(token).filter(|until| **until > now_ms).copied()
    });
    if request.header("authorization") != Some(basic.as_str()) && has_token.is_none() {
        return Some(error(StatusCode::UNAUTHORIZED, "Unauthorized"));
    }
    if !asked.contains_key("version") {
        return Some(error(StatusCode::BAD_REQUEST, "Missing required parameter version"));
    }
    let assistant = ids.get("assistant").map(String::as_str);
    let is_known = match ids.get("environment").map(String::as_str) {
        Some(environment) => assistant == Some(ASSISTANT) && environment == ENVIRONMENT,
        None => assistant == Some(ENVIRONMENT),
    };
    (!is_known).then(|| error(StatusCode::NOT_FOUND, "Resource not found"))
}

fn error(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error, "code": status.as_u16() }))).into_response()
}
