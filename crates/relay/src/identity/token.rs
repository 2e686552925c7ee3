//! A token in which a site's owner says who the visitor is: the one Zendesk's own messaging takes, so that an endpoint
//! which signs for that signs for Baton too. A JSON Web Token, by a key that the site has configured and by no other
//! algorithm than that key is for.

mod claims;

use super::details::Details;
use super::fault::Fault;
use super::keyring::{Keyring, Rules};
use crate::clock::Moment;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::{IdentityToken, limits};
use serde_json::{Map, Value};

/// How the external ids begin that the relay gives to visitors nobody knows.
pub const ANONYMOUS: &str = "baton-";
/// Characters of a foreign word that are repeated to whoever sent it.
const SHOWN_CHARS: usize = 64;
/// What a header's `alg` may be at all.
const ALGORITHMS: [&str; 4] = ["HS256", "RS256", "ES256", "EdDSA"];

/// What a token proved.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// Who the visitor is to the site's owner.
    pub external_id: String,
    /// What else it says of them.
    pub details: Details,
    /// Whether the owner vouches for the e-mail address.
    pub email_verified: bool,
    /// Whether some of it was encrypted, so that the page must not read it.
    pub sealed: bool,
}

/// Verifies a token against the keys of a site. Keys that are published elsewhere may have to be fetched for it.
pub async fn verify(token: &IdentityToken, keys: &Keyring, now: Moment) -> Result<Proof, Fault> {
    let text = token.reveal();
    if keys.is_empty() {
        return Err(Fault::NoKeys);
    }
    if text.len() > limits::IDENTITY_TOKEN_BYTES {
        return Err(Fault::Malformed("it is longer than 8192 bytes"));
    }
    let parts = Parts::of(text)?;
    let header = Header::read(parts.header)?;
    let (key, rules) = keys.find(header.algorithm, header.kid.as_deref(), now).await?;
    if !key.verifies(parts.message, &parts.signature) {
        return Err(Fault::Signature);
    }
    read(parts.claims, &rules, keys, now)
}

/// What a well-signed token claims. Each claim is judged here: by our own clock, and with its name.
fn read(claims: &str, rules: &Rules<'_>, keys: &Keyring, now: Moment) -> Result<Proof, Fault> {
    let claims = object(claims).ok_or(Fault::Malformed("its claims cannot be read"))?;
    claims::check_parties(&claims, rules)?;
    let mut proof = claims::proof(&claims, rules)?;
    let past = claims::check_times(&claims, now)?;
    match claims.get("user_payload") {
        None | Some(Value::Null) => {}
        Some(Value::String(sealed)) => {
            proof.details.complete(keys.opener().open(sealed)?);
            proof.sealed = true;
        }
        Some(_) => return Err(Fault::Claim("user_payload", "must be an encrypted text")),
    }
    match past {
        None => Ok(proof),
        Some(seconds) => Err(Fault::Expired { seconds, proof: Box::new(proof) }),
    }
}

/// A token taken apart.
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    /// What is signed.
    message: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Result<Self, Fault> {
        let wrong = Fault::Malformed("it must have three parts");
        let Some((message, signature)) = token.rsplit_once('.') else { return Err(wrong) };
        let Some((header, claims)) = message.split_once('.').filter(|(_, claims)| !claims.contains('.')) else {
            return Err(wrong);
        };
        let signature = URL_SAFE_NO_PAD.decode(signature);
        let signature = signature.map_err(|_| Fault::Malformed("a part of it is not base64url"));
        // A header that cannot be read says more about what this is than its last part does.
        Header::read(header)?;
        Ok(Self { header, claims, message: message.as_bytes(), signature: signature? })
    }
}

/// What the header says of the signature.
struct Header {
    algorithm: &'static str,
    kid: Option<String>,
}

impl Header {
    fn read(text: &str) -> Result<Self, Fault> {
        let header = object(text).ok_or(Fault::Malformed("its header cannot be read"))?;
        let algorithm = match header.get("alg") {
            Some(given) => {
                let known = ALGORITHMS.into_iter().find(|known| given.as_str() == Some(known));
                known.ok_or_else(|| unknown_algorithm(shown(given)))?
            }
            None => return Err(unknown_algorithm("missing".to_owned())),
        };
        if header.contains_key("crit") {
            return Err(Fault::Critical);
        }
        let kid = match header.get("kid") {
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(other) => return Err(Fault::UnknownKey(shown(other))),
            None => None,
        };
        Ok(Self { algorithm, kid })
    }
}

fn unknown_algorithm(given: String) -> Fault {
    Fault::Algorithm {
        given,
        taken: "\"HS256\", \"RS256\", \"ES256\" and \"EdDSA\" are taken, each by keys that are for it",
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A foreign word, short and without anything that could act on a screen.
pub(super) fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let short: String = text.chars().take(SHOWN_CHARS).collect();
    format!("{short:?}")
}
