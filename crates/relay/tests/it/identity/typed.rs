//! An address that only somebody typed: from the form, the page, and the bot's variables. It is that of an agent, so
//! that whoever becomes the requester by it is somebody else.

use super::{bot_learns, known, settings};
use crate::harness::{Agent, Scene};
use baton_protocol::{FormValue, Stage, UserDetails};
use baton_relay::store::IdentityKind;

const ADDRESS: &str = "bo@demo.invalid";
const MAPPED: &str = "identity_mapping = { email = \"mail\", name = \"first_name\" }";

/// The ways in which an address can be given without a proof.
#[derive(Clone, Copy, Debug)]
enum Way {
    Form,
    Page,
    Variable,
}

const WAYS: [Way; 3] = [Way::Form, Way::Page, Way::Variable];

/// Gives the address in a way, and hands over.
async fn given(scene: &Scene, way: Way) -> Agent {
    let mut visitor = scene.visitor().await;
    match way {
        Way::Page => {
            let user = UserDetails { email: Some(ADDRESS.to_owned()), ..UserDetails::default() };
            visitor.tells(user, None).await;
        }
        Way::Variable => bot_learns(scene, &visitor, "mail", ADDRESS).await,
        Way::Form => {}
    }
    visitor.wants_a_person().await;
    if let Way::Form = way {
        visitor.fills_in(vec![FormValue::Email(ADDRESS.to_owned())]).await;
    }
    visitor.until_stage(Stage::Queued).await;
    scene.agent_of(&visitor).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_address_is_nobodys_identity_from_any_side() {
    // Required, so that a handoff that asks for it again would not get on.
    let scene = Scene::of(settings("ask_email = \"required\"").of_site(MAPPED)).await;
    for way in WAYS {
        let agent = given(&scene, way).await;
        let ticket = agent.ticket();
        assert!(ticket.requester_external_id.is_some_and(|id| id.starts_with("baton-")), "{way:?}");
        assert_ne!(ticket.requester_email.as_deref(), Some(ADDRESS), "{way:?}");
        assert_eq!(ticket.tags, ["baton_lang_en"], "{way:?}");
        let summary = agent.transcript()[0].clone();
        let fact = summary.lines().find(|line| line.starts_with("E-mail: bo@demo.invalid (")).unwrap();
        assert!(fact.ends_with("unverified)"), "{way:?}: {summary}");
    }
    assert_eq!(known(&scene, IdentityKind::VerifiedEmail, ADDRESS).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_that_is_trusted_it_is_the_requester_and_still_no_proof() {
    let lines = "ask_email = \"required\"\ntrust_typed_identity = true";
    let scene = Scene::of(settings(lines).of_site(MAPPED)).await;
    for way in WAYS {
        let agent = given(&scene, way).await;
        let ticket = agent.ticket();
        assert_eq!(ticket.requester_email.as_deref(), Some(ADDRESS), "{way:?}");
        assert!(!ticket.tags.contains(&"baton_verified".to_owned()), "{way:?}");
        assert!(!agent.transcript()[0].contains("Verified"), "{way:?}");
    }
    assert_eq!(scene.zendesk.count("CreateUser"), 3, "each is a user of their own, under a random external id");
    assert_eq!(known(&scene, IdentityKind::VerifiedEmail, ADDRESS).await, None);
    assert_eq!(known(&scene, IdentityKind::ExternalId, ADDRESS).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn mapped_variables_fill_what_is_shown_and_the_tickets_fields() {
    let scene = Scene::of(settings(MAPPED).of_site("ticket_field_variables = { \"3584154321651\" = \"order\" }")).await;
    let mut visitor = scene.visitor().await;
    for (name, value) in [("mail", "jane@doe.example"), ("first_name", "Jane"), ("order", "A-77"), ("mood", "fine")] {
        bot_learns(&scene, &visitor, name, value).await;
    }
    let agent = scene.hand_over(&mut visitor).await;
    let summary = agent.transcript()[0].clone();
    for line in [
        "Name: Jane (typed by the visitor, unverified)",
        "E-mail: jane@doe.example (typed by the visitor, unverified)",
        "  mood: fine",
    ] {
        assert!(summary.lines().any(|told| told == line), "{line:?} in {summary}");
    }
    let ticket = agent.ticket();
    assert_eq!(ticket.fields.get(&3_584_154_321_651).map(String::as_str), Some("A-77"));
    assert_eq!(ticket.fields.len(), 1);
    assert_ne!(ticket.requester_email.as_deref(), Some("jane@doe.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_nobody_knows_is_whom_the_site_says_they_are() {
    let lines = "identity.anonymous_name = \"Web visitor\"\nidentity.anonymous_email = \"web@shop.example\"";
    let scene = Scene::of(settings(lines)).await;
    let mut visitor = scene.visitor().await;
    visitor.tells(UserDetails { name: Some("Jane".to_owned()), ..UserDetails::default() }, None).await;
    let agent = scene.hand_over(&mut visitor).await;
    let ticket = agent.ticket();
    assert_eq!(ticket.requester_name, "Web visitor");
    assert_eq!(ticket.requester_email.as_deref(), Some("web@shop.example"));
    assert!(ticket.requester_external_id.is_none_or(|id| id.starts_with("baton-")));
    assert!(agent.transcript()[0].contains("Name: Jane (said by the page, unverified)"));
    assert!(!ticket.tags.contains(&"baton_verified".to_owned()));
}
