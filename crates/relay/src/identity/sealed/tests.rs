//! What opens, and that nothing else does; and that no answer tells what was hidden.

use super::*;
use crate::config::Identity;
use crate::identity::tests::signer::Signer;
use crate::identity::{Keyring, token};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384};
use baton_protocol::{IdentityToken, Scalar};
use futures_util::FutureExt;
use serde_json::{Value, json};

const CANARY: &str = "canary@hidden.example";

fn opener(keys: &[(&str, String)]) -> Opener {
    Opener::new(&keys.iter().map(|(kid, pem)| ((*kid).to_owned(), pem.clone().into())).collect())
}

fn payload() -> Value {
    json!({"name": "Ada", "email": CANARY, "custom_data": {"plan": "gold"}, "segment": "vip", "age": 42})
}

fn header() -> Value {
    json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k1"})
}

fn check(details: &Details) {
    assert_eq!((details.name.as_deref(), details.email.as_deref()), (Some("Ada"), Some(CANARY)));
    assert_eq!(details.data["plan"], Scalar::Text("gold".into()));
    assert_eq!(details.data["segment"], Scalar::Text("vip".into()), "IBM's payload is flat");
    assert_eq!(details.data["age"], Scalar::Number(42.0));
}

fn refused(opener: &Opener, text: &str, words: &str) {
    let fault = opener.open(text).unwrap_err();
    let said = format!("{fault} {fault:?}");
    assert!(said.contains(words), "{words}: {said}");
    assert!(!said.contains("canary") && !said.contains("Ada"), "{said}");
    assert_eq!(fault.code(), baton_protocol::ErrorCode::IdentityRefused);
}

