//! What proves who somebody is, and what does not.

mod public;
pub(crate) mod signer;

use super::token::verify;
use super::*;
use crate::clock::Moment;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::{IdentityToken, Scalar};
use futures_util::FutureExt;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SECRET: &str = "a secret of the shop, long enough for HS256";
const OTHER: &str = "another secret of the shop, that is as long";
/// Seconds since 1970.
const NOW: i64 = 1_790_000_000;

fn keys() -> BTreeMap<String, SecretString> {
    BTreeMap::from([("app_1".to_owned(), SECRET.into()), ("app_2".to_owned(), OTHER.into())])
}

fn encoded(header: &Header, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn header(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) }
}

fn keyring() -> Keyring {
    Keyring::new("shop", &config::Identity { keys: keys(), ..config::Identity::default() })
}

fn judged(token: impl Into<String>) -> Result<Proof, Fault> {
    judge(token, &keyring())
}

/// Keys that are here are looked at without waiting.
fn judge(token: impl Into<String>, keys: &Keyring) -> Result<Proof, Fault> {
    verify(&IdentityToken::new(token), keys, Moment(NOW * 1_000)).now_or_never().unwrap()
}

fn claims() -> Value {
    json!({"scope": "user", "external_id": "u-42", "name": "Ada", "email": "ada@example.com", "iat": NOW, "exp": NOW + 60})
}

/// Good claims with some of them changed; null takes one away.
fn changed(changes: Value) -> Value {
    let (Value::Object(mut claims), Value::Object(changes)) = (claims(), changes) else { panic!("objects") };
    claims.extend(changes);
    claims.retain(|_, value| !value.is_null());
    claims.into()
}

fn with(changes: Value) -> Result<Proof, Fault> {
    judged(encoded(&header("app_1"), &changed(changes), SECRET))
}

