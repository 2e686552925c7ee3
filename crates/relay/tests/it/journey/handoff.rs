//! Asking for a person, in every way there is.

use crate::harness::{Scene, Settings};
use baton_protocol::{ClientFrame, ErrorCode, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_button_or_a_word_brings_a_person_and_the_bot_is_silent() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.says("I want to talk to a human").await;
    visitor.until_stage(Stage::Queued).await;
    visitor.assert_ends(&[
        "visitor: I want to talk to a human",
        "bot: I will get someone.",
        "Bot > Requested (BotDecided)",
        "Requested > Queued (Confirmed)",
    ]);
    let agent = scene.agent_of(&visitor).await;
    assert!(agent.transcript().join("\n").contains("the bot called for a person"), "{:?}", agent.transcript());
    visitor.says("When are you open?").await;
    agent.hears("When are you open?").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["visitor: When are you open?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_while_one_is_under_way_changes_nothing() {
    let scene = Scene::new().await;
    let (mut visitor, _) = scene.handed_over().await;
    let before = visitor.lines();
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: None, by_page: true }).await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines(), before);
    assert_eq!(visitor.refusals, []);
    assert_eq!(scene.zendesk.control.tickets().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_chooses_the_group_and_an_unknown_one_is_refused() {
    let settings = Settings::default().more("[site.shop.skills]\nbilling = { group_id = \"9000000000002\" }");
    let scene = Scene::of(settings).await;
    let mut visitor = scene.visitor().await;
    let unknown = visitor.id();
    let skill = |name: &str| Some(name.to_owned());
    visitor.send(&ClientFrame::Handoff { id: unknown.clone(), skill: skill("9000000000001"), by_page: false }).await;
    let (id, code, message, _) = visitor.until_refused().await;
    assert_eq!((id, code), (Some(unknown), ErrorCode::ValueRefused));
    assert!(message.contains("billing"), "{message}");

    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: skill("billing"), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    assert_eq!(agent.ticket().group_name.as_deref(), Some("Billing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_a_desk_says_so() {
    let more = "[site.alone]\ntoken = \"site_alone_0123\"\nknowledge.folder = \"knowledge\"";
    let scene = Scene::of(Settings::default().more(more)).await;
    let client = scene.client();
    let answer = client.post("/v1/sessions", &serde_json::json!({ "site": "site_alone_0123" })).await;
    let token = answer.json::<baton_protocol::SessionCreated>().session;
    let mut visitor = crate::harness::Visitor::resume(client, token).await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: None, by_page: false }).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::StageRefused);
    visitor.says("I want to talk to a human").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_long_is_asked_whether_to_wait_on() {
    let scene = Scene::standing(Settings::default().of_site("slow_after_seconds = 120")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    scene.leap(std::time::Duration::from_secs(110));
    scene.settle(&mut visitor).await;
    assert!(!visitor.log.is_slow());
    scene.leap(std::time::Duration::from_secs(11));
    visitor.until_line("it takes long").await;
    assert!(visitor.log.is_slow());
    agent.says("Sorry to keep you.");
    visitor.until_stage(Stage::Agent).await;
    assert!(!visitor.log.is_slow());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_the_handoff_is_made_reaches_the_agent_after_the_summary_once() {
    use baton_emulator::{FaultKind, FaultRule};
    let scene = Scene::standing(Settings::default()).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let held = scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).on("CreateConversation"));
    visitor.wants_a_person().await;
    visitor.says("It is urgent").await;
    visitor.says("Really").await;
    scene.zendesk.control.remove_fault(held);
    scene
        .hasten(&mut visitor, "the handoff", std::time::Duration::from_secs(2), |visitor| {
            visitor.log.stage() == Stage::Queued
        })
        .await;
    let agent = scene.agent_of(&visitor).await;
    agent.hears("Really").await;
    scene.rest().await;
    let transcript = agent.transcript();
    let place =
        |line: &str| transcript.iter().position(|known| known == line).unwrap_or_else(|| panic!("{transcript:?}"));
    assert!(transcript[0].contains("A visitor asks for a person"), "{transcript:?}");
    assert!(place("It is urgent") < place("Really"));
    let joined = transcript.join("\n");
    assert_eq!(joined.matches("It is urgent").count(), 1, "{joined}");
}
