//! The whole journey on every kind of account: each fact that nobody could confirm, both ways.

use super::{Account, whole};
use crate::harness::{Scene, Settings};
use baton_emulator::EndControl;
use baton_protocol::Stage;
use std::time::Duration;

const PROVISIONED: Account = Account { session_end: true, history: true };

#[tokio::test(flavor = "multi_thread")]
async fn on_an_account_as_it_most_likely_is() {
    whole(Settings::default(), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_an_account_set_up_by_hand() {
    // Only the activity of a closed ticket is heard there; an ended session is seen by looking.
    whole(Settings::handmade(), &Account { session_end: false, history: false }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_an_account_set_up_by_hand_an_ended_session_is_seen_by_looking() {
    let scene = Scene::of(Settings::handmade()).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Goodbye.");
    visitor.until_stage(Stage::Agent).await;
    scene.settle(&mut visitor).await;
    let heard = scene.zendesk.control.deliveries().len();
    agent.ends();
    scene.settle(&mut visitor).await;
    assert_eq!(scene.zendesk.control.deliveries().len(), heard, "no webhook tells of it");
    assert_eq!(visitor.log.stage(), Stage::Agent);
    scene
        .hasten(&mut visitor, "the end is seen", Duration::from_secs(30), |visitor| visitor.log.stage() == Stage::Ended)
        .await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    assert_eq!(agent.count("When are you open?"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_author_subtypes() {
    whole(Settings::switched(|switches| switches.author_subtypes = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_metadata_of_agents() {
    whole(Settings::switched(|switches| switches.agent_metadata = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_subtypes_and_metadata_of_agents() {
    let settings = Settings::switched(|switches| {
        switches.author_subtypes = false;
        switches.agent_metadata = false;
    });
    whole(settings, &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_html_of_agents() {
    whole(Settings::switched(|switches| switches.html_text = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_event_for_a_pass_of_control() {
    whole(Settings::switched(|switches| switches.pass_event = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_activity_messages() {
    whole(Settings::switched(|switches| switches.activity_messages = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_pass_of_control_at_the_end() {
    whole(Settings::switched(|switches| switches.end_control = EndControl::Pass), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_messages_in_one_answer() {
    whole(Settings::switched(|switches| switches.two_messages = true), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_ticket_that_is_found_late() {
    whole(Settings::switched(|switches| switches.ticket_lag_ms = 30_000), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_single_conversation_for_each_user() {
    whole(Settings::switched(|switches| switches.multi_conversation = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_files_that_anybody_can_open() {
    whole(Settings::switched(|switches| switches.private_attachments = false), &PROVISIONED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_first_business_message_makes_no_ticket() {
    whole(Settings::switched(|switches| switches.business_message_opens_ticket = false), &PROVISIONED).await;
}
