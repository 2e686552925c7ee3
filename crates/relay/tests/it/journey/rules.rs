//! The rules of handing over, and what a bot asks and ends.

use crate::harness::{Scene, Settings};
use baton_protocol::{
    ClientFrame, ErrorCode, Event, EventBody, FormField, FormValue, Hint, Outgoing, Postback, Stage, StageReason,
};

fn changes(events: &[Event]) -> Vec<(Stage, StageReason)> {
    let bodies = events.iter().filter_map(|event| event.body.known());
    let changes = bodies.filter_map(|body| if let EventBody::Stage(change) = body { Some(change) } else { None });
    changes.map(|change| (change.to, change.reason)).collect()
}

fn text(name: &str, value: &str) -> FormValue {
    FormValue::Text { name: name.to_owned(), value: value.to_owned() }
}

const KEYWORDS: &str = r#"
[site.shop.keywords.person]
words = ["operator", "real person"]
locale = "en"
reply = "I will **fetch** somebody."
[site.shop.keywords.mensch]
words = ["mitarbeiter"]
locale = "de"
[site.shop.keywords.button]
payloads = ["human_handoff"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_keyword_answers_at_once_and_calls_a_person_with_its_reason() {
    let scene = Scene::of(Settings::default().more(KEYWORDS)).await;
    let mut visitor = scene.visitor().await;
    // The word of another language is a question for the bot.
    visitor.asks("Mitarbeiter!").await;
    assert_eq!(visitor.asks("Give me a REAL person, now").await, "I will fetch somebody.");
    visitor.until_stage(Stage::Queued).await;
    assert_eq!(changes(visitor.log.lines())[0], (Stage::Requested, StageReason::Keyword));
    let summary = scene.agent_of(&visitor).await.transcript()[0].clone();
    assert!(summary.contains("Reason: the visitor used a word for which a person is called"), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_of_any_bot_may_mean_a_person() {
    let scene = Scene::of(Settings::default().more(KEYWORDS)).await;
    let mut visitor = scene.visitor().await;
    let postback = Some(Postback { payload: "human_handoff".to_owned() });
    visitor.sends(Outgoing { text: "Yes".to_owned(), postback, ..Outgoing::default() }).await;
    visitor.until_stage(Stage::Queued).await;
    assert_eq!(changes(visitor.log.lines())[0].1, StageReason::Keyword);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_so_many_questions_without_an_answer_a_person_is_called() {
    let scene = Scene::of(Settings::default().of_site("handoff_after_unanswered = 2")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("xyzzy").await;
    visitor.asks("When are you open?").await;
    visitor.asks("plugh").await;
    assert_eq!(visitor.log.stage(), Stage::Bot, "an answer between begins the count anew");
    visitor.says("frobnicate").await;
    visitor.until_stage(Stage::Queued).await;
    assert_eq!(changes(visitor.log.lines())[0], (Stage::Requested, StageReason::BotUnsure));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bots_form_becomes_variables_and_what_they_fill() {
    let settings = Settings::default().of_site("ticket_field_variables = { \"3584154321651\" = \"order\" }");
    let scene = Scene::of(settings).await;
    let mut visitor = scene.visitor().await;
    assert_eq!(visitor.asks("refund").await, "Of course.");
    visitor.until("the form", |visitor| visitor.log.form().is_some()).await;
    let form = visitor.log.form().unwrap().clone();
    assert_eq!(baton_protocol::Block::text_of(&form.lead), "For which order?");
    assert!(matches!(&form.fields[..], [FormField::Text(field)] if field.name == "order"));
    let wrong = visitor.fills_in(vec![text("order", "many")]).await;
    let (refused, code, field, _) = visitor.until_refused().await;
    assert_eq!((refused, code, field.as_str()), (Some(wrong), ErrorCode::FormInvalid, "order"));
    visitor.fills_in(vec![text("order", "4711"), text("group_id", "1"), text("baton.available", "no")]).await;
    visitor.until_line("bot: Order 4711, one moment.").await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    let summary = agent.transcript()[0].clone();
    assert!(summary.contains("order: 4711") && summary.contains("topic: money"), "{summary}");
    assert!(!summary.contains("_form") && !summary.contains("group_id"), "{summary}");
    assert_eq!(agent.ticket().fields.get(&3_584_154_321_651).map(String::as_str), Some("4711"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bots_form_may_be_left_out() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("refund").await;
    visitor.until("the form", |visitor| visitor.log.form().is_some()).await;
    visitor.fills_in(Vec::new()).await;
    visitor.until_line("bot: All right. What else can I do for you?").await;
    assert!(visitor.log.form().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_asks_what_it_needs_before_a_person_is_called() {
    let fields = r#"
ask_text = "Before we connect you:"
ask_email = "optional"
[[site.shop.ask_fields]]
name = "order"
label = "Order number"
kind = "number"
required = true
ticket_field = "3584154321651"
[[site.shop.ask_fields]]
name = "topic"
label = "What is it about?"
options = ["Late", "Broken"]
[[site.shop.ask_fields]]
label = "You may look it up, see [the terms](https://shop.example/terms)."
agree = true
required = true
"#;
    let scene = Scene::of(Settings::default().of_site(fields)).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    visitor.until("the form", |visitor| visitor.log.form().is_some()).await;
    let form = visitor.log.form().unwrap().clone();
    assert_eq!(form.fields.len(), 4);
    assert!(!form.optional);
    for (values, field) in [
        (vec![text("order", "4711")], "agree"),
        (vec![FormValue::Agree(true)], "order"),
        (vec![text("order", "4711"), text("topic", "Else"), FormValue::Agree(true)], "topic"),
    ] {
        visitor.fills_in(values).await;
        let (_, code, named, _) = visitor.until_refused().await;
        assert_eq!((code, named.as_str()), (ErrorCode::FormInvalid, field));
    }
    visitor.fills_in(vec![text("order", "4711"), text("topic", "Late"), FormValue::Agree(true)]).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    let summary = agent.transcript()[0].clone();
    assert!(summary.contains("agreed: yes") && summary.contains("topic: Late"), "{summary}");
    assert_eq!(agent.ticket().fields.get(&3_584_154_321_651).map(String::as_str), Some("4711"));
    // What is known is not asked for again.
    agent.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_may_end_it_and_the_next_word_begins_anew() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("refund").await;
    assert_eq!(visitor.asks("goodbye").await, "Farewell.");
    visitor.until_stage(Stage::Ended).await;
    assert_eq!(changes(visitor.log.lines()), [(Stage::Ended, StageReason::BotEnded)]);
    assert!(visitor.log.form().is_none());
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    let snapshot = scene.core().snapshot(visitor.conversation()).await.unwrap();
    assert!(snapshot.state.variables.is_empty(), "{:?}", snapshot.state.variables);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_brings_what_could_be_meant_while_the_bot_has_it() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("When are you open?").await;
    visitor.send(&ClientFrame::Suggest { text: "where is my par".to_owned() }).await;
    let meant = |visitor: &crate::harness::Visitor| {
        visitor.hints.iter().any(|hint| {
            matches!(hint, Hint::Suggestions { text, choices }
                if text == "where is my par" && choices.first().is_some_and(|choice| choice.label == "Where is my parcel?"))
        })
    };
    visitor.until("what could be meant", meant).await;
}
