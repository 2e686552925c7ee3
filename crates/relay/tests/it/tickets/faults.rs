//! What goes wrong between here and there: every message once and in order all the same.

use crate::harness::{DeskAgent, Scene, Settings, Visitor};
use baton_emulator::{FaultKind, FaultRule};
use baton_protocol::Stage;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

async fn all_is_there(scene: &Scene, visitor: &mut Visitor, agent: &DeskAgent, said: &[&str]) {
    scene.settle(visitor).await;
    let public = agent.public();
    let own: Vec<&str> = public.iter().map(String::as_str).filter(|line| said.contains(line)).collect();
    assert_eq!(own, said, "each once and in order: {public:?}\n{}", scene.zendesk.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_whose_answer_was_lost_is_made_once() {
    for fault in [FaultKind::DropAnswer, FaultKind::FailAfterAccept] {
        let scene = Scene::of(Settings::tickets()).await;
        scene.zendesk.control.add_fault(FaultRule::always(fault.clone()).on("CreateTicket").times(1));
        let mut visitor = scene.visitor().await;
        visitor.says("Hello").await;
        visitor.wants_a_person().await;
        scene.hasten(&mut visitor, "the queue", MINUTE, |visitor| visitor.log.stage() == Stage::Queued).await;
        scene.rest().await;
        let ours = format!("{}/", visitor.conversation());
        let tickets = scene.zendesk.control.tickets();
        let made = tickets.iter().filter(|ticket| ticket.external_id.as_ref().is_some_and(|id| id.starts_with(&ours)));
        assert_eq!(made.count(), 1, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_was_lost_is_made_once() {
    for fault in [FaultKind::DropAnswer, FaultKind::FailAfterAccept] {
        let scene = Scene::of(Settings::tickets()).await;
        let (mut visitor, agent) = scene.ticketed().await;
        scene.zendesk.control.add_fault(FaultRule::always(fault.clone()).on("UpdateTicket").times(2));
        visitor.says("one").await;
        visitor.says("two").await;
        let heard = || agent.public().iter().any(|line| line == "two").then_some(());
        scene.leaping("the second is there", MINUTE, heard).await;
        all_is_there(&scene, &mut visitor, &agent, &["one", "two"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_hold_everything_up_and_lose_nothing() {
    for retry_after in [None, Some(7)] {
        let scene = Scene::of(Settings::tickets()).await;
        let (mut visitor, agent) = scene.ticketed().await;
        scene
            .zendesk
            .control
            .add_fault(FaultRule::always(FaultKind::RateLimit { retry_after_s: retry_after }).times(3));
        visitor.says("one").await;
        visitor.says("two").await;
        let heard = || agent.public().iter().any(|line| line == "two").then_some(());
        scene.leaping("the second is there", MINUTE, heard).await;
        all_is_there(&scene, &mut visitor, &agent, &["one", "two"]).await;
    }
}
