//! Words that stand nowhere else, in everything that a visitor can leave behind.

use crate::harness::{Agent, Client, Scene, Settings, Visitor, until};
use baton_protocol::{ErrorCode, Scalar, UserDetails};
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) const NAME: &str = "Zephyrine Quill";
pub(super) const EMAIL: &str = "zephyrine.quill@canary.example";
pub(super) const PHONE: &str = "+4930555019283";
pub(super) const SAID: &str = "my cockatoo ate the marmalade spoon";
pub(super) const FIRST: &str = "the vicuna has swallowed a harpsichord";
pub(super) const DATA: &str = "loyalty-card-quokka-7719";
pub(super) const FILE: &str = "axolotl-invoice.txt";
pub(super) const BYTES: &str = "the bytes of the narwhal";
pub(super) const ANSWER: &str = "your ocelot is on its way";

/// All of them.
pub(super) const ALL: [&str; 9] = [NAME, EMAIL, PHONE, SAID, FIRST, DATA, FILE, BYTES, ANSWER];

/// A visitor who has left them everywhere.
pub(super) struct Canaries {
    pub(super) visitor: Visitor,
    pub(super) agent: Agent,
}

impl Canaries {
    pub(super) async fn of(scene: &Scene) -> Self {
        let mut visitor = scene.visitor().await;
        let custom_data = BTreeMap::from([("card".to_owned(), Scalar::Text(DATA.to_owned()))]);
        let user = UserDetails {
            name: Some(NAME.to_owned()),
            email: Some(EMAIL.to_owned()),
            phone: Some(PHONE.to_owned()),
            custom_data,
            ..UserDetails::default()
        };
        visitor.tells(user, Some("http://shop.example/basket")).await;
        visitor.says(FIRST).await;
        scene.settle(&mut visitor).await;
        let agent = scene.hand_over(&mut visitor).await;
        agent.says(ANSWER);
        visitor.until_line(&format!("Ana Lima: {ANSWER}")).await;
        let file = visitor.uploads(FILE, BYTES.as_bytes()).await;
        visitor.shows(SAID, vec![file.id]).await;
        agent.hears(SAID).await;
        // One that no message names.
        visitor.uploads(&format!("second-{FILE}"), BYTES.as_bytes()).await;
        scene.settle(&mut visitor).await;
        Self { visitor, agent }
    }
}

