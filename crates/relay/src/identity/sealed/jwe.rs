//! A payload as a compact JSON Web Encryption (RFC 7516): RSA-OAEP-256 with A256GCM, and no other.

use super::oaep::PrivateKey;
use super::{CLOSED, Fault};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::OAEP_SHA256_MGF1SHA256;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) fn open(text: &str, keys: &BTreeMap<String, PrivateKey>) -> Result<Vec<u8>, Fault> {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, key, nonce, sealed, tag] = parts.as_slice() else {
        return Err(Fault::Sealed("a JSON Web Encryption has five parts"));
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Sealed("a part of it is not base64url"));
    let (key, nonce, mut sealed, tag) = (decode(key)?, decode(nonce)?, decode(sealed)?, decode(tag)?);
    let kid = checked(&decode(header)?)?;
    let private = match &kid {
        Some(kid) => {
            keys.get(kid).ok_or(Fault::Sealed("its `kid` is not among the site's `identity.decryption_keys`"))?
        }
        None => match keys.values().collect::<Vec<_>>().as_slice() {
            [only] => only,
            _ => {
                return Err(Fault::Sealed(
                    "its header has no `kid`, and the site has several `identity.decryption_keys`",
                ));
            }
        },
    };
    let key = private.decrypt(&OAEP_SHA256_MGF1SHA256, &key).ok_or(CLOSED)?;
    let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| CLOSED)?;
    let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| CLOSED)?;
    if tag.len() != AES_256_GCM.tag_len() {
        return Err(CLOSED);
    }
    sealed.extend(tag);
    let plain = LessSafeKey::new(key).open_in_place(nonce, Aad::from(header.as_bytes()), &mut sealed);
    Ok(plain.map_err(|_| CLOSED)?.to_vec())
}

/// The header's `kid`, where all else is as it must be.
fn checked(header: &[u8]) -> Result<Option<String>, Fault> {
    let header: Map<String, Value> =
        serde_json::from_slice(header).map_err(|_| Fault::Sealed("its header cannot be read"))?;
    if header.get("alg").and_then(Value::as_str) != Some("RSA-OAEP-256") {
        return Err(Fault::Sealed("its `alg` must be \"RSA-OAEP-256\""));
    }
    if header.get("enc").and_then(Value::as_str) != Some("A256GCM") {
        return Err(Fault::Sealed("its `enc` must be \"A256GCM\""));
    }
    // A few bytes could unfold to gigabytes.
    if header.contains_key("zip") {
        return Err(Fault::Sealed("its `zip` is not understood here; do not compress"));
    }
    if header.contains_key("crit") {
        return Err(Fault::Sealed("its `crit` asks for what is not understood here"));
    }
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) => Ok(Some(kid.clone())),
        Some(_) => Err(Fault::Sealed("its `kid` must be a text")),
    }
}
