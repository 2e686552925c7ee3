//! Tokens by public keys: each key for its one algorithm, for whom and by whom it says.

use super::signer::{Signer, unsigned};
use super::{NOW, claims, judge, said};
use crate::config::{Identity, PublicKey, SigningAlgorithm};
use crate::identity::key::Key;
use crate::identity::{Fault, Keyring, Proof};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn signers() -> [Signer; 3] {
    [Signer::rsa(), Signer::ec(), Signer::ed()]
}

fn algorithm(signer: &Signer) -> SigningAlgorithm {
    match signer {
        Signer::Rsa(_) => SigningAlgorithm::Rs256,
        Signer::Ec(_) => SigningAlgorithm::Es256,
        Signer::Ed(_) => SigningAlgorithm::EdDsa,
    }
}

fn of_pem(signer: &Signer) -> PublicKey {
    PublicKey { algorithm: Some(algorithm(signer)), pem: Some(signer.pem().into()), ..PublicKey::default() }
}

/// A site with these public keys, and the secret of [`super`].
fn keyring(keys: Vec<(&str, PublicKey)>) -> Keyring {
    let public_keys = keys.into_iter().map(|(name, key)| (name.to_owned(), key)).collect();
    Keyring::new("shop", &Identity { public_keys, keys: super::keys(), ..Identity::default() })
}

fn judged(token: &str, keys: &Keyring) -> Result<Proof, Fault> {
    judge(token, keys)
}

#[test]
fn each_algorithm_proves_by_the_key_of_its_own_and_several_hold_side_by_side() {
    let [rsa, ec, ed] = signers();
    let keys = keyring(vec![("r", of_pem(&rsa)), ("e", of_pem(&ec)), ("d", of_pem(&ed))]);
    for (kid, signer) in [("r", &rsa), ("e", &ec), ("d", &ed)] {
        let proof = judged(&signer.token(kid, &claims()), &keys).unwrap();
        assert_eq!(proof.external_id, "u-42", "{kid}");
        // Changed since, signed by another key, or cut.
        let token = signer.token(kid, &claims());
        let (message, signature) = token.rsplit_once('.').unwrap();
        let other =
            unsigned(&json!({"alg": signer.algorithm(), "kid": kid}), &json!({"scope": "user", "external_id": "u-1"}));
        for forged in
            [format!("{other}.{signature}"), format!("{message}.{}", signature.split_at(4).1), format!("{message}.")]
        {
            assert_eq!(judged(&forged, &keys), Err(Fault::Signature), "{kid}");
        }
    }
    assert_eq!(judged(&Signer::rsa().token("r", &claims()), &keys), Err(Fault::Signature));
}

#[test]
fn no_header_makes_a_key_take_another_algorithm() {
    let [rsa, ec, ed] = signers();
    let keys = keyring(vec![("r", of_pem(&rsa)), ("e", of_pem(&ec)), ("d", of_pem(&ed))]);
    // The classic one: the public key, which everybody has, as the secret of HS256.
    for (kid, signer) in [("r", &rsa), ("e", &ec), ("d", &ed)] {
        for secret in [signer.pem(), signer.pem().trim().to_owned()] {
            let message = unsigned(&json!({"alg": "HS256", "kid": kid}), &claims());
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
            let fault = judged(&format!("{message}.{signature}"), &keys);
            assert!(said(&fault).contains("`alg` is \"HS256\""), "{}", said(&fault));
        }
    }
    for (kid, signer) in [("r", &ec), ("e", &ed), ("d", &rsa), ("app_1", &rsa)] {
        let fault = judged(&signer.token(kid, &claims()), &keys);
        assert!(said(&fault).contains(&format!("`alg` is \"{}\"", signer.algorithm())), "{}", said(&fault));
    }
    for alg in ["none", "PS256", "RS512", "ES384", "rs256", "EdDSA "] {
        let fault = judged(&rsa.headed(&json!({"alg": alg, "kid": "r"}), &claims()), &keys);
        assert!(matches!(fault, Err(Fault::Algorithm { .. })), "{alg}: {}", said(&fault));
    }
    for extra in ["jwk", "jku", "x5u", "x5c"] {
        // A key that a token brings along is not looked at.
        let other = Signer::rsa();
        let header = json!({"alg": "RS256", "kid": "r", extra: other.jwk("r")});
        assert_eq!(judged(&other.headed(&header, &claims()), &keys), Err(Fault::Signature), "{extra}");
    }
}

#[test]
fn a_kid_names_a_key_and_is_nothing_else() {
    let [rsa, ec, _] = signers();
    let both = keyring(vec![("r", of_pem(&rsa)), ("e", of_pem(&ec))]);
    let one = keyring(vec![("r", of_pem(&rsa))]);
    for kid in ["../r", "r/../r", "./r", "https://evil.example/keys", "R", "", "r\0", "'; DROP TABLE keys"] {
        let fault = judged(&rsa.token(kid, &claims()), &one);
        assert!(matches!(fault, Err(Fault::UnknownKey(_))), "{kid}: {}", said(&fault));
    }
    let without = json!({"alg": "RS256"});
    assert!(judged(&rsa.headed(&without, &claims()), &one).is_ok(), "there is just one public key");
    assert_eq!(judged(&rsa.headed(&without, &claims()), &both), Err(Fault::NoKey));
    assert_eq!(
        judged(&rsa.headed(&json!({"alg": "RS256", "kid": null}), &claims()), &one),
        Err(Fault::UnknownKey("\"null\"".into()))
    );
    let es = ec.headed(&json!({"alg": "ES256"}), &claims());
    assert!(matches!(judged(&es, &one), Err(Fault::Algorithm { .. })));
    let hs = unsigned(&json!({"alg": "HS256"}), &claims());
    assert_eq!(judged(&format!("{hs}.AAAA"), &one), Err(Fault::NoKey));
}

