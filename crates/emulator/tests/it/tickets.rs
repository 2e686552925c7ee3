use crate::bench::Bench;
use baton_emulator::{Failure, GroupId, Outgoing, PersonId, Reply, TicketStatus};
use serde_json::json;
use std::time::Duration;

fn texts(ticket: &baton_emulator::TicketView) -> Vec<String> {
    ticket.transcript.iter().map(|message| message.text().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_pass_makes_a_ticket_filled_from_its_metadata() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "baton", json!({})).await.expect(200);
    bench.say(&id, "summary").await;
    let group = bench.control.tickets().len();
    assert_eq!(group, 0, "own control makes no ticket");
    let metadata = json!({
        "dataCapture.ticketField.7787437179547": "order-42",
        "dataCapture.systemField.tags": "from_widget,VIP customer",
        "dataCapture.systemField.priority": "high",
        "dataCapture.systemField.group_id": "9000000000002",
        "dataCapture.systemField.requester.name": "Vera V.",
        "dataCapture.systemField.requester.email": "vera@example.org",
        "dataCapture.systemField.assignee_id": "1",
        "dataCapture.ticketField.5": 7,
        "handoff": "h1",
    });
    bench.pass(&id, "zd:agentWorkspace", metadata).await.expect(200);
    let ticket = bench.control.ticket_of(&id).unwrap();
    assert_eq!(ticket.fields.into_iter().collect::<Vec<_>>(), [(7_787_437_179_547, "order-42".to_owned())]);
    assert_eq!(ticket.tags, ["from_widget", "vip_customer"]);
    assert_eq!((ticket.priority.as_deref(), ticket.group_name.as_deref()), (Some("high"), Some("Billing")));
    assert_eq!(
        (ticket.requester_name.as_str(), ticket.requester_email.as_deref()),
        ("Vera V.", Some("vera@example.org"))
    );
    assert_eq!(ticket.requester_external_id.as_deref(), Some("visitor-0"));
    assert_eq!(ticket.ignored.len(), 2, "an unknown agent, and a value that is no string: {:?}", ticket.ignored);
}

#[tokio::test]
async fn metadata_on_the_conversation_fills_a_ticket_too_and_the_pass_wins() {
    let bench = Bench::start().await;
    bench.user("v").await;
    let metadata = json!({ "dataCapture.systemField.priority": "low", "dataCapture.systemField.tags": "early" });
    let id = bench.conversation_of("v", metadata).await;
    bench.say(&id, "hello").await;
    bench.pass(&id, "zd:agentWorkspace", json!({ "dataCapture.systemField.priority": "urgent" })).await.expect(200);
    let ticket = bench.control.ticket_of(&id).unwrap();
    assert_eq!((ticket.priority.as_deref(), ticket.tags), (Some("urgent"), vec!["early".to_owned()]));
}

#[tokio::test]
async fn a_message_while_the_workspace_has_control_makes_the_ticket_at_once_and_later_metadata_is_lost() {
    let bench = Bench::with(baton_emulator::Preset::Handmade).await;
    let id = bench.conversation().await;
    bench.say(&id, "summary").await;
    assert_eq!(bench.control.tickets().len(), 1);
    bench.pass(&id, "zd:agentWorkspace", json!({ "dataCapture.systemField.priority": "urgent" })).await.expect(200);
    assert_eq!(bench.control.ticket_of(&id).unwrap().priority, None);
}

#[tokio::test]
async fn a_pass_without_any_message_waits_for_the_first_unless_it_has_a_reason() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.pass(&id, "zd:agentWorkspace", json!({ "dataCapture.systemField.priority": "low" })).await.expect(200);
    assert!(bench.control.tickets().is_empty());
    bench.ask(&id, "now").await;
    assert_eq!(bench.control.ticket_of(&id).unwrap().priority.as_deref(), Some("low"));
    let other = bench.conversation().await;
    bench.pass(&other, "zd:agentWorkspace", json!({ "reason": "asked" })).await.expect(200);
    assert!(bench.control.ticket_of(&other).is_some());
}

#[tokio::test]
async fn a_ticket_shows_the_last_ten_messages_or_all_from_the_first_named() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let first = bench.say(&id, "0").await;
    for number in 1..15 {
        bench.say(&id, &number.to_string()).await;
    }
    bench.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
    let ticket = bench.control.ticket_of(&id).unwrap();
    assert_eq!(texts(&ticket), (5..15).map(|number| number.to_string()).collect::<Vec<_>>());
    bench.control.end_session(ticket.id).unwrap();
    bench.pass(&id, "zd:agentWorkspace", json!({ "first_message_id": first })).await.expect(200);
    let ticket = bench.control.ticket_of(&id).unwrap();
    assert_eq!(texts(&ticket), (0..15).map(|number| number.to_string()).collect::<Vec<_>>());
    bench.ask(&id, "later").await;
    assert_eq!(texts(&bench.control.ticket(ticket.id).unwrap()).last().unwrap(), "later");
}

