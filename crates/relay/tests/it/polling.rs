//! A relay that Zendesk cannot reach: everything comes by looking, once and in order.

use crate::harness::{Agent, Scene, Settings, Visitor};
use crate::journey::assert_once;
use baton_emulator::{FaultKind, FaultRule};
use baton_protocol::{EventBody, Stage};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(3);

/// No webhook ever comes, and none could be believed.
async fn out_of_reach(account: &'static str) -> Scene {
    let settings = Settings::default().of_account("polling_seconds = 3").of_account("webhook_secrets = []");
    let scene = Scene::of(settings.account(account)).await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::WebhookLose));
    scene
}

/// A visitor whose handoff was confirmed.
async fn handed_over(scene: &Scene) -> (Visitor, Agent) {
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    visitor.wants_a_person().await;
    let queued = |visitor: &Visitor| visitor.log.stage() == Stage::Queued;
    scene.hasten(&mut visitor, "the handoff is confirmed", EVERY, queued).await;
    let agent = scene.agent_of(&visitor).await;
    (visitor, agent)
}

async fn comes(scene: &Scene, visitor: &mut Visitor, line: &str) {
    scene.hasten(visitor, line, EVERY, |visitor| visitor.find(line).is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_from_handoff_to_end_comes_by_looking() {
    let scene = out_of_reach("polled").await;
    let (mut visitor, agent) = handed_over(&scene).await;
    agent.says("Hello, which parcel?");
    comes(&scene, &mut visitor, "Ana Lima: Hello, which parcel?").await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    visitor.says("The blue one").await;
    agent.hears("The blue one").await;
    agent.says("one");
    agent.says("two");
    agent.shows("label.txt", b"It is on its way");
    comes(&scene, &mut visitor, "Ana Lima: [label.txt]").await;
    let file = visitor.log.lines().iter().find_map(|event| match event.body.known() {
        Some(EventBody::Agent(message)) => message.files.first().map(|file| file.id.clone()),
        _ => None,
    });
    assert_eq!(visitor.fetches(&file.unwrap()).await.bytes, b"It is on its way");
    agent.ends();
    scene.hasten(&mut visitor, "the end", EVERY, |visitor| visitor.log.stage() == Stage::Ended).await;
    let lines = visitor.agents_lines();
    let expected = ["Ana Lima: Hello, which parcel?", "Ana Lima: one", "Ana Lima: two", "Ana Lima: [label.txt]"];
    assert_eq!(lines, expected, "{}", visitor.told());
    assert_once(&scene, &visitor);
    assert_eq!(scene.metric("baton_desk_degraded", &["polled"]).await, 0.0, "nothing is missed that was not awaited");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_ticket_is_found_and_a_new_request_works_after_it() {
    let scene = out_of_reach("main").await;
    let (mut visitor, agent) = handed_over(&scene).await;
    agent.says("Hello");
    comes(&scene, &mut visitor, "Ana Lima: Hello").await;
    agent.closes();
    scene.hasten(&mut visitor, "the end", EVERY, |visitor| visitor.log.stage() == Stage::Ended).await;
    visitor.wants_a_person().await;
    scene.hasten(&mut visitor, "the second handoff", EVERY, |visitor| visitor.log.stage() == Stage::Queued).await;
    let second = scene.agent_of(&visitor).await;
    assert_ne!(second.ticket, agent.ticket);
    second.says("Again?");
    comes(&scene, &mut visitor, "Ana Lima: Again?").await;
    assert_once(&scene, &visitor);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_conversations_with_the_agents_are_looked_at() {
    let scene = out_of_reach("main").await;
    let mut alone = scene.visitor().await;
    alone.asks("Where is my parcel?").await;
    let (mut visitor, agent) = handed_over(&scene).await;
    let looks = || scene.zendesk.count("ListMessages");
    let before = looks();
    scene.leaping("looks at the one", EVERY, || (looks() >= before + 5).then_some(())).await;
    assert!(scene.zendesk.conversation_of(alone.conversation()).is_none(), "the other is the bot's alone");
    agent.ends();
    scene.hasten(&mut visitor, "the end", EVERY, |visitor| visitor.log.stage() == Stage::Ended).await;
    let (_other, _agent) = handed_over(&scene).await;
    let before = looks();
    scene.leaping("looks at the new one", EVERY, || (looks() >= before + 5).then_some(())).await;
    let database = rusqlite::Connection::open(scene.data().join("baton.sqlite3")).unwrap();
    let checked = |id: &baton_protocol::ConversationId| -> i64 {
        let sql = "SELECT coalesce(max(checked_at), 0) FROM link WHERE conversation = ?1";
        database.query_row(sql, [id.as_str()], |row| row.get(0)).unwrap()
    };
    let ended = checked(visitor.conversation());
    scene.leaping("more looks", EVERY, || (looks() >= before + 10).then_some(())).await;
    assert_eq!(checked(visitor.conversation()), ended, "what has ended is not looked at");
}
