//! What goes wrong between here and there: every message once and in order all the same.

use crate::harness::{DeskAgent, Scene, Settings, Visitor};
use baton_emulator::{FaultKind, FaultRule};
use baton_protocol::Stage;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const BROKEN: &[u8] = b"\x89PNG\r\n\x1a\n and no more";

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

const COMMENT: &str = "zen:event-type:ticket.comment_added";

async fn an_hour_passes(scene: &Scene) {
    for _ in 0..60 {
        scene.leap(MINUTE);
        scene.rest().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_without_zendesk_and_without_webhooks_loses_nothing() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    let control = &scene.zendesk.control;
    let away = control.add_fault(FaultRule::always(FaultKind::Unavailable));
    // What is sent in that hour comes two hours later, if at all.
    control.add_fault(FaultRule::once(FaultKind::WebhookDelay { ms: 3 * 3_600_000 }).event(COMMENT));
    let lost = control.add_fault(FaultRule::always(FaultKind::WebhookLose).event(COMMENT));
    for line in ["one", "two"] {
        agent.says(line);
        visitor.says(&format!("and {line}?")).await;
        scene.leap(MINUTE);
    }
    an_hour_passes(&scene).await;
    assert_eq!(agent.public().len(), 4, "nothing came through: {:?}", agent.public());
    control.remove_fault(away);
    control.remove_fault(lost);
    scene
        .hasten(&mut visitor, "what was said meanwhile", MINUTE, |visitor| visitor.find("Ana Lima: two").is_some())
        .await;
    let heard = || agent.public().iter().any(|line| line == "and two?").then_some(());
    scene.leaping("the visitor's words", MINUTE, heard).await;
    for _ in 0..3 {
        an_hour_passes(&scene).await;
    }
    all_is_there(&scene, &mut visitor, &agent, &["and one?", "and two?"]).await;
    assert_eq!(visitor.agents_lines(), ["Ana Lima: before", "Ana Lima: one", "Ana Lima: two"], "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn being_down_for_an_hour_loses_nothing_that_agents_wrote() {
    let mut scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    scene.rest().await;
    scene.stop().await;
    visitor.vanish();
    agent.says("one");
    for _ in 0..60 {
        scene.leap(MINUTE);
        scene.zendesk.control.settle().await;
    }
    agent.says("two");
    scene.start().await;
    visitor.connect().await;
    visitor.until_line("Ana Lima: two").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.agents_lines(), ["Ana Lima: before", "Ana Lima: one", "Ana Lima: two"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nudges_doubled_disordered_and_late_show_every_comment_once() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let control = &scene.zendesk.control;
    control.add_fault(FaultRule::always(FaultKind::WebhookDuplicate));
    control.add_fault(FaultRule::once(FaultKind::WebhookReorder).event(COMMENT));
    for line in ["one", "two", "three", "four"] {
        agent.says(line);
        scene.leap(Duration::from_secs(1));
    }
    visitor.until("all four", |visitor| visitor.agents_lines().len() >= 4).await;
    scene.settle(&mut visitor).await;
    let said = ["one", "two", "three", "four"].map(|line| format!("Ana Lima: {line}"));
    assert_eq!(visitor.agents_lines(), said, "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_nudge_is_made_good_by_looking() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::WebhookLose).event(COMMENT));
    agent.says("lost on the way");
    scene
        .hasten(&mut visitor, "the comment", MINUTE, |visitor| visitor.find("Ana Lima: lost on the way").is_some())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_refused_in_passing_is_sent_all_the_same() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let file = visitor.uploads("broken.png", BROKEN).await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::Unavailable).on("UploadFiles"));
    let seq = visitor.shows("Look", vec![file.id]).await;
    let heard = || agent.public().iter().any(|line| line.starts_with("Look")).then_some(());
    scene.leaping("the message", MINUTE, heard).await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("was not delivered"), "one refusal in passing is no refusal: {seq}");
    let comment = agent.ticket().comments.pop().unwrap();
    assert_eq!((comment.body.as_str(), comment.files.len()), ("Look", 1));
    assert!(scene.zendesk.count("UploadFiles") >= 2, "it was refused once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_never_taken_is_told_to_both_sides() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let file = visitor.uploads("broken.png", BROKEN).await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::RecordInvalid).on("UploadFiles"));
    let seq = visitor.shows("Look", vec![file.id]).await;
    visitor.says("and then").await;
    agent.hears("and then").await;
    visitor.until_line(&format!("{seq} was not delivered")).await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.told().matches("was not delivered").count(), 1, "once: {}", visitor.told());
    let comments = agent.ticket().comments;
    let [.., look, then] = comments.as_slice() else { panic!("{comments:?}") };
    assert!(look.body.starts_with("Look\n[The visitor's file broken.png could not be delivered: "), "{}", look.body);
    assert_eq!((look.public, look.files.len(), then.body.as_str()), (true, 0, "and then"));
    assert_eq!(scene.zendesk.count("UploadFiles"), 1, "what is refused for good is not tried again");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_tickets_cannot_be_changed_the_words_are_kept_until_they_can() {
    let scene = Scene::of(Settings::tickets().account("retried")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let away = scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).on("UpdateTicket"));
    visitor.says("still here").await;
    scene.leap(MINUTE);
    scene.rest().await;
    assert!(scene.metric("baton_desk_retries_total", &["retried"]).await >= 1.0);
    scene.zendesk.control.remove_fault(away);
    let heard = || agent.public().iter().any(|line| line == "still here").then_some(());
    scene.leaping("the message", MINUTE, heard).await;
    all_is_there(&scene, &mut visitor, &agent, &["still here"]).await;
}
