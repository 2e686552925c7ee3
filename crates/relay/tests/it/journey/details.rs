//! The form before a handoff, and what becomes of what is typed into it.

use crate::harness::{Scene, Settings};
use baton_protocol::{ErrorCode, FormValue, Stage, UserDetails};

fn asking() -> Settings {
    Settings::default().of_site("ask_name = \"required\"\nask_email = \"required\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_reaches_the_agent_as_unverified_and_is_nobodys_identity() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    let typed = vec![FormValue::Name("Bo Jensen".to_owned()), FormValue::Email("bo@demo.invalid".to_owned())];
    visitor.fills_in(typed).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    let summary = agent.transcript()[0].clone();
    assert!(summary.contains("bo@demo.invalid (typed by the visitor, unverified)"), "{summary}");
    // The address is that of an agent: typing it must not make the visitor that person.
    let ticket = agent.ticket();
    assert_ne!(ticket.requester_email.as_deref(), Some("bo@demo.invalid"), "{ticket:?}");
    assert!(ticket.requester_external_id.is_some_and(|id| id.starts_with("baton-")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_none_is_refused_naming_the_field_and_the_form_waits_on() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    for (values, field) in [
        (vec![], "name"),
        (vec![FormValue::Name("Jane".to_owned())], "email"),
        (vec![FormValue::Name("Jane".to_owned()), FormValue::Email("nowhere".to_owned())], "email"),
        (vec![FormValue::Name("x".repeat(200)), FormValue::Email("a@b.example".to_owned())], "name"),
        (vec![FormValue::Name("a\u{7}b".to_owned()), FormValue::Email("a@b.example".to_owned())], "name"),
    ] {
        let id = visitor.fills_in(values).await;
        let (refused, code, message, _) = visitor.until_refused().await;
        assert_eq!((refused, code, message.as_str()), (Some(id), ErrorCode::FormInvalid, field));
    }
    assert_eq!(visitor.log.stage(), Stage::Requested);
    assert!(visitor.log.form().is_some());
    assert!(scene.zendesk.control.ledger().is_empty(), "nothing was made at Zendesk");
    visitor.fills_in(vec![FormValue::Name("Jane".to_owned()), FormValue::Email("jane@doe.example".to_owned())]).await;
    visitor.until_stage(Stage::Queued).await;
    assert!(visitor.log.form().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_answered_twice_is_unknown_the_second_time() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    visitor.until("the form", |visitor| visitor.log.form().is_some()).await;
    let form = visitor.log.form().unwrap().id.clone();
    let values = vec![FormValue::Name("Jane".to_owned()), FormValue::Email("jane@doe.example".to_owned())];
    let id = visitor.fills_in(values.clone()).await;
    visitor.acknowledged(&id).await;
    let reply = baton_protocol::FormReply { form, values };
    visitor.sends(baton_protocol::Outgoing { form: Some(reply), ..Default::default() }).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::FormUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_said_before_is_not_asked_again() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    let user = UserDetails {
        name: Some("Jane Doe".to_owned()),
        email: Some("jane@doe.example".to_owned()),
        phone: Some("+49 30 1234".to_owned()),
        avatar: Some("http://169.254.169.254/picture".to_owned()),
        ..UserDetails::default()
    };
    visitor.tells(user, Some("http://shop.example/basket?card=4111")).await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    let summary = scene.agent_of(&visitor).await.transcript()[0].clone();
    for fact in [
        "Name: Jane Doe (said by the page, unverified)",
        "Phone: +49 30 1234 (said by the page, unverified)",
        "Picture: http://169.254.169.254/picture (said by the page, unverified)",
        "Page: http://shop.example/basket",
    ] {
        assert!(summary.contains(fact), "{fact:?} in {summary}");
    }
    assert!(!summary.contains("4111"), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_the_form_waits_goes_into_the_history() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    visitor.says("Must I?").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["visitor: Must I?"]);
    let values = vec![FormValue::Name("Jane".to_owned()), FormValue::Email("jane@doe.example".to_owned())];
    visitor.fills_in(values).await;
    visitor.until_stage(Stage::Queued).await;
    let history = scene.agent_of(&visitor).await.transcript().join("\n");
    assert_eq!(history.matches("Must I?").count(), 1, "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_it_back_at_the_form_leaves_nothing_at_zendesk() {
    let scene = Scene::of(asking()).await;
    let mut visitor = scene.visitor().await;
    visitor.wants_a_person().await;
    visitor.until("the form", |visitor| visitor.log.form().is_some()).await;
    visitor.cancels().await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    assert!(visitor.log.form().is_none());
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    scene.rest().await;
    assert!(scene.zendesk.control.ledger().is_empty());
}
