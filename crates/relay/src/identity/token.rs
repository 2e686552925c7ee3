//! A token in which a site's owner says who the visitor is: the one Zendesk's own messaging takes, so that an endpoint
//! which signs for that signs for Baton too. A JSON Web Token, HS256 alone, by a key that is configured under its `kid`.

use super::said;
use crate::clock::Moment;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::{IdentityToken, limits};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// How far the signer's clock and ours may differ.
const LEEWAY: Duration = Duration::from_secs(60);
/// How the external ids begin that the relay gives to visitors nobody knows.
pub const ANONYMOUS: &str = "baton-";
/// Characters of a foreign word that are repeated to whoever sent it.
const SHOWN_CHARS: usize = 64;

/// What a token proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who the visitor is to the site's owner.
    pub external_id: String,
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the owner vouches for that address.
    pub email_verified: bool,
}

/// The check that a token failed, in words for the developer of the page. No secret, and nothing of what was claimed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The site has no keys.
    #[error("this site takes no signed identity: it has no `identity.keys`")]
    NoKeys,
    /// It is no token.
    #[error("it is not a JSON Web Token: {0}")]
    Malformed(&'static str),
    /// Signed in another way than HS256, or not at all.
    #[error("the header's `alg` is {0}; only \"HS256\" is taken")]
    Algorithm(String),
    /// The header asks for something that is not understood.
    #[error("the header's `crit` asks for what is not understood here; leave it out")]
    Critical,
    /// The header names no key.
    #[error("the header has no `kid`; it names the key that signed the token")]
    NoKey,
    /// The header names a key that is not the site's.
    #[error("the header's `kid` is {0}, which is not among the site's `identity.keys`")]
    UnknownKey(String),
    /// The signature is not by that key.
    #[error("the signature is not by the key that `kid` names: another secret signed it, or it was changed since")]
    Signature,
    /// A claim is not what it must be.
    #[error("the claim `{0}` {1}")]
    Claim(&'static str, &'static str),
    /// The time it was valid for is over. What it said in its time is carried along.
    #[error("it expired (`exp`) {seconds} seconds ago; sign a fresh one")]
    Expired {
        /// How long ago.
        seconds: i64,
        /// What it proved until then.
        proof: Box<Proof>,
    },
    /// It is of a time to come.
    #[error("the claim `{0}` is {1} seconds ahead of the relay's clock; is the signer's clock right?")]
    Early(&'static str, i64),
    /// It is of somebody else than the visitor has been proved to be.
    #[error("it names another `external_id` than this chat's visitor has; call Baton('logout') when your user changes")]
    Another,
}

/// Verifies a token against the keys of a site.
pub fn verify(token: &IdentityToken, keys: &BTreeMap<String, SecretString>, now: Moment) -> Result<Proof, Fault> {
    let text = token.reveal();
    if keys.is_empty() {
        return Err(Fault::NoKeys);
    }
    if text.len() > limits::IDENTITY_TOKEN_BYTES {
        return Err(Fault::Malformed("it is longer than 8192 bytes"));
    }
    let secret = key_of(&header(text)?, keys)?;
    let key = DecodingKey::from_secret(secret.expose_secret().as_bytes());
    let claims = jsonwebtoken::decode::<Map<String, Value>>(text, &key, &signature_alone());
    let claims = claims.map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature => Fault::Signature,
        ErrorKind::Base64(_) => Fault::Malformed("a part of it is not base64url"),
        _ => Fault::Malformed("its claims cannot be read"),
    })?;
    proof(&claims.claims, now)
}

/// The claims are judged here: by our own clock, and each with its name.
fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn header(token: &str) -> Result<Map<String, Value>, Fault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, _, _] = parts.as_slice() else { return Err(Fault::Malformed("it must have three parts")) };
    let bytes = URL_SAFE_NO_PAD.decode(header).ok();
    let header = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    header.ok_or(Fault::Malformed("its header cannot be read"))
}

