//! A person with several browsers: what each of them said as nobody becomes one conversation, and nobody else sees it.

use super::{but, id_of, jane, known, settings, signed, taken};
use crate::harness::{Scene, Visitor, line};
use baton_protocol::{ErrorCode, EventBody, Outgoing, Stage};
use baton_relay::store::IdentityKind;
use serde_json::json;

/// A person's browser: it has said something as nobody, and then signed in.
async fn signs_in(scene: &Scene, question: &str) -> Visitor {
    let mut visitor = scene.visitor().await;
    visitor.asks(question).await;
    visitor.identifies(&signed(&jane(scene))).await;
    visitor.until_rotated().await;
    scene.settle(&mut visitor).await;
    visitor
}

fn questions(visitor: &Visitor) -> Vec<String> {
    let said = visitor.log.lines().iter().filter(|event| matches!(event.body.known(), Some(EventBody::Visitor(_))));
    said.map(line).collect()
}

fn answers(visitor: &Visitor) -> usize {
    visitor.lines().iter().filter(|line| line.starts_with("bot: ")).count()
}

async fn is_void(scene: &Scene, token: &baton_protocol::SessionToken) -> bool {
    scene.core().session(token).await.is_err_and(|refusal| refusal.code == ErrorCode::SessionUnknown)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_on_two_devices_has_one_conversation() {
    let scene = Scene::of(settings("")).await;
    let mut phone = signs_in(&scene, "Where is my parcel?").await;
    let mut laptop = signs_in(&scene, "When are you open?").await;

    assert_eq!(laptop.conversation(), phone.conversation());
    assert_eq!(id_of(&scene, &laptop).await, id_of(&scene, &phone).await);
    scene.settle(&mut phone).await;
    for visitor in [&phone, &laptop] {
        assert_eq!(questions(visitor), ["visitor: Where is my parcel?", "visitor: When are you open?"]);
        assert_eq!(answers(visitor), 2, "the bot says nothing twice\n{}", visitor.told());
    }
    laptop.asks("I am on the laptop: where is my parcel?").await;
    scene.settle(&mut phone).await;
    assert_eq!(phone.lines(), laptop.lines());
    assert!(laptop.others.is_empty());

    let visitors: u32 = scene.database().query_row("SELECT count(*) FROM visitor", [], |row| row.get(0)).unwrap();
    let logs: u32 = scene.database().query_row("SELECT count(*) FROM conversation", [], |row| row.get(0)).unwrap();
    assert_eq!((visitors, logs), (1, 1), "nothing of the anonymous one is left over");
    let agent = scene.hand_over(&mut phone).await;
    let told = agent.transcript().join("\n");
    for line in ["Where is my parcel?", "When are you open?"] {
        assert!(told.contains(line), "the agent reads both: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_who_was_nobody_is_void_from_the_sign_in_on() {
    let scene = Scene::of(settings("")).await;
    for known in [false, true] {
        let mut visitor = scene.visitor().await;
        visitor.asks("When are you open?").await;
        let old = visitor.token.clone();
        let presence = scene.core().presence_id(&old).await.unwrap();
        let mut tab = visitor.tab().await;
        visitor.identifies(&signed(&jane(&scene))).await;
        visitor.until_rotated().await;
        assert!(is_void(&scene, &old).await, "{known}");
        assert!(scene.core().presence(&presence).await.unwrap().is_none(), "{known}: nor is the page's word good");
        let (_, code, ..) = tab.until_refused().await;
        assert_eq!(code, ErrorCode::SessionUnknown, "{known}: a tab that knows the old one learns it at once");
        // The token that proves the same again changes nothing any more.
        visitor.identifies(&signed(&jane(&scene))).await;
        taken(&mut visitor).await;
        assert_eq!((visitor.rotated, &visitor.refusals[..]), (1, &[][..]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_locks_nobody_out() {
    let scene = Scene::of(settings("")).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    visitor.identifies(&signed(&jane(&scene))).await;
    // The relay has done it, and the browser has not heard of it.
    crate::harness::until("the identity", || {
        let sql = "SELECT count(*) FROM identity WHERE kind = 'external_id'";
        let found: u32 = scene.database().query_row(sql, [], |row| row.get(0)).unwrap();
        (found > 0).then_some(())
    })
    .await;
    visitor.vanish();
    assert!(is_void(&scene, &visitor.token).await);
    let mut again = scene.visitor().await;
    again.identifies(&signed(&jane(&scene))).await;
    again.until_rotated().await;
    scene.settle(&mut again).await;
    assert_eq!(questions(&again), ["visitor: Where is my parcel?"]);
    assert_eq!(again.conversation(), visitor.conversation());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_just_before_is_neither_lost_nor_doubled_nor_unanswered() {
    let scene = Scene::of(settings("")).await;
    let phone = signs_in(&scene, "Where is my parcel?").await;
    let mut laptop = scene.visitor().await;
    // No moment between any of them.
    let first = laptop.sends(Outgoing { text: "When are you open?".to_owned(), ..Outgoing::default() }).await;
    laptop.identifies(&signed(&jane(&scene))).await;
    let second = laptop.sends(Outgoing { text: "And where is my order?".to_owned(), ..Outgoing::default() }).await;
    laptop.acknowledged(&first).await;
    laptop.acknowledged(&second).await;
    scene.settle(&mut laptop).await;
    assert_eq!(laptop.conversation(), phone.conversation());
    assert_eq!(
        questions(&laptop),
        ["visitor: Where is my parcel?", "visitor: When are you open?", "visitor: And where is my order?"]
    );
    assert!(laptop.lines().iter().any(|line| line.contains("Monday to Friday")), "{}", laptop.told());
    // Said again, as a browser does that missed the answer.
    laptop
        .send(&baton_protocol::ClientFrame::Send {
            id: first,
            message: Outgoing { text: "When are you open?".to_owned(), ..Outgoing::default() },
        })
        .await;
    taken(&mut laptop).await;
    assert_eq!(questions(&laptop).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_words_go_along_and_what_the_person_said_counts() {
    let scene = Scene::of(settings("")).await;
    let phone = signs_in(&scene, "Where is my parcel?").await;
    super::bot_learns(&scene, &phone, "order", "A-1").await;
    let mut laptop = scene.visitor().await;
    super::bot_learns(&scene, &laptop, "order", "B-2").await;
    super::bot_learns(&scene, &laptop, "size", "M").await;
    let sent = laptop.uploads("receipt.txt", b"thirty euros").await;
    let unsent = laptop.uploads("later.txt", b"forty euros").await;
    laptop.shows("Here it is", vec![sent.id.clone()]).await;
    laptop.identifies(&signed(&jane(&scene))).await;
    laptop.until_rotated().await;
    scene.settle(&mut laptop).await;
    assert_eq!(laptop.conversation(), phone.conversation());
    for visitor in [&laptop, &phone] {
        assert_eq!(visitor.fetches(&sent.id).await.bytes, b"thirty euros");
    }
    laptop.shows("And this", vec![unsent.id]).await;
    let state = scene.core().snapshot(laptop.conversation()).await.unwrap().state;
    let variable = |name: &str| state.variables.get(name).map(String::as_str);
    assert_eq!((variable("order"), variable("size")), (Some("A-1"), Some("M")));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_agents_have_the_one_the_other_stays_beside_it() {
    let scene = Scene::of(settings("")).await;
    let mut phone = signs_in(&scene, "Where is my parcel?").await;
    let agent = scene.hand_over(&mut phone).await;
    let mut laptop = signs_in(&scene, "When are you open?").await;
    assert_eq!(laptop.conversation(), phone.conversation(), "where the people are");
    assert_eq!(laptop.log.stage(), Stage::Queued);
    assert_eq!(laptop.others.len(), 1, "what was said to the bot is listed");
    agent.says("Hello Jane.");
    for visitor in [&mut phone, &mut laptop] {
        visitor.until_line("Ana Lima: Hello Jane.").await;
    }
    let beside = laptop.others[0].conversation.clone();
    laptop.opens(&beside).await;
    assert_eq!(questions(&laptop), ["visitor: When are you open?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_with_agents_stays_whole_and_shown() {
    let scene = Scene::of(settings("")).await;
    let phone = signs_in(&scene, "Where is my parcel?").await;
    let (mut laptop, agent) = scene.handed_over().await;
    let before = laptop.conversation().clone();
    laptop.identifies(&signed(&jane(&scene))).await;
    laptop.until_rotated().await;
    assert_eq!((laptop.conversation(), laptop.log.stage()), (&before, Stage::Queued));
    assert_eq!(laptop.others.len(), 1);
    assert_eq!(&laptop.others[0].conversation, phone.conversation());
    agent.says("Hello.");
    laptop.until_line("Ana Lima: Hello.").await;
    assert_eq!(id_of(&scene, &laptop).await, id_of(&scene, &phone).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_end_what_was_said_elsewhere_begins_with_the_bot_again() {
    let scene = Scene::of(settings("rating = false")).await;
    let mut phone = signs_in(&scene, "Where is my parcel?").await;
    let agent = scene.hand_over(&mut phone).await;
    agent.says("Hello Jane.");
    phone.until_line("Ana Lima: Hello Jane.").await;
    phone.ends().await;
    scene.settle(&mut phone).await;
    let laptop = signs_in(&scene, "When are you open?").await;
    assert_eq!(laptop.conversation(), phone.conversation());
    assert_eq!(laptop.log.stage(), Stage::Bot, "{}", laptop.told());
    laptop.assert_ends(&["visitor: When are you open?", "bot: Monday to Friday, 9 to 5."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_sees_nothing_of_the_first() {
    let scene = Scene::of(settings("")).await;
    let mut jane_here = signs_in(&scene, "Where is my parcel?").await;
    let eve =
        signed(&but(jane(&scene), json!({"external_id": "customer-43", "name": "Eve", "email": "eve@else.example"})));
    // In Jane's session Eve is refused, by a code that tells the browser to begin anew.
    jane_here.identifies(&eve).await;
    let (_, code, ..) = jane_here.until_refused().await;
    assert_eq!(code, ErrorCode::IdentityOther);
    let mut visitor = scene.visitor().await;
    visitor.identifies(&eve).await;
    visitor.until_rotated().await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines(), Vec::<String>::new());
    assert!(visitor.others.is_empty());
    assert_ne!(id_of(&scene, &visitor).await, id_of(&scene, &jane_here).await);
    let theirs = jane_here.conversation().clone();
    visitor.send(&baton_protocol::ClientFrame::Open { conversation: theirs }).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::ValueRefused);
    // Each comes back to their own.
    let mut again = scene.visitor().await;
    again.identifies(&eve).await;
    again.until_rotated().await;
    assert_eq!(again.conversation(), visitor.conversation());
    assert_eq!(known(&scene, IdentityKind::ExternalId, "customer-42").await, Some(id_of(&scene, &jane_here).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_that_sign_in_at_once_are_one_person() {
    let scene = Scene::of(settings("")).await;
    for round in 0..8 {
        let person = signed(&but(jane(&scene), json!({"external_id": format!("twin-{round}"), "email": null})));
        let (mut one, mut other) = (scene.visitor().await, scene.visitor().await);
        one.asks("When are you open?").await;
        tokio::join!(one.identifies(&person), other.identifies(&person));
        tokio::join!(one.until_rotated(), other.until_rotated());
        scene.settle(&mut one).await;
        scene.settle(&mut other).await;
        assert_eq!(id_of(&scene, &one).await, id_of(&scene, &other).await, "round {round}");
        assert!(other.others.is_empty() && one.conversation() == other.conversation(), "round {round}");
    }
}
