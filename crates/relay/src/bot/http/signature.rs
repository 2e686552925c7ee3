//! Signing: a bot takes nothing from anybody else.

use crate::clock::Moment;
use aws_lc_rs::hmac;
use secrecy::{ExposeSecret as _, SecretString};

/// `t=<seconds since 1970>,v1=<hex>`, with a `v1` for each secret; what is signed is `<seconds>.<body>`, by HMAC-SHA256.
pub(super) fn of(secrets: &[SecretString], now: Moment, body: &str) -> String {
    let seconds = now.0.div_euclid(1_000);
    let signed = format!("{seconds}.{body}");
    let mut header = format!("t={seconds}");
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        header.push_str(",v1=");
        header.push_str(&hex::encode(hmac::sign(&key, signed.as_bytes())));
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_signs_time_and_body() {
        let secrets = ["key", "old"].map(SecretString::from);
        let header = of(&secrets, Moment(1_700_000_000_900), "{}");
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        let (time, rest) = header.split_once(",v1=").unwrap();
        assert_eq!(time, "t=1700000000");
        let signatures: Vec<&str> = rest.split(",v1=").collect();
        assert_eq!(signatures, [SIGNED_BY_KEY, SIGNED_BY_OLD]);
    }

    const SIGNED_BY_KEY: &str = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";
    const SIGNED_BY_OLD: &str = "2b5e6fc3cac3432cb8a3476c75510114966afb97256d20b9198872431b7ceca6";
}
