//! A visitor whom the site's owner has signed.

use super::{KID, OLD_KID, OLD_SECRET, SECRET, but, id_of, jane, known, settings, signed, signed_by, taken};
use crate::harness::{Scene, Visitor};
use baton_protocol::{ErrorCode, FormValue, Stage, UserDetails};
use baton_relay::store::IdentityKind;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_visitor_is_that_person_to_the_agents() {
    let scene = Scene::of(settings("tags = [\"shop\"]")).await;
    let mut visitor = scene.visitor().await;
    let user = UserDetails {
        name: Some("Somebody".to_owned()),
        email: Some("somebody@else.example".to_owned()),
        phone: Some("+49 30 1".to_owned()),
        ..UserDetails::default()
    };
    visitor.tells(user, Some("http://shop.example/basket")).await;
    visitor.identifies(&signed(&jane(&scene))).await;
    let agent = scene.hand_over(&mut visitor).await;

    let ticket = agent.ticket();
    assert_eq!(ticket.requester_external_id.as_deref(), Some("customer-42"), "{ticket:?}");
    assert_eq!(ticket.requester_name, "Jane Doe");
    assert_eq!(ticket.requester_email.as_deref(), Some("jane@doe.example"));
    assert_eq!(ticket.tags, ["baton_verified", "shop", "baton_lang_en"]);
    let summary = agent.transcript()[0].clone();
    for line in [
        "Verified: signed by the site (external id customer-42)",
        "Name: Jane Doe (signed by the site)",
        "E-mail: jane@doe.example (signed by the site)",
        "Phone: +49 30 1 (said by the page, unverified)",
        "Page: http://shop.example/basket",
    ] {
        assert!(summary.lines().any(|told| told == line), "{line:?} in {summary}");
    }
    assert!(!summary.contains("somebody"), "{summary}");
    assert_eq!(visitor.refusals, []);

    let id = id_of(&scene, &visitor).await;
    assert_eq!(known(&scene, IdentityKind::ExternalId, "customer-42").await, Some(id.clone()));
    assert_eq!(known(&scene, IdentityKind::VerifiedEmail, "jane@doe.example").await, Some(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_valid_side_by_side() {
    let scene = Scene::of(settings("")).await;
    for (kid, secret) in [(KID, SECRET), (OLD_KID, OLD_SECRET)] {
        let mut visitor = scene.visitor().await;
        visitor.identifies(&signed_by(kid, secret, &jane(&scene))).await;
        taken(&mut visitor).await;
        assert_eq!(visitor.refusals, []);
        assert_eq!(profile(&scene, &visitor).await.proved_id(), Some("customer-42"));
    }
}

async fn profile(scene: &Scene, visitor: &Visitor) -> baton_relay::visitor::Profile {
    scene.core().profile(&id_of(scene, visitor).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_the_owner_does_not_vouch_for_is_nobodys_identity() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    // It is that of an agent.
    let claims = but(jane(&scene), json!({"email": "bo@demo.invalid", "email_verified": false}));
    visitor.identifies(&signed(&claims)).await;
    let agent = scene.hand_over(&mut visitor).await;
    let ticket = agent.ticket();
    assert_eq!(ticket.requester_external_id.as_deref(), Some("customer-42"));
    assert_ne!(ticket.requester_email.as_deref(), Some("bo@demo.invalid"));
    assert!(agent.transcript()[0].contains("bo@demo.invalid (said by the page, unverified)"));
    assert_eq!(known(&scene, IdentityKind::VerifiedEmail, "bo@demo.invalid").await, None);
    assert!(known(&scene, IdentityKind::ExternalId, "customer-42").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_not_asked_for() {
    let scene = Scene::of(settings("ask_name = \"required\"\nask_email = \"required\"")).await;
    let mut visitor = scene.visitor().await;
    visitor.identifies(&signed(&but(jane(&scene), json!({"email": null})))).await;
    visitor.wants_a_person().await;
    visitor.fills_in(vec![FormValue::Email("bo@demo.invalid".to_owned())]).await;
    visitor.until_stage(Stage::Queued).await;
    let ticket = scene.agent_of(&visitor).await.ticket();
    assert_eq!(ticket.requester_external_id.as_deref(), Some("customer-42"));
    assert_ne!(ticket.requester_email.as_deref(), Some("bo@demo.invalid"), "what is typed beside it is typed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_during_a_conversation_is_somebody_from_the_next_handoff_on() {
    let scene = Scene::of(settings("")).await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_line("Ana Lima: Hello.").await;
    visitor.identifies(&signed(&jane(&scene))).await;
    visitor.says("I have signed in").await;
    first.hears("I have signed in").await;
    assert!(first.ticket().requester_external_id.is_some_and(|id| id.starts_with("baton-")));
    first.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.settle(&mut visitor).await;

    let tickets = scene.zendesk.control.tickets();
    let second = tickets.iter().find(|ticket| ticket.id != first.ticket && ticket.live).expect("a ticket of their own");
    assert_eq!(second.requester_external_id.as_deref(), Some("customer-42"));
    assert_ne!(second.conversation, Some(first.conversation().id));
    // It is the newer conversation that speaks now, and the older one that ends nothing any more.
    scene.zendesk.control.reply(second.id, baton_emulator::Reply::text("Hello, Jane.")).unwrap();
    visitor.until_line("Ana Lima: Hello, Jane.").await;
    first.closes();
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    visitor.says("Hello again").await;
    scene.settle(&mut visitor).await;
    let shown = scene.zendesk.control.ticket(second.id).unwrap().transcript;
    assert_eq!(shown.last().and_then(|message| message.text()), Some("Hello again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expired_since_takes_nothing_back() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    let token = signed(&jane(&scene));
    visitor.identifies(&token).await;
    taken(&mut visitor).await;
    scene.leap(Duration::from_secs(3_600));
    visitor.vanish();
    visitor.connect().await;
    visitor.identifies(&token).await;
    taken(&mut visitor).await;
    assert_eq!(visitor.refusals, [], "what it proved in its time is known");
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(agent.ticket().requester_external_id.as_deref(), Some("customer-42"));
    // To anybody else it proves nothing any more.
    let mut other = scene.visitor().await;
    other.identifies(&token).await;
    let (_, code, message, _) = other.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityExpired);
    assert!(message.contains("expired"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_not_kept() {
    let mut scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    let token = signed(&jane(&scene));
    visitor.identifies(&token).await;
    taken(&mut visitor).await;
    scene.stop().await;
    let (_, signature) = token.rsplit_once('.').unwrap();
    let mut looked = 0;
    for entry in std::fs::read_dir(scene.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            looked += usize::from(!bytes.is_empty());
            let found = bytes.windows(signature.len()).any(|window| window == signature.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
    assert!(looked > 0);
}
