//! Braze in trouble, or set up wrongly.

use crate::harness::{DeskAgent, Scene, Settings};
use baton_emulator::{FaultKind, FaultRule, demo};
use baton_relay::conversation::{Plan, Snapshot};
use std::time::Duration;

async fn texting(lines: &str) -> (Scene, DeskAgent) {
    let scene = Scene::of(Settings::texting(lines)).await;
    scene.texted("vera-7", "Hello").await;
    let agent = scene.agent_by_text("vera-7").await;
    (scene, agent)
}

fn fault(kind: FaultKind, times: u32) -> FaultRule {
    FaultRule { count: Some(times), ..FaultRule::always(kind) }
}

/// Leaps until somebody got so many texts, and says what they were without the template.
async fn hastened(scene: &Scene, count: usize) -> Vec<String> {
    let look = || Some(scene.zendesk.texts().got("vera-7")).filter(|got| got.len() >= count);
    scene.leaping("the texts go out", Duration::from_secs(60), look).await;
    scene.rest().await;
    let plain = |text: String| text.replace("New message from Shop: ", "").split('\n').next().unwrap().to_owned();
    scene.zendesk.texts().got("vera-7").into_iter().map(plain).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_braze_did_not_take_goes_out_later_and_in_order() {
    for kind in [FaultKind::Unavailable, FaultKind::DropRequest] {
        let (scene, agent) = texting("").await;
        scene.zendesk.texts().braze.add_fault(fault(kind.clone(), 3));
        for line in ["One", "Two", "Three"] {
            agent.says(line);
        }
        assert_eq!(hastened(&scene, 3).await, ["One", "Two", "Three"], "{kind:?}");
        assert!(scene.metric("baton_sms_retries_total", &["shop"]).await >= 1.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_got_lost_brings_the_text_twice_with_the_same_mark() {
    let (scene, agent) = texting("").await;
    scene.zendesk.texts().braze.add_fault(fault(FaultKind::FailAfterAccept, 1));
    agent.says("One");
    agent.says("Two");
    assert_eq!(hastened(&scene, 3).await, ["One", "One", "Two"], "rather twice than never");
    let sent = scene.zendesk.texts().sent("vera-7");
    let mark = |at: usize| sent[at].0.receipts[0].trigger_properties["baton_id"].clone();
    assert_eq!(mark(0), mark(1));
    assert_ne!(mark(1), mark(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_stops_every_text_of_the_site_until_braze_takes_them_again() {
    let (scene, agent) = texting("").await;
    scene.texted("Otto-8", "Hi").await;
    let other = scene.agent_by_text("Otto-8").await;
    let texts = scene.zendesk.texts();
    texts.braze.add_fault(fault(FaultKind::RateLimit { retry_after_s: None }, 1));
    agent.says("One");
    scene.rest().await;
    other.says("Two");
    scene.rest().await;
    scene.leap(Duration::from_secs(40 * 60));
    scene.rest().await;
    assert!(texts.braze.dispatches().is_empty(), "Braze said: not before the hour is over");
    scene.leap(Duration::from_secs(20 * 60));
    texts.until("vera-7", 1).await;
    texts.until("Otto-8", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_or_campaign_holds_texts_until_it_is_mended() {
    for line in ["api_key = \"not-the-key\"", "campaign_id = \"not-a-campaign\""] {
        let (mut scene, agent) = texting(line).await;
        agent.says("One");
        scene.rest().await;
        scene.leap(Duration::from_secs(600));
        scene.rest().await;
        assert!(scene.zendesk.texts().braze.dispatches().is_empty());
        scene.restart_with(|settings| Settings { braze_lines: Some(String::new()), ..settings }).await;
        assert_eq!(hastened(&scene, 1).await, ["One"], "{line}");
    }
    assert_ne!("not-the-key", demo::BRAZE_API_KEY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_refused_for_good_is_told_the_agent_and_holds_up_nothing() {
    let (scene, agent) = texting("").await;
    let id = scene.conversation_by_text("vera-7").await;
    let sends_to = async |to: &str| {
        let change = |snapshot: &Snapshot| {
            let mut plan = Plan::on(snapshot);
            plan.state().sms.as_mut()?.to = Some(to.to_owned());
            Some(plan)
        };
        scene.core().change(&id, change).await.unwrap();
    };
    sends_to("").await;
    let before = agent.internal().len();
    agent.says("One");
    scene.rest().await;
    let notes = agent.internal();
    assert_eq!(notes.len(), before + 1, "{notes:?}");
    assert!(notes[before].contains("did not reach the visitor"), "{notes:?}");
    sends_to("vera-7").await;
    agent.says("Two");
    assert_eq!(hastened(&scene, 1).await, ["Two"]);
    assert!(scene.metric("baton_sms_refused_total", &["shop"]).await >= 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_whose_outcome_was_lost_is_written_once() {
    let (scene, agent) = texting("message_chars = 120").await;
    let before = agent.internal().len();
    let lost = FaultRule { operation: Some("UpdateTicket".to_owned()), ..fault(FaultKind::FailAfterAccept, 1) };
    scene.zendesk.control.add_fault(lost);
    agent.says(&"word ".repeat(60));
    hastened(&scene, 1).await;
    let told = || agent.internal().len() > before;
    scene.leaping("the note is there", Duration::from_secs(30), || told().then_some(())).await;
    scene.leap(Duration::from_secs(600));
    scene.rest().await;
    assert_eq!(agent.internal().len(), before + 1, "{:?}", agent.internal());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_under_way_when_the_relay_stops_goes_out_after_its_start() {
    let (mut scene, agent) = texting("").await;
    scene.zendesk.texts().braze.add_fault(fault(FaultKind::Unavailable, 1));
    agent.says("One");
    scene.rest().await;
    scene.stop().await;
    scene.start().await;
    assert_eq!(hastened(&scene, 1).await, ["One"]);
}
