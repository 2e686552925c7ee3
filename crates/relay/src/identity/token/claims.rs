//! The claims of a token.

use super::{ANONYMOUS, Proof};
use crate::clock::Moment;
use crate::identity::details::Details;
use crate::identity::fault::Fault;
use crate::identity::keyring::Rules;
use baton_protocol::limits;
use serde_json::{Map, Value};
use std::time::Duration;

/// How far the signer's clock and ours may differ.
const LEEWAY: Duration = Duration::from_secs(60);

/// Who signed it, and for whom.
pub(super) fn check_parties(claims: &Map<String, Value>, rules: &Rules<'_>) -> Result<(), Fault> {
    if let Some(issuer) = rules.issuer
        && claims.get("iss").and_then(Value::as_str) != Some(issuer)
    {
        return Err(Fault::Claim("iss", "is not the `issuer` of this key"));
    }
    let named: Vec<&str> = match claims.get("aud") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(audience)) => vec![audience],
        Some(Value::Array(all)) => all.iter().map(|one| one.as_str().unwrap_or_default()).collect(),
        Some(_) => return Err(Fault::Claim("aud", "must be a text, or a list of texts")),
    };
    match (rules.audience, named.as_slice()) {
        ([], []) => Ok(()),
        ([], _) => Err(Fault::Claim(
            "aud",
            "says that it is for somebody else: neither `identity.audience` nor the key's `audience` is set",
        )),
        (_, []) => Err(Fault::Claim("aud", "is missing; it must be the `audience` that is configured")),
        (wanted, named) if named.iter().any(|name| wanted.iter().any(|known| known == name)) => Ok(()),
        _ => Err(Fault::Claim("aud", "is not the `audience` that is configured")),
    }
}

/// Who the visitor is, and what else is said of them.
pub(super) fn proof(claims: &Map<String, Value>, rules: &Rules<'_>) -> Result<Proof, Fault> {
    let claim = match claims.get("scope") {
        None if rules.subject => "sub",
        Some(Value::String(scope)) if scope == "user" => "external_id",
        // Sunshine Conversations' own, from before Zendesk's messaging.
        Some(Value::String(scope)) if scope == "appUser" => "userId",
        _ => return Err(Fault::Claim("scope", "must be \"user\" (or \"appUser\", beside `userId`)")),
    };
    let external_id = match claims.get(claim) {
        Some(Value::String(id)) => checked_id(claim, id.trim())?,
        Some(_) => return Err(Fault::Claim(claim, "must be a text")),
        None => return Err(Fault::Claim(claim, "is missing")),
    };
    let email_verified = match claims.get("email_verified") {
        None | Some(Value::Null) => true,
        Some(Value::Bool(verified)) => *verified,
        Some(_) => return Err(Fault::Claim("email_verified", "must be true or false")),
    };
    Ok(Proof { external_id, details: Details::of_claims(claims)?, email_verified, sealed: false })
}

/// How many seconds ago it expired; none where it has not.
pub(super) fn check_times(claims: &Map<String, Value>, now: Moment) -> Result<Option<i64>, Fault> {
    for claim in ["iat", "nbf"] {
        let ahead = moment(claims, claim)?.map_or(i64::MIN, |at| at.saturating_sub(now.0));
        if ahead > milliseconds(LEEWAY) {
            return Err(Fault::Early(claim, ahead / 1_000));
        }
    }
    let past = moment(claims, "exp")?.map_or(i64::MIN, |at| now.0.saturating_sub(at));
    Ok((past >= milliseconds(LEEWAY)).then_some(past / 1_000))
}

fn checked_id(claim: &'static str, id: &str) -> Result<String, Fault> {
    let wrong = |what| Err(Fault::Claim(claim, what));
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
