//! Texts that come in.

use crate::harness::{SMS_SECRET, Scene, Settings};
use baton_emulator::{FaultKind, FaultRule, Keyword, TextStatus, TicketStatus};
use baton_protocol::{EventBody, Stage};
use baton_relay::braze::Inbound;
use baton_relay::core::Taken;
use serde_json::{Value, json};
use std::time::Duration;

/// A delivery of the test's own.
async fn posted(scene: &Scene, secret: Option<&str>, body: String) -> (u16, String) {
    let url = format!("http://{}/v1/channels/braze/shop", scene.public);
    let mut request = reqwest::Client::new().post(url).header("content-type", "application/json").body(body);
    if let Some(secret) = secret {
        request = request.header("X-Baton-Secret", secret);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn body(id: &str, text: &str) -> Value {
    told_by("vera-7", id, text)
}

fn told_by(from: &str, id: &str, text: &str) -> Value {
    json!({"external_user_id": from, "message_id": id, "body": text, "phone": "+4917000000001",
        "first_name": "Vera", "last_name": "Visitor", "keyword_category": "Other"})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_text_is_a_ticket_and_later_ones_are_comments() {
    let scene =
        Scene::of(Settings::texting("").of_site("priority = \"normal\"").of_tickets("ticket_type = \"problem\"")).await;
    scene.texted("vera-7", "My parcel is wet").await;
    let agent = scene.agent_by_text("vera-7").await;
    let ticket = agent.ticket();
    assert_eq!((ticket.status, ticket.subject.as_str()), (TicketStatus::New, "My parcel is wet"));
    assert_eq!(agent.public(), ["My parcel is wet"]);
    assert_eq!(ticket.requester_name, "Vera Visitor");
    assert_eq!((ticket.priority.as_deref(), ticket.kind.as_deref()), (Some("normal"), Some("problem")));
    let requester = scene.zendesk.control.person(ticket.requester).unwrap();
    assert_eq!(requester.fields.get("braze_external_id"), Some(&json!("vera-7")));
    let note = agent.internal().remove(0);
    for line in ["Reason: a text message (SMS)", "Phone: +4917000000001"] {
        assert!(note.contains(line), "{line:?} in {note}");
    }
    scene.texted("vera-7", "And it smells").await;
    scene.texted("vera-7", "A lot").await;
    assert_eq!(agent.public(), ["My parcel is wet", "And it smells", "A lot"]);
    assert!(agent.ticket().comments.iter().filter(|it| it.public).all(|it| it.author == ticket.requester));
    scene.texted("Otto-8", "Hello").await;
    assert_ne!(scene.agent_by_text("Otto-8").await.ticket, agent.ticket);
    assert_eq!(scene.zendesk.control.tickets().len(), 2);
    assert!(scene.zendesk.texts().braze.dispatches().is_empty(), "nobody has answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_messaging_takes_texts_as_tickets() {
    let lines = Settings::texting("").braze_lines;
    let scene = Scene::of(Settings { support_webhook: true, braze_lines: lines, ..Settings::default() }).await;
    scene.texted("vera-7", "Hello").await;
    let agent = scene.agent_by_text("vera-7").await;
    agent.says("Hello Vera");
    scene.zendesk.texts().until("vera-7", 1).await;
    assert_eq!(scene.zendesk.count("PassControl"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_comes_twice_counts_once() {
    let scene = Scene::of(Settings::texting("")).await;
    let told = body("m-1", "Hello").to_string();
    assert_eq!(posted(&scene, Some(SMS_SECRET), told.clone()).await.0, 200);
    let (first, second, third) = tokio::join!(
        posted(&scene, Some(SMS_SECRET), told.clone()),
        posted(&scene, Some(SMS_SECRET), told.clone()),
        posted(&scene, Some(SMS_SECRET), told)
    );
    assert_eq!([first.0, second.0, third.0], [200; 3]);
    scene.rest().await;
    assert_eq!(scene.said_by_text("vera-7").await, ["Hello"]);
    assert_eq!(scene.agent_by_text("vera-7").await.public(), ["Hello"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_texts_of_one_person_at_the_same_time_are_one_conversation() {
    let scene = Scene::of(Settings::texting("").of_tickets("updates_per_minute = 6000")).await;
    // Beside each other in one task, so that all look before any of them commits.
    let (core, site) = (scene.core(), scene.core().sites.by_name("shop").unwrap());
    let channel = core.channel("shop").unwrap();
    let texts: Vec<Inbound> = (0..6)
        .map(|number| Inbound::read(told_by("Otto-8", &format!("o-{number}"), "Hi").to_string().as_bytes()).unwrap())
        .collect();
    let taken = futures_util::future::join_all(texts.iter().map(|text| core.take_text(site, channel, text))).await;
    assert!(taken.iter().all(|taken| matches!(taken, Ok(Taken::New))), "{taken:?}");
    assert_eq!(scene.said_by_text("Otto-8").await.len(), 6);

    let told: Vec<String> =
        (0..6).map(|number| body(&format!("m-{number}"), &format!("Line {number}")).to_string()).collect();
    let posts = told.into_iter().map(|told| posted(&scene, Some(SMS_SECRET), told));
    for (status, line) in futures_util::future::join_all(posts).await {
        assert_eq!(status, 200, "{line}");
    }
    scene.rest().await;
    assert_eq!(scene.said_by_text("vera-7").await.len(), 6);
    assert_eq!(scene.zendesk.control.tickets().len(), 2);
    let all = scene.agent_by_text("vera-7").await.public().join("\n");
    assert!((0..6).all(|number| all.contains(&format!("Line {number}"))), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_knows_a_secret_is_believed() {
    let scene =
        Scene::of(Settings::texting("inbound_secrets = [\"an-old-secret-0123\", \"a-new-secret-01234\"]")).await;
    for (secret, status) in [
        (None, 401),
        (Some(""), 401),
        (Some("a-new-secret-0123"), 401),
        (Some("an-old-secret-0123"), 200),
        (Some("a-new-secret-01234"), 200),
    ] {
        let told = body(&format!("m-{secret:?}"), "Hello").to_string();
        assert_eq!(posted(&scene, secret, told).await.0, status, "{secret:?}");
    }
    scene.rest().await;
    assert_eq!(scene.said_by_text("vera-7").await, ["Hello", "Hello"]);
    assert!(scene.metric("baton_sms_secret_refused_total", &["shop"]).await >= 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_and_what_is_too_large_is_not_read() {
    let scene = Scene::of(Settings::texting("")).await;
    for missing in ["external_user_id", "message_id", "body"] {
        let mut told = body("m-1", "Hello");
        told[missing] = json!("");
        let (status, line) = posted(&scene, Some(SMS_SECRET), told.to_string()).await;
        assert_eq!(status, 400);
        assert!(line.contains(&format!("`{missing}`")), "{line}");
    }
    assert_eq!(posted(&scene, Some(SMS_SECRET), "{".to_owned()).await.0, 400);
    assert_eq!(posted(&scene, Some(SMS_SECRET), body("m-1", &"x".repeat(70_000)).to_string()).await.0, 413);
    assert!(scene.conversations_by_text("vera-7").await.is_empty());
    let url = format!("http://{}/v1/channels/braze/nowhere", scene.public);
    let elsewhere =
        reqwest::Client::new().post(url).header("X-Baton-Secret", SMS_SECRET).body("{}").send().await.unwrap();
    assert_eq!(elsewhere.status().as_u16(), 503, "Braze comes again while the address is mended");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_writes_so_much_in_an_hour_and_the_rest_comes_later() {
    let scene = Scene::of(Settings::texting("texts_per_user_per_hour = 2")).await;
    for line in ["One", "Two", "Three"] {
        scene.texted("vera-7", line).await;
    }
    scene.texted("Otto-8", "Me too").await;
    assert_eq!(scene.said_by_text("vera-7").await, ["One", "Two"]);
    assert_eq!(scene.said_by_text("Otto-8").await, ["Me too"]);
    let text = scene.zendesk.texts().braze.texts().into_iter().find(|text| text.body == "Three").unwrap();
    assert_eq!((text.status, text.attempts), (TextStatus::Waiting, vec![Some(429)]));
    scene.leap(Duration::from_secs(3_600));
    scene.rest().await;
    assert_eq!(posted(&scene, Some(SMS_SECRET), body("m-9", "Four").to_string()).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_to_a_relay_that_is_down_comes_again() {
    let mut scene = Scene::of(Settings::texting("")).await;
    scene.texted("vera-7", "Hello").await;
    scene.stop().await;
    scene.zendesk.texts().text("vera-7", "While you were away");
    scene.zendesk.texts().braze.settle().await;
    scene.start().await;
    let heard = || scene.zendesk.texts().braze.texts().iter().all(|text| text.status == TextStatus::Delivered);
    scene.leaping("the text comes again", Duration::from_secs(60), || heard().then_some(())).await;
    scene.rest().await;
    assert_eq!(scene.agent_by_text("vera-7").await.public(), ["Hello", "While you were away"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyword_is_answered_at_once_and_its_action_decides() {
    let keywords = r#"
[site.shop.braze.keyword_categories.ZendeskSMS1]
reply = "A customer service representative will reach out to you shortly."
[site.shop.braze.keyword_categories.Hours]
reply = "9 to 5."
action = "reply_only"
[site.shop.braze.keyword_categories.Prizes]
action = "ignore"
"#;
    let scene = Scene::of(Settings::texting(keywords)).await;
    let texts = scene.zendesk.texts();
    for (category, word) in [("ZendeskSMS1", "SUPPORT"), ("Hours", "HOURS"), ("Prizes", "WIN")] {
        texts.braze.add_keyword(Keyword { category: category.to_owned(), words: vec![word.to_owned()], reply: None });
    }
    scene.texted("vera-7", "HOURS").await;
    scene.texted("vera-7", "WIN").await;
    assert_eq!(texts.got("vera-7"), ["9 to 5."]);
    assert!(scene.zendesk.control.tickets().is_empty());
    scene.texted("vera-7", "support").await;
    assert_eq!(texts.got("vera-7")[1..], ["A customer service representative will reach out to you shortly."]);
    assert_eq!(texts.attribute("vera-7", "zendesk_ticket_open").as_deref(), Some("true"));
    let agent = scene.agent_by_text("vera-7").await;
    assert_eq!(agent.public(), ["support"]);
    scene.texted("vera-7", "hours").await;
    assert_eq!(agent.public(), ["support"], "what is answered by itself is not the agents'");
    assert_eq!(scene.said_by_text("vera-7").await, ["HOURS", "WIN", "support", "hours"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_answers_first_where_that_is_wanted() {
    let scene = Scene::of(Settings::texting("bot_first = true")).await;
    scene.texted("vera-7", "When are you open?").await;
    let texts = scene.zendesk.texts();
    let got = texts.until("vera-7", 1).await;
    assert!(got[0].starts_with("New message from Shop: Monday to Friday, 9 to 5."), "{got:?}");
    assert!(scene.zendesk.control.tickets().is_empty());
    scene.texted("vera-7", "I want to talk to a human").await;
    let agent = scene.agent_by_text("vera-7").await;
    assert_eq!(agent.public(), ["When are you open?\n\nI want to talk to a human"]);
    agent.says("Here I am.");
    let got = texts.until("vera-7", 3).await;
    assert!(got[2].contains("Here I am."), "{got:?}");
    scene.texted("vera-7", "When are you open?").await;
    assert_eq!(agent.public().last().map(String::as_str), Some("When are you open?"));
    assert_eq!(texts.got("vera-7").len(), 3, "the bot is silent while an agent is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_wish_for_a_bot_none_ever_speaks() {
    let scene = Scene::of(Settings::texting("")).await;
    scene.texted("vera-7", "When are you open?").await;
    let id = scene.conversation_by_text("vera-7").await;
    let events = scene.core().events(&id, 0, 100).await.unwrap();
    assert!(!events.iter().any(|event| matches!(event.body.known(), Some(EventBody::Bot(_)))));
    assert_eq!(scene.core().snapshot(&id).await.unwrap().row.stage, Stage::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_ticket_can_be_made_the_next_text_tries_again_with_both() {
    let scene = Scene::of(Settings::texting("")).await;
    let rule = FaultRule { operation: Some("CreateTicket".to_owned()), ..FaultRule::always(FaultKind::RecordInvalid) };
    scene.zendesk.control.add_fault(rule);
    scene.texted("vera-7", "When are you open?").await;
    let id = scene.conversation_by_text("vera-7").await;
    assert_eq!(scene.core().snapshot(&id).await.unwrap().row.stage, Stage::Bot);
    let events = scene.core().events(&id, 0, 100).await.unwrap();
    assert!(!events.iter().any(|event| matches!(event.body.known(), Some(EventBody::Bot(_)))), "no bot was asked for");
    scene.zendesk.control.clear_faults();
    scene.texted("vera-7", "Hello?").await;
    assert_eq!(scene.agent_by_text("vera-7").await.public(), ["When are you open?\n\nHello?"]);
    assert!(scene.zendesk.texts().braze.dispatches().is_empty());
}
