//! A visitor who leaves: the session is void at the relay, whatever the browser still knows of it.

use super::{jane, settings, signed};
use crate::harness::{Client, Scene};
use baton_protocol::ErrorCode;
use reqwest::Method;

async fn leaves(client: &Client) -> u16 {
    Client::answer(client.request(Method::DELETE, "/v1/sessions")).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_out_in_every_tab_and_for_good() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    visitor.identifies(&signed(&jane(&scene))).await;
    visitor.until_rotated().await;
    visitor.asks("When are you open?").await;
    let file = visitor.uploads("receipt.txt", b"thirty euros").await;
    let presence = scene.core().presence_id(&visitor.token).await.unwrap();
    let mut tab = visitor.tab().await;

    assert_eq!(leaves(&visitor.client).await, 204);
    for visitor in [&mut visitor, &mut tab] {
        let (_, code, ..) = visitor.until_refused().await;
        assert_eq!(code, ErrorCode::SessionUnknown);
        assert_eq!(visitor.until_closed().await, Some(4003));
    }
    assert!(scene.core().presence(&presence).await.unwrap().is_none());
    assert_eq!(visitor.fetches(&file.id).await.status, 404);
    assert_eq!(leaves(&visitor.client).await, 401, "it is known no more");

    // Whoever comes next is nobody, and the person comes back to what was theirs.
    let mut next = scene.visitor().await;
    assert_eq!(next.lines(), Vec::<String>::new());
    assert!(next.others.is_empty());
    next.identifies(&signed(&jane(&scene))).await;
    next.until_rotated().await;
    scene.settle(&mut next).await;
    next.assert_ends(&["visitor: When are you open?", "bot: Monday to Friday, 9 to 5."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_ends_a_session() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    let elsewhere = visitor.client.of_origin(Some("https://evil.example"));
    assert_eq!(leaves(&elsewhere).await, 403);
    let mut guess = visitor.client.clone();
    guess.token = Some(baton_protocol::SessionToken::new("a guess"));
    assert_eq!(leaves(&guess).await, 401);
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}
