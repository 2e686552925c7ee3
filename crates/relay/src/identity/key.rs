//! Keys that verify tokens. Each is good for one algorithm, which is part of what it is: no header can choose another.

use crate::config::SigningAlgorithm;
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{PublicEncryptingKey, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::pem::{PemObject, SectionKind};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Bits of an RSA key below which it counts as no key.
const RSA_BITS: usize = 2_048;
/// Bits above which verifying would take too long.
const RSA_BITS_MAX: usize = 8_192;

/// A key. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Key {
    /// A secret for HS256.
    Secret(Arc<hmac::Key>),
    /// A public key, for the algorithm it was read for.
    Public(Arc<ParsedPublicKey>),
}

impl Key {
    /// A secret for HS256.
    pub fn of_secret(secret: &[u8]) -> Self {
        Self::Secret(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    /// Reads a public key in PEM; or says what is wrong with it.
    pub fn of_pem(pem: &str, algorithm: SigningAlgorithm) -> Result<Self, &'static str> {
        let (kind, der) = <(SectionKind, Vec<u8>)>::from_pem_slice(pem.as_bytes())
            .map_err(|_| "is not PEM; it begins with -----BEGIN PUBLIC KEY-----")?;
        match kind {
            SectionKind::PublicKey => {}
            SectionKind::PrivateKey | SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey => {
                return Err(
                    "is a private key, which stays with whoever signs; `openssl pkey -pubout` gives the public one",
                );
            }
            _ => return Err("is no public key; it begins with -----BEGIN PUBLIC KEY-----"),
        }
        if algorithm == SigningAlgorithm::Rs256 {
            let bits = PublicEncryptingKey::from_der(&der).map_or(0, |key| key.key_size_bits());
            if !(RSA_BITS..=RSA_BITS_MAX).contains(&bits) {
                return Err("is no RSA key of 2048 to 8192 bits, which RS256 wants");
            }
        }
        let wrong = match algorithm {
            SigningAlgorithm::Rs256 => "is no RSA key, which RS256 wants",
            SigningAlgorithm::Es256 => "is no key of the curve P-256, which ES256 wants",
            SigningAlgorithm::EdDsa => "is no key of the curve Ed25519, which EdDSA wants",
        };
        ParsedPublicKey::new(verifier(algorithm), der).map(|key| Self::Public(Arc::new(key))).map_err(|_| wrong)
    }

    /// Reads a JSON Web Key, where it is one for verifying by this algorithm.
    pub(super) fn of_jwk(jwk: &Map<String, Value>, algorithm: SigningAlgorithm) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        let for_signatures = text("use").is_none_or(|purpose| purpose == "sig");
        let verifies = match jwk.get("key_ops") {
            Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some("verify")),
            _ => true,
        };
        if !for_signatures || !verifies || text("alg").is_some_and(|alg| alg != algorithm.as_str()) {
            return None;
        }
        let key = match (algorithm, text("kty")?, text("crv")) {
            (SigningAlgorithm::Rs256, "RSA", _) => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let leading = n.iter().take_while(|byte| **byte == 0).count();
                let n = n.get(leading..)?;
                if !(RSA_BITS / 8..=RSA_BITS_MAX / 8).contains(&n.len()) {
                    return None;
                }
                let components = PublicKeyComponents { n, e: e.as_slice() };
                components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?
            }
            (SigningAlgorithm::Es256, "EC", Some("P-256")) => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                // An uncompressed point.
                let point: Vec<u8> = [4].into_iter().chain(x).chain(y).collect();
                ParsedPublicKey::new(verifier(algorithm), point).ok()?
            }
            (SigningAlgorithm::EdDsa, "OKP", Some("Ed25519")) => {
                let x = bytes("x").filter(|x| x.len() == 32)?;
                ParsedPublicKey::new(verifier(algorithm), x).ok()?
            }
            _ => return None,
        };
        Some(Self::Public(Arc::new(key)))
    }

    /// Whether this key has signed a message.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Secret(secret) => hmac::verify(secret, message, signature).is_ok(),
            Self::Public(key) => key.verify_sig(message, signature).is_ok(),
        }
    }
}

fn verifier(algorithm: SigningAlgorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        SigningAlgorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        SigningAlgorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
        SigningAlgorithm::EdDsa => &ED25519,
    }
}
