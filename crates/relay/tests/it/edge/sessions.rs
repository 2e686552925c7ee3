//! Sessions: in a header or the first frame, never in an address.

use crate::harness::{Scene, Settings, Visitor};
use crate::journey::PNG;
use baton_protocol::{ClientFrame, ErrorCode, ServerFrame, SessionToken, VERSION};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_counts_in_its_header_alone() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    let file = visitor.uploads("a.png", PNG).await;
    let token = visitor.token.reveal().to_owned();
    assert_eq!(visitor.fetches(&file.id).await.status, 200);
    let bare = scene.client();
    let path = format!("/v1/files/{}", file.id);
    let get = |path: String| bare.request(reqwest::Method::GET, &path);
    for request in [
        get(path.clone()),
        get(format!("{path}?session={token}")),
        get(format!("{path}?token={token}&access_token={token}")),
        get(path.clone()).header("cookie", format!("session={token}; token={token}")),
        get(path.clone()).header("x-session", &token),
        get(path.clone()).header("authorization", &token),
        get(path.clone()).header("authorization", format!("Basic {token}")),
        get(path.clone()).bearer_auth(format!("{token}x")),
        get(path.clone()).bearer_auth(""),
    ] {
        let shown = format!("{request:?}");
        let answer = crate::harness::Client::answer(request).await;
        assert_eq!((answer.status, answer.problem().code), (404, ErrorCode::FileUnknown), "{shown}");
    }
    let upload = bare.request(reqwest::Method::POST, &format!("/v1/uploads?name=a.png&session={token}")).body(PNG);
    let answer = crate::harness::Client::answer(upload).await;
    assert_eq!((answer.status, answer.problem().code), (401, ErrorCode::SessionUnknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_session_is_told_so_and_the_socket_closed() {
    let scene = Scene::new().await;
    for token in ["", "guess", &"A".repeat(43), &"x".repeat(5_000)] {
        let mut wire = scene.client().socket().await.unwrap();
        let session = SessionToken::new(token);
        wire.send(&ClientFrame::Hello { version: VERSION, session, cursor: None, locale: None, consent: None }).await;
        let (frames, code) = wire.hear_out().await;
        let [ServerFrame::Refused { code: why, .. }] = frames.as_slice() else { panic!("{frames:?}") };
        assert_eq!((*why, code), (ErrorCode::SessionUnknown, Some(4003)), "{token:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_long_and_differ_and_only_their_hash_is_kept() {
    let mut scene = Scene::new().await;
    let first = scene.client().begin().await;
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let tokens = [scene.client().session().await, scene.client().session().await];
    assert_ne!(tokens[0], tokens[1]);
    // 256 bits in an alphabet of 64.
    assert!(tokens.iter().all(|token| token.reveal().len() == 43));
    scene.stop().await;
    let database = std::fs::read(scene.data().join("baton.sqlite3")).unwrap();
    for token in &tokens {
        let needle = token.reveal().as_bytes();
        assert!(!database.windows(needle.len()).any(|window| window == needle), "a token is on the disk");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_restart_and_a_rotated_site_token() {
    let mut scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    scene.restart_with(Settings::rotated).await;
    visitor.vanish();
    visitor.connect().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    // Pages that still carry the old token work, by a new session too.
    let mut other: Visitor = scene.visitor().await;
    assert_eq!(other.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_none_is_refused_as_such() {
    let scene = Scene::new().await;
    for (body, status) in [("", 400), ("{", 400), ("[]", 400), ("{\"site\": 7}", 400), ("{\"site\": null}", 400)] {
        let request = scene.client().request(reqwest::Method::POST, "/v1/sessions").body(body);
        let answer = crate::harness::Client::answer(request).await;
        assert_eq!((answer.status, answer.problem().code), (status, ErrorCode::Malformed), "{body:?}");
    }
    let request = scene.client().request(reqwest::Method::POST, "/v1/sessions").body("x".repeat(70_000));
    assert_eq!(crate::harness::Client::answer(request).await.status, 413);
}
