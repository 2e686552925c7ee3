//! Passing control, whose answer proves nothing.

use super::{LEAP, handed_over};
use crate::harness::{Scene, Settings};
use baton_emulator::{FaultKind, FaultRule};
use baton_protocol::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_that_fails_after_its_answer_is_made_again() {
    // The first pass goes to ourselves, the second to the agents.
    for skip in [0, 1] {
        let scene = Scene::new().await;
        let mut visitor = scene.visitor().await;
        visitor.asks("Where is my parcel?").await;
        scene.zendesk.control.add_fault(FaultRule::once(FaultKind::PassControlFails).after(skip));
        let agent = handed_over(&scene, &mut visitor).await;
        assert!(agent.transcript()[0].contains("A visitor asks for a person"), "{:?}", agent.transcript());
        assert_eq!(scene.zendesk.control.tickets().len(), 1);
        agent.says("Here.");
        visitor.until_line("Ana Lima: Here.").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_that_never_succeeds_gives_the_visitor_back_to_the_bot() {
    let scene = Scene::of(Settings::default().account("never")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let before = scene.metric("baton_handoff_failed_total", &["never"]).await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::PassControlFails));
    visitor.wants_a_person().await;
    scene.hasten(&mut visitor, "back to the bot", LEAP, |visitor| visitor.log.stage() == Stage::Bot).await;
    visitor.assert_ends(&["Requested > Bot (HandoffFailed)"]);
    assert_eq!(scene.metric("baton_handoff_failed_total", &["never"]).await, before + 1.0);
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    assert!(scene.zendesk.control.tickets().is_empty(), "{}", scene.zendesk.told());

    // When it is mended, asking again works.
    scene.zendesk.control.clear_faults();
    let agent = handed_over(&scene, &mut visitor).await;
    agent.says("At last.");
    visitor.until_line("Ana Lima: At last.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_wait_for_the_operator_and_lose_nothing() {
    let mut scene = Scene::of(Settings::default().of_account("confirm_timeout_seconds = 60")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    scene.stop().await;
    scene.start_with_key("a-secret-that-is-not-right").await;
    visitor.vanish();
    visitor.connect().await;
    visitor.wants_a_person().await;
    scene.settle(&mut visitor).await;
    assert!(scene.zendesk.calls().iter().any(|call| call.status == Some(401)), "{}", scene.zendesk.told());
    assert_eq!(visitor.log.stage(), Stage::Requested);
    scene.stop().await;
    scene.start().await;
    visitor.vanish();
    visitor.connect().await;
    scene.hasten(&mut visitor, "the handoff", LEAP, |visitor| visitor.log.stage() == Stage::Queued).await;
}
