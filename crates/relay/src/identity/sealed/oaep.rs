//! A payload by RSA-OAEP alone: base64 of one block after the other, as node-rsa writes it.

use super::CLOSED;
use crate::identity::fault::Fault;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use std::collections::BTreeMap;
use std::fmt;

/// With `=` at the end or without.
const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
/// The hashes that are tried: node-rsa's own, and the better one.
const HASHES: [&OaepAlgorithm; 2] = [&OAEP_SHA256_MGF1SHA256, &OAEP_SHA1_MGF1SHA1];

/// A private key for decrypting.
pub struct PrivateKey(OaepPrivateDecryptingKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PrivateKey(…)")
    }
}

impl PrivateKey {
    pub(super) fn of_pem(pem: &str) -> Result<Self, &'static str> {
        let der = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(
            |_| "is not PEM of a private key without a password; it begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----",
        )?;
        let wrong = "is no RSA key of 2048 to 8192 bits";
        let key = match der {
            PrivateKeyDer::Pkcs8(der) => PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| wrong)?,
            PrivateKeyDer::Pkcs1(der) => {
                let pair = KeyPair::from_der(der.secret_pkcs1_der()).map_err(|_| wrong)?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| wrong)?;
                PrivateDecryptingKey::from_pkcs8(der.as_ref()).map_err(|_| wrong)?
            }
            _ => return Err(wrong),
        };
        OaepPrivateDecryptingKey::new(key).map(Self).map_err(|_| wrong)
    }

    /// Decrypts one block.
    pub(super) fn decrypt(&self, hash: &'static OaepAlgorithm, block: &[u8]) -> Option<Vec<u8>> {
        let mut room = vec![0; self.0.min_output_size()];
        self.0.decrypt(hash, block, &mut room, None).ok().map(|plain| plain.to_vec())
    }

    fn block_bytes(&self) -> usize {
        self.0.key_size_bytes()
    }
}

/// Opens it by whichever key it is for: it does not say.
pub(super) fn open(text: &str, keys: &BTreeMap<String, PrivateKey>) -> Result<Vec<u8>, Fault> {
    let bytes = decoded(text).ok_or(Fault::Sealed("it is neither base64 nor a JSON Web Encryption"))?;
    let opened = keys.values().find_map(|key| HASHES.into_iter().find_map(|hash| blocks(key, hash, &bytes)));
    opened.ok_or(CLOSED)
}

fn blocks(key: &PrivateKey, hash: &'static OaepAlgorithm, bytes: &[u8]) -> Option<Vec<u8>> {
    let blocks = bytes.chunks_exact(key.block_bytes());
    if bytes.is_empty() || !blocks.remainder().is_empty() {
        return None;
    }
    let mut plain = Vec::new();
    // The first block that is not for this key and hash ends it.
    for block in blocks {
        plain.extend(key.decrypt(hash, block)?);
    }
    Some(plain)
}

/// Base64 of either alphabet; lines and spaces in it do not matter.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let engines = [GeneralPurpose::new(&STANDARD, CONFIG), GeneralPurpose::new(&URL_SAFE, CONFIG)];
    engines.iter().find_map(|engine| engine.decode(&text).ok())
}
