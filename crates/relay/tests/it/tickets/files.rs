//! Files both ways.

use crate::harness::{Scene, Settings};
use baton_protocol::EventBody;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_file_is_on_the_comment_and_an_agents_reaches_the_visitor() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let file = visitor.uploads("broken.png", PNG).await;
    visitor.shows("Look at this", vec![file.id]).await;
    agent.hears("Look at this").await;
    let comment = agent.ticket().comments.pop().unwrap();
    assert_eq!(comment.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["broken.png"]);

    agent.shows("Here is the label", "label.png", PNG);
    visitor.until("the agent's file", |visitor| !visitor.agents_lines().is_empty()).await;
    let (text, files) = last_of_agent(&visitor);
    assert_eq!((text.as_str(), files.len()), ("Here is the label", 1), "a comment's text and its file are one message");
    let answer = visitor.fetches(&files[0].id).await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (200, PNG));
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_file_of_a_comment_are_two_messages_where_that_is_wanted() {
    let scene = Scene::of(Settings::tickets().of_tickets("include_text_with_media = false")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.shows("Here is the label", "label.png", PNG);
    visitor.until("both messages", |visitor| visitor.agents_lines().len() == 2).await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.agents_lines().len(), 2);
    let (text, files) = last_of_agent(&visitor);
    assert_eq!((text.as_str(), files.len()), ("", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_from_before_are_on_the_ticket_from_the_beginning() {
    let scene = Scene::of(Settings::tickets()).await;
    let mut visitor = scene.visitor().await;
    let file = visitor.uploads("broken.png", PNG).await;
    visitor.shows("It came like this", vec![file.id]).await;
    visitor.wants_a_person().await;
    visitor.until_stage(baton_protocol::Stage::Queued).await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    let first = agent.ticket().comments.remove(0);
    assert_eq!((first.body.as_str(), first.files.len()), ("It came like this", 1));
}

fn last_of_agent(visitor: &crate::harness::Visitor) -> (String, Vec<baton_protocol::FileRef>) {
    let said = visitor.came.iter().rev().find_map(|event| match event.body.known() {
        Some(EventBody::Agent(message)) => {
            Some((baton_protocol::Block::text_of(&message.blocks), message.files.clone()))
        }
        _ => None,
    });
    said.expect("an agent said something")
}
