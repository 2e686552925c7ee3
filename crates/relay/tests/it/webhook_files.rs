//! Every example of an event that the vendor published, and those composed for what it did not: each is answered with
//! 200 and has the right effect, or none.

use crate::harness::{Agent, Client, Scene, Settings, Visitor};
use baton_emulator::demo;
use baton_protocol::Stage;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What a file does to a conversation in which an agent has said "Here I am.", the same one as in the files; `&[]` is
/// nothing.
const EFFECTS: &[(&str, &[&str])] = &[
    ("spec-examples/clientAddEvent.json", &[]),
    ("spec-examples/clientRemoveEvent.json", &[]),
    ("spec-examples/clientUpdateEvent.json", &[]),
    ("spec-examples/conversationCreateEvent.json", &[]),
    ("spec-examples/conversationJoinEvent.json", &[]),
    ("spec-examples/conversationLeaveEvent.json", &[]),
    ("spec-examples/conversationMessageDeliveryChannelEvent.json", &[]),
    ("spec-examples/conversationMessageDeliveryFailureEvent.json", &[]),
    ("spec-examples/conversationMessageDeliveryUserEvent.json", &[]),
    ("spec-examples/conversationMessageEvent.json", &["visitor: hello"]),
    ("spec-examples/conversationPostbackEvent.json", &[]),
    ("spec-examples/conversationReadEvent.json", &[]),
    ("spec-examples/conversationReferralEvent.json", &[]),
    ("spec-examples/conversationRemoveEvent.json", &["Agent > Ended (SessionEnded)", "form: rating comment"]),
    ("spec-examples/conversationTypingEvent.json", &[]),
    ("spec-examples/switchboardAcceptControlEvent.json", &[]),
    ("spec-examples/switchboardAcceptControlFailureEvent.json", &[]),
    ("spec-examples/switchboardOfferControlEvent.json", &[]),
    ("spec-examples/switchboardOfferControlFailureEvent.json", &[]),
    ("spec-examples/switchboardPassControlEvent.json", &["Agent > Ended (SessionEnded)", "form: rating comment"]),
    ("spec-examples/switchboardPassControlFailureEvent.json", &[]),
    ("spec-examples/switchboardReleaseControlEvent.json", &["Agent > Ended (SessionEnded)", "form: rating comment"]),
    ("spec-examples/userMergeEvent.json", &[]),
    ("spec-examples/userRemoveEvent.json", &[]),
    ("spec-examples/userUpdateEvent.json", &[]),
    ("composed/agent_file.json", &["Ana (Support): [invoice.pdf]"]),
    ("composed/agent_image.json", &["Ana (Support): [screenshot.png]"]),
    ("composed/agent_text.json", &["Ana (Support): Hi, this is Ana.\nHow can I help?"]),
    (
        "composed/batch_two_conversations.json",
        &["Ana (Support): Hi, this is Ana.\nHow can I help?", "Agent > Ended (TicketClosed)"],
    ),
    ("composed/business_typing_start_hypothetical.json", &[]),
    ("composed/own_bot_echo_text.json", &[]),
    ("composed/switchboard_passControl_to_agentWorkspace.json", &[]),
    ("composed/switchboard_releaseControl_ticketClosed.json", &["Agent > Ended (TicketClosed)"]),
    ("composed/switchboard_releaseControl_transferToEmail.json", &["Agent > Ended (MovedToEmail)"]),
    ("composed/ticket_closed_activity_message.json", &["Agent > Ended (TicketClosed)"]),
    ("composed/trigger_autoreply_text.json", &["desk: Thanks, an agent will be with you shortly."]),
    ("composed/user_message_echo.json", &["visitor: hello"]),
];

/// The files; none where they are not beside the project, which a complete run must not accept.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/zendesk/webhooks");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{} is missing", folder.display());
    // Past the capture of a test that passes: what was not tried has to be seen.
    let why = "skipped: the vendor's webhook examples are not beside the project (../shared/zendesk/webhooks)";
    let _ = writeln!(std::io::stderr(), "{why}");
    None
}

/// A file's envelope as if it were about this conversation at this account, happening after all that happened so far.
fn about(text: &str, agent: &Agent, scene: &Scene) -> String {
    let mut body: Value = serde_json::from_str(text).unwrap();
    body["app"]["id"] = demo::APP_ID.into();
    body["webhook"]["id"] = demo::WEBHOOK_ID.into();
    let at = jiff::Timestamp::from_millisecond(scene.time.moment().0 + 1_000).unwrap();
    let at = at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    for event in body["events"].as_array_mut().unwrap() {
        if event.get("createdAt").is_some() {
            event["createdAt"] = at.clone().into();
        }
        let payload = &mut event["payload"];
        if let Some(conversation) = payload.get_mut("conversation") {
            conversation["id"] = agent.conversation().id.to_string().into();
        }
        if let Some(message) = payload.get_mut("message").filter(|message| message.get("received").is_some()) {
            message["received"] = at.clone().into();
        }
    }
    body.to_string()
}

async fn deliver(scene: &Scene, body: String) -> u16 {
    let path = "/v1/webhooks/conversations/main";
    let request = scene.client().of_origin(None).request(reqwest::Method::POST, path);
    Client::answer(request.header("x-api-key", demo::WEBHOOK_SECRET).body(body)).await.status
}

/// A conversation that an agent has.
async fn with_an_agent(scene: &Scene) -> (Visitor, Agent) {
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Here I am.");
    visitor.until_stage(Stage::Agent).await;
    scene.settle(&mut visitor).await;
    (visitor, agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_answered_with_200_and_does_what_it_should() {
    let Some(folder) = folder() else { return };
    let scene = Scene::of(Settings::default().more("[budget]\nhandoffs_per_address_per_hour = 1000")).await;
    let mut wrong = BTreeMap::new();
    for (name, effect) in EFFECTS {
        let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (mut visitor, agent) = with_an_agent(&scene).await;
        let before = visitor.lines().len();
        // As it is, it is about somebody else; then as if it were about this conversation, and that twice.
        assert_eq!(deliver(&scene, text.clone()).await, 200, "{name}");
        scene.settle(&mut visitor).await;
        assert_eq!(visitor.lines().len(), before, "{name} is not about us\n{}", visitor.told());
        let body = unique(&about(&text, &agent, &scene), &agent);
        for _ in 0..2 {
            assert_eq!(deliver(&scene, body.clone()).await, 200, "{name}");
        }
        scene.settle(&mut visitor).await;
        let after: Vec<String> = visitor.lines().split_off(before);
        if after != *effect {
            wrong.insert(*name, after);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Ids of events and messages are for ever; each delivery of the test gets its own.
fn unique(body: &str, agent: &Agent) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap();
    for event in body["events"].as_array_mut().unwrap() {
        let id = format!("{}-{}", event["id"].as_str().unwrap(), agent.ticket);
        event["id"] = id.into();
        if let Some(message) = event["payload"].get_mut("message") {
            let id = format!("{}-{}", message["id"].as_str().unwrap(), agent.ticket);
            message["id"] = id.into();
        }
    }
    body.to_string()
}

#[test]
fn every_file_that_is_there_is_in_the_table() {
    let Some(folder) = folder() else { return };
    let mut files = Vec::new();
    for kind in ["spec-examples", "composed"] {
        let entries = std::fs::read_dir(folder.join(kind)).unwrap();
        files.extend(entries.map(|entry| format!("{kind}/{}", entry.unwrap().file_name().to_string_lossy())));
    }
    files.sort();
    let mut known: Vec<&str> = EFFECTS.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(known, files);
}
