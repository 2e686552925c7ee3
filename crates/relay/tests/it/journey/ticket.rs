//! What the ticket has: fields, tags, the whole history, its number.

use crate::harness::{Scene, Settings};
use crate::journey::IntoScalar as _;
use baton_protocol::{ErrorCode, Stage, UserDetails};

fn page(data: &[(&str, &str)]) -> UserDetails {
    let custom_data = data.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned().into_scalar())).collect();
    UserDetails { custom_data, ..UserDetails::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_fills_fields_and_tags_and_routes_nothing() {
    let scene = Scene::of(Settings::default().of_site("tags = [\"shop\", \"vip_queue\"]")).await;
    let mut visitor = scene.visitor().await;
    let data = page(&[
        ("dataCapture.ticketField.7787437179547", "order-42"),
        ("dataCapture.systemField.tags", "from_widget,sunco_send,baton_x,vip_queue"),
        ("dataCapture.systemField.group_id", "9000000000002"),
        ("dataCapture.systemField.priority", "urgent"),
        ("dataCapture.systemField.requester.email", "bo@demo.invalid"),
        ("key1", "value1"),
    ]);
    visitor.tells(data, None).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::KeyRefused);
    for key in ["group_id", "priority", "requester.email", "sunco_send", "baton_x"] {
        assert!(message.contains(key), "{key} in {message}");
    }
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    let ticket = agent.ticket();
    assert_eq!(ticket.fields.get(&7_787_437_179_547).map(String::as_str), Some("order-42"));
    assert_eq!(ticket.tags[..2], ["shop", "vip_queue"], "the site's first: the page's are what may not fit");
    let mut tags = ticket.tags.clone();
    tags.sort();
    assert_eq!(tags, ["baton_lang_en", "from_widget", "shop", "vip_queue"]);
    assert_eq!((ticket.group, ticket.priority, ticket.requester_email), (None, None, None));
    assert_eq!(ticket.ignored, Vec::<String>::new());
    assert!(agent.transcript()[0].contains("key1: value1"), "{:?}", agent.transcript());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_on_the_ticket_from_its_first_line() {
    let scene = Scene::of(Settings::default().more("[budget]\nmessages_per_session_per_minute = 1000")).await;
    let mut visitor = scene.visitor().await;
    for number in 0..12 {
        // Each makes a message of its own at Zendesk: more than the ten that tickets show by themselves.
        visitor.asks(&format!("question {number} {}", "x".repeat(4_000))).await;
    }
    let agent = scene.hand_over(&mut visitor).await;
    let transcript = agent.transcript();
    assert!(transcript.len() > 10, "{} messages", transcript.len());
    assert!(transcript[0].contains("A visitor asks for a person"), "{}", transcript[0]);
    assert!(transcript.iter().all(|line| line.encode_utf16().count() <= 4096));
    let whole = transcript.join("\n");
    for number in 0..12 {
        assert!(whole.contains(&format!("question {number}")), "question {number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_too_long_for_one_message_arrives_whole_and_in_order() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    let before = agent.transcript().len();
    let long = "\u{1F600}x".repeat(4_900);
    visitor.says(&long).await;
    visitor.says("and this").await;
    agent.hears("and this").await;
    let transcript = agent.transcript();
    let parts = &transcript[before..transcript.len() - 1];
    assert!(parts.len() >= 2 && parts.iter().all(|part| part.encode_utf16().count() <= 4096));
    assert_eq!(parts.concat(), long);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tickets_number_is_known_though_it_comes_late() {
    let scene = Scene::standing(Settings::switched(|switches| switches.ticket_lag_ms = 20_000)).await;
    let (mut visitor, agent) = scene.handed_over().await;
    // Looking for it holds nothing up.
    visitor.says("Hello?").await;
    agent.hears("Hello?").await;
    let number = || async {
        let snapshot = scene.core().snapshot(visitor.conversation()).await.unwrap();
        snapshot.state.ticket
    };
    assert_eq!(number().await, None);
    let mut leaps = 0;
    while number().await.is_none() {
        assert!(leaps < 60, "the number stays unknown");
        scene.leap(std::time::Duration::from_secs(10));
        scene.rest().await;
        leaps += 1;
    }
    assert_eq!(number().await, Some(agent.ticket.0));
}
