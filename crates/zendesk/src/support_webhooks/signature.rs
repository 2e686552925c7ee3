use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use subtle::{Choice, ConstantTimeEq};

use super::{SIGNATURE_HEADER, TIMESTAMP_HEADER};
use crate::Timestamp;

/// What the headers of a delivery show.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signed<'a> {
    /// What is in [`SIGNATURE_HEADER`].
    pub signature: Option<&'a [u8]>,
    /// What is in [`TIMESTAMP_HEADER`].
    pub timestamp: Option<&'a [u8]>,
}

/// How far the time of a delivery may be from now, either way. The vendor documents no window; what it tries again may
/// keep the time of the first attempt.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    /// Milliseconds since 1970-01-01 UTC, by the caller's clock.
    pub now_millis: i64,
    /// The most it may be off.
    pub max_age: Duration,
}

/// Why a delivery is not taken for the vendor's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// A header is not there.
    #[error("the header {0} is missing")]
    MissingHeader(&'static str),
    /// It is signed with none of the secrets.
    #[error("the signature is wrong")]
    WrongSignature,
    /// It is signed rightly, but its time is none.
    #[error("the time of the signature cannot be read")]
    UnreadableTime,
    /// It is signed rightly, but too long ago.
    #[error("the signature is {} s old", .0.as_secs())]
    TooOld(Duration),
    /// It is signed rightly, but the time is still to come: a clock is wrong.
    #[error("the signature is {} s ahead of our clock", .0.as_secs())]
    TooNew(Duration),
}

/// Whether a delivery is signed with one of the secrets; several are right while one replaces another. Without a
/// window every age is right. The body is the one that came, byte for byte.
///
/// The time it takes tells neither where nor with which secret the comparison failed. An empty secret is nobody's.
pub fn verify(
    secrets: &[SecretString],
    signed: &Signed<'_>,
    body: &[u8],
    window: Option<Freshness>,
) -> Result<(), Unverified> {
    let signature = signed.signature.ok_or(Unverified::MissingHeader(SIGNATURE_HEADER))?;
    let timestamp = signed.timestamp.ok_or(Unverified::MissingHeader(TIMESTAMP_HEADER))?;
    let known = secrets.iter().filter(|secret| !secret.expose_secret().is_empty());
    let right =
        known.fold(Choice::from(0), |right, secret| right | sign(secret, timestamp, body).as_bytes().ct_eq(signature));
    if !bool::from(right) {
        return Err(Unverified::WrongSignature);
    }
    window.map_or(Ok(()), |window| window.admit(timestamp))
}

/// The signature of a body at a time: HMAC-SHA256 over the time and the body with nothing between, in base64. The
/// secret is used as it is written; that it looks like base64 means nothing.
pub fn sign(secret: &SecretString, timestamp: &[u8], body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(timestamp);
    context.update(body);
    STANDARD.encode(context.sign())
}

impl Freshness {
    fn admit(&self, timestamp: &[u8]) -> Result<(), Unverified> {
        let text = std::str::from_utf8(timestamp).map_err(|_| Unverified::UnreadableTime)?;
        let at = Timestamp::parse(text).ok_or(Unverified::UnreadableTime)?.as_millis();
        let off = Duration::from_millis(self.now_millis.abs_diff(at));
        match off <= self.max_age {
            true => Ok(()),
            false if at < self.now_millis => Err(Unverified::TooOld(off)),
            false => Err(Unverified::TooNew(off)),
        }
    }
}
