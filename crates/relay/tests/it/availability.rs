//! People who are not there, and messages that are left for them.

use crate::harness::{DeskAgent, Scene, Settings, Visitor};
use baton_emulator::{AgentStatus, FaultKind, FaultRule, OmnichannelRouting, PresenceChange, TicketStatus};
use baton_protocol::{ClientFrame, ErrorCode, FormValue, Stage, UserDetails};
use std::time::Duration;

/// Every scene begins on a Saturday at midnight; its people come on Monday at nine.
const CLOSED: &str = "offer = \"hours\"\naway_text = \"We sleep.\"\n\
                      hours = { time_zone = \"UTC\", week = { mon = [\"09:00-17:00\"] } }";
const MONDAY_NINE: i64 = 1_795_219_200_000 + 57 * 60 * 60 * 1_000;
const MINUTE: Duration = Duration::from_secs(60);
const UNTIL_MONDAY: Duration = Duration::from_secs(58 * 60 * 60);

/// A relay that is closed, at the desk `tickets`.
async fn closed(more: &str) -> Scene {
    Scene::of(Settings::tickets().of_site(CLOSED).of_site(more)).await
}

/// A visitor who found nobody and has the form for a message.
async fn with_the_form(scene: &Scene) -> Visitor {
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    visitor.finds_nobody().await;
    visitor.wants_to_leave_a_message().await;
    visitor
}

/// A visitor who has left a message, and the agent who has the ticket of it.
async fn with_a_message_left(scene: &Scene) -> (Visitor, DeskAgent) {
    let mut visitor = with_the_form(scene).await;
    visitor.leaves("The lid is missing.", Vec::new()).await;
    visitor.until_line("the message is left").await;
    let agent = scene.desk_agent_of(&visitor).await;
    (visitor, agent)
}

/// Sets every agent's presence.
fn all_are(scene: &Scene, status: AgentStatus) {
    for (agent, _) in scene.zendesk.control.presences() {
        let change = PresenceChange { status: Some(status), ..PresenceChange::default() };
        scene.zendesk.control.set_presence(agent, change).unwrap();
    }
}

