use crate::bench::Bench;
use baton_emulator::{EndControl, Reply, SwitchChange};
use serde_json::{Value, json};
use std::time::Duration;

/// The message and the metadata-bearing webhook of an agent's reply under a change of switches.
async fn agent_message(change: SwitchChange) -> Value {
    let bench = Bench::start().await;
    bench.control.set_switches(change);
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.reply(ticket.id, Reply::text("Hi")).unwrap();
    bench.control.settle().await;
    bench.sink.arrived()[0].events()[0]["payload"]["message"].clone()
}

#[tokio::test]
async fn subtypes_metadata_and_html_of_agents_can_be_absent_one_by_one() {
    let without = |edit: fn(&mut SwitchChange)| {
        let mut change = SwitchChange::default();
        edit(&mut change);
        agent_message(change)
    };
    let message = without(|it| it.author_subtypes = Some(false)).await;
    assert_eq!((message["author"].get("subtypes"), message["metadata"].is_object()), (None, true));
    let message = without(|it| it.agent_metadata = Some(false)).await;
    assert_eq!((&message["author"]["subtypes"], message.get("metadata")), (&json!(["agent"]), None));
    let message = without(|it| it.html_text = Some(false)).await;
    assert_eq!(message["content"], json!({ "type": "text", "text": "Hi" }));
}

#[tokio::test]
async fn the_pass_event_can_be_absent() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { pass_event: Some(false), ..SwitchChange::default() });
    let ticket = bench.ticket().await;
    assert!(!bench.kinds().await.contains(&"switchboard:passControl".to_owned()));
    assert_eq!(bench.active(ticket.conversation.as_ref().unwrap()).as_deref(), Some("zd-agentWorkspace"));
}

#[tokio::test]
async fn control_can_be_passed_instead_of_released_at_the_end() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { end_control: Some(EndControl::Pass), ..SwitchChange::default() });
    let closed = bench.ticket().await;
    bench.quiet().await;
    bench.control.close(closed.id).unwrap();
    bench.control.settle().await;
    let arrival = bench.sink.arrived().remove(0);
    assert_eq!(arrival.kinds(), ["conversation:message", "switchboard:passControl"]);
    assert_eq!(arrival.events()[1]["payload"]["reason"], "ticketClosed");
    assert_eq!(bench.active(closed.conversation.as_ref().unwrap()).as_deref(), Some("baton"));
    let ended = bench.ticket().await;
    bench.quiet().await;
    bench.control.end_session(ended.id).unwrap();
    assert_eq!(bench.kinds().await, ["switchboard:passControl"]);
}

#[tokio::test]
async fn an_answer_can_hold_two_messages() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { two_messages: Some(true), ..SwitchChange::default() });
    let id = bench.conversation().await;
    bench.quiet().await;
    let post =
        |content: Value| json!({ "author": { "type": "business" }, "content": content, "metadata": { "n": "1" } });
    let path = format!("/conversations/{id}/messages");
    let answer = bench.post(&path, post(json!({ "type": "text", "text": "one\n\ntwo\n\nthree" }))).await.expect(201);
    let contents: Vec<&Value> =
        answer["messages"].as_array().unwrap().iter().map(|it| &it["content"]["text"]).collect();
    assert_eq!(contents, ["one", "two\n\nthree"]);
    assert!(answer["messages"].as_array().unwrap().iter().all(|it| it["metadata"] == json!({ "n": "1" })));
    assert_eq!(bench.kinds().await.len(), 2);
    let image = json!({ "type": "image", "mediaUrl": "https://example.org/a.png", "text": "look" });
    let answer = bench.post(&path, post(image)).await.expect(201);
    let kinds: Vec<&Value> = answer["messages"].as_array().unwrap().iter().map(|it| &it["content"]["type"]).collect();
    assert_eq!(kinds, ["image", "text"]);
}

#[tokio::test]
async fn a_ticket_can_lag_behind_its_conversation() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { ticket_lag_ms: Some(30_000), ..SwitchChange::default() });
    let ticket = bench.ticket().await;
    let path = format!("/api/v2/tickets/messaging/conversations/{}/ticket", ticket.conversation.as_ref().unwrap());
    bench.support(&path).await.expect(404);
    bench.control.advance(Duration::from_secs(30));
    assert_eq!(bench.support(&path).await.expect(200)["ticket"]["id"], json!(ticket.id));
}

#[tokio::test]
async fn business_messages_need_not_open_tickets() {
    let bench = Bench::with(baton_emulator::Preset::Handmade).await;
    let change = SwitchChange { business_message_opens_ticket: Some(false), ..SwitchChange::default() };
    bench.control.set_switches(change);
    let id = bench.conversation().await;
    bench.say(&id, "summary").await;
    assert!(bench.control.tickets().is_empty());
    bench.ask(&id, "hello").await;
    assert_eq!(bench.control.tickets().len(), 1);
}