fn key_of<'a>(
    header: &Map<String, Value>,
    keys: &'a BTreeMap<String, SecretString>,
) -> Result<&'a SecretString, Fault> {
    match header.get("alg") {
        Some(Value::String(algorithm)) if algorithm == "HS256" => {}
        Some(other) => return Err(Fault::Algorithm(shown(other))),
        None => return Err(Fault::Algorithm("missing".to_owned())),
    }
    if header.contains_key("crit") {
        return Err(Fault::Critical);
    }
    match header.get("kid") {
        Some(Value::String(kid)) => keys.get(kid).ok_or_else(|| Fault::UnknownKey(shown(&Value::from(kid.as_str())))),
        Some(other) => Err(Fault::UnknownKey(shown(other))),
        None => Err(Fault::NoKey),
    }
}

fn proof(claims: &Map<String, Value>, now: Moment) -> Result<Proof, Fault> {
    if claims.get("scope").and_then(Value::as_str) != Some("user") {
        return Err(Fault::Claim("scope", "must be \"user\""));
    }
    let external_id = match claims.get("external_id") {
        Some(Value::String(id)) => checked_id(id.trim())?,
        Some(_) => return Err(Fault::Claim("external_id", "must be a text")),
        None => return Err(Fault::Claim("external_id", "is missing")),
    };
    let email_verified = match claims.get("email_verified") {
        None | Some(Value::Null) => true,
        Some(Value::Bool(verified)) => *verified,
        Some(_) => return Err(Fault::Claim("email_verified", "must be true or false")),
    };
    let name = text(claims, "name", said::is_name, "must be a text of at most 128 characters")?;
    let email = text(claims, "email", said::is_email, "must be an e-mail address of at most 128 characters")?;
    let proof = Proof { external_id, name, email, email_verified };
    for claim in ["iat", "nbf"] {
        let ahead = moment(claims, claim)?.map_or(i64::MIN, |at| at.saturating_sub(now.0));
        if ahead > milliseconds(LEEWAY) {
            return Err(Fault::Early(claim, ahead / 1_000));
        }
    }
    let past = moment(claims, "exp")?.map_or(i64::MIN, |at| now.0.saturating_sub(at));
    if past >= milliseconds(LEEWAY) {
        return Err(Fault::Expired { seconds: past / 1_000, proof: Box::new(proof) });
    }
    Ok(proof)
}

fn checked_id(id: &str) -> Result<String, Fault> {
    let wrong = |what| Err(Fault::Claim("external_id", what));
    if id.is_empty() {
        return wrong("is empty");
    }
    if id.chars().count() > limits::EXTERNAL_ID_CHARS {
        return wrong("may have 255 characters");
    }
    if id.chars().any(char::is_control) {
        return wrong("may have no control characters");
    }
    // Else a signed visitor could be given the place of one whom nobody knows.
    if id.to_lowercase().starts_with(ANONYMOUS) {
        return wrong("may not begin with `baton-`");
    }
    Ok(id.to_owned())
}

fn text(
    claims: &Map<String, Value>,
    claim: &'static str,
    fits: fn(&str) -> bool,
    wanted: &'static str,
) -> Result<Option<String>, Fault> {
    match claims.get(claim) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) if fits(text.trim()) => Ok(Some(text.trim().to_owned())),
        Some(_) => Err(Fault::Claim(claim, wanted)),
    }
}

/// A claim's time in milliseconds; it stands there in seconds, perhaps with a fraction.
#[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
fn moment(claims: &Map<String, Value>, claim: &'static str) -> Result<Option<i64>, Fault> {
    match claims.get(claim) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64().map(|seconds| (seconds * 1_000.0) as i64)),
        Some(_) => Err(Fault::Claim(claim, "must be a number of seconds since 1970")),
    }
}

fn milliseconds(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// A foreign word, short and without anything that could act on a screen.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let short: String = text.chars().take(SHOWN_CHARS).collect();
    format!("{short:?}")
}
