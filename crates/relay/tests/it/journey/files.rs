//! Files both ways: whole, for that visitor alone.

use super::{PNG, pdf, shown};
use crate::harness::{Scene, Settings};
use baton_protocol::{ErrorCode, EventBody, Stage};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_files_arrive_whole_whenever_they_were_sent() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let early = visitor.uploads("early.png", PNG).await;
    visitor.shows("see this", vec![early.id]).await;
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(agent.file("early.png"), PNG);
    let late = visitor.uploads("late.pdf", &pdf()).await;
    visitor.shows("", vec![late.id]).await;
    agent.hears("[late.pdf]").await;
    assert_eq!(agent.file("late.pdf"), pdf());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_files_are_shown_to_that_visitor_alone() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.shows("label.png", PNG);
    agent.shows("form.pdf", &pdf());
    assert_eq!(shown(&mut visitor, "label.png").await, PNG);
    assert_eq!(shown(&mut visitor, "form.pdf").await, pdf());
    let file = visitor.until_line("Ana Lima: [form.pdf]").await;
    let Some(EventBody::Agent(message)) = file.body.known() else { panic!("{file:?}") };
    let id = message.files[0].id.clone();

    let answer = visitor.fetches(&id).await;
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"), "a document is not shown in place");
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename=\"form.pdf\""));
    let stranger = scene.visitor().await;
    for answer in [stranger.fetches(&id).await, scene.client().get(&format!("/v1/files/{id}")).await] {
        assert_eq!((answer.status, answer.problem().code), (404, ErrorCode::FileUnknown));
    }
    // Where it lies at Zendesk is told to nobody.
    let told = visitor.came.iter().map(|event| serde_json::to_string(event).unwrap()).collect::<String>();
    assert!(!told.contains(scene.zendesk.api()), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_has_expired_is_asked_for_anew() {
    let messaging = Scene::new().await;
    let (visitor, agent) = messaging.handed_over().await;
    agent.shows("label.png", PNG);
    let tickets = Scene::of(Settings::tickets().of_tickets("include_text_with_media = false")).await;
    let (other, agent) = tickets.ticketed().await;
    agent.shows("Here.", "label.png", PNG);
    for (scene, mut visitor) in [(messaging, visitor), (tickets, other)] {
        // What Zendesk signs for one download is good for a minute.
        for _ in 0..3 {
            assert_eq!(shown(&mut visitor, "label.png").await, PNG);
            scene.leap(Duration::from_secs(24 * 3600));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_zendesk_loses_is_gone_and_one_it_cannot_give_now_comes_later() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.shows("label.png", PNG);
    let event = visitor.until_line("Ana Lima: [label.png]").await;
    let Some(EventBody::Agent(message)) = event.body.known() else { panic!("{event:?}") };
    let id = message.files[0].id.clone();
    let address = agent.conversation().messages.last().unwrap().content["mediaUrl"].as_str().unwrap().to_owned();
    let path = format!("/v2/apps/{}/attachments/remove", baton_emulator::demo::APP_ID);
    let removed = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("{}/sc{path}", scene.zendesk.api()))
        .basic_auth(baton_emulator::demo::APP_KEY_ID, Some(baton_emulator::demo::APP_KEY_SECRET))
        .json(&serde_json::json!({ "mediaUrl": address }))
        .send()
        .await
        .unwrap();
    assert_eq!(removed.status(), 200);
    let answer = visitor.fetches(&id).await;
    assert_eq!((answer.status, answer.problem().code), (404, ErrorCode::FileUnknown));
    assert_eq!(visitor.log.stage(), Stage::Agent, "and nothing else is harmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_zendesk_does_not_take_holds_nothing_up_and_both_sides_are_told() {
    // A key as text is taken here; to Zendesk that extension is a presentation.
    let scene = Scene::of(Settings::default().of_site("files.extensions = [\"png\", \"key\"]")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    let file = visitor.uploads("public.key", b"hello").await;
    let seq = visitor.shows("read this", vec![file.id]).await;
    visitor.says("and then").await;
    agent.hears("and then").await;
    visitor.until_line(&format!("{seq} was not delivered")).await;
    let transcript = agent.transcript();
    assert!(transcript.iter().any(|line| line.contains("public.key")), "the agent is told: {transcript:?}");
    assert_eq!((agent.count("read this"), agent.count("and then")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_once_though_its_upload_fails_first() {
    use baton_emulator::{FaultKind, FaultRule};
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::Unavailable).on("UploadAttachment"));
    let file = visitor.uploads("later.png", PNG).await;
    visitor.shows("here", vec![file.id]).await;
    scene
        .hasten(&mut visitor, "the file at the agent", std::time::Duration::from_secs(2), |_| {
            agent.count("[later.png]") > 0
        })
        .await;
    assert_eq!(agent.file("later.png"), PNG);
    assert_eq!((agent.count("[later.png]"), agent.count("here")), (1, 1));
}