#[tokio::test]
async fn an_agents_reply_can_be_told_from_everything_else() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.reply(ticket.id, Reply::text("Hi <you>\nHow?").from(PersonId(8_447_388_090_495))).unwrap();
    bench.control.auto_reply(ticket.id, "Wait.").unwrap();
    bench.control.settle().await;
    let mut seen = bench.sink.arrived();
    seen.sort_by_key(|arrival| arrival.events()[0]["id"].as_str().unwrap().to_owned());
    let agent = &seen[0].events()[0]["payload"]["message"];
    assert_eq!(agent["author"]["type"], "business");
    assert_eq!(agent["author"]["displayName"], "Bo Jensen");
    assert_eq!(agent["author"]["subtypes"], json!(["agent"]));
    assert_eq!(agent["source"]["type"], "zd:agentWorkspace");
    assert_eq!(agent["metadata"]["__zendesk_msg.agent.id"], "8447388090495");
    assert_eq!(agent["content"]["htmlText"], "<p>Hi &lt;you&gt;<br>How?</p>");
    let picture = bench.http.get(agent["author"]["avatarUrl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    let trigger = &seen[1].events()[0]["payload"]["message"];
    assert_eq!(trigger["author"], json!({ "type": "business", "displayName": "Automated Response" }));
    assert_eq!(trigger["metadata"]["__zendesk_msg.agent.id"], "__trigger");
    let now = bench.control.ticket(ticket.id).unwrap();
    assert_eq!((now.status, now.assignee), (TicketStatus::Open, Some(PersonId(8_447_388_090_495))));
}

#[tokio::test]
async fn rich_text_arrives_as_html_and_text() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let words = Some(Outgoing::Html("<p>Hi <b>you</b></p><p>Bye</p>".into()));
    bench.control.reply(ticket.id, Reply { words, ..Reply::default() }).unwrap();
    let said = bench.control.ticket(ticket.id).unwrap().transcript.pop().unwrap();
    assert_eq!(said.text(), Some("Hi you\n\nBye"));
    assert_eq!(said.content["htmlText"], "<p>Hi <b>you</b></p><p>Bye</p>");
}

#[tokio::test]
async fn a_visitors_message_is_unread_and_opens_a_solved_ticket_again() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.control.mark_read(ticket.id);
    bench.control.solve(ticket.id).unwrap();
    bench.ask(ticket.conversation.as_ref().unwrap(), "one more thing").await;
    let now = bench.control.ticket(ticket.id).unwrap();
    assert_eq!((now.status, now.unread, now.live), (TicketStatus::Open, 1, true));
    bench.control.advance(Duration::from_secs(5 * 24 * 3600));
    assert_eq!(bench.control.ticket(ticket.id).unwrap().status, TicketStatus::Open, "no longer solved, so not closed");
}

#[tokio::test]
async fn a_solved_ticket_closes_after_four_days_and_control_goes_back() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.control.solve(ticket.id).unwrap();
    bench.quiet().await;
    let day = Duration::from_secs(24 * 3600);
    bench.control.advance(day * 4 - Duration::from_millis(1));
    assert_eq!(bench.control.ticket(ticket.id).unwrap().status, TicketStatus::Solved);
    bench.control.advance(Duration::from_millis(1));
    assert_eq!(bench.control.ticket(ticket.id).unwrap().status, TicketStatus::Closed);
    bench.control.settle().await;
    let arrivals = bench.sink.arrived();
    assert_eq!(arrivals.len(), 1, "what happens at once comes in one batch");
    assert_eq!(arrivals[0].kinds(), ["conversation:message", "switchboard:releaseControl"]);
    let message = &arrivals[0].events()[0]["payload"]["message"];
    assert_eq!(message["activity"]["type"], "ticket:closed");
    assert_eq!(message["author"]["subtypes"], json!(["activity"]));
    assert_eq!(arrivals[0].events()[1]["payload"]["reason"], "ticketClosed");
    assert_eq!(bench.active(ticket.conversation.as_ref().unwrap()), None);
    assert_eq!(bench.control.solve(ticket.id), Err(Failure::Ended(ticket.id)));
}

