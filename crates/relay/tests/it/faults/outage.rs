//! An hour without webhooks, longer than the vendor tries.

use crate::harness::{Held, PATIENCE, Scene, Settings};
use crate::journey::assert_once;
use baton_emulator::{DeliveryStatus, FaultKind, FaultRule};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

/// An hour in which the vendor tries as its policy says.
async fn an_hour_passes(scene: &Scene) {
    for _ in 0..60 {
        scene.leap(HOUR / 60);
        scene.zendesk.control.settle().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_hour_of_being_down_every_message_comes_once() {
    let mut scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    scene.stop().await;
    visitor.vanish();
    agent.says("one");
    agent.says("two");
    // One more whose webhook comes later than everything else.
    let late = FaultKind::WebhookDelay { ms: 2 * 3_600_000 };
    scene.zendesk.control.add_fault(FaultRule::once(late).event("conversation:message"));
    agent.says("three");
    an_hour_passes(&scene).await;
    let exhausted = scene.zendesk.control.deliveries();
    let exhausted = exhausted.iter().filter(|delivery| delivery.status == DeliveryStatus::Exhausted);
    assert_eq!(exhausted.count(), 2, "{}", scene.zendesk.told());
    scene.start().await;
    visitor.connect().await;
    visitor.until_line("Ana Lima: three").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["Ana Lima: before", "Ana Lima: one", "Ana Lima: two", "Ana Lima: three"]);
    an_hour_passes(&scene).await;
    an_hour_passes(&scene).await;
    scene.settle(&mut visitor).await;
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_meanwhile_comes_before_what_is_said_after_the_start() {
    let mut scene = Scene::standing(Settings::default()).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    scene.rest().await;
    scene.stop().await;
    visitor.vanish();
    agent.says("while it is down");
    // The first look takes its time, and both sides go on writing.
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::Hang { ms: 5_000 }).on("ListMessages"));
    scene.start().await;
    visitor.connect().await;
    visitor.says("between").await;
    agent.says("after");
    scene.zendesk.control.settle().await;
    assert!(visitor.tab().await.find("Ana Lima: after").is_none(), "it waits for the look");
    scene.leap(Duration::from_secs(5));
    visitor.until_line("Ana Lima: after").await;
    scene.settle(&mut visitor).await;
    assert_eq!(
        visitor.agents_lines(),
        ["Ana Lima: before", "Ana Lima: while it is down", "Ana Lima: after"],
        "{}",
        visitor.told()
    );
    // Nothing waits for ever: what is said from now on comes at once.
    agent.says("now");
    visitor.until_line("Ana Lima: now").await;
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_fails_holds_back_nothing_that_a_webhook_brings() {
    let mut scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    scene.rest().await;
    scene.stop().await;
    visitor.vanish();
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).on("ListMessages"));
    scene.start().await;
    visitor.connect().await;
    agent.says("hello");
    visitor.until_line("Ana Lima: hello").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_in_which_no_webhook_finds_the_way_loses_nothing() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    let nowhere = Held::new();
    scene.zendesk.control.send_webhooks_to(&format!("http://{}/", nowhere.address)).unwrap();
    agent.says("one");
    visitor.says("hello?").await;
    agent.hears("hello?").await;
    agent.says("two");
    let begun = std::time::Instant::now();
    let mut minutes = 0;
    while visitor.find("Ana Lima: two").is_none() {
        assert!(begun.elapsed() < PATIENCE && minutes < 60, "{}\n{}", visitor.told(), scene.zendesk.told());
        scene.leap(HOUR / 60);
        scene.settle(&mut visitor).await;
        minutes += 1;
    }
    an_hour_passes(&scene).await;
    let target = format!("http://{}/v1/webhooks/conversations/main", scene.public);
    scene.zendesk.control.send_webhooks_to(&target).unwrap();
    agent.says("three");
    visitor.until_line("Ana Lima: three").await;
    scene.settle(&mut visitor).await;
    let said = visitor.agents_lines();
    assert_eq!(said, ["Ana Lima: before", "Ana Lima: one", "Ana Lima: two", "Ana Lima: three"]);
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn zendesk_being_away_for_an_hour_delays_and_loses_nothing() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    let away = scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable));
    for line in ["one", "two", "three"] {
        visitor.says(line).await;
    }
    for _ in 0..60 {
        scene.leap(HOUR / 60);
        scene.rest().await;
    }
    assert_eq!(agent.count("one"), 0);
    scene.zendesk.control.remove_fault(away);
    super::heard(&scene, &mut visitor, &agent, "three").await;
    scene.settle(&mut visitor).await;
    let tail: Vec<String> = agent.transcript().into_iter().rev().take(3).rev().collect();
    assert_eq!(tail, ["one", "two", "three"]);
    assert_once(&scene, &visitor);
}
