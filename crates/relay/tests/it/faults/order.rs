//! Webhooks doubled, disordered, late and lost.

use super::LEAP;
use crate::harness::Scene;
use crate::journey::assert_once;
use baton_emulator::{FaultKind, FaultRule};
use std::time::Duration;

const MESSAGE: &str = "conversation:message";

#[tokio::test(flavor = "multi_thread")]
async fn every_webhook_twice_is_every_event_once() {
    let scene = Scene::new().await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::WebhookDuplicate));
    let (mut visitor, agent) = scene.handed_over().await;
    for line in ["one", "two", "three"] {
        agent.says(line);
    }
    visitor.says("four").await;
    visitor.until("all three", |visitor| visitor.agents_lines().len() >= 3).await;
    agent.ends();
    visitor.until_stage(baton_protocol::Stage::Ended).await;
    scene.settle(&mut visitor).await;
    assert_once(&scene, &visitor);
    assert_eq!(visitor.lines().iter().filter(|line| line.contains("joined")).count(), 1, "{}", visitor.told());
    assert_eq!(visitor.lines().iter().filter(|line| line.contains("> Ended")).count(), 1, "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_overtake_each_other_are_read_in_the_order_they_were_written() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("zero");
    visitor.until_line("Ana Lima: zero").await;
    scene.rest().await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::WebhookReorder).event(MESSAGE));
    agent.says("one");
    agent.says("two");
    visitor.until_line("Ana Lima: one").await;
    visitor.until_line("Ana Lima: two").await;
    visitor.assert_ends(&["Ana Lima: zero", "Ana Lima: one", "Ana Lima: two"]);
    let came: Vec<u64> = visitor.log.lines().iter().rev().take(2).map(|event| event.seq).collect();
    assert!(came[0] < came[1], "the fault did strike: {came:?}");
    // A tab that opens later reads the same.
    assert_eq!(visitor.tab().await.lines(), visitor.lines());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_message_in_the_middle_is_found_without_being_asked_for() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("one");
    visitor.until_line("Ana Lima: one").await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::WebhookLose).event(MESSAGE));
    agent.says("two");
    agent.says("three");
    visitor.until_line("Ana Lima: three").await;
    scene.settle(&mut visitor).await;
    assert!(visitor.find("Ana Lima: two").is_none());
    scene
        .hasten(&mut visitor, "the lost message", Duration::from_secs(60), |visitor| {
            visitor.find("Ana Lima: two").is_some()
        })
        .await;
    visitor.assert_ends(&["Ana Lima: one", "Ana Lima: two", "Ana Lima: three"]);
    for _ in 0..20 {
        scene.leap(Duration::from_secs(60));
        scene.settle(&mut visitor).await;
    }
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_end_is_found_by_looking() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Bye.");
    visitor.until_stage(baton_protocol::Stage::Agent).await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::WebhookLose));
    agent.ends();
    scene
        .hasten(&mut visitor, "the end", Duration::from_secs(60), |visitor| {
            visitor.log.stage() == baton_protocol::Stage::Ended
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_end_of_the_last_handoff_does_not_end_this_one() {
    let scene = Scene::new().await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Bye.");
    visitor.until_stage(baton_protocol::Stage::Agent).await;
    let late = FaultKind::WebhookDelay { ms: 3_600_000 };
    scene.zendesk.control.add_fault(FaultRule::once(late).event("switchboard:releaseControl"));
    first.ends();
    // The event is on its way for an hour; looking finds the end long before.
    scene
        .hasten(&mut visitor, "the end", Duration::from_secs(60), |visitor| {
            visitor.log.stage() == baton_protocol::Stage::Ended
        })
        .await;
    visitor.asks("When are you open?").await;
    let second = scene.hand_over(&mut visitor).await;
    second.says("Hello again.");
    visitor.until_line("Ana Lima: Hello again.").await;
    scene.leap(Duration::from_secs(3_600));
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), baton_protocol::Stage::Agent, "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn echoes_that_stay_away_degrade_the_account_and_it_is_polled_until_they_return() {
    let scene = Scene::of(crate::harness::Settings::default().account("echoes")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("one");
    visitor.until_line("Ana Lima: one").await;
    let lost = scene.zendesk.control.add_fault(FaultRule::always(FaultKind::WebhookLose));
    visitor.says("are you there?").await;
    agent.hears("are you there?").await;
    agent.says("yes");
    let mut leaps = 0;
    while scene.metric("baton_desk_degraded", &["echoes"]).await < 1.0 {
        assert!(leaps < 60, "nobody noticed\n{}", scene.zendesk.told());
        scene.leap(LEAP);
        scene.rest().await;
        leaps += 1;
    }
    assert!(leaps >= 10, "an echo has a minute: {leaps}");
    visitor.until_line("Ana Lima: yes").await;
    agent.says("still here");
    scene
        .hasten(&mut visitor, "the next word, by polling", LEAP, |visitor| {
            visitor.find("Ana Lima: still here").is_some()
        })
        .await;
    scene.zendesk.control.remove_fault(lost);
    visitor.says("good").await;
    agent.hears("good").await;
    let mut leaps = 0;
    while scene.metric("baton_desk_degraded", &["echoes"]).await > 0.0 {
        assert!(leaps < 60, "it stays degraded");
        scene.leap(LEAP);
        scene.settle(&mut visitor).await;
        leaps += 1;
    }
    assert_once(&scene, &visitor);
}