async fn may_not_leave_a_message(visitor: &mut Visitor) {
    let id = visitor.id();
    visitor.send(&ClientFrame::LeaveMessage { id }).await;
    let (_, code, ..) = visitor.until_refused().await;
    assert_eq!(code, ErrorCode::StageRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_outside_hours_is_told_so_with_the_next_opening_and_stays_with_the_bot() {
    let scene = closed("").await;
    let mut visitor = scene.visitor().await;
    let away = visitor.finds_nobody().await;
    assert_eq!((away.text.as_str(), away.opens_at, away.can_leave), ("We sleep.", Some(MONDAY_NINE), true));
    assert_eq!(visitor.log.stage(), Stage::Bot);
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    assert!(scene.zendesk.control.tickets().is_empty());
    scene.leap(UNTIL_MONDAY);
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bots_call_for_a_person_meets_the_same_closed_door() {
    let scene = closed("").await;
    let mut visitor = scene.visitor().await;
    visitor.says("I want to talk to a human").await;
    visitor.until_line("nobody is there: We sleep.").await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_again_finds_the_same_answer() {
    let scene = closed("").await;
    let mut visitor = scene.visitor().await;
    let id = visitor.id();
    for _ in 0..2 {
        let frame = ClientFrame::Handoff { id: id.clone(), skill: None, by_page: true };
        visitor.send(&frame).await;
    }
    visitor.acknowledged(&id).await;
    visitor.asks("When are you open?").await;
    let told = visitor.lines().iter().filter(|line| line.starts_with("nobody")).count();
    assert_eq!(told, 1, "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_left_becomes_a_ticket_and_nobody_waits() {
    let scene = closed("show_ticket_number = true").await;
    let mut visitor = with_the_form(&scene).await;
    visitor.leaves("The lid is missing.", Vec::new()).await;
    scene.settle(&mut visitor).await;
    let agent = scene.desk_agent_of(&visitor).await;
    let ticket = agent.ticket();
    assert_eq!(ticket.subject, "The lid is missing.");
    assert_eq!(agent.public(), ["Where is my parcel?\n\nThe lid is missing."]);
    assert!(ticket.tags.contains(&"baton_left_message".to_owned()), "{:?}", ticket.tags);
    let note = agent.internal().join("\n");
    for line in ["A visitor left a message, and does not wait.", "Reason: the visitor left a message"] {
        assert!(note.contains(line), "{line:?} in {note}");
    }
    assert!(!note.contains("by e-mail"), "{note}");
    visitor.assert_ends(&[
        "nobody is there: We sleep.",
        "form: message",
        "visitor: The lid is missing.",
        &format!("the message is left as {}", ticket.id.0),
    ]);
    assert_eq!(visitor.log.stage(), Stage::Bot);
    // What is said next is the bot's alone.
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    scene.rest().await;
    assert_eq!(agent.public().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agents_answer_later_comes_into_the_chat() {
    let scene = closed("").await;
    let (mut visitor, agent) = with_a_message_left(&scene).await;
    agent.says("We send another.");
    visitor.until_line("Ana Lima: We send another.").await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    visitor.says("Thank you").await;
    agent.hears("Thank you").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_ticket_of_a_message_is_looked_at_no_more_and_the_visitor_is_not_told() {
    let scene = closed("").await;
    let (mut visitor, agent) = with_a_message_left(&scene).await;
    agent.stands(TicketStatus::Closed);
    scene.leap(Duration::from_secs(11 * 60));
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["visitor: The lid is missing.", "the message is left"]);
    let link = scene.core().store.link(visitor.conversation()).await.unwrap().unwrap();
    assert!(!link.open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_address_is_told_to_the_agents_as_unverified_and_is_nobodys_identity() {
    let scene = closed("ask_email = \"optional\"").await;
    let mut visitor = with_the_form(&scene).await;
    assert_eq!(visitor.lines().last().unwrap(), "form: message email answer by e-mail");
    let typed = vec![FormValue::Email("bo@demo.invalid".to_owned()), FormValue::AnswerByEmail(true)];
    visitor.leaves("The lid is missing.", typed).await;
    visitor.until_line("the message is left, answer by e-mail").await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    let note = agent.internal().join("\n");
    let wish = "the visitor left a message, and wants an answer by e-mail to bo@demo.invalid (unverified)";
    assert!(note.contains(wish), "{note}");
    assert_eq!(agent.ticket().requester_name, "Website visitor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_by_email_without_an_address_is_no_wish() {
    let scene = closed("ask_email = \"optional\"").await;
    let mut visitor = with_the_form(&scene).await;
    visitor.leaves("The lid is missing.", vec![FormValue::AnswerByEmail(true)]).await;
    visitor.until_line("the message is left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_address_is_offered_for_the_answer() {
    let scene = closed("").await;
    let mut visitor = scene.visitor().await;
    visitor.tells(UserDetails { email: Some("ada@example.org".to_owned()), ..UserDetails::default() }, None).await;
    visitor.wants_to_leave_a_message().await;
    assert_eq!(visitor.lines().last().unwrap(), "form: message answer by e-mail");
    visitor.leaves("The lid is missing.", vec![FormValue::AnswerByEmail(true)]).await;
    visitor.until_line("the message is left, answer by e-mail").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_message_is_refused_and_whoever_thinks_better_of_it_leaves_none() {
    let scene = closed("ask_email = \"required\"").await;
    let mut visitor = with_the_form(&scene).await;
    for (values, field) in [
        (vec![FormValue::Message("  ".to_owned())], "message"),
        (vec![FormValue::AnswerByEmail(true)], "message"),
        (vec![FormValue::Message("x".repeat(10_001))], "message"),
        (vec![FormValue::Message("The lid".to_owned())], "email"),
    ] {
        visitor.fills_in(values).await;
        let (_, code, message, _) = visitor.until_refused().await;
        assert_eq!((code, message.as_str()), (ErrorCode::FormInvalid, field));
    }
    let id = visitor.fills_in(Vec::new()).await;
    visitor.acknowledged(&id).await;
    scene.settle(&mut visitor).await;
    assert!(visitor.log.form().is_none());
    assert!(scene.zendesk.control.tickets().is_empty());
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_too_long_can_leave_a_message_instead() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, first) = scene.ticketed().await;
    scene.hasten(&mut visitor, "the offer", Duration::from_secs(30), |visitor| visitor.log.is_slow()).await;
    visitor.wants_to_leave_a_message().await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    visitor.leaves("Please call me.", Vec::new()).await;
    visitor.until_line("the message is left").await;
    scene.rest().await;
    let second = scene.desk_agent_of(&visitor).await;
    assert_ne!(second.ticket, first.ticket);
    assert_eq!(second.public(), ["Please call me."], "what the first ticket has is not told again");
    let told = "The visitor waits no longer, and may leave a message.";
    assert!(first.internal().iter().any(|note| note == told), "{:?}", first.internal());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_comes_takes_the_form_away() {
    let scene = closed("").await;
    let mut visitor = with_the_form(&scene).await;
    scene.leap(UNTIL_MONDAY);
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    assert!(visitor.log.form().is_none());
    visitor.says("Hello?").await;
    let agent = scene.desk_agent_of(&visitor).await;
    agent.hears("Hello?").await;
    visitor.wants_to_leave_a_message().await;
    agent.says("Here I am.");
    visitor.until_stage(Stage::Agent).await;
    may_not_leave_a_message(&mut visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_messaging_a_message_still_becomes_a_ticket_where_support_is_there() {
    let scene = Scene::of(Settings { support_webhook: true, ..Settings::default() }.of_site(CLOSED)).await;
    let (mut visitor, agent) = with_a_message_left(&scene).await;
    agent.says("We send another.");
    visitor.until_line("Ana Lima: We send another.").await;
    // A person asked for in their hours comes by messaging as ever.
    agent.stands(TicketStatus::Closed);
    scene.leap(Duration::from_secs(11 * 60));
    visitor.until_stage(Stage::Ended).await;
    scene.leap(UNTIL_MONDAY);
    scene.hand_over(&mut visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_message_comes_while_the_visitor_is_with_an_agent_elsewhere() {
    for by_webhook in [true, false] {
        let settings = Settings { support_webhook: by_webhook, ..Settings::default() };
        let scene = Scene::of(settings.of_site(CLOSED)).await;
        let (mut visitor, left) = with_a_message_left(&scene).await;
        scene.leap(UNTIL_MONDAY);
        let agent = scene.hand_over(&mut visitor).await;
        agent.says("Hello!");
        visitor.until_stage(Stage::Agent).await;
        left.says("We send another.");
        scene
            .hasten(&mut visitor, "the answer", MINUTE, |visitor| {
                visitor.lines().iter().any(|line| line == "Ana Lima: We send another.")
            })
            .await;
        // That the message's ticket is over ends nothing here but the looking.
        left.stands(TicketStatus::Closed);
        let sql = "SELECT open FROM link WHERE desk = 'tickets'";
        let is_open = || scene.database().query_row(sql, [], |row| row.get::<_, bool>(0)).unwrap();
        scene.leaping("it is looked at no more", MINUTE, || (!is_open()).then_some(())).await;
        scene.settle(&mut visitor).await;
        assert_eq!(visitor.log.stage(), Stage::Agent, "{by_webhook}");
        visitor.says("Thank you").await;
        agent.hears("Thank you").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_at_one_desk_ends_there_while_a_message_goes_to_another() {
    let scene = Scene::of(Settings { support_webhook: true, ..Settings::default() }.of_site(CLOSED)).await;
    let (mut visitor, left) = with_a_message_left(&scene).await;
    scene.leap(UNTIL_MONDAY);
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    // The desk cannot be reached while the visitor thinks better of it and leaves another message.
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).times(4));
    visitor.wants_to_leave_a_message().await;
    visitor.leaves("Please call me.", Vec::new()).await;
    scene
        .hasten(&mut visitor, "the message", MINUTE, |visitor| {
            visitor.lines().iter().filter(|line| line.starts_with("the message is left")).count() == 2
        })
        .await;
    scene.rest().await;
    let told = "The visitor waits no longer, and may leave a message.";
    assert!(agent.transcript().iter().any(|line| line.contains(told)), "{:?}", agent.transcript());
    assert!(left.internal().iter().all(|note| !note.contains(told)), "{:?}", left.internal());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_takes_no_messages_says_so() {
    let scene = closed("leave_message = false").await;
    let mut visitor = scene.visitor().await;
    assert!(!visitor.finds_nobody().await.can_leave);
    may_not_leave_a_message(&mut visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_offered_while_an_agent_is_online() {
    let scene = Scene::of(Settings::tickets().of_site("offer = \"agents\"")).await;
    all_are(&scene, AgentStatus::Offline);
    let mut visitor = scene.visitor().await;
    let away = visitor.finds_nobody().await;
    assert_eq!((away.opens_at, away.can_leave), (None, true));
    all_are(&scene, AgentStatus::Online);
    assert_eq!(visitor.finds_nobody().await, away, "what was heard counts for a while");
    scene.leap(Duration::from_secs(20));
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_tell_offers_a_person() {
    for routing in [OmnichannelRouting::NotFound, OmnichannelRouting::Forbidden] {
        let mut settings = Settings::tickets().of_site("offer = \"agents\"");
        settings.switches.omnichannel_routing = routing;
        let scene = Scene::of(settings).await;
        all_are(&scene, AgentStatus::Offline);
        let mut visitor = scene.visitor().await;
        visitor.wants_a_person().await;
        visitor.until_stage(Stage::Queued).await;
        assert!(scene.zendesk.count("ListAgentAvailabilities") > 0, "{routing:?}: it was asked");
    }
}
