//! Who calls: Basic and Bearer credentials of both APIs.

use crate::account::Scope;
use crate::answer::Refusal;
use crate::ids::IntegrationId;
use crate::operation::Needs;
use crate::state::State;
use aws_lc_rs::hmac;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// A caller whose credential holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    App,
    Integration(IntegrationId),
    /// A Support credential with its scopes.
    Support(Vec<String>),
    Nobody,
}

/// What stands in the `Authorization` header.
enum Credential {
    Basic(String, String),
    Bearer(String),
}

pub(crate) fn authenticate(state: &State, headers: &HeaderMap, needs: Needs) -> Result<Caller, Refusal> {
    match needs {
        Needs::Nothing => Ok(Caller::Nobody),
        Needs::Support => support(state, headers),
        Needs::AnyKey => key(state, headers),
        Needs::AppKey => match key(state, headers)? {
            Caller::App => Ok(Caller::App),
            _ => Err(Refusal::forbidden()),
        },
    }
}

fn credential(headers: &HeaderMap) -> Option<Credential> {
    let (kind, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if kind.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        return Some(Credential::Basic(id.to_owned(), secret.to_owned()));
    }
    kind.eq_ignore_ascii_case("bearer").then(|| Credential::Bearer(rest.trim().to_owned()))
}

fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// A key of Sunshine Conversations, by Basic or by a JWT it signed.
fn key(state: &State, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let scope = match credential(headers).ok_or_else(Refusal::unauthorized)? {
        Credential::Basic(id, secret) => state
            .keys
            .iter()
            .find(|key| key.id.0 == id && same(&key.secret, &secret))
            .map(|key| key.scope.clone())
            .ok_or_else(Refusal::unauthorized)?,
        Credential::Bearer(token) => signed(state, &token).ok_or_else(Refusal::unauthorized)?,
    };
    Ok(match scope {
        Scope::App => Caller::App,
        Scope::Integration(id) => Caller::Integration(id),
    })
}

#[derive(Deserialize)]
struct JwtHeader {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct JwtClaims {
    scope: String,
    exp: Option<f64>,
    nbf: Option<f64>,
}

/// An HS256 token whose `kid` names a key of ours and whose scope is that key's. `user` tokens are for the SDKs.
fn signed(state: &State, token: &str) -> Option<Scope> {
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let header: JwtHeader = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let claims: JwtClaims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    if header.alg != "HS256" {
        return None;
    }
    let key = state.keys.iter().find(|key| key.id.0 == header.kid)?;
    let mac = hmac::Key::new(hmac::HMAC_SHA256, key.secret.as_bytes());
    hmac::verify(&mac, message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    let now = state.now_ms as f64 / 1000.0;
    let timely = claims.exp.is_none_or(|exp| now < exp) && claims.nbf.is_none_or(|nbf| now >= nbf);
    let scope = match key.scope {
        Scope::App => "app",
        Scope::Integration(_) => "integration",
    };
    (timely && claims.scope == scope).then(|| key.scope.clone())
}

/// A Support credential: an OAuth token, or `email/token:api_token`.
fn support(state: &State, headers: &HeaderMap) -> Result<Caller, Refusal> {
    match credential(headers).ok_or_else(Refusal::unauthorized)? {
        Credential::Bearer(token) => state
            .support
            .tokens
            .iter()
            .find(|known| same(&known.token, &token) && state.now_ms < known.expires_ms)
            .map(|known| Caller::Support(known.scopes.clone()))
            .ok_or_else(Refusal::unauthorized),
        Credential::Basic(user, secret) => {
            let (email, token) = &state.support.api_token;
            let holds = user == format!("{email}/token") && same(token, &secret);
            let scopes = vec!["read".to_owned(), "write".to_owned()];
            holds.then_some(Caller::Support(scopes)).ok_or_else(Refusal::unauthorized)
        }
    }
}

/// Whether a Support caller may do this: `read`, `write`, or the same of one resource.
pub(crate) fn permits(scopes: &[String], resource: &str, write: bool) -> bool {
    let verb = if write { "write" } else { "read" };
    scopes.iter().any(|scope| scope == verb || *scope == format!("{resource}:{verb}"))
}

/// A Bearer or Basic credential that may fetch a private file.
pub(crate) fn may_fetch_files(state: &State, headers: &HeaderMap) -> bool {
    key(state, headers).is_ok() || support(state, headers).is_ok()
}

/// A Support credential, which a file of a ticket needs.
pub(crate) fn may_fetch_support_files(state: &State, headers: &HeaderMap) -> bool {
    support(state, headers).is_ok()
}