fn by(key: PublicKey, site: &[&str], changes: Value) -> Result<Proof, Fault> {
    let signer = Signer::ed();
    let key = PublicKey { algorithm: Some(SigningAlgorithm::EdDsa), pem: Some(signer.pem().into()), ..key };
    let audience = site.iter().map(|&text| text.to_owned()).collect();
    let public_keys = [("d".to_owned(), key)].into();
    let keys = Keyring::new("shop", &Identity { public_keys, audience, ..Identity::default() });
    judged(&signer.token("d", &super::changed(changes)), &keys)
}

#[test]
fn audience_and_issuer_are_as_configured() {
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let own = |all: &[&str]| PublicKey { audience: texts(all), ..PublicKey::default() };
    for (key, site, aud, fits) in [
        (own(&[]), &[][..], json!(null), Ok(())),
        (own(&["chat"]), &[], json!("chat"), Ok(())),
        (own(&["chat", "shop"]), &[], json!(["other", "shop"]), Ok(())),
        (own(&[]), &["chat"], json!("chat"), Ok(())),
        (own(&[]), &[], json!("chat"), Err("neither `identity.audience`")),
        (own(&["chat"]), &[], json!(null), Err("is missing")),
        (own(&["chat"]), &[], json!([]), Err("is missing")),
        (own(&["chat"]), &[], json!("Chat"), Err("is not the `audience`")),
        (own(&["chat"]), &[], json!(["a", "b"]), Err("is not the `audience`")),
        (own(&["chat"]), &["site"], json!("site"), Err("is not the `audience`")),
        (own(&["chat"]), &[], json!({"chat": true}), Err("must be a text")),
        (own(&["chat"]), &[], json!([5]), Err("is not the `audience`")),
    ] {
        let judged = by(key, site, json!({"aud": aud}));
        match fits {
            Ok(()) => assert!(judged.is_ok(), "{aud}: {}", said(&judged)),
            Err(words) => {
                assert!(said(&judged).contains("`aud`") && said(&judged).contains(words), "{aud}: {}", said(&judged))
            }
        }
    }
    let issued = || PublicKey { issuer: Some("https://id.example".to_owned()), ..PublicKey::default() };
    assert!(by(issued(), &[], json!({"iss": "https://id.example"})).is_ok());
    for iss in [json!(null), json!("https://id.example/"), json!(["https://id.example"])] {
        assert!(said(&by(issued(), &[], json!({"iss": iss}))).contains("the claim `iss` is not the `issuer`"), "{iss}");
    }
    assert!(by(own(&[]), &[], json!({"iss": "anybody"})).is_ok(), "not looked at where none is configured");
}

#[test]
fn a_subject_is_the_external_id_only_where_the_key_says_so() {
    let of = |subject| PublicKey { subject, ..PublicKey::default() };
    let claims = json!({"scope": null, "external_id": null, "sub": "u-7"});
    assert_eq!(by(of(true), &[], claims.clone()).unwrap().external_id, "u-7");
    assert!(said(&by(of(false), &[], claims)).contains("`scope` must be \"user\""));
    assert!(said(&by(of(true), &[], json!({"scope": null, "sub": 7}))).contains("`sub` must be a text"));
    assert!(said(&by(of(true), &[], json!({"scope": "openid", "sub": "u-7"}))).contains("`scope` must be"));
    assert_eq!(by(of(true), &[], json!({"sub": "u-7"})).unwrap().external_id, "u-42", "a scope has its own claim");
}

#[test]
fn times_count_for_every_key() {
    assert!(by(PublicKey::default(), &[], json!({"exp": NOW - 59})).is_ok());
    assert!(matches!(by(PublicKey::default(), &[], json!({"exp": NOW - 60})), Err(Fault::Expired { .. })));
    assert!(matches!(by(PublicKey::default(), &[], json!({"iat": NOW + 61})), Err(Fault::Early("iat", 61))));
}

#[test]
fn a_pem_that_is_no_key_for_its_algorithm_is_named() {
    let [rsa, ec, ed] = signers();
    for (pem, algorithm, words) in [
        ("", SigningAlgorithm::Rs256, "is not PEM"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", SigningAlgorithm::EdDsa, "Ed25519"),
        (&rsa.pem(), SigningAlgorithm::Es256, "P-256"),
        (&ec.pem(), SigningAlgorithm::Rs256, "RSA key of 2048"),
        (&ed.pem(), SigningAlgorithm::Es256, "P-256"),
        (&ec.pem(), SigningAlgorithm::EdDsa, "Ed25519"),
        (&rsa.pkcs8(), SigningAlgorithm::Rs256, "is a private key"),
        (&rsa.pkcs1(), SigningAlgorithm::Rs256, "is a private key"),
    ] {
        let wrong = Key::of_pem(pem, algorithm).unwrap_err();
        assert!(wrong.contains(words), "{words}: {wrong}");
    }
    // 1,024 bits, by `openssl genrsa 1024`.
    let short = "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDb/wfnRqEG33Udxr/X9971nJAQ\n\
                 kvlUrKx8l7h62awNswTIiHBVKKwNGbAuAvpg6OrDJ9DJeQSjNxtW02+bHYuVa7fk\n\
                 gh/YWcnmAsF4W90GtZqA5Ug3IrlGr+5ZtJcf6DodLSrvkcYRvuevlUgCeKUA0pGh\nAypxIYtJBtdhTbFFGQIDAQAB\n-----END PUBLIC KEY-----";
    assert!(Key::of_pem(short, SigningAlgorithm::Rs256).unwrap_err().contains("RSA key of 2048"));
}
