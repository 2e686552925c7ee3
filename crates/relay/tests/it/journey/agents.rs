//! Who writes at Zendesk: agents by name and picture, rules, the visitor from elsewhere.

use crate::harness::{Agent, BO, Scene};
use baton_emulator::{Outgoing, Reply};
use baton_protocol::{Block, EventBody, Stage};

fn message_of(event: &baton_protocol::Event) -> &baton_protocol::AgentMessage {
    match event.body.known() {
        Some(EventBody::Agent(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_a_name_and_a_picture_and_another_takes_over_visibly() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello from Ana.");
    let event = visitor.until_line("Ana Lima: Hello from Ana.").await;
    let ana = message_of(&event).agent.clone().unwrap();
    let picture = visitor.fetches(&ana.avatar.clone().expect("Ana has a picture")).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/png")), "{}", picture.text());

    agent.says("And once more.");
    let again = visitor.until_line("Ana Lima: And once more.").await;
    assert_eq!(message_of(&again).agent.as_ref().unwrap().avatar, ana.avatar, "one picture is one file");
    agent.replies(Reply::text("Bo here.").from(BO));
    visitor.until_line("Bo Jensen: Bo here.").await;
    visitor.assert_ends(&[
        "Queued > Agent (AgentActed)",
        "Ana Lima joined",
        "Ana Lima: Hello from Ana.",
        "Ana Lima: And once more.",
        "Bo Jensen joined",
        "Bo Jensen: Bo here.",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rules_line_is_shown_and_is_nobody() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    scene.zendesk.control.auto_reply(agent.ticket, "We are on it.").unwrap();
    visitor.until_line("desk: We are on it.").await;
    assert_eq!(visitor.log.stage(), Stage::Queued, "a rule is no person");
    visitor.cancels().await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_formatting_is_kept_and_its_html_is_never_passed_on() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    let html = "<p>See <a href=\"https://shop.example/x\">this</a> <strong>now</strong></p>\
                <img src=\"http://evil.example/x\" onerror=\"alert(1)\"><script>alert(2)</script>\
                <a href=\"javascript:alert(3)\">click</a>";
    agent.replies(Reply { words: Some(Outgoing::Html(html.to_owned())), ..Reply::default() });
    visitor.until("the agent's word", |visitor| !visitor.agents_lines().is_empty()).await;
    let event =
        visitor.came.iter().rev().find(|event| matches!(event.body.known(), Some(EventBody::Agent(_)))).unwrap();
    let blocks = &message_of(event).blocks;
    let text = Block::text_of(blocks);
    assert!(text.contains("See this (https://shop.example/x) now"), "{text}");
    let json = serde_json::to_string(event).unwrap();
    assert!(json.contains("\"strong\""), "{json}");
    for bad in ["javascript:", "onerror", "<script", "evil.example"] {
        assert!(!json.contains(bad), "{bad} in {json}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_visitor_writes_elsewhere_is_the_visitors_line_here() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    scene.zendesk.control.visitor_says(&agent.conversation().id, "from my phone").unwrap();
    visitor.until_line("visitor: from my phone").await;
    scene.settle(&mut visitor).await;
    assert_eq!(agent.count("from my phone"), 1, "and it is not sent back: {:?}", agent.transcript());
    visitor.assert_ends(&["visitor: from my phone"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn own_lines_do_not_come_back() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    for text in ["one", "two", "three"] {
        visitor.says(text).await;
    }
    agent.hears("three").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["visitor: one", "visitor: two", "visitor: three"]);
    let order: Vec<String> = Agent::transcript(&agent).into_iter().rev().take(3).rev().collect();
    assert_eq!(order, ["one", "two", "three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_desk_has_taken_is_told_at_once_and_to_whoever_returns() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    assert_eq!(visitor.delivered, 0, "nothing was sent to it by itself");
    let seq = visitor.says("Are you there?").await;
    visitor.until("it is delivered", |visitor| visitor.delivered == seq).await;
    agent.hears("Are you there?").await;
    assert_eq!(visitor.tab().await.delivered, seq);
    agent.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    assert_eq!(visitor.delivered, seq, "what the bot is asked goes to no desk");
}
