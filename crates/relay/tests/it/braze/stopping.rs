//! People who want no more texts.

use crate::harness::{Scene, Settings};
use baton_emulator::{ExternalUserId, TicketStatus};

const STOPPED: &str = "The visitor wants no more text messages";

#[tokio::test(flavor = "multi_thread")]
async fn after_stop_nothing_goes_out_until_start_and_the_agents_know_once() {
    let scene = Scene::of(Settings::texting("")).await;
    scene.texted("vera-7", "Hello").await;
    let agent = scene.agent_by_text("vera-7").await;
    let texts = scene.zendesk.texts();
    agent.says("Hello Vera");
    texts.until("vera-7", 1).await;
    scene.texted("vera-7", "stop").await;
    assert_eq!(agent.public(), ["Hello", "Hello Vera"], "it is no word for the agents");
    agent.says("Are you there?");
    agent.says("Vera?");
    scene.rest().await;
    agent.stands(TicketStatus::Solved);
    scene.rest().await;
    // Not even asked for: what Braze holds back itself is not what keeps it from going out.
    assert_eq!(texts.braze.dispatches().len(), 1);
    let told = agent.internal().iter().filter(|note| note.starts_with(STOPPED)).count();
    assert_eq!(told, 1, "{:?}", agent.internal());

    scene.texted("vera-7", "START").await;
    scene.texted("vera-7", "I am back").await;
    agent.says("Good.");
    let got = texts.until("vera-7", 2).await;
    assert!(got[1].contains("Good."), "{got:?}");
    assert_eq!(agent.public().last().map(String::as_str), Some("Good."));
    assert!(agent.public().contains(&"I am back".to_owned()));
    scene.texted("vera-7", "STOP").await;
    agent.says("Hm.");
    scene.rest().await;
    let told = agent.internal().iter().filter(|note| note.starts_with(STOPPED)).count();
    assert_eq!(told, 2, "each stop is told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_operators_own_count_and_yes_is_an_answer() {
    let scene =
        Scene::of(Settings::texting("opt_out_words = [\"ARRET\"]\nmessage_template = \"{message} ARRET pour finir\""))
            .await;
    scene.texted("vera-7", "Bonjour").await;
    let agent = scene.agent_by_text("vera-7").await;
    scene.texted("vera-7", "yes").await;
    assert_eq!(agent.public(), ["Bonjour", "yes"]);
    scene.texted("vera-7", "arret").await;
    agent.says("Au revoir");
    scene.rest().await;
    assert!(scene.zendesk.texts().braze.dispatches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_opted_out_at_braze_alone_costs_nothing_but_the_text() {
    let scene = Scene::of(Settings::texting("")).await;
    scene.texted("vera-7", "Hello").await;
    let agent = scene.agent_by_text("vera-7").await;
    let vera = ExternalUserId("vera-7".to_owned());
    scene.zendesk.texts().braze.set_subscribed(&vera, false).unwrap();
    agent.says("Hello Vera");
    scene.rest().await;
    assert!(scene.zendesk.texts().got("vera-7").is_empty());
    assert_eq!(
        scene.zendesk.texts().braze.dispatches().len(),
        1,
        "Braze accepts it and sends nothing, and says neither"
    );
    scene.zendesk.texts().braze.set_subscribed(&vera, true).unwrap();
    agent.says("Again");
    scene.zendesk.texts().until("vera-7", 1).await;
}
