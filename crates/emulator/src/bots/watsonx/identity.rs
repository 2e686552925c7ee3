//! IBM's identity service: a key for a token that lives an hour.

use super::super::Bots;
use crate::account::demo;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

/// Seconds that a token lives.
const LIFE: i64 = 3_600;
const GRANT: &str = "urn:ibm:params:oauth:grant-type:apikey";

#[derive(Deserialize)]
struct Asked {
    grant_type: String,
    apikey: String,
}

pub(in crate::bots) fn router(bots: &Bots) -> Router {
    Router::new().route("/identity/token", post(token)).with_state(bots.clone())
}

async fn token(State(bots): State<Bots>, Form(asked): Form<Asked>) -> Response {
    if asked.grant_type != GRANT || asked.apikey != demo::BOT_KEY {
        let body = json!({
            "errorCode": "BXNIM0415E", "errorMessage": "Provided API key could not be found.", "context": {},
        });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let (token, now_ms) = bots.with(|book, now_ms| {
        let token = token_of(&book.id("IBMid-"), now_ms / 1_000);
        book.assistant.tokens.insert(token.clone(), now_ms + LIFE * 1_000);
        (token, now_ms)
    });
    let body = json!({
        "access_token": token,
        "refresh_token": "not_supported",
        "token_type": "Bearer",
        "expires_in": LIFE,
        "expiration": now_ms / 1_000 + LIFE,
        "scope": "ibm openid",
    });
    Json(body).into_response()
}

/// The form of a JSON Web Token: the vendor's client reads from it how long it lives, and nobody looks at the signature.
fn token_of(id: &str, now: i64) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "iam_id": id, "iat": now, "exp": now + LIFE, "scope": "ibm openid" });
    format!("{}.{}.{}", part(&json!({ "alg": "RS256", "kid": "demo" })), part(&claims), part(&json!("unsigned")))
}
