//! Coming back: a second handoff, a restart in between, a reload.

use crate::harness::{Scene, Visitor};
use crate::journey::assert_once;
use baton_protocol::Stage;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_handoff_tells_only_what_is_new() {
    let scene = Scene::new().await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    visitor.says("My number is 42").await;
    first.hears("My number is 42").await;
    first.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    let second = scene.hand_over(&mut visitor).await;
    assert_ne!(second.ticket, first.ticket);
    let history = second.transcript().join("\n");
    assert!(history.contains("Visitor: When are you open?"), "{history}");
    for old in ["Where is my parcel?", "My number is 42", "Hello."] {
        assert!(!history.contains(old), "{old:?} is told again: {history}");
    }
    assert_eq!(scene.zendesk.control.ledger().len(), 1, "the same conversation");
    second.says("Yes?");
    visitor.until_line("Ana Lima: Yes?").await;
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_second_handoff_a_lost_message_is_still_found() {
    use baton_emulator::{FaultKind, FaultRule};
    let scene = Scene::new().await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    first.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    let second = scene.hand_over(&mut visitor).await;
    second.says("one");
    visitor.until_line("Ana Lima: one").await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::WebhookLose).event("conversation:message"));
    second.says("two");
    second.says("three");
    visitor.until_line("Ana Lima: three").await;
    scene
        .hasten(&mut visitor, "the lost message", Duration::from_secs(60), |visitor| {
            visitor.find("Ana Lima: two").is_some()
        })
        .await;
    visitor.assert_ends(&["Ana Lima: one", "Ana Lima: two", "Ana Lima: three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_while_both_write_loses_and_doubles_nothing() {
    let mut scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    // Zendesk takes nothing just now, so there is unsent work when the relay stops.
    let held = scene
        .zendesk
        .control
        .add_fault(baton_emulator::FaultRule::always(baton_emulator::FaultKind::Unavailable).on("PostMessage"));
    visitor.says("unsent one").await;
    visitor.says("unsent two").await;
    scene.stop().await;
    agent.says("while you were away");
    scene.zendesk.control.remove_fault(held);
    scene.start().await;
    visitor.vanish();
    visitor.connect().await;
    visitor.says("after").await;
    scene
        .hasten(&mut visitor, "everything everywhere", Duration::from_secs(15), |visitor| {
            visitor.find("Ana Lima: while you were away").is_some() && agent.count("after") == 1
        })
        .await;
    let lines = agent.transcript();
    let tail: Vec<&str> =
        lines.iter().map(String::as_str).filter(|line| line.starts_with("unsent") || *line == "after").collect();
    assert_eq!(tail, ["unsent one", "unsent two", "after"]);
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_shows_the_same_log() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello.");
    visitor.until_line("Ana Lima: Hello.").await;
    let reloaded: Visitor = visitor.tab().await;
    assert_eq!(reloaded.lines(), visitor.lines());
    assert_eq!(reloaded.log, visitor.log);
}
