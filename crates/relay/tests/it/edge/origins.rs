//! Which pages may speak to the API: the relay's own, and those a site names. Everybody else is refused, however alike.

use crate::harness::{Heard, SITE, Scene, Settings};
use baton_protocol::{ClientFrame, ErrorCode, ServerFrame, VERSION};
use serde_json::json;

const OTHER: &str = "\
[site.other]
token = \"site_other_0123\"
knowledge.folder = \"knowledge\"
api_origins = [\"https://app.other.example\"]
";

async fn scene() -> Scene {
    let api = "api_origins = [\"https://app.shop.example\", \"https://*.pages.shop.example\"]";
    Scene::of(Settings::default().of_site(api).more(OTHER)).await
}

/// Origins with whether the site takes them.
fn table(own: &str) -> Vec<(Option<String>, bool)> {
    let host = own.strip_prefix("http://").unwrap();
    let port = host.split_once(':').unwrap().1;
    let some = |text: &str| Some(text.to_owned());
    vec![
        (some(own), true),
        (some("https://app.shop.example"), true),
        (some("https://eu.pages.shop.example"), true),
        (some("https://a.b.pages.shop.example"), true),
        (None, false),
        (some("null"), false),
        (some("https://evil.example"), false),
        // A page that may embed the chat is no page that may speak to the API.
        (some("http://shop.example"), false),
        (some(&format!("https://{host}")), false),
        (some("http://127.0.0.1"), false),
        (some(&format!("http://localhost:{port}")), false),
        (some(&format!("{own}.evil.example")), false),
        (some(&format!("{own}@evil.example")), false),
        (some(&format!("http://evil.example/{own}")), false),
        (some(&format!("http://evil.example#{own}")), false),
        (some(&format!("{own}/")), false),
        (some(&format!("{own} https://evil.example")), false),
        (some("http://app.shop.example"), false),
        (some("https://app.shop.example:8443"), false),
        (some("https://app.shop.example.evil.example"), false),
        (some("https://evilapp.shop.example"), false),
        (some("https://sub.app.shop.example"), false),
        (some("https://shop.example"), false),
        (some("https://pages.shop.example"), false),
        (some("https://.pages.shop.example"), false),
        (some("https://evil.example/.pages.shop.example"), false),
        (some("https://user@x.pages.shop.example"), false),
        (some("https://xpages.shop.example"), false),
        (some("https://app.other.example"), false),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_given_to_listed_pages_alone() {
    let scene = scene().await;
    for (origin, taken) in table(&scene.config.own_origin()) {
        let answer = scene.client().of_origin(origin.as_deref()).begin().await;
        if taken {
            assert_eq!(answer.status, 201, "{origin:?}: {}", answer.text());
            assert_eq!(answer.header("access-control-allow-origin"), origin.as_deref());
        } else {
            assert_eq!((answer.status, answer.problem().code), (403, ErrorCode::OriginRefused), "{origin:?}");
            let readable = answer.header("access-control-allow-origin");
            assert!(readable.is_none() || origin.as_deref() == Some("https://app.other.example"), "{origin:?}");
        }
    }
    let elsewhere = scene.client().of_origin(Some("https://app.other.example"));
    assert_eq!(elsewhere.post("/v1/sessions", &json!({ "site": "site_other_0123" })).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_and_a_poll_are_given_to_listed_pages_alone() {
    let scene = scene().await;
    let token = scene.client().session().await;
    let hello =
        ClientFrame::Hello { version: VERSION, session: token.clone(), cursor: None, locale: None, consent: None };
    for (origin, taken) in table(&scene.config.own_origin()) {
        let client = scene.client().of_origin(origin.as_deref());
        let of_another_site = origin.as_deref() == Some("https://app.other.example");
        match client.socket().await {
            Ok(mut wire) if taken => {
                wire.send(&hello).await;
                assert!(matches!(wire.hear().await, Heard::Frame(ServerFrame::Welcome { .. })), "{origin:?}");
            }
            // Which site it is about is known with the session only.
            Ok(mut wire) if of_another_site => {
                wire.send(&hello).await;
                let (frames, code) = wire.hear_out().await;
                let [ServerFrame::Refused { code: why, .. }] = frames.as_slice() else { panic!("{frames:?}") };
                assert_eq!((*why, code), (ErrorCode::OriginRefused, Some(4003)));
            }
            Ok(_) => panic!("{origin:?} got a socket"),
            Err(status) => assert!(status == 403 && !taken, "{origin:?}: {status}"),
        }
        let frames = json!({ "frames": [serde_json::to_value(&hello).unwrap()], "wait_ms": 0 });
        let answer = client.post("/v1/poll", &frames).await;
        let welcomed = answer.text().contains("welcome");
        assert_eq!(welcomed, taken, "{origin:?}: {} {}", answer.status, answer.text());
        assert!(taken || of_another_site || answer.status == 403, "{origin:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_question_before_a_call_is_answered_for_listed_pages_alone() {
    let scene = scene().await;
    let ask = async |origin: &str, path: &str| {
        let client = scene.client().of_origin(Some(origin));
        let request = client
            .request(reqwest::Method::OPTIONS, path)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        crate::harness::Client::answer(request).await
    };
    let answer = ask("https://app.shop.example", "/v1/uploads").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.shop.example"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization, content-type"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    for (origin, path) in [("https://evil.example", "/v1/uploads"), ("null", "/v1/uploads")] {
        let answer = ask(origin, path).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin} {path}");
        assert_ne!(answer.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_site_is_told_so_before_anything_is_made() {
    let scene = Scene::new().await;
    for token in ["", "site_0123456788", "SITE_0123456789", "../site_0123456789"] {
        let answer = scene.client().post("/v1/sessions", &json!({ "site": token })).await;
        assert_eq!((answer.status, answer.problem().code), (404, ErrorCode::SiteUnknown), "{token:?}");
    }
    assert_eq!(scene.client().post("/v1/sessions", &json!({ "site": SITE })).await.status, 201);
}
