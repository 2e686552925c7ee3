//! OAuth tokens by client credentials, and the API token that is being retired.

use crate::answer::{Answer, Refusal};
use crate::ids::random_hex;
use crate::operation::Call;
use crate::options::Seeds;
use crate::state::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) token: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_ms: i64,
}

/// The credentials of the Support side.
#[derive(Debug, Clone)]
pub(crate) struct SupportAccount {
    /// Identifier and secret of the OAuth client.
    pub(crate) client: (String, String),
    /// E-mail and API token.
    pub(crate) api_token: (String, String),
    pub(crate) tokens: Vec<Token>,
}

impl SupportAccount {
    pub(crate) fn new(seeds: &Seeds) -> Self {
        Self { client: seeds.oauth_client.clone(), api_token: seeds.api_token.clone(), tokens: Vec::new() }
    }
}

/// Bounds and default of a token's life, in seconds (spec, "Create Token for Grant Type"; FACTS 3.1).
const LIFE_S: std::ops::RangeInclusive<i64> = 300..=172_800;
const DEFAULT_LIFE_S: i64 = 1_800;

#[derive(Deserialize)]
struct Body {
    grant_type: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
    #[serde(default)]
    scope: String,
    expires_in: Option<i64>,
}

pub(crate) fn create_token(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.body()?;
    if body.grant_type != "client_credentials" {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Only client_credentials is known",
        ));
    }
    let (id, secret) = &state.support.client;
    let holds: bool = body.client_secret.as_bytes().ct_eq(secret.as_bytes()).into();
    if &body.client_id != id || !holds {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed"));
    }
    let scopes: Vec<String> = body.scope.split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| is_scope(scope)) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid_scope", "The scope is missing or unknown"));
    }
    let life_s = body.expires_in.unwrap_or(DEFAULT_LIFE_S);
    if !LIFE_S.contains(&life_s) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid_request", "expires_in must be 300 to 172800"));
    }
    let now_ms = state.now_ms;
    state.support.tokens.retain(|token| now_ms < token.expires_ms);
    let token = Token { token: random_hex(32), scopes, expires_ms: now_ms + life_s * 1000 };
    let answer = json!({
        "access_token": token.token,
        "token_type": "bearer",
        "scope": body.scope,
        "expires_in": life_s,
    });
    state.support.tokens.push(token);
    Ok(Answer::created(answer))
}

fn is_scope(scope: &str) -> bool {
    let verb = scope.split_once(':').map_or(scope, |(_, verb)| verb);
    matches!(verb, "read" | "write") || scope == "impersonate"
}
