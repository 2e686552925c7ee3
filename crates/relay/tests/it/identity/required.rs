//! A site that calls a person only for those it knows.

use super::{jane, settings, signed};
use crate::harness::Scene;
use baton_protocol::{ClientFrame, ErrorCode, Outgoing, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_signed_identity_no_person_is_called_and_the_refusal_says_what_is_missing() {
    let scene = Scene::of(settings("identity.required = true")).await;
    let mut visitor = scene.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }).await;
    let (refused, code, message, _) = visitor.until_refused().await;
    assert_eq!((refused, code), (Some(id), ErrorCode::IdentityRequired));
    for word in ["`identity.required`", "external_id", "`identity.keys`", "identify"] {
        assert!(message.contains(word), "{word:?} in {message}");
    }
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.", "the bot goes on");

    // Nor does the bot call one.
    visitor.asks("I want to talk to a human").await;
    visitor.until("the bot says why", |visitor| visitor.lines().iter().any(|line| line.contains("sign in"))).await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    assert!(scene.zendesk.control.ledger().is_empty(), "nothing was made at Zendesk");

    visitor.identifies(&signed(&jane(&scene))).await;
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(agent.ticket().requester_external_id.as_deref(), Some("customer-42"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_for_the_known_alone_takes_nothing_from_others_and_says_what_is_missing() {
    let scene = Scene::of(settings("identity.required_to_chat = true")).await;
    let mut visitor = scene.visitor().await;
    let message = || Outgoing { text: "When are you open?".to_owned(), ..Outgoing::default() };
    for asks in [false, true] {
        let id = visitor.id();
        let frame = if asks {
            ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }
        } else {
            ClientFrame::Send { id: id.clone(), message: message() }
        };
        visitor.send(&frame).await;
        let (refused, code, reason, _) = visitor.until_refused().await;
        assert_eq!((refused, code), (Some(id), ErrorCode::IdentityRequired));
        for word in ["`identity.required_to_chat`", "external_id", "`identity.keys`", "identify"] {
            assert!(reason.contains(word), "{word:?} in {reason}");
        }
    }
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines(), Vec::<String>::new(), "nothing was kept");
    visitor.identifies(&signed(&jane(&scene))).await;
    visitor.until_rotated().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    scene.hand_over(&mut visitor).await;
}
