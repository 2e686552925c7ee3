use crate::bench::Bench;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_emulator::demo;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

fn jwt(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn header(kid: &str) -> Value {
    json!({ "alg": "HS256", "typ": "JWT", "kid": kid })
}

async fn status_with(bench: &Bench, token: &str) -> u16 {
    let request = bench.bare(Method::GET, "/users/nobody").bearer_auth(token);
    // 404 says that the credential was taken and the user is missing.
    bench.send(request).await.status.as_u16()
}

#[tokio::test]
async fn without_or_with_a_wrong_credential_the_answer_is_401() {
    let bench = Bench::start().await;
    let bare = || bench.bare(Method::GET, "/users/nobody");
    for request in [
        bare(),
        bare().basic_auth(demo::INTEGRATION_KEY_ID, Some("wrong")),
        bare().basic_auth("int_unknown", Some(demo::INTEGRATION_KEY_SECRET)),
        bare().bearer_auth("not.a.jwt"),
        bare().header("authorization", "Digest whatever"),
    ] {
        let answer = bench.send(request).await.expect(401);
        assert_eq!(answer, json!({ "errors": [{ "code": "unauthorized", "title": "Authorization is required" }] }));
    }
}

#[tokio::test]
async fn a_jwt_is_taken_if_its_key_signed_it_for_its_own_scope() {
    let bench = Bench::start().await;
    let (id, secret) = (demo::INTEGRATION_KEY_ID, demo::INTEGRATION_KEY_SECRET);
    let good = jwt(&header(id), &json!({ "scope": "integration" }), secret);
    assert_eq!(status_with(&bench, &good).await, 404);
    let app = jwt(&header(demo::APP_KEY_ID), &json!({ "scope": "app" }), demo::APP_KEY_SECRET);
    assert_eq!(status_with(&bench, &app).await, 404);
    let unsigned = format!(
        "{}.",
        jwt(&json!({ "alg": "none", "kid": id }), &json!({ "scope": "integration" }), secret)
            .rsplit_once('.')
            .unwrap()
            .0
    );
    for bad in [
        jwt(&header(id), &json!({ "scope": "integration" }), "another secret"),
        jwt(&header(id), &json!({ "scope": "app" }), secret),
        jwt(&header(id), &json!({ "scope": "user" }), secret),
        jwt(&header("int_unknown"), &json!({ "scope": "integration" }), secret),
        unsigned,
    ] {
        assert_eq!(status_with(&bench, &bad).await, 401, "{bad}");
    }
}

#[tokio::test]
async fn a_jwt_expires_by_the_emulators_clock() {
    let bench = Bench::start().await;
    let expires = crate::bench::START_MS / 1000 + 60;
    let token = jwt(
        &header(demo::INTEGRATION_KEY_ID),
        &json!({ "scope": "integration", "exp": expires }),
        demo::INTEGRATION_KEY_SECRET,
    );
    assert_eq!(status_with(&bench, &token).await, 404);
    bench.control.advance(Duration::from_secs(60));
    assert_eq!(status_with(&bench, &token).await, 401);
}

#[tokio::test]
async fn a_key_of_an_integration_cannot_do_what_needs_the_app() {
    let bench = Bench::start().await;
    let paths = [
        (Method::GET, ""),
        (Method::GET, "/switchboards"),
        (Method::GET, "/integrations"),
        (Method::POST, "/integrations"),
        (Method::GET, "/integrations/5ba70e0000000000000000c4/webhooks"),
    ];
    for (method, path) in paths {
        assert_eq!(bench.call(method, path, Some(json!({}))).await.refused(403), "forbidden", "{path}");
    }
    bench.get("/integrations/me/webhooks").await.expect(200);
    bench.admin(Method::GET, "/switchboards", None).await.expect(200);
}

#[tokio::test]
async fn another_app_is_not_found_and_the_prefix_may_be_left_out() {
    let bench = Bench::start().await;
    let ask = |path: String| {
        let request = bench.http.get(format!("{}{path}", bench.running.api_url));
        request.basic_auth(demo::INTEGRATION_KEY_ID, Some(demo::INTEGRATION_KEY_SECRET))
    };
    let other = bench.send(ask("/sc/v2/apps/000000000000000000000000/users/x".into())).await;
    assert_eq!(other.refused(404), "app_not_found");
    let legacy = bench.send(ask(format!("/v2/apps/{}/users/x", demo::APP_ID))).await;
    assert_eq!(legacy.refused(404), "user_not_found");
    let unknown = bench.send(ask("/sc/v2/nothing".into())).await;
    assert_eq!(unknown.refused(404), "not_found");
}
