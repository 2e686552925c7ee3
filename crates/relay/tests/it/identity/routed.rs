//! Custom data of a token, which may route; and that of a page, which may not.

use super::{but, jane, settings, signed, taken};
use crate::harness::Scene;
use baton_protocol::{ClientFrame, ErrorCode, Scalar, UserDetails};
use serde_json::json;
use std::collections::BTreeMap;

const PRIORITY: &str = "dataCapture.systemField.priority";
const GROUP: &str = "dataCapture.systemField.group_id";
const TAGS: &str = "dataCapture.systemField.tags";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_routes_before_the_configuration_does() {
    let lines = "priority = \"low\"\ntags = [\"shop\"]\nticket_fields = []\nskills.billing.group_id = \"9000000000002\"\n\
                 skills.billing.priority = \"normal\"";
    let scene = Scene::of(settings(lines)).await;
    let mut visitor = scene.visitor().await;
    let data = json!({PRIORITY: "urgent", GROUP: "9000000000001", TAGS: "shop,vip", "dataCapture.ticketField.7": "gold",
        "plan": "gold", "seats": 5});
    visitor.identifies(&signed(&but(jane(&scene), json!({"custom_data": data})))).await;
    taken(&mut visitor).await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some("billing".to_owned()), by_page: true }).await;
    visitor.until_stage(baton_protocol::Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    let ticket = agent.ticket();
    assert_eq!(visitor.refusals, []);
    assert_eq!(ticket.priority.as_deref(), Some("urgent"));
    assert_eq!(ticket.group.map(|group| group.0), Some(9_000_000_000_001), "{ticket:?}");
    assert_eq!(ticket.fields.get(&7).map(String::as_str), Some("gold"));
    for tag in ["baton_verified", "shop", "vip"] {
        assert!(ticket.tags.contains(&tag.to_owned()), "{tag}: {:?}", ticket.tags);
    }
    let summary = agent.transcript()[0].clone();
    let (_, told) = summary.split_once("Signed by the site:\n").unwrap();
    assert!(told.starts_with("  plan: gold\n  seats: 5"), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_page_routes_nothing_and_takes_nothing_from_what_is_signed() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    let data = json!({"plan": "gold", "dataCapture.systemField.requester.email": "ceo@example.com", "list": [1]});
    let token = signed(&but(jane(&scene), json!({"custom_data": data})));
    visitor.identifies(&token).await;
    taken(&mut visitor).await;
    // Whoever has signed in comes back under another session, and says it again.
    visitor.identifies(&token).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::KeyRefused);
    assert!(message.contains("requester.email") && message.contains("customData.list must be a text"), "{message}");
    let custom_data = [(PRIORITY, "urgent"), (GROUP, "9000000000001"), ("plan", "stolen")];
    let custom_data: BTreeMap<String, Scalar> =
        custom_data.map(|(key, value)| (key.to_owned(), Scalar::Text(value.to_owned()))).into();
    visitor.tells(UserDetails { custom_data, ..UserDetails::default() }, None).await;
    let (_, code, message, _) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::KeyRefused);
    assert!(message.contains("priority") && message.contains("group_id"), "{message}");
    let agent = scene.hand_over(&mut visitor).await;
    let ticket = agent.ticket();
    assert_eq!((ticket.priority, ticket.group.is_some()), (None, false));
    assert_eq!(ticket.requester_email.as_deref(), Some("jane@doe.example"));
    let summary = agent.transcript()[0].clone();
    assert!(summary.contains("plan: gold") && !summary.contains("stolen"), "{summary}");
}
