//! Tokens that prove nothing: each is refused with its reason, and the conversation goes on with nobody known.

use super::{KID, OLD_KID, SECRET, but, id_of, jane, known, settings, signed, signed_by, taken};
use crate::harness::{Scene, Settings};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_protocol::ErrorCode;
use baton_relay::store::IdentityKind;
use serde_json::{Value, json};

/// A token with a header of any kind, and the signature that belongs to another.
fn headed(header: &Value, claims: &Value) -> String {
    let good = signed(claims);
    let (_, rest) = good.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_token_that_proves_nothing_is_refused_with_its_reason() {
    let scene = Scene::of(settings("")).await;
    let claims = jane(&scene);
    let now = scene.time.moment().0 / 1_000;
    let unsigned = headed(&json!({"alg": "none", "kid": KID}), &claims);
    let unsigned = unsigned.rsplit_once('.').unwrap().0.to_owned() + ".";
    let cases = [
        (unsigned, "\"none\""),
        (headed(&json!({"alg": "RS256", "kid": KID}), &claims), "\"RS256\""),
        (headed(&json!({"alg": "HS512", "kid": KID}), &claims), "\"HS512\""),
        (signed_by("app_0000", SECRET, &claims), "\"app_0000\""),
        (signed_by("../../../../etc/hostname", SECRET, &claims), "`kid` is \"../../../../etc/hostname\""),
        (signed_by(OLD_KID, SECRET, &claims), "signature"),
        (signed(&but(claims.clone(), json!({"exp": now - 3_600}))), "expired"),
        (signed(&but(claims.clone(), json!({"iat": now + 3_600}))), "`iat`"),
        (signed(&but(claims.clone(), json!({"scope": "app"}))), "`scope`"),
        (signed(&but(claims.clone(), json!({"scope": "appUser", "userId": 42}))), "`userId`"),
        (signed(&but(claims.clone(), json!({"aud": "somebody-else"}))), "`aud`"),
        (signed(&but(claims.clone(), json!({"external_id": "x".repeat(256)}))), "`external_id` may have 255"),
        ("customer-42".to_owned(), "three parts"),
    ];
    for (token, reason) in cases {
        let mut visitor = scene.visitor().await;
        visitor.identifies(&token).await;
        let (id, code, message, _) = visitor.until_refused().await;
        let expected = if reason == "expired" { ErrorCode::IdentityExpired } else { ErrorCode::IdentityRefused };
        assert_eq!((id, code), (None, expected), "{reason}");
        assert!(message.contains(reason), "{reason}: {message}");
        assert!(!message.contains(SECRET) && !message.contains("jane@doe.example"), "{message}");
        taken(&mut visitor).await;
        let profile = scene.core().profile(&id_of(&scene, &visitor).await).await.unwrap();
        assert_eq!((profile.external_id, profile.name, profile.email), (None, None, None), "{reason}");
    }
    assert_eq!(known(&scene, IdentityKind::ExternalId, "customer-42").await, None);
    let mut visitor = scene.visitor().await;
    visitor.identifies("a.b.c").await;
    let agent = scene.hand_over(&mut visitor).await;
    assert!(agent.ticket().requester_external_id.is_some_and(|id| id.starts_with("baton-")));
    assert!(!agent.ticket().tags.contains(&"baton_verified".to_owned()));
    assert!(!agent.transcript()[0].contains("Verified"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_keys_says_so() {
    let scene = Scene::of(Settings::default()).await;
    let mut visitor = scene.visitor().await;
    visitor.identifies(&signed(&jane(&scene))).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityRefused);
    assert!(message.contains("no `identity.keys`"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_in_the_same_chat_is_refused_and_the_first_stays() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    visitor.identifies(&signed(&jane(&scene))).await;
    // The same person, however it is spelled: Zendesk takes capitals and small letters for the same.
    visitor.identifies(&signed(&but(jane(&scene), json!({"external_id": "Customer-42"})))).await;
    taken(&mut visitor).await;
    assert_eq!(visitor.refusals, []);
    visitor.identifies(&signed(&but(jane(&scene), json!({"external_id": "customer-43", "name": "Eve"})))).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityOther);
    assert!(message.contains("another `external_id`") && message.contains("logout"), "{message}");
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(agent.ticket().requester_external_id.as_deref(), Some("customer-42"));
    assert_eq!(agent.ticket().requester_name, "Jane Doe");
    assert_eq!(known(&scene, IdentityKind::ExternalId, "customer-43").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tag_of_the_verified_is_not_a_pages_to_set() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    let tags =
        ("dataCapture.systemField.tags".to_owned(), baton_protocol::Scalar::Text("Baton_Verified,vip".to_owned()));
    let custom_data = std::collections::BTreeMap::from([tags]);
    visitor.tells(baton_protocol::UserDetails { custom_data, ..Default::default() }, None).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::KeyRefused);
    assert!(message.contains("Baton_Verified"), "{message}");
    assert_eq!(scene.hand_over(&mut visitor).await.ticket().tags, ["baton_lang_en", "vip"]);
}
