//! Signs and encrypts as the back end of a site does. Also a part of `tests/it`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    KeyPair as RsaKeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPublicEncryptingKey,
    PublicEncryptingKey,
};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::Arc;

/// A private key of a back end.
#[derive(Clone)]
pub(crate) enum Signer {
    Rsa(Arc<RsaKeyPair>),
    Ec(Arc<EcdsaKeyPair>),
    Ed(Arc<Ed25519KeyPair>),
}

impl Signer {
    pub(crate) fn rsa() -> Self {
        Self::Rsa(Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    pub(crate) fn ec() -> Self {
        Self::Ec(Arc::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()))
    }

    pub(crate) fn ed() -> Self {
        Self::Ed(Arc::new(Ed25519KeyPair::generate().unwrap()))
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
        }
    }

    /// The public key.
    pub(crate) fn pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = match self {
            Self::Rsa(key) => key.public_key().as_der().unwrap(),
            Self::Ec(key) => key.public_key().as_der().unwrap(),
            Self::Ed(key) => key.public_key().as_der().unwrap(),
        };
        pem("PUBLIC KEY", der.as_ref())
    }

    /// The same as a JSON Web Key.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(key) => {
                let public = key.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
                    "n": text(n.big_endian_without_leading_zero()), "e": text(e.big_endian_without_leading_zero())})
            }
            Self::Ec(key) => {
                let point = key.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": text(&point[1..33]), "y": text(&point[33..])})
            }
            Self::Ed(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": text(key.public_key().as_ref())})
            }
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
            Self::Ec(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    /// A token with this key's algorithm in its header.
    pub(crate) fn token(&self, kid: &str, claims: &Value) -> String {
        self.headed(&json!({"alg": self.algorithm(), "typ": "JWT", "kid": kid}), claims)
    }

    /// A token with a header of any kind.
    pub(crate) fn headed(&self, header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(self.sign(message.as_bytes())))
    }

    /// A key as an RSA pair, for decrypting.
    fn pair(&self) -> &RsaKeyPair {
        let Self::Rsa(key) = self else { panic!("an RSA key") };
        key
    }

    /// The private key, as PKCS#8.
    pub(crate) fn pkcs8(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.pair().as_der().unwrap();
        pem("PRIVATE KEY", der.as_ref())
    }

    /// The private key, as PKCS#1: what a PKCS#8 of that size holds behind its first 26 bytes.
    pub(crate) fn pkcs1(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.pair().as_der().unwrap();
        pem("RSA PRIVATE KEY", &der.as_ref()[26..])
    }

    fn public(&self) -> OaepPublicEncryptingKey {
        let der: PublicKeyX509Der<'_> = self.pair().public_key().as_der().unwrap();
        OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(der.as_ref()).unwrap()).unwrap()
    }

    /// Encrypts for this key as node-rsa does: block by block, SHA-1.
    pub(crate) fn seals(&self, text: &str) -> String {
        self.seals_by(&OAEP_SHA1_MGF1SHA1, text)
    }

    pub(crate) fn seals_by(&self, hash: &'static OaepAlgorithm, text: &str) -> String {
        let key = self.public();
        let mut sealed = Vec::new();
        for part in text.as_bytes().chunks(key.max_plaintext_size(hash)) {
            let mut room = vec![0; key.ciphertext_size()];
            sealed.extend_from_slice(key.encrypt(hash, part, &mut room, None).unwrap());
        }
        STANDARD.encode(sealed)
    }

    /// Encrypts for this key as a JSON Web Encryption with this header.
    pub(crate) fn wraps(&self, header: &Value, text: &str) -> String {
        let (secret, nonce) = ([7_u8; 32], [9_u8; 12]);
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let mut room = vec![0; self.public().ciphertext_size()];
        let key = self.public().encrypt(&OAEP_SHA256_MGF1SHA256, &secret, &mut room, None).unwrap().to_vec();
        let mut sealed = text.as_bytes().to_vec();
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret).unwrap());
        let aad = Aad::from(header.as_bytes());
        let tag = cipher.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).unwrap();
        let parts = [key.as_slice(), &nonce, &sealed, tag.as_ref()].map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{header}.{}", parts.join("."))
    }
}

/// Header and claims, as they are signed.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".")
}

fn pem(kind: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}
