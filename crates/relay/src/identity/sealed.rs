//! What a site's owner has encrypted so that the page cannot read it: as one RSA-OAEP field, which is IBM's way, or as a
//! JSON Web Encryption. Anybody can encrypt by a public key, so it proves nothing by itself.
//!
//! Whatever is wrong with a payload, the answer is of a few fixed words: nothing that it hid is in them, and they do not
//! tell a wrong key from a changed text.

mod jwe;
mod oaep;

use self::oaep::PrivateKey;
use super::details::Details;
use super::fault::Fault;
use baton_protocol::limits;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// What is said of a payload that no key opens.
const CLOSED: Fault =
    Fault::Sealed("no `identity.decryption_keys` opens it: it is for another key, or was cut or changed");

/// The private keys of a site, by key id.
#[derive(Debug, Default)]
pub struct Opener {
    keys: BTreeMap<String, PrivateKey>,
}

impl Opener {
    /// The keys that can be read; the configuration's check has named the others.
    pub fn new(keys: &BTreeMap<String, SecretString>) -> Self {
        let read = |(kid, pem): (&String, &SecretString)| Some((kid.clone(), private_key(pem.expose_secret()).ok()?));
        Self { keys: keys.iter().filter_map(read).collect() }
    }

    /// Opens a payload and reads what it says. Takes milliseconds of computing.
    pub fn open(&self, text: &str) -> Result<Details, Fault> {
        if self.keys.is_empty() {
            return Err(Fault::Sealed("this site has no `identity.decryption_keys`"));
        }
        let text = text.trim();
        if text.len() > limits::ENCRYPTED_BYTES {
            return Err(Fault::Sealed("it is longer than 8192 bytes"));
        }
        let plain = if text.contains('.') { jwe::open(text, &self.keys)? } else { oaep::open(text, &self.keys)? };
        let payload = serde_json::from_slice(&plain);
        Details::of_payload(&payload.map_err(|_| Fault::Sealed("it opens, and what it holds is no JSON object"))?)
    }
}

/// Reads a private key; or says what is wrong with it.
pub fn private_key(pem: &str) -> Result<PrivateKey, &'static str> {
    PrivateKey::of_pem(pem)
}

#[cfg(test)]
mod tests;