#[tokio::test]
async fn an_ended_session_leaves_the_ticket_and_the_next_handoff_makes_a_new_one() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.end_session(ticket.id).unwrap();
    bench.control.settle().await;
    let event = bench.sink.arrived()[0].events()[0].clone();
    assert_eq!(event["type"], "switchboard:releaseControl");
    assert_eq!(event["payload"].get("reason"), None);
    let now = bench.control.ticket(ticket.id).unwrap();
    assert_eq!((now.status, now.live), (TicketStatus::New, false));
    assert_eq!(bench.control.reply(ticket.id, Reply::text("too late")), Err(Failure::Ended(ticket.id)));
    bench.pass(ticket.conversation.as_ref().unwrap(), "zd:agentWorkspace", json!({})).await.expect(200);
    assert_ne!(bench.control.ticket_of(ticket.conversation.as_ref().unwrap()).unwrap().id, ticket.id);
}

#[tokio::test]
async fn going_on_by_email_says_so() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.transfer_to_email(ticket.id).unwrap();
    bench.control.settle().await;
    let arrival = bench.sink.arrived().remove(0);
    assert_eq!(arrival.events()[0]["payload"]["message"]["activity"]["type"], "ticket:transfer:email");
    assert_eq!(arrival.events()[1]["payload"]["reason"], "transferToEmail");
}

#[tokio::test]
async fn control_taken_back_and_given_again_stays_with_the_same_ticket() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.pass(ticket.conversation.as_ref().unwrap(), "baton", json!({})).await.expect(200);
    bench.ask(ticket.conversation.as_ref().unwrap(), "to the bot only").await;
    assert_eq!(bench.control.ticket(ticket.id).unwrap().transcript.len(), 1);
    bench.pass(ticket.conversation.as_ref().unwrap(), "zd:agentWorkspace", json!({})).await.expect(200);
    bench.ask(ticket.conversation.as_ref().unwrap(), "to the agent").await;
    assert_eq!(bench.control.tickets().len(), 1);
    assert_eq!(texts(&bench.control.ticket(ticket.id).unwrap()), ["I need a person", "to the agent"]);
}

#[tokio::test]
async fn tickets_are_assigned_and_transferred_silently() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.assign(ticket.id, PersonId(8_447_388_090_494)).unwrap();
    bench.control.transfer(ticket.id, GroupId(9_000_000_000_002)).unwrap();
    let now = bench.control.ticket(ticket.id).unwrap();
    assert_eq!((now.assignee, now.group_name.as_deref()), (None, Some("Billing")));
    assert!(bench.kinds().await.is_empty());
    assert_eq!(bench.control.transfer(ticket.id, GroupId(1)), Err(Failure::NoSuchGroup(GroupId(1))));
    assert_eq!(bench.control.assign(ticket.id, PersonId(1)), Err(Failure::NoSuchAgent(PersonId(1))));
}

#[tokio::test]
async fn a_reply_of_nothing_or_of_a_disguised_file_sends_nothing() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    assert_eq!(bench.control.reply(ticket.id, Reply::text("  ")), Err(Failure::EmptyReply));
    assert_eq!(bench.control.reply(ticket.id, Reply::text("x".repeat(4097))), Err(Failure::TooLong));
    let mut mixed = Reply::file("invoice.pdf", &b"MZ not a pdf"[..]);
    mixed.words = Some(Outgoing::Text("here you are".into()));
    assert!(matches!(bench.control.reply(ticket.id, mixed), Err(Failure::FileRefused { .. })));
    assert_eq!(bench.control.ticket(ticket.id).unwrap().transcript.len(), 1);
}

#[tokio::test]
async fn a_deleted_visitor_hears_no_more_replies() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.call(reqwest::Method::DELETE, "/users/visitor-0", None).await.expect(200);
    assert_eq!(bench.control.reply(ticket.id, Reply::text("hello?")), Err(Failure::Ended(ticket.id)));
    assert!(bench.control.ticket(ticket.id).unwrap().transcript.is_empty());
}

#[tokio::test]
async fn control_accepted_for_the_workspace_makes_a_ticket_as_well() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.ask(&id, "a person, please").await;
    let offer = json!({ "switchboardIntegration": "zd:agentWorkspace" });
    bench.post(&format!("/conversations/{id}/offerControl"), offer).await.expect(200);
    bench
        .admin(reqwest::Method::POST, &format!("/conversations/{id}/acceptControl"), Some(json!({})))
        .await
        .expect(200);
    assert_eq!(texts(&bench.control.ticket_of(&id).unwrap()), ["a person, please"]);
}
