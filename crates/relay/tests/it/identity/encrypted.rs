//! What the page may not read: by itself no proof, within a token as signed as the rest, and never told to anybody but
//! the agents.

use super::signer::Signer;
use super::{but, id_of, jane, known, signed, taken};
use crate::harness::{Scene, Settings, Visitor};
use baton_protocol::{ErrorCode, UserDetails};
use baton_relay::store::IdentityKind;
use serde_json::{Value, json};

const EMAIL: &str = "canary@hidden.example";

fn settings(key: &Signer) -> Settings {
    super::settings("").more(&format!("[site.shop.identity.decryption_keys]\nk1 = \"\"\"\n{}\"\"\"", key.pkcs8()))
}

fn payload() -> Value {
    json!({"name": "Canary Jones", "email": EMAIL, "custom_data": {
        "segment": "canary-gold", "dataCapture.ticketField.7": "canary-field", "dataCapture.systemField.priority": "urgent"}})
}

async fn gives(visitor: &mut Visitor, encrypted: &str) {
    visitor.tells(UserDetails { encrypted: Some(encrypted.to_owned()), ..UserDetails::default() }, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_itself_it_proves_nothing_since_anybody_can_encrypt() {
    let key = Signer::rsa();
    let scene = Scene::of(settings(&key)).await;
    let header = json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k1"});
    for encrypted in [key.seals(&payload().to_string()), key.wraps(&header, &payload().to_string())] {
        let mut visitor = scene.visitor().await;
        gives(&mut visitor, &encrypted).await;
        let (_, code, message, _) = visitor.until_refused().await;
        assert_eq!(code, ErrorCode::KeyRefused, "a page sets no priority");
        assert!(message.starts_with("1 of the encrypted values") && !message.contains("priority"), "{message}");
        let agent = scene.hand_over(&mut visitor).await;
        let ticket = agent.ticket();
        assert!(ticket.requester_external_id.is_some_and(|id| id.starts_with("baton-")));
        assert_ne!(ticket.requester_email.as_deref(), Some(EMAIL));
        assert_eq!(ticket.tags, ["baton_lang_en"]);
        assert_eq!(ticket.priority, None);
        assert_eq!(ticket.fields.get(&7).map(String::as_str), Some("canary-field"));
        let summary = agent.transcript()[0].clone();
        for line in [
            "Name: Canary Jones (said by the page, unverified)",
            "E-mail: canary@hidden.example (said by the page, unverified)",
            "  segment: canary-gold",
        ] {
            assert!(summary.lines().any(|told| told == line), "{line:?} in {summary}");
        }
        assert!(!visitor.told().to_lowercase().contains("canary"), "{}", visitor.told());
    }
    assert_eq!(known(&scene, IdentityKind::VerifiedEmail, EMAIL).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn within_a_token_it_is_signed_and_nobody_but_the_agents_reads_it() {
    let key = Signer::rsa();
    let scene = Scene::of(settings(&key)).await;
    let mut visitor = scene.visitor().await;
    let sealed = key.seals(&payload().to_string());
    let claims = but(jane(&scene), json!({"name": null, "email": null, "user_payload": sealed}));
    visitor.identifies(&signed(&claims)).await;
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(visitor.refusals, []);
    let ticket = agent.ticket();
    assert_eq!(ticket.requester_external_id.as_deref(), Some("customer-42"));
    assert_eq!(ticket.requester_name, "Canary Jones");
    assert_eq!(ticket.requester_email.as_deref(), Some(EMAIL));
    assert_eq!(ticket.priority.as_deref(), Some("urgent"));
    let summary = agent.transcript()[0].clone();
    for line in ["E-mail: canary@hidden.example (signed by the site)", "Signed by the site:", "  segment: canary-gold"]
    {
        assert!(summary.lines().any(|told| told == line), "{line:?} in {summary}");
    }
    agent.says("Hello.");
    visitor.until_line("Ana Lima: Hello.").await;
    assert!(!visitor.told().to_lowercase().contains("canary"), "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_is_refused_and_the_chat_goes_on() {
    let (key, other) = (Signer::rsa(), Signer::rsa());
    let scene = Scene::of(settings(&key)).await;
    let mut visitor = scene.visitor().await;
    let text = payload().to_string();
    let header = |alg: &str| json!({"alg": alg, "enc": "A256GCM", "kid": "k1", "zip": "DEF"});
    let good = key.seals(&text);
    for (encrypted, words) in [
        (other.seals(&text), "no `identity.decryption_keys` opens it"),
        (good.split_at(good.len() - 8).0.to_owned(), "no `identity.decryption_keys` opens it"),
        (key.wraps(&header("RSA1_5"), &text), "`alg` must be"),
        (key.wraps(&header("RSA-OAEP-256"), &text), "`zip`"),
        ("A".repeat(20_000), "longer than 8192"),
        ("?".to_owned(), "neither base64"),
    ] {
        gives(&mut visitor, &encrypted).await;
        let (_, code, message, _) = visitor.until_refused().await;
        assert_eq!(code, ErrorCode::IdentityRefused, "{words}");
        assert!(message.contains(words), "{words}: {message}");
    }
    let claims = but(jane(&scene), json!({"user_payload": other.seals(&text)}));
    visitor.identifies(&signed(&claims)).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityRefused);
    assert!(message.contains("token is refused: what is encrypted cannot be used"), "{message}");
    let profile = scene.core().profile(&id_of(&scene, &visitor).await).await.unwrap();
    assert_eq!((profile.external_id, profile.name, profile.email), (None, None, None));
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_keys_says_so() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    gives(&mut visitor, "AAAA").await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityRefused);
    assert!(message.contains("no `identity.decryption_keys`"), "{message}");
    taken(&mut visitor).await;
}
