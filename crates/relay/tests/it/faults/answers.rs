//! Answers that do not come, come wrong, or say "later".

use super::{LEAP, handed_over, heard};
use crate::harness::{Scene, Settings};
use crate::journey::{PNG, assert_once};
use baton_emulator::{FaultKind, FaultRule};
use std::time::Duration;

/// Each call that changes something at Zendesk on the way from "a person, please" to a file.
const CALLS: [&str; 7] = [
    "CreateUser",
    "CreateConversation",
    "PassControl",
    "OfferControl",
    "PostMessage",
    "UploadAttachment",
    "GetConversation",
];

/// A handoff with a text and a file after it, under a fault; then everything must be there once.
async fn survives(what: &str, rule: FaultRule) -> Scene {
    // Only where no event tells that control has passed does the relay ask for it.
    let silent = rule.operation.as_deref() == Some("GetConversation");
    let scene = Scene::of(Settings::switched(|switches| switches.pass_event = !silent)).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let counted = rule.count.is_some();
    scene.zendesk.control.add_fault(rule);
    let agent = handed_over(&scene, &mut visitor).await;
    let file = visitor.uploads("box.png", PNG).await;
    visitor.shows("one", vec![file.id]).await;
    visitor.says("two").await;
    heard(&scene, &mut visitor, &agent, "two").await;
    scene.settle(&mut visitor).await;
    assert_once(&scene, &visitor);
    let told = || format!("{what}\n{}", scene.zendesk.told());
    let lines: Vec<String> = agent.transcript().into_iter().rev().take(3).rev().collect();
    assert_eq!(lines, ["one", "[box.png]", "two"], "{}", told());
    assert_eq!(scene.zendesk.control.ledger().len(), 1, "{}", told());
    assert_eq!(scene.zendesk.control.tickets().len(), 1, "{}", told());
    assert_eq!(agent.transcript().join("\n").matches("Where is my parcel?").count(), 1, "{}", told());
    let view = agent.conversation();
    assert_eq!(view.active.as_deref(), Some("zd-agentWorkspace"), "{}", told());
    let left = scene.zendesk.control.faults();
    assert!(!counted || left.is_empty(), "it never struck as often as it should: {left:?}\n{}", told());
    drop(visitor);
    scene
}

#[tokio::test(flavor = "multi_thread")]
async fn done_and_the_answer_lost_is_found_out_before_it_is_done_again() {
    for call in CALLS {
        survives(&format!("{call}, the answer lost"), FaultRule::once(FaultKind::DropAnswer).on(call)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn done_and_called_a_failure_is_found_out_before_it_is_done_again() {
    for call in CALLS {
        survives(&format!("{call}, 500 after it"), FaultRule::once(FaultKind::FailAfterAccept).on(call)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn not_done_at_all_is_done_later() {
    for call in CALLS {
        survives(&format!("{call}, dropped"), FaultRule::once(FaultKind::DropRequest).on(call)).await;
        // Whether control is offered first is a courtesy, on which nobody insists.
        let times = if call == "OfferControl" { 1 } else { 3 };
        survives(&format!("{call}, 503"), FaultRule::once(FaultKind::Unavailable).on(call).times(times)).await;
    }
}

/// What follows a post whose answer was lost: another post, or a look.
fn after_the_loss(scene: &Scene) -> Option<String> {
    let mut calls = scene.zendesk.calls().into_iter();
    calls.find(|call| call.operation == "PostMessage" && call.status.is_none())?;
    calls.map(|call| call.operation).find(|operation| ["PostMessage", "ListMessages"].contains(&operation.as_str()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_post_lost_in_turn_changes_nothing() {
    for skip in 0..5 {
        let rule = FaultRule::once(FaultKind::DropAnswer).on("PostMessage").after(skip);
        let scene = survives(&format!("answer {skip} of PostMessage lost"), rule).await;
        let next = scene.leaping("what was in doubt is settled", LEAP, || after_the_loss(&scene)).await;
        assert_eq!(next, "ListMessages", "it looks before it posts again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_second_answer_lost_changes_nothing() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    for skip in [0, 2, 4, 6, 8] {
        scene.zendesk.control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("PostMessage").after(skip));
    }
    let said: Vec<String> = (0..10).map(|number| format!("line {number}")).collect();
    for line in &said {
        visitor.says(line).await;
    }
    heard(&scene, &mut visitor, &agent, "line 9").await;
    scene.settle(&mut visitor).await;
    let heard: Vec<String> = agent.transcript().into_iter().filter(|line| line.starts_with("line")).collect();
    assert_eq!(heard, said);
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_is_obeyed_for_as_long_as_it_says() {
    let scene = Scene::standing(Settings::default()).await;
    let (mut visitor, agent) = scene.handed_over().await;
    let rule = FaultRule::once(FaultKind::RateLimit { retry_after_s: Some(600) }).on("PostMessage");
    scene.zendesk.control.add_fault(rule);
    visitor.says("patience").await;
    scene.settle(&mut visitor).await;
    let posts = scene.zendesk.count("PostMessage");
    scene.leap(Duration::from_secs(500));
    scene.rest().await;
    assert_eq!(scene.zendesk.count("PostMessage"), posts, "not before its time");
    assert_eq!(agent.count("patience"), 0);
    scene.leap(Duration::from_secs(101));
    agent.hears("patience").await;
    scene.rest().await;
    assert_eq!(agent.count("patience"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_without_a_time_backs_off() {
    survives("429", FaultRule::always(FaultKind::RateLimit { retry_after_s: None }).on("PostMessage").times(4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_quicker_than_the_answer_finds_its_conversation() {
    for call in ["CreateConversation", "PassControl", "PostMessage", "OfferControl"] {
        survives(&format!("{call}, webhook first"), FaultRule::always(FaultKind::WebhookBeforeAnswer).on(call)).await;
    }
    survives("every call, webhook first", FaultRule::always(FaultKind::WebhookBeforeAnswer)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_takes_twenty_seconds_holds_its_own_conversation_alone() {
    let scene = Scene::standing(Settings::default()).await;
    let (mut visitor, agent) = scene.handed_over().await;
    let (mut other, others) = scene.handed_over().await;
    let hang = FaultRule::once(FaultKind::Hang { ms: 20_000 }).on("PostMessage");
    scene.zendesk.control.add_fault(hang.conversation(agent.conversation().id));
    visitor.says("slowly").await;
    visitor.says("next").await;
    agent.hears("slowly").await;
    other.says("quickly").await;
    others.hears("quickly").await;
    assert_eq!(agent.count("next"), 0, "nothing overtakes what is under way");
    scene.leap(Duration::from_secs(20));
    agent.hears("next").await;
    scene.rest().await;
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_a_pace_of_its_own_is_kept_to_it_and_nothing_is_lost() {
    let scene = Scene::of(Settings::default().of_account("requests_per_second = 1")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let agent = handed_over(&scene, &mut visitor).await;
    let said: Vec<String> = (0..12).map(|number| format!("line {number}")).collect();
    for line in &said {
        visitor.says(line).await;
    }
    scene.settle(&mut visitor).await;
    assert_eq!(agent.count("line 11"), 0, "not all at once");
    heard(&scene, &mut visitor, &agent, "line 11").await;
    let heard: Vec<String> = agent.transcript().into_iter().filter(|line| line.starts_with("line")).collect();
    assert_eq!(heard, said);
}
