//! What a visitor agrees to: asked in the document, remembered with the moment.

use crate::harness::{Client, Scene, Settings};
use baton_protocol::{ClientFrame, VERSION};
use baton_relay::visitor::Profile;

const TEXT: &str = "consent = \"We keep it: [privacy](https://shop.example/privacy).\"";

async fn profile_after(scene: &Scene, client: &Client, consent: Option<String>) -> Profile {
    let token = client.session().await;
    let mut wire = client.socket().await.unwrap();
    let session = token.clone();
    wire.send(&ClientFrame::Hello { version: VERSION, session, cursor: None, locale: None, consent }).await;
    wire.listen().await;
    let session = scene.core().session(&token).await.unwrap();
    scene.core().profile(&session.row.visitor).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_to_is_remembered_with_its_version_and_its_moment() {
    let scene = Scene::of(Settings::default().of_site(TEXT)).await;
    let version = scene.core().sites.by_name("shop").unwrap().config.consent_version().unwrap();
    let before = scene.time.moment().0;
    let profile = profile_after(&scene, &scene.client(), Some(version.clone())).await;
    let consent = profile.consent.expect("it is kept");
    assert_eq!(consent.version, version);
    assert!((before..=scene.time.moment().0).contains(&consent.at));
    // What the site never asked is no consent.
    let profile = profile_after(&scene, &scene.client(), Some("another text".to_owned())).await;
    assert_eq!(profile.consent, None);
    assert_eq!(profile_after(&scene, &scene.client(), None).await.consent, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_text_is_another_version_and_no_text_is_none() {
    let version = async |lines: &str| {
        let scene = Scene::of(Settings::default().of_site(lines)).await;
        scene.core().sites.by_name("shop").unwrap().config.consent_version()
    };
    let (one, other) = (version(TEXT).await, version("consent = \"We keep all of it.\"").await);
    assert!(one.is_some() && other.is_some() && one != other);
    assert_eq!(version("").await, None);
    assert_eq!(version("consent = \"  \"").await, None);
}
