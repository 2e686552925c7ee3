use axum::http::Method;
use baton_zendesk::conversations::Upload;
use baton_zendesk::{Credential, Error};
use serde_json::{Value, json};

use crate::vendor::{self, Answer, Vendor};

fn oauth(vendor: &Vendor) -> Credential {
    Credential::OAuth {
        token_url: vendor.url("/oauth/tokens"),
        client_id: "baton".to_owned(),
        client_secret: "cl13nt".into(),
        scope: "tickets:read users:read".to_owned(),
    }
}

fn token(token: &str, expires_in: Option<u64>) -> Answer {
    let mut body = json!({"access_token": token, "scope": "tickets:read users:read", "token_type": "bearer"});
    if let Some(seconds) = expires_in {
        body["expires_in"] = json!(seconds);
    }
    vendor::json(201, &body)
}

fn conversation() -> Answer {
    vendor::json(200, &json!({"conversation": {"id": "67a0"}}))
}

/// Which tokens the calls bore; `None` for a request to the token's endpoint.
fn bearers(vendor: &Vendor) -> Vec<Option<String>> {
    vendor.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect()
}

#[tokio::test]
async fn an_email_and_token_are_sent_in_the_vendors_form() {
    let vendor = Vendor::answering(conversation()).await;
    let credential = Credential::EmailToken { email: "a@example.com".to_owned(), token: "t0ken".into() };
    vendor.conversations_with(credential).get_conversation(&"67a0".into()).await.unwrap();
    assert_eq!(vendor.only().header("authorization"), Some("Basic YUBleGFtcGxlLmNvbS90b2tlbjp0MGtlbg=="));
}

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let vendor = Vendor::start().await;
    vendor.then(token("one", Some(7_200))).then(conversation()).then(conversation());
    let client = vendor.conversations_with(oauth(&vendor));
    for _ in 0..2 {
        client.clone().get_conversation(&"67a0".into()).await.unwrap();
    }
    let seen = vendor.seen();
    assert_eq!((&seen[0].method, seen[0].target.as_str()), (&Method::POST, "/oauth/tokens"));
    assert_eq!(
        seen[0].json(),
        json!({"grant_type": "client_credentials", "client_id": "baton", "client_secret": "cl13nt",
            "scope": "tickets:read users:read", "expires_in": 7_200})
    );
    assert_eq!(bearers(&vendor), [None, Some("Bearer one".into()), Some("Bearer one".into())]);
}

#[tokio::test]
async fn a_token_near_its_end_is_not_used_again() {
    let vendor = Vendor::start().await;
    vendor
        .then(token("one", Some(59)))
        .then(conversation())
        .then(token("two", None))
        .then(conversation())
        .then(conversation());
    let client = vendor.conversations_with(oauth(&vendor));
    for _ in 0..3 {
        client.get_conversation(&"67a0".into()).await.unwrap();
    }
    let two = Some("Bearer two".to_owned());
    assert_eq!(bearers(&vendor), [None, Some("Bearer one".into()), None, two.clone(), two]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let refused = || vendor::json(401, &json!({"error": "invalid_token", "error_description": "expired"}));
    let vendor = Vendor::start().await;
    vendor.then(token("one", None)).then(refused()).then(token("two", None)).then(conversation());
    let client = vendor.conversations_with(oauth(&vendor));
    client.get_conversation(&"67a0".into()).await.unwrap();
    assert_eq!(bearers(&vendor), [None, Some("Bearer one".into()), None, Some("Bearer two".into())]);

    vendor.then(refused()).then(token("three", None)).then(refused());
    let error = client.get_conversation(&"67a0".into()).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized(_)), "{error:?}");
    assert_eq!(vendor.seen().len(), 7, "not again and again");
}

#[tokio::test]
async fn a_refused_key_is_not_tried_again() {
    let vendor = Vendor::answering(vendor::refusal(401, "unauthorized", "Authorization is required")).await;
    let error = vendor.conversations().get_conversation(&"67a0".into()).await.unwrap_err();
    assert!(matches!(&error, Error::Unauthorized(problems) if problems.has("unauthorized")), "{error:?}");
    vendor.only();
}

#[tokio::test]
async fn many_calls_at_once_share_one_token() {
    let vendor = Vendor::start().await;
    vendor.then(token("one", None));
    for _ in 0..8 {
        vendor.then(conversation());
    }
    let client = vendor.conversations_with(oauth(&vendor));
    let id = "67a0".into();
    let calls = (0..8).map(|_| client.get_conversation(&id));
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(bearers(&vendor).iter().filter(|bearer| bearer.is_none()).count(), 1);
}

#[tokio::test]
async fn a_call_without_a_token_was_not_made() {
    for (answer, unauthorized) in [
        (vendor::json(401, &json!({"error": "invalid_client", "error_description": "No such client"})), true),
        (vendor::json(400, &json!({"error": "invalid_scope"})), true),
        (vendor::text(503, ""), false),
        (vendor::text(200, "{}"), false),
    ] {
        let vendor = Vendor::answering(answer).await;
        let client = vendor.conversations_with(oauth(&vendor));
        let error = client.release_control(&"67a0".into(), &baton_zendesk::Metadata::new()).await.unwrap_err();
        assert_eq!(matches!(error, Error::Unauthorized(_)), unauthorized, "{error:?}");
        assert!(!error.is_outcome_unknown() && !error.is_permanent(), "{error:?}");
        assert_eq!(vendor.only().target, "/oauth/tokens");
    }
}

#[tokio::test]
async fn a_file_in_memory_survives_a_refused_token_and_a_stream_does_not() {
    let refused = || vendor::text(401, "");
    let uploaded: Value = json!({"attachment": {"mediaUrl": "https://z.example/a"}});
    let bytes = axum::body::Bytes::from_static(b"abc");
    let vendor = Vendor::start().await;
    let client = vendor.conversations_with(oauth(&vendor));

    vendor.then(token("one", None)).then(refused()).then(token("two", None)).then(vendor::json(201, &uploaded));
    let upload = Upload::bytes("a.txt", "text/plain", bytes.clone());
    client.upload_attachment(&"67a0".into(), upload).await.unwrap();
    assert!(vendor.seen().last().unwrap().body.windows(3).any(|window| window == b"abc"));

    vendor.then(refused());
    let stream = || futures_util::stream::iter([Ok::<_, std::io::Error>(bytes.clone())]);
    let upload = Upload::stream("a.txt", "text/plain", 3, stream());
    let error = client.upload_attachment(&"67a0".into(), upload).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized(_)), "{error:?}");

    vendor.then(token("three", None)).then(vendor::json(201, &uploaded));
    let upload = Upload::stream("a.txt", "text/plain", 3, stream());
    client.upload_attachment(&"67a0".into(), upload).await.unwrap();
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let vendor = Vendor::start().await;
    let all = [
        vendor::basic(),
        oauth(&vendor),
        Credential::EmailToken { email: "a@example.com".to_owned(), token: "t0ken".into() },
    ];
    for credential in all {
        vendor.then(token("b3arer", None)).then(vendor::text(401, "")).then(vendor::text(401, ""));
        let shown = format!("{credential:?}");
        let client = vendor.conversations_with(credential);
        let error = client.get_conversation(&"67a0".into()).await;
        let shown = format!("{shown} {client:?} {error:?}");
        for secret in [vendor::SECRET, "cl13nt", "t0ken", "b3arer"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
