//! A visitor begins a new conversation, and the one before stays where it can be found.

use crate::harness::{Scene, Visitor};
use baton_protocol::{ClientFrame, ErrorCode, Stage};

async fn begins_anew(visitor: &mut Visitor) {
    visitor.send(&ClientFrame::NewConversation {}).await;
    visitor.comes_back().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_is_empty_and_the_one_before_is_listed() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("When are you open?").await;
    let before = visitor.conversation().clone();
    begins_anew(&mut visitor).await;
    assert_ne!(*visitor.conversation(), before);
    assert_eq!(visitor.lines(), Vec::<String>::new());
    assert_eq!(visitor.others.iter().map(|other| &other.conversation).collect::<Vec<_>>(), [&before]);
    visitor.asks("When are you open?").await;
    visitor.assert_ends(&["visitor: When are you open?", "bot: Monday to Friday, 9 to 5."]);
    visitor.opens(&before).await;
    assert_eq!(visitor.others.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_of_the_browser_goes_along() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("When are you open?").await;
    let mut tab = visitor.tab().await;
    begins_anew(&mut visitor).await;
    tab.comes_back().await;
    assert_eq!(tab.conversation(), visitor.conversation());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_was_said_nothing_begins() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let before = visitor.conversation().clone();
    begins_anew(&mut visitor).await;
    assert_eq!(*visitor.conversation(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_are_not_left_without_a_word() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    visitor.send(&ClientFrame::NewConversation {}).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::StageRefused);
    agent.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    agent.ends();
    visitor.until_stage(Stage::Ended).await;
    scene.settle(&mut visitor).await;
    begins_anew(&mut visitor).await;
    visitor.asks("When are you open?").await;
    let next = scene.hand_over(&mut visitor).await;
    next.says("Hello again.");
    visitor.until_line("Ana Lima: Hello again.").await;
}
