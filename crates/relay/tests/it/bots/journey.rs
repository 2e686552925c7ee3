//! Bots that run elsewhere, through the relay's real loop: what a visitor sees.

use super::stage::{Kind, Script};
use crate::harness::{GLANCE, Scene, Settings, Visitor};
use baton_emulator::{BotReply, Vendor};
use baton_protocol::{Hint, Stage};
use serde_json::json;
use std::time::Duration;

const SORRY: &str = "bot: Sorry, I cannot answer just now. Please try again in a moment.";

fn settings(kind: Kind) -> Settings {
    Settings::default()
        .of_site(&format!("bot = \"{}\"", kind.name()))
        .more(&kind.lines())
        .more("[site.shop.skills.bills]\ngroup = \"Billing\"")
}

/// Waits until the visitor sees a line, time leaping on meanwhile: a bot may hang, and another try waits for its moment.
async fn hastened(scene: &Scene, visitor: &mut Visitor, line: &str) {
    let leaps = async {
        loop {
            tokio::time::sleep(GLANCE * 10).await;
            scene.leap(Duration::from_secs(10));
        }
    };
    tokio::select! {
        _ = visitor.until_line(line) => {}
        () = leaps => {}
    }
}

macro_rules! journeys {
    ($($name:ident: $kind:ident),* $(,)?) => { $(
        mod $name {
            use super::Kind::$kind as KIND;

            #[tokio::test(flavor = "multi_thread")]
            async fn whatever_fails_the_visitor_is_told_calmly_and_the_conversation_goes_on() {
                super::fails(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn a_turn_that_failed_once_is_given_again_under_its_id() {
                super::again(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn a_person_is_called_for_the_skill_and_reads_the_summary() {
                super::hands_off(KIND).await;
            }
        }
    )* };
}

journeys! { http: Http, openai: Openai, rasa: Rasa, watsonx: Watsonx }

async fn fails(kind: Kind) {
    let scene = Scene::of(settings(kind)).await;
    let bots = scene.zendesk.bots();
    let vendor = kind.vendor().unwrap();
    let dying = match kind {
        Kind::Http => json!({ "stream": [{ "type": "stream", "text": "one " }, { "type": "stream", "text": "two" }] }),
        _ => kind.body(Script::Text("one two three four five six seven")).unwrap(),
    };
    for (number, reply) in [
        BotReply::HangsUp,
        BotReply::Status { status: 500, body: json!({}) },
        BotReply::Nonsense,
        BotReply::Huge,
        BotReply::Breaks { body: dying },
        BotReply::Hangs,
    ]
    .into_iter()
    .enumerate()
    {
        // It is tried twice.
        bots.will(vendor, [reply.clone(), reply]);
        let mut visitor = scene.visitor().await;
        visitor.says(&format!("question {number}")).await;
        hastened(&scene, &mut visitor, SORRY).await;
        let body = kind.body(Script::Text("Here I am again.")).unwrap();
        bots.will(vendor, [BotReply::Says { body }]);
        visitor.says("and now?").await;
        hastened(&scene, &mut visitor, "bot: Here I am again.").await;
        let said: Vec<String> = visitor.lines().into_iter().filter(|line| line.starts_with("bot: ")).collect();
        assert_eq!(said, [SORRY, "bot: Here I am again."], "nothing of what broke off is said");
    }
}

async fn again(kind: Kind) {
    let scene = Scene::of(settings(kind)).await;
    let bots = scene.zendesk.bots();
    let vendor = kind.vendor().unwrap();
    let says = BotReply::Says { body: kind.body(Script::Text("Two days.")).unwrap() };
    bots.will(vendor, [BotReply::Status { status: 503, body: json!({}) }, says]);
    let mut visitor = scene.visitor().await;
    visitor.says("How long?").await;
    hastened(&scene, &mut visitor, "bot: Two days.").await;
    let keys: Vec<String> =
        bots.heard(vendor).into_iter().filter_map(|mut heard| heard.headers.remove("idempotency-key")).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

async fn hands_off(kind: Kind) {
    let scene = Scene::of(settings(kind)).await;
    let skill = if kind == Kind::Watsonx { "Billing dept" } else { "bills" };
    let body = kind.body(Script::HandOff(skill)).unwrap();
    scene.zendesk.bots().will(kind.vendor().unwrap(), [BotReply::Says { body }]);
    let mut visitor = scene.visitor().await;
    visitor.says("I want my money back").await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    scene.settle(&mut visitor).await;
    assert_eq!(agent.ticket().group_name.as_deref(), Some("Billing"));
    let summary = agent.transcript()[0].clone();
    assert!(summary.contains("Wants 20 € back."), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_streamed_is_seen_while_it_comes() {
    let scene = Scene::of(settings(Kind::Openai)).await;
    let body = json!({ "text": "It takes about two days." });
    scene.zendesk.bots().will(Vendor::Openai, [BotReply::Says { body }]);
    let mut visitor = scene.visitor().await;
    assert_eq!(visitor.asks("How long?").await, "It takes about two days.");
    let drafts: String = visitor
        .hints
        .iter()
        .filter_map(|hint| match hint {
            Hint::Draft { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(drafts, "It takes about two days.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_calls_for_people_again_and_again_is_stopped_by_the_budget() {
    let settings = settings(Kind::Http).more("[budget]\nhandoffs_per_address_per_hour = 2");
    let scene = Scene::of(settings).await;
    let bots = scene.zendesk.bots();
    let body = json!([{ "type": "handoff", "skill": "bills" }]);
    bots.will(Vendor::Own, vec![BotReply::Says { body }; 3]);
    let mut visitor = scene.visitor().await;
    for _ in 0..2 {
        visitor.says("hello").await;
        visitor.until_stage(Stage::Queued).await;
        scene.settle(&mut visitor).await;
        visitor.cancels().await;
        visitor.until_stage(Stage::Bot).await;
        scene.settle(&mut visitor).await;
    }
    visitor.says("hello").await;
    visitor.until_line("bot: I cannot call a person just now. Please try again later.").await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    assert_eq!(visitor.asks("and you?").await, "You said: and you?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_nobody_has_costs_the_call_its_skill_alone() {
    let scene = Scene::of(settings(Kind::Http)).await;
    let body = json!([{ "type": "handoff", "skill": "admins" }]);
    scene.zendesk.bots().will(Vendor::Own, [BotReply::Says { body }]);
    let mut visitor = scene.visitor().await;
    visitor.says("hello").await;
    visitor.until_stage(Stage::Queued).await;
    assert_eq!(scene.agent_of(&visitor).await.ticket().group_name, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_is_told_that_a_person_takes_over_and_that_it_has_the_conversation_again() {
    for (kind, taken, returned) in [
        (Kind::Http, "\"what\":\"taken_over\"", "\"what\":\"returned\""),
        (Kind::Rasa, "/human_took_over", "/human_left"),
    ] {
        let scene = Scene::of(settings(kind)).await;
        let bots = scene.zendesk.bots();
        let mut visitor = scene.visitor().await;
        visitor.asks("hello").await;
        let agent = scene.hand_over(&mut visitor).await;
        agent.says("Ana here");
        visitor.until_stage(Stage::Agent).await;
        agent.ends();
        scene.settle(&mut visitor).await;
        visitor.asks("and now?").await;
        let heard: Vec<String> = bots.heard(kind.vendor().unwrap()).into_iter().map(|heard| heard.raw).collect();
        let place = |words: &str| {
            heard.iter().position(|raw| raw.contains(words)).unwrap_or_else(|| panic!("{words} in {heard:#?}"))
        };
        assert!(place(taken) < place(returned) && place(returned) < place("and now?"), "{heard:#?}");
        let last = heard.iter().find(|raw| raw.contains("and now?")).unwrap();
        assert!(last.contains("\"returned\":true"), "{last}");
    }
}
