//! Texts that go out.

use crate::harness::{DeskAgent, Scene, Settings};
use baton_emulator::{Opening, Outgoing, Remark, Requester, TicketStatus, demo};
use serde_json::json;
use std::time::Duration;

/// Vera has texted, and the agent has her ticket.
async fn texting(settings: Settings) -> (Scene, DeskAgent) {
    let scene = Scene::of(settings).await;
    scene.texted("vera-7", "My parcel is wet").await;
    let agent = scene.agent_by_text("vera-7").await;
    (scene, agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_answer_goes_out_with_what_braze_needs() {
    let (scene, agent) = texting(Settings::texting("")).await;
    agent.says("We send a dry one.");
    let texts = scene.zendesk.texts();
    texts.until("vera-7", 1).await;
    scene.rest().await;
    let [(dispatch, text)] = texts.sent("vera-7").try_into().unwrap();
    assert_eq!(dispatch.campaign, texts.answers);
    assert_eq!(text, "New message from Shop: We send a dry one.\n\nReply to this number. Text STOP to opt out.");
    let ticket = agent.ticket.to_string();
    let told = json!({"zendesk_ticket": ticket, "zendesk_ticket_open": "true"});
    assert_eq!(json!(dispatch.receipts[0].attributes), told);
    assert_eq!(texts.attribute("vera-7", "zendesk_ticket"), Some(ticket));
    assert!(dispatch.receipts[0].trigger_properties["baton_id"].is_string());
    assert!(texts.got("Otto-8").is_empty());
    assert!(scene.metric("baton_sms_sent_total", &["shop"]).await >= 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_what_we_wrote_ourselves_never_go_out() {
    let (scene, agent) = texting(Settings::texting("")).await;
    agent.notes("She is a good customer.");
    scene.texted("vera-7", "Are you there?").await;
    agent.says("Yes.");
    scene.texted("vera-7", "Good.").await;
    scene.leap(Duration::from_secs(1_200));
    scene.rest().await;
    let got = scene.zendesk.texts().got("vera-7");
    assert_eq!(got.len(), 1, "{got:?}");
    assert!(got[0].contains("Yes."));
    assert_eq!(agent.public(), ["My parcel is wet", "Are you there?", "Yes.", "Good."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_of_a_comment_is_cut() {
    let (scene, agent) = texting(Settings::texting("message_template = \"{agent}: {message} (STOP)\"")).await;
    agent.says("----------------------------------------------\n\nAna Lima, Nov 27, 2026, 10:00\n\nIt is on its way.");
    let got = scene.zendesk.texts().until("vera-7", 1).await;
    assert_eq!(got, ["Ana Lima: It is on its way. (STOP)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn formatting_becomes_plain_and_a_file_is_named_without_its_address() {
    let (scene, agent) = texting(Settings::texting("message_template = \"{message} STOP\"")).await;
    agent.says_html("<p>See <strong>this</strong>:</p><ul><li>one</li><li>two</li></ul>");
    agent.shows("The bill", "bill.pdf", b"%PDF-1.4 bill");
    agent.shows("", "photo.png", b"\x89PNG\r\n\x1a\n");
    let got = scene.zendesk.texts().until("vera-7", 3).await;
    assert!(got[0].contains("See this:") && got[0].contains("two") && !got[0].contains('<'), "{got:?}");
    assert_eq!(got[1], "The bill\n[The file bill.pdf is on your ticket.] STOP");
    assert_eq!(got[2], "[The file photo.png is on your ticket.] STOP");
    assert!(got.iter().all(|text| !text.contains("http")), "{got:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_cut_and_the_agent_knows() {
    let (scene, agent) = texting(Settings::texting("message_chars = 160")).await;
    let before = agent.internal().len();
    agent.says(&"word ".repeat(100));
    agent.says("Short.");
    let got = scene.zendesk.texts().until("vera-7", 2).await;
    scene.rest().await;
    assert_eq!(got[0].chars().count(), 160);
    assert!(got[0].ends_with("Text STOP to opt out."), "{got:?}");
    let notes = agent.internal();
    assert_eq!(notes.len(), before + 1, "{notes:?}");
    assert!(notes[before].contains("too long for a text message"), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn solved_is_said_once_by_a_campaign_of_its_own_and_the_flag_is_cleared() {
    let (scene, agent) = texting(Settings::texting("")).await;
    let texts = scene.zendesk.texts();
    agent.says("Done.");
    texts.until("vera-7", 1).await;
    agent.stands(TicketStatus::Solved);
    texts.until("vera-7", 2).await;
    scene.rest().await;
    let (dispatch, text) = texts.sent("vera-7").remove(1);
    assert_eq!((dispatch.campaign, text.as_str()), (texts.solved.clone(), "Your ticket has been closed"));
    assert_eq!(texts.attribute("vera-7", "zendesk_ticket_open").as_deref(), Some("false"));
    agent.stands(TicketStatus::Closed);
    scene.rest().await;
    assert_eq!(texts.got("vera-7").len(), 2, "closed after solved is no news");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solved_ticket_goes_on_by_text_and_is_solved_anew() {
    let (scene, agent) = texting(Settings::texting("solved_text = \"Ticket closed\"")).await;
    let texts = scene.zendesk.texts();
    for round in 1..=2 {
        agent.says("Done.");
        texts.until("vera-7", round * 2 - 1).await;
        agent.stands(TicketStatus::Solved);
        texts.until("vera-7", round * 2).await;
        scene.texted("vera-7", "Not quite").await;
        assert_eq!(agent.ticket().status, TicketStatus::Open);
        // Zendesk tells times in whole seconds.
        scene.leap(Duration::from_secs(5));
    }
    let ends = texts.got("vera-7").iter().filter(|text| *text == "Ticket closed").count();
    assert_eq!(ends, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_of_the_end_where_the_operator_has_no_text_for_it() {
    let (scene, agent) = texting(Settings::texting("solved_text = \"\"")).await;
    agent.says("Done.");
    scene.zendesk.texts().until("vera-7", 1).await;
    agent.stands(TicketStatus::Solved);
    scene.rest().await;
    assert_eq!(scene.zendesk.texts().got("vera-7").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_after_closed_is_a_ticket_that_follows() {
    let (scene, agent) = texting(Settings::texting("")).await;
    agent.says("Bye.");
    scene.zendesk.texts().until("vera-7", 1).await;
    agent.stands(TicketStatus::Closed);
    scene.rest().await;
    scene.texted("vera-7", "One more thing").await;
    let next = scene.agent_by_text("vera-7").await;
    assert_ne!(next.ticket, agent.ticket);
    assert_eq!(next.ticket().followup_of, Some(agent.ticket));
    assert_eq!(next.public(), ["One more thing"]);
    next.says("Yes?");
    let got = scene.zendesk.texts().until("vera-7", 3).await;
    assert_eq!(got[1], "Your ticket has been closed");
    assert!(got[2].contains("Yes?"), "{got:?}");
    let number = next.ticket.to_string();
    assert_eq!(scene.zendesk.texts().attribute("vera-7", "zendesk_ticket"), Some(number));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_a_conversation_is_with_is_asked_at_zendesk_where_it_began_there() {
    let (scene, agent) = texting(Settings::texting("")).await;
    let id = scene.conversation_by_text("vera-7").await;
    let forget = |snapshot: &baton_relay::conversation::Snapshot| {
        let mut plan = baton_relay::conversation::Plan::on(snapshot);
        plan.state().sms.as_mut()?.to = None;
        Some(plan)
    };
    scene.core().change(&id, forget).await.unwrap();
    agent.says("Found you.");
    scene.zendesk.texts().until("vera-7", 1).await;
    agent.says("And again.");
    scene.zendesk.texts().until("vera-7", 2).await;
    assert_eq!(scene.zendesk.count("ShowUser"), 1, "it is asked once");
}

/// Makes a person at Zendesk who is known at Braze.
async fn person_with_field(scene: &Scene, id: &str) -> baton_emulator::PersonId {
    let user = format!("{}/token", demo::SUPPORT_EMAIL);
    let wish =
        json!({"user": {"name": "Vera Visitor", "external_id": "crm-7", "user_fields": {"braze_external_id": id}}});
    let made = reqwest::Client::new()
        .post(format!("{}/api/v2/users/create_or_update", scene.zendesk.api()))
        .basic_auth(&user, Some(demo::SUPPORT_API_TOKEN))
        .json(&wish);
    let made: serde_json::Value = made.send().await.unwrap().json().await.unwrap();
    baton_emulator::PersonId(made["user"]["id"].as_u64().unwrap_or_else(|| panic!("{made}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_begins_with_somebody_who_is_reached_by_text_alone() {
    let scene = Scene::of(Settings::texting("")).await;
    let person = person_with_field(&scene, "vera-7").await;
    let opening =
        Opening::new(Requester::Person(person), "Your order", "Your parcel is back with us.").tag("sunco_send");
    let agent = DeskAgent::at(&scene.zendesk, scene.zendesk.control.open_ticket(opening).unwrap());
    let got = scene.zendesk.texts().until("vera-7", 1).await;
    assert!(got[0].contains("Your parcel is back with us."), "{got:?}");
    scene.rest().await;
    scene.texted("vera-7", "Please send it again").await;
    assert_eq!(agent.public(), ["Your parcel is back with us.", "Please send it again"]);
    assert_eq!(agent.ticket().comments.last().unwrap().author, person);
    let second = Opening::new(Requester::Person(person), "Another", "And your hat too.").tag("sunco_send");
    scene.zendesk.control.open_ticket(second).unwrap();
    let got = scene.zendesk.texts().until("vera-7", 2).await;
    assert!(got[1].contains("And your hat too."), "a second agent has a conversation of their own: {got:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_come_by_text_gets_none() {
    let scene = Scene::of(Settings::texting("")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    let remark = Remark { words: Outgoing::Text("Hello".to_owned()), ..Remark::public("") };
    scene.zendesk.control.comment(agent.ticket, remark).unwrap();
    visitor.until_line("Ana Lima: Hello").await;
    scene.rest().await;
    assert!(scene.zendesk.texts().braze.dispatches().is_empty());
}
