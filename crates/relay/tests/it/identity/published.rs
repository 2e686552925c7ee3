//! Tokens by public keys: of the configuration, and of a set that somebody publishes and replaces.

use super::signer::Signer;
use super::{but, id_of, jane};
use crate::harness::{Scene, Settings, Visitor};
use axum::Router;
use axum::http::StatusCode;
use baton_protocol::ErrorCode;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// An address with a set of keys, which can be taken away.
struct Issuer {
    keys: Arc<Mutex<Option<Value>>>,
    asked: Arc<Mutex<u32>>,
    url: String,
}

impl Issuer {
    async fn new(keys: &[Value]) -> Self {
        let keys = Arc::new(Mutex::new(Some(json!({ "keys": keys }))));
        let asked = Arc::new(Mutex::new(0));
        let (has, count) = (Arc::clone(&keys), Arc::clone(&asked));
        let answer = move || {
            *count.lock().unwrap() += 1;
            let keys = has.lock().unwrap().clone();
            async move { keys.map(axum::Json).ok_or(StatusCode::BAD_GATEWAY) }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/.well-known/jwks.json", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await.unwrap() });
        Self { keys, asked, url }
    }

    fn has(&self, keys: Option<&[Value]>) {
        *self.keys.lock().unwrap() = keys.map(|keys| json!({ "keys": keys }));
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }

    fn settings(&self) -> Settings {
        Settings::default().more(&format!(
            "[site.shop.identity.public_keys.login]\nalgorithm = \"EdDSA\"\njwks_url = \"{}\"\naudience = [\"chat\"]\n\
             issuer = \"https://login.example\"",
            self.url
        ))
    }
}

/// What the issuer says of Jane.
fn issued(scene: &Scene) -> Value {
    but(jane(scene), json!({"aud": "chat", "iss": "https://login.example"}))
}

/// What a visitor is told who gives a token; nothing where it is taken.
async fn answer(scene: &Scene, token: &str) -> Option<(ErrorCode, String, Option<u64>)> {
    let mut visitor = scene.visitor().await;
    said(&mut visitor, token).await
}

async fn said(visitor: &mut Visitor, token: &str) -> Option<(ErrorCode, String, Option<u64>)> {
    let before = visitor.refusals.len();
    visitor.identifies(token).await;
    // Frames are taken in order, so by then it is known.
    visitor.asks("Hello?").await;
    visitor.refusals.get(before).map(|(_, code, message, wait)| (*code, message.clone(), *wait))
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_every_algorithm_hold_beside_secrets_and_make_the_ticket_theirs() {
    let signers = [("r", Signer::rsa()), ("e", Signer::ec()), ("d", Signer::ed())];
    let mut settings = super::settings("");
    for (name, signer) in &signers {
        let table = format!("[site.shop.identity.public_keys.{name}]\nalgorithm = \"{}\"\n", signer.algorithm());
        settings = settings.more(&format!("{table}pem = \"\"\"\n{}\"\"\"", signer.pem()));
    }
    let scene = Scene::of(settings).await;
    for (kid, signer) in &signers {
        let mut visitor = scene.visitor().await;
        let who = json!({"external_id": format!("customer-{kid}"), "email": format!("{kid}@doe.example")});
        let claims = but(jane(&scene), who);
        assert_eq!(said(&mut visitor, &signer.token(kid, &claims)).await, None, "{kid}");
        let agent = scene.hand_over(&mut visitor).await;
        assert_eq!(agent.ticket().requester_external_id, Some(format!("customer-{kid}")));
        assert_eq!(agent.ticket().requester_email, Some(format!("{kid}@doe.example")));
        assert!(agent.ticket().tags.contains(&"baton_verified".to_owned()));
    }
    assert_eq!(answer(&scene, &super::signed(&jane(&scene))).await, None, "the secrets hold on");
    let (code, message, _) = answer(&scene, &signers[0].1.token("e", &jane(&scene))).await.unwrap();
    assert_eq!(code, ErrorCode::IdentityRefused);
    assert!(message.contains("`alg` is \"RS256\""), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_key_is_replaced_while_the_relay_runs() {
    let (old, new) = (Signer::ed(), Signer::ed());
    let issuer = Issuer::new(&[old.jwk("2026-01")]).await;
    let scene = Scene::standing(issuer.settings()).await;
    let claims = issued(&scene);
    assert_eq!(answer(&scene, &old.token("2026-01", &claims)).await, None);
    issuer.has(Some(&[old.jwk("2026-01"), new.jwk("2026-02")]));
    scene.leap(Duration::from_secs(61));
    assert_eq!(answer(&scene, &new.token("2026-02", &claims)).await, None);
    assert_eq!(answer(&scene, &old.token("2026-01", &claims)).await, None, "side by side");
    assert_eq!(issuer.asked(), 2);
    for made_up in ["2026-03", "../2026-01", "http://evil.example/keys"] {
        let (code, message, _) = answer(&scene, &new.token(made_up, &claims)).await.unwrap();
        assert_eq!(code, ErrorCode::IdentityRefused);
        assert!(message.contains("`kid` is") && message.contains(made_up), "{message}");
    }
    assert_eq!(issuer.asked(), 2, "made-up ids cost the address nothing");
    for (changes, words) in [
        (json!({"aud": "another-app"}), "`aud` is not the `audience`"),
        (json!({"aud": null}), "`aud` is missing"),
        (json!({"iss": "https://evil.example"}), "`iss` is not the `issuer`"),
    ] {
        let (code, message, _) = answer(&scene, &new.token("2026-02", &but(claims.clone(), changes))).await.unwrap();
        assert_eq!(code, ErrorCode::IdentityRefused);
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_keys_cannot_be_had_the_chat_goes_on_and_the_same_token_proves_later() {
    let signer = Signer::ed();
    let issuer = Issuer::new(&[]).await;
    issuer.has(None);
    let scene = Scene::standing(issuer.settings()).await;
    let mut visitor = scene.visitor().await;
    let token = signer.token("k", &issued(&scene));
    let (code, message, wait) = said(&mut visitor, &token).await.unwrap();
    assert_eq!(code, ErrorCode::IdentityUnavailable);
    assert!(message.contains("cannot be fetched just now; try again"), "{message}");
    assert!(!message.contains("127.0.0.1"), "where the keys are is the operator's to know: {message}");
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    issuer.has(Some(&[signer.jwk("k")]));
    scene.leap(Duration::from_millis(wait.unwrap()));
    assert_eq!(said(&mut visitor, &token).await, None);
    let profile = scene.core().profile(&id_of(&scene, &visitor).await).await.unwrap();
    assert_eq!(profile.proved_id(), Some("customer-42"));
    // Down again: the last good set holds.
    issuer.has(None);
    scene.leap(Duration::from_secs(3_600));
    let claims = but(issued(&scene), json!({"external_id": "customer-7"}));
    assert_eq!(answer(&scene, &signer.token("k", &claims)).await, None);
    assert!(scene.metric("baton_identity_keys_failed_total", &["site=\"shop\""]).await >= 2.0);
}
