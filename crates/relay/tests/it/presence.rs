//! What a page around the chat learns before anybody opens it.

use crate::beginning;
use crate::harness::{Scene, Settings, Visitor};
use baton_protocol::{ClientFrame, Presence, ServerFrame, Stage, VERSION};

const SHOP: &str = "http://shop.example";

/// What the welcome of a visitor's session gives for pages to ask by.
async fn id_of(visitor: &Visitor) -> String {
    let mut wire = visitor.client.socket().await.unwrap();
    let session = visitor.token.clone();
    wire.send(&ClientFrame::Hello { version: VERSION, session, cursor: None, locale: None, consent: None }).await;
    loop {
        if let crate::harness::Heard::Frame(ServerFrame::Welcome { presence, .. }) = wire.listen().await {
            return presence.unwrap().as_str().to_owned();
        }
    }
}

/// What a page of an origin is answered: the status, who may read the answer, and the answer.
async fn asks(scene: &Scene, origin: Option<&str>, id: &str) -> (u16, Option<String>, String) {
    let address = format!("http://{}/v1/presence/{id}", scene.public);
    let mut request = reqwest::Client::new().get(address);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let answer = request.send().await.unwrap();
    let allowed = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), allowed, answer.text().await.unwrap())
}

async fn presence(scene: &Scene, id: &str) -> Presence {
    let (status, allowed, body) = asks(scene, Some(SHOP), id).await;
    assert_eq!((status, allowed.as_deref()), (200, Some(SHOP)), "{body}");
    serde_json::from_str(&body).unwrap()
}

async fn reads(scene: &Scene, visitor: &mut Visitor) {
    let seq = visitor.log.head();
    visitor.send(&ClientFrame::Read { seq }).await;
    // Frames are taken in order.
    visitor.says("thanks").await;
    scene.settle(visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_learns_how_much_is_unread_and_nothing_else() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let id = id_of(&visitor).await;
    assert_eq!(id_of(&visitor).await, id, "the same for every connection of the session");
    agent.says("Here it is.");
    visitor.until_line("Ana Lima: Here it is.").await;
    let (_, _, body) = asks(&scene, Some(SHOP), &id).await;
    assert_eq!(body, r#"{"unread":2}"#, "the bot's answer and the agent's");
    reads(&scene, &mut visitor).await;
    assert_eq!(presence(&scene, &id).await, Presence::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_line_of_the_newest_word_of_a_person_is_shown_where_the_site_wants_it() {
    let scene = Scene::of(Settings::tickets().of_site("presence_teaser = true")).await;
    let mut visitor = scene.visitor().await;
    let id = id_of(&visitor).await;
    visitor.asks("Where is my parcel?").await;
    assert_eq!(presence(&scene, &id).await, Presence { unread: 1, teaser: None }, "a bot's word is no teaser");
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    agent.says("Old news.");
    agent.says(&format!("{}\nand more", "It is on its way. ".repeat(9)));
    visitor.until("both", |visitor| visitor.agents_lines().len() == 2).await;
    let Presence { unread, teaser } = presence(&scene, &id).await;
    let teaser = teaser.unwrap();
    assert_eq!((unread, teaser.chars().count()), (3, 80), "{teaser}");
    assert!(teaser.starts_with("It is on its way.") && teaser.ends_with('…') && !teaser.contains("and more"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_in_another_conversation_counts_too() {
    let scene = Scene::of(beginning::settings().of_site("presence_teaser = true")).await;
    let (mut visitor, _, second) = beginning::with_two(&scene).await;
    let id = id_of(&visitor).await;
    reads(&scene, &mut visitor).await;
    assert_eq!(presence(&scene, &id).await, Presence { unread: 1, teaser: Some("Something else.".to_owned()) });
    second.says("Are you there?");
    visitor.until("it is told", |visitor| visitor.others[0].unread == 2).await;
    assert_eq!(presence(&scene, &id).await, Presence { unread: 2, teaser: Some("Are you there?".to_owned()) });
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_the_site_are_told_and_an_id_is_no_session() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let id = id_of(&visitor).await;
    visitor.asks("Where is my parcel?").await;
    let (status, allowed, _) = asks(&scene, Some("http://elsewhere.example"), &id).await;
    assert_eq!((status, allowed), (403, None));
    let (status, allowed, body) = asks(&scene, None, &id).await;
    assert_eq!((status, allowed, body.as_str()), (200, None, r#"{"unread":1}"#), "a page of the relay's own origin");
    let nobodys = presence(&scene, "nobody").await;
    assert_eq!(nobodys, Presence::default(), "an id that nobody has is told nothing");
    let session = baton_protocol::SessionToken::new(id);
    assert!(scene.core().session(&session).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_is_counted_by_address() {
    let scene = Scene::of(Settings::default().more("[budget]\nhellos_per_address_per_minute = 5")).await;
    let visitor = scene.visitor().await;
    let id = id_of(&visitor).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(asks(&scene, Some(SHOP), &id).await.0);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429], "two sockets and three questions");
}