/// The files below a folder whose bytes hold a word.
pub(super) fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if path.is_file() {
            let is_named = path.to_string_lossy().contains(word);
            let bytes = std::fs::read(&path).unwrap();
            if is_named || bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

/// What a visitor asks of what is kept of them.
async fn asks(client: &Client, method: Method, path: &str) -> crate::harness::Answer {
    Client::answer(client.request(method, path)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_erasure_nothing_is_left_on_the_disk_nor_at_zendesk() {
    let scene = Scene::of(Settings::default()).await;
    let Canaries { mut visitor, agent } = Canaries::of(&scene).await;
    for canary in ALL {
        assert!(!files_with(scene.data(), canary).is_empty(), "{canary:?} is there before");
    }
    for canary in [NAME, EMAIL, SAID, FIRST, DATA, FILE, BYTES, ANSWER] {
        assert!(!scene.zendesk.control.holds(canary).is_empty(), "{canary:?} is at Zendesk before");
    }
    let file = visitor.log.lines().iter().find_map(|event| match event.body.known() {
        Some(baton_protocol::EventBody::Visitor(message)) => message.files.first().cloned(),
        _ => None,
    });

    assert_eq!(asks(&visitor.client, Method::DELETE, "/v1/visitor").await.status, 204);
    for canary in ALL {
        assert_eq!(files_with(scene.data(), canary), Vec::<PathBuf>::new(), "{canary:?} is still on the disk");
    }
    let (_, code, ..) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::SessionUnknown, "the widget begins anew");
    assert_eq!(visitor.fetches(&file.unwrap().id).await.status, 404);

    scene.rest().await;
    // The ticket and its requester are the operator's own record: see the next test.
    let left = |canary: &str| {
        let mut places = scene.zendesk.control.holds(canary);
        places.retain(|place| !place.starts_with("ticket ") && !place.starts_with("person "));
        places
    };
    for canary in ALL {
        assert_eq!(left(canary), Vec::<String>::new(), "{canary:?} is still at Zendesk");
    }
    assert_eq!(scene.zendesk.count("DeleteUserPersonalInformation"), 1);

    // What the desk still says there is not kept, nor what was on its way to it.
    scene.zendesk.control.reply(agent.ticket, baton_emulator::Reply::text(ANSWER)).unwrap();
    scene.rest().await;
    scene.leap(Duration::from_secs(61));
    scene.rest().await;
    assert_eq!(files_with(scene.data(), ANSWER), Vec::<PathBuf>::new());
    assert_eq!(left(ANSWER), Vec::<String>::new());
    let parked: u32 = scene.database().query_row("SELECT count(*) FROM work", [], |row| row.get(0)).unwrap();
    assert_eq!(parked, 0, "nothing waits any more");

    // The log's numbers are without a gap, and say nothing.
    let id = visitor.conversation().clone();
    let events = scene.core().events(&id, 0, 1_000).await.unwrap();
    assert!(events.len() > 5);
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event.seq, place as u64 + 1);
        assert_eq!(event.body.known(), Some(&baton_protocol::EventBody::Redacted { seq: event.seq }));
    }
    let next = scene.visitor().await;
    assert_eq!(next.lines(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_wants_it_has_the_tickets_erased_too() {
    for settings in [Settings::default(), Settings::tickets()] {
        let desk = if settings.site_lines.contains("tickets") { "tickets" } else { "messaging" };
        let scene = Scene::of(settings.of_site("erase_tickets = true")).await;
        let visitor = if desk == "tickets" {
            let (mut visitor, _) = scene.ticketed().await;
            let file = visitor.uploads(FILE, BYTES.as_bytes()).await;
            visitor.shows(SAID, vec![file.id]).await;
            scene.settle(&mut visitor).await;
            visitor
        } else {
            Canaries::of(&scene).await.visitor
        };
        assert!(!scene.zendesk.control.holds(SAID).is_empty(), "{desk}");
        assert_eq!(asks(&visitor.client, Method::DELETE, "/v1/visitor").await.status, 204);
        scene.rest().await;
        for canary in ALL {
            assert_eq!(scene.zendesk.control.holds(canary), Vec::<String>::new(), "{desk}: {canary:?}");
        }
        scene.leap(Duration::from_secs(61));
        scene.rest().await;
        assert!(scene.zendesk.control.tickets().is_empty());
        let left: u32 = scene.database().query_row("SELECT count(*) FROM work", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{desk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zendesk_that_is_away_is_asked_until_it_has_forgotten_and_a_crash_changes_nothing() {
    let mut scene = Scene::of(Settings::default().of_site("erase_tickets = true")).await;
    let Canaries { visitor, .. } = Canaries::of(&scene).await;
    let down = scene
        .zendesk
        .control
        .add_fault(baton_emulator::FaultRule::always(baton_emulator::FaultKind::Unavailable).on("DeleteAllMessages"));
    assert_eq!(asks(&visitor.client, Method::DELETE, "/v1/visitor").await.status, 204);
    scene.rest().await;
    assert!(!scene.zendesk.control.holds(SAID).is_empty());
    scene.stop().await;
    scene.zendesk.control.remove_fault(down);
    scene.start().await;
    scene
        .leaping("Zendesk has forgotten", Duration::from_secs(10), || {
            ALL.iter().all(|canary| scene.zendesk.control.holds(canary).is_empty()).then_some(())
        })
        .await;
    until("no work is left", || {
        let left: u32 = scene.database().query_row("SELECT count(*) FROM work", [], |row| row.get(0)).unwrap();
        if left > 0 {
            scene.leap(Duration::from_secs(61));
        }
        (left == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_everything_and_nothing_of_anybody_else() {
    let scene = Scene::of(Settings::default()).await;
    let mut other = scene.visitor().await;
    other.asks("When are you open?").await;
    let Canaries { visitor, .. } = Canaries::of(&scene).await;
    let elsewhere = visitor.client.of_origin(Some("https://evil.example"));
    assert_eq!(asks(&elsewhere, Method::GET, "/v1/export").await.status, 403);
    // As a browser asks that reads from its own origin.
    let answer = asks(&visitor.client.of_origin(None), Method::GET, "/v1/export").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = answer.text();
    for canary in [NAME, EMAIL, PHONE, SAID, FIRST, DATA, FILE, ANSWER] {
        assert!(text.contains(canary), "{canary:?} in {text}");
    }
    let export: Value = answer.json();
    let files = export["conversations"][0]["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["name"] == FILE).unwrap();
    let bytes = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        file["content"].as_str().unwrap_or_default(),
    );
    assert_eq!(bytes.unwrap(), BYTES.as_bytes());
    assert_eq!(export["profile"]["email"], serde_json::json!({"value": EMAIL, "from": "page"}));
    assert!(!text.contains("When are you open?"));
    // Nobody gets it without the session.
    let mut guess = visitor.client.clone();
    guess.token = Some(baton_protocol::SessionToken::new("a guess"));
    for (method, path) in [(Method::GET, "/v1/export"), (Method::DELETE, "/v1/visitor")] {
        assert_eq!(asks(&guess, method, path).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_does_not_offer_it_refuses_it() {
    let scene = Scene::of(Settings::default().of_site("privacy_menu = false")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("When are you open?").await;
    for (method, path) in [(Method::GET, "/v1/export"), (Method::DELETE, "/v1/visitor")] {
        let answer = asks(&visitor.client, method, path).await;
        assert_eq!(answer.problem().code, ErrorCode::StageRefused, "{path}");
    }
    assert_eq!(visitor.lines().len(), 2);
}