/// A token whose header says what it likes, with a signature that a key of ours gave for another one.
fn forged(header: &Value) -> String {
    let good = encoded(&self::header("app_1"), &claims(), SECRET);
    let (_, rest) = good.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

fn said(fault: &Result<Proof, Fault>) -> String {
    fault.as_ref().unwrap_err().to_string()
}

#[test]
fn a_signed_visitor_is_who_the_token_says() {
    let details =
        Details { name: Some("Ada".to_owned()), email: Some("ada@example.com".to_owned()), ..Details::default() };
    let proof = Proof { external_id: "u-42".to_owned(), details, email_verified: true, sealed: false };
    assert_eq!(with(json!({})), Ok(proof.clone()));
    assert_eq!(judged(encoded(&header("app_2"), &claims(), OTHER)), Ok(proof.clone()), "both keys hold side by side");
    assert_eq!(with(json!({"exp": null, "iat": null})), Ok(proof.clone()), "the times may be left out");
    assert_eq!(with(json!({"email_verified": true})), Ok(proof.clone()));
    assert_eq!(with(json!({"email_verified": false})), Ok(Proof { email_verified: false, ..proof.clone() }));
    assert_eq!(with(json!({"name": "", "email": null})), Ok(Proof { details: Details::default(), ..proof }));
    assert_eq!(with(json!({"external_id": "é".repeat(255)})).unwrap().external_id.chars().count(), 255);
}

#[test]
fn what_is_not_signed_by_the_named_key_proves_nothing() {
    let good = encoded(&header("app_1"), &claims(), SECRET);
    let (front, signature) = good.rsplit_once('.').unwrap();
    for (token, words) in [
        (encoded(&header("app_1"), &claims(), OTHER), "signature"),
        (encoded(&header("app_1"), &claims(), ""), "signature"),
        (format!("{front}."), "signature"),
        (format!("{front}.A{}", signature.get(1..).unwrap()), "signature"),
        (format!("{front}.{signature}="), "not base64url"),
        (forged(&json!({"alg": "HS256", "kid": "app_1", "typ": "changed"})), "signature"),
        (forged(&json!({"alg": "none", "kid": "app_1"})), "`alg` is \"none\""),
        (forged(&json!({"alg": "nOnE", "kid": "app_1"})), "`alg` is \"nOnE\""),
        (
            forged(&json!({"alg": "RS256", "kid": "app_1"})),
            "`alg` is \"RS256\"; the key that `kid` names takes \"HS256\"",
        ),
        (forged(&json!({"alg": "HS512", "kid": "app_1"})), "`alg` is \"HS512\""),
        (forged(&json!({"alg": ["HS256"], "kid": "app_1"})), "`alg`"),
        (forged(&json!({"kid": "app_1"})), "`alg` is missing"),
        (forged(&json!({"alg": "HS256"})), "no `kid`"),
        (forged(&json!({"alg": "HS256", "kid": 1})), "`kid` is \"1\""),
        (forged(&json!({"alg": "HS256", "kid": "app_3"})), "`kid` is \"app_3\""),
        (forged(&json!({"alg": "HS256", "kid": "APP_1"})), "`kid` is \"APP_1\""),
        (forged(&json!({"alg": "HS256", "kid": "../../../dev/null"})), "`kid` is \"../../../dev/null\""),
        (forged(&json!({"alg": "HS256", "kid": "app_1' OR '1'='1"})), "among the site's"),
        (forged(&json!({"alg": "HS256", "kid": "app_1", "crit": ["b64"], "b64": false})), "crit"),
        ("".to_owned(), "three parts"),
        ("a.b".to_owned(), "three parts"),
        ("a.b.c.d".to_owned(), "three parts"),
        ("a.b.c".to_owned(), "header cannot be read"),
        (format!("{front}.{}", "x".repeat(9_000)), "longer than 8192"),
    ] {
        let fault = judged(token.clone());
        assert!(said(&fault).contains(words), "{token}: {}", said(&fault));
        assert!(!said(&fault).contains(SECRET));
    }
    let none = encoded(&Header { kid: Some("app_1".to_owned()), ..Header::new(Algorithm::HS384) }, &claims(), SECRET);
    let none = judged(none);
    assert!(said(&none).contains("`alg` is \"HS384\""), "signed well, and by the wrong algorithm: {}", said(&none));
    assert_eq!(judge(good, &Keyring::default()), Err(Fault::NoKeys));
}

#[test]
fn a_kid_is_repeated_short_and_harmless() {
    let fault = judged(forged(&json!({"alg": "HS256", "kid": format!("\u{1b}[31m\n{}", "x".repeat(500))})));
    let said = said(&fault);
    assert!(said.len() < 200 && !said.contains(['\n', '\u{1b}']), "{said}");
}

#[test]
fn each_claim_is_checked_and_named() {
    for (changes, words) in [
        (json!({"scope": null}), "`scope` must be \"user\""),
        (json!({"scope": "app"}), "`scope` must be \"user\""),
        (json!({"scope": ["user"]}), "`scope` must be \"user\""),
        (json!({"scope": "appUser"}), "`userId` is missing"),
        (json!({"scope": "appUser", "userId": 42}), "`userId` must be a text"),
        (json!({"scope": "appUser", "userId": "baton-1"}), "`userId` may not begin with `baton-`"),
        (json!({"aud": "others"}), "`aud` says that it is for somebody else"),
        (json!({"phone": "1".repeat(41)}), "`phone` must be a text"),
        (json!({"custom_data": ["a"]}), "`custom_data` must be an object"),
        (json!({"user_payload": {"name": "Ada"}}), "`user_payload` must be an encrypted text"),
        (json!({"user_payload": "AAAA"}), "no `identity.decryption_keys`"),
        (json!({"external_id": null}), "`external_id` is missing"),
        (json!({"external_id": 42}), "`external_id` must be a text"),
        (json!({"external_id": " "}), "`external_id` is empty"),
        (json!({"external_id": "x".repeat(256)}), "`external_id` may have 255 characters"),
        (json!({"external_id": "u\n42"}), "`external_id` may have no control characters"),
        (json!({"external_id": "Baton-0198c6f1"}), "`external_id` may not begin with `baton-`"),
        (json!({"name": 5}), "`name` must be a text"),
        (json!({"name": "x".repeat(129)}), "`name` must be a text"),
        (json!({"email": "nowhere"}), "`email` must be an e-mail address"),
        (json!({"email_verified": "false"}), "`email_verified` must be true or false"),
        (json!({"iat": NOW + 61}), "`iat` is 61 seconds ahead"),
        (json!({"nbf": NOW + 3_600}), "`nbf` is 3600 seconds ahead"),
        (json!({"iat": "yesterday"}), "`iat` must be a number"),
        (json!({"exp": "tomorrow"}), "`exp` must be a number"),
        (json!({"exp": NOW - 60}), "expired (`exp`) 60 seconds ago"),
        (json!({"exp": 0}), "expired"),
    ] {
        let fault = with(changes.clone());
        assert!(said(&fault).contains(words), "{changes}: {}", said(&fault));
    }
    for within in
        [json!({"exp": NOW - 59}), json!({"iat": NOW + 60}), json!({"exp": 1.79e9 + 0.5}), json!({"exp": 1e300})]
    {
        assert!(with(within.clone()).is_ok(), "{within}");
    }
}

#[test]
fn a_token_of_sunshine_conversations_names_its_user() {
    let old = json!({"scope": "appUser", "userId": "u-7", "external_id": null, "name": null});
    let proof = with(old).unwrap();
    assert_eq!((proof.external_id.as_str(), proof.details.name), ("u-7", None));
    let both = json!({"scope": "appUser", "userId": "u-7"});
    assert_eq!(with(both).unwrap().external_id, "u-7", "each scope has its own claim");
    assert!(said(&with(json!({"userId": "u-7", "external_id": null}))).contains("`external_id` is missing"));
}

#[test]
fn custom_data_is_plain_values_and_the_rest_is_named() {
    let data = json!({"plan": "gold", "seats": 5, "trial": false, "left": null, "list": [1], "deep": {"a": 1}});
    let details = with(json!({"custom_data": data, "phone": " +49 30 1 "})).unwrap().details;
    let plain = [("plan", Scalar::Text("gold".into())), ("seats", Scalar::Number(5.0)), ("trial", Scalar::Bool(false))];
    assert_eq!(details.data, plain.map(|(key, value)| (key.to_owned(), value)).into());
    assert_eq!(details.odd, ["deep", "list"]);
    assert_eq!(details.phone.as_deref(), Some("+49 30 1"));
    assert!(with(json!({"custom_data": null})).is_ok());
    assert_eq!(with(json!({"customData": {"a": "b"}})).unwrap().details.data.len(), 1, "as pages spell it");
}

#[test]
fn the_newest_token_says_all_that_tokens_say() {
    let mut profile = Profile::default();
    Profile::learn(&mut profile.email, "typed@example.com".to_owned(), Provenance::Visitor);
    learn(&mut profile, &with(json!({})).unwrap()).unwrap();
    assert_eq!(profile.proved_id(), Some("u-42"));
    assert_eq!(profile.email, Some(signed("ada@example.com")));
    let realm_of = |known: &[Identity]| known.iter().map(|one| (one.kind, one.value.clone())).collect::<Vec<_>>();
    assert_eq!(
        realm_of(&identities(&profile, "main")),
        [(IdentityKind::ExternalId, "u-42".to_owned()), (IdentityKind::VerifiedEmail, "ada@example.com".to_owned())]
    );
    let unverified = with(json!({"external_id": "U-42", "name": null, "email_verified": false})).unwrap();
    learn(&mut profile, &unverified).unwrap();
    assert_eq!(profile.name, None, "what it leaves out is not signed any more");
    assert_eq!(
        profile.email.as_ref().map(|email| email.from),
        Some(Provenance::Page),
        "the owner does not vouch for it"
    );
    assert_eq!(realm_of(&identities(&profile, "main")), [(IdentityKind::ExternalId, "u-42".to_owned())]);
    assert!(Requester::of(&profile, None).email.is_none());
}

#[test]
fn nobody_becomes_somebody_else() {
    let mut profile = Profile::default();
    learn(&mut profile, &with(json!({})).unwrap()).unwrap();
    let before = profile.clone();
    let other = with(json!({"external_id": "u-43", "name": "Bo"})).unwrap();
    assert_eq!(learn(&mut profile, &other), Err(Fault::Another));
    assert_eq!(profile, before);
    assert!(is_known(&profile, &with(json!({})).unwrap()) && !is_known(&profile, &other));
}

fn typed() -> Profile {
    let mut profile = Profile::default();
    Profile::learn(&mut profile.email, "typed@example.com".to_owned(), Provenance::Visitor);
    profile
}

fn site(change: impl FnOnce(&mut config::Site)) -> config::Site {
    let mut site = config::Site::default();
    change(&mut site);
    site
}

#[test]
fn what_is_typed_is_the_requester_only_where_that_is_trusted() {
    assert_eq!(Requester::of(&typed(), Some(&config::Site::default())), Requester::default());
    let trusting = site(|site| {
        site.trust_typed_identity = true;
        site.identity.anonymous_name = Some("Web visitor".to_owned());
    });
    let requester = Requester::of(&typed(), Some(&trusting));
    assert_eq!(requester.email.map(|email| email.value).as_deref(), Some("typed@example.com"));
    assert_eq!(requester.name, None, "no name of somebody else stands beside the address");
    let mut signed = typed();
    learn(&mut signed, &with(json!({"name": null, "email": null})).unwrap()).unwrap();
    assert_eq!(Requester::of(&signed, Some(&trusting)), Requester::default(), "who is signed is not whom they type");
}

#[test]
fn nobody_is_whom_the_site_says_they_are() {
    let canned = site(|site| site.identity.anonymous_email = Some("web@shop.example".to_owned()));
    let email = Some(Sourced::new("web@shop.example".to_owned(), Provenance::Config));
    assert_eq!(Requester::of(&typed(), Some(&canned)), Requester { name: None, email });
    assert_eq!(Profile::default().proved_id(), None);
}

#[test]
fn variables_of_the_bot_fill_what_is_empty_as_the_visitors_word() {
    let mapping = config::IdentityMapping { name: Some("first".to_owned()), email: Some("mail".to_owned()) };
    let variables =
        |email: &str| BTreeMap::from([("mail".to_owned(), email.to_owned()), ("first".to_owned(), "Bo".to_owned())]);
    let profile = said::with_variables(&Profile::default(), &variables(" bo@example.com "), &mapping);
    assert_eq!(profile.email, Some(Sourced::new("bo@example.com".to_owned(), Provenance::Visitor)));
    assert_eq!(profile.name, Some(Sourced::new("Bo".to_owned(), Provenance::Visitor)));
    assert_eq!(profile.proved_id(), None);
    assert_eq!(said::with_variables(&Profile::default(), &variables("no address"), &mapping).email, None);
    assert_eq!(said::with_variables(&typed(), &variables("bo@example.com"), &mapping).email, typed().email);
}