#[test]
fn both_forms_open_by_keys_of_both_kinds_side_by_side() {
    let (one, two) = (Signer::rsa(), Signer::rsa());
    let opener = opener(&[("k1", one.pkcs8()), ("k2", two.pkcs1())]);
    let text = payload().to_string();
    for signer in [&one, &two] {
        check(&opener.open(&signer.seals(&text)).unwrap());
        check(&opener.open(&signer.seals_by(&OAEP_SHA256_MGF1SHA256, &text)).unwrap());
    }
    check(&opener.open(&one.wraps(&header(), &text)).unwrap());
    check(&opener.open(&two.wraps(&json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k2"}), &text)).unwrap());
    // Longer than one block, and written in lines or for an address.
    let mut long = payload();
    long["custom_data"]["notes"] = json!("n".repeat(900));
    let sealed = one.seals(&long.to_string());
    check(&opener.open(&sealed).unwrap());
    let (head, tail) = sealed.split_at(64);
    check(&opener.open(&format!(" {head}\n{tail}")).unwrap());
    check(&opener.open(sealed.replace('+', "-").replace('/', "_").trim_end_matches('=')).unwrap());
}

#[test]
fn what_is_for_another_key_cut_or_changed_does_not_open() {
    let (ours, other) = (Signer::rsa(), Signer::rsa());
    let opener = opener(&[("k1", ours.pkcs8())]);
    let mut long = payload();
    long["notes"] = json!("n".repeat(500));
    let (text, sealed) = (payload().to_string(), ours.seals(&long.to_string()));
    const SHUT: &str = "no `identity.decryption_keys` opens it";
    refused(&opener, &other.seals(&text), SHUT);
    refused(&opener, &other.wraps(&header(), &text), SHUT);
    refused(&opener, &ours.seals_by(&OAEP_SHA384_MGF1SHA384, &text), SHUT);
    refused(&opener, sealed.split_at(400).0, SHUT);
    refused(&opener, "AAAA", SHUT);
    refused(&opener, "", SHUT);
    refused(&opener, "not base64!", "neither base64 nor");
    refused(&opener, &"A".repeat(8_193), "longer than 8192");
    // A whole block less opens, and is not JSON any more.
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &sealed).unwrap();
    let cut = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes[..256]);
    refused(&opener, &cut, "no JSON object");
    refused(&opener, &ours.seals("[1]"), "no JSON object");
    refused(&opener, &ours.seals(&json!({"email": "canary"}).to_string()), "not of the right form");
    refused(&opener, &ours.seals(&json!({"custom_data": "canary"}).to_string()), "not of the right form");
    refused(&super::Opener::default(), &sealed, "no `identity.decryption_keys`");
}

#[test]
fn a_jwe_is_of_one_kind() {
    let (ours, more) = (Signer::rsa(), Signer::rsa());
    let opener = opener(&[("k1", ours.pkcs8())]);
    let text = payload().to_string();
    let with = |changes: Value| {
        let (mut header, Value::Object(changes)) = (header(), changes) else { panic!("an object") };
        header.as_object_mut().unwrap().extend(changes);
        header.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        ours.wraps(&header, &text)
    };
    for (changes, words) in [
        (json!({"alg": "RSA-OAEP"}), "`alg` must be"),
        (json!({"alg": "RSA1_5"}), "`alg` must be"),
        (json!({"alg": "dir"}), "`alg` must be"),
        (json!({"alg": "none"}), "`alg` must be"),
        (json!({"alg": null}), "`alg` must be"),
        (json!({"enc": "A128CBC-HS256"}), "`enc` must be"),
        (json!({"enc": null}), "`enc` must be"),
        (json!({"zip": "DEF"}), "`zip` is not understood"),
        (json!({"crit": ["exp"]}), "`crit`"),
        (json!({"kid": "k2"}), "`kid` is not among"),
        (json!({"kid": "../k1"}), "`kid` is not among"),
        (json!({"kid": 1}), "`kid` must be a text"),
    ] {
        refused(&opener, &with(changes), words);
    }
    check(&opener.open(&with(json!({"kid": null}))).unwrap());
    let two = super::Opener::new(
        &[("k1", ours.pkcs8()), ("k2", more.pkcs8())].map(|(kid, pem)| (kid.to_owned(), pem.into())).into(),
    );
    refused(&two, &with(json!({"kid": null})), "no `kid`");
    let good = ours.wraps(&header(), &text);
    let parts: Vec<&str> = good.split('.').collect();
    for index in 0..5 {
        let mut changed: Vec<String> = parts.iter().map(|&part| part.to_owned()).collect();
        let first = if changed[index].starts_with('A') { "B" } else { "A" };
        changed[index].replace_range(..1, first);
        assert!(opener.open(&changed.join(".")).is_err(), "part {index} is changed");
        changed[index].clear();
        assert!(opener.open(&changed.join(".")).is_err(), "part {index} is empty");
    }
    refused(&opener, &parts[..4].join("."), "five parts");
    refused(&opener, &format!("{good}."), "five parts");
    refused(&opener, &format!("{good}="), "not base64url");
}

#[test]
fn inside_a_token_it_is_as_signed_as_the_rest() {
    let rsa = Signer::rsa();
    let settings = Identity {
        keys: [("app_1".to_owned(), "a secret of the shop, long enough for HS256".into())].into(),
        decryption_keys: [("k1".to_owned(), rsa.pkcs8().into())].into(),
        ..Identity::default()
    };
    let keys = Keyring::new("shop", &settings);
    let judged = |sealed: String| {
        let claims = json!({"scope": "user", "external_id": "u-42", "name": "Clear", "user_payload": sealed});
        let header = jsonwebtoken::Header { kid: Some("app_1".to_owned()), ..Default::default() };
        let key = jsonwebtoken::EncodingKey::from_secret(b"a secret of the shop, long enough for HS256");
        let text = jsonwebtoken::encode(&header, &claims, &key).unwrap();
        token::verify(&IdentityToken::new(text), &keys, crate::clock::Moment(0)).now_or_never().unwrap()
    };
    let proof = judged(rsa.seals(&payload().to_string())).unwrap();
    assert!(proof.sealed && proof.email_verified);
    assert_eq!(proof.details.name.as_deref(), Some("Clear"), "what the claims say goes before");
    assert_eq!(proof.details.email.as_deref(), Some(CANARY));
    assert_eq!(proof.details.data["segment"], Scalar::Text("vip".into()));
    let fault = judged(Signer::rsa().seals(&payload().to_string())).unwrap_err();
    assert!(matches!(fault, Fault::Sealed(_)), "{fault}");
}

#[test]
fn a_key_that_is_none_is_named() {
    let rsa = Signer::rsa();
    for (pem, words) in [
        (rsa.pem(), "is not PEM of a private key"),
        (String::new(), "is not PEM"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----".to_owned(), "no RSA key"),
    ] {
        assert!(private_key(&pem).unwrap_err().contains(words), "{words}");
    }
    assert!(private_key(&rsa.pkcs8()).is_ok() && private_key(&rsa.pkcs1()).is_ok());
}
