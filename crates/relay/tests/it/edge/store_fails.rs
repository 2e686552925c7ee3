//! A store that takes nothing: another program holds the database, as a careless backup does. Nothing is acknowledged,
//! everybody is told, reading goes on, and it heals by itself.

use crate::harness::{Scene, Settings};
use baton_emulator::DeliveryStatus;
use baton_protocol::{ErrorCode, Outgoing};
use rusqlite::Connection;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_can_be_kept_nothing_is_acknowledged_and_then_all_goes_on() {
    let scene = Scene::of(Settings::default().account("full")).await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("one");
    visitor.until_line("Ana Lima: one").await;
    let lines = visitor.lines();

    let other = Connection::open(scene.data().join("baton.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // All at once, since each waits for as long as the store is patient.
    let id = visitor.sends(Outgoing { text: "hello?".to_owned(), ..Outgoing::default() }).await;
    agent.says("two");
    let (client, uploader) = (scene.client(), visitor.client.clone());
    let (refusal, session, upload, ready) = tokio::join!(
        visitor.until_refused(),
        client.begin(),
        uploader.upload("a.png", crate::journey::PNG),
        scene.internal("/ready"),
    );
    assert_eq!((refusal.0.clone(), refusal.1), (Some(id.clone()), ErrorCode::StoreUnavailable));
    assert!(refusal.3.is_some(), "when to try again");
    for answer in [session, upload] {
        assert_eq!((answer.status, answer.problem().code), (503, ErrorCode::StoreUnavailable));
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(ready.0, 503);
    assert!(ready.1.contains("store"), "{}", ready.1);
    let webhook = || {
        let delivery = scene.zendesk.control.deliveries().pop()?;
        let first = delivery.attempts.first()?;
        Some((first.status, delivery.status))
    };
    let (status, then) = crate::harness::until("the webhook's first attempt", webhook).await;
    assert_eq!((status, then), (Some(503), DeliveryStatus::Waiting), "it comes again");
    // Reading goes on.
    let tab = visitor.tab().await;
    assert_eq!(tab.lines(), lines);
    assert_eq!(visitor.lines(), lines);

    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    let frame = baton_protocol::ClientFrame::Send {
        id: id.clone(),
        message: Outgoing { text: "hello?".to_owned(), ..Outgoing::default() },
    };
    visitor.send(&frame).await;
    visitor.acknowledged(&id).await;
    scene
        .hasten(&mut visitor, "everything", Duration::from_secs(30), |visitor| {
            visitor.find("Ana Lima: two").is_some() && agent.count("hello?") == 1
        })
        .await;
    assert_eq!(scene.internal("/ready").await.0, 200);
    assert_eq!(visitor.lines().iter().filter(|line| *line == "visitor: hello?").count(), 1);
    crate::journey::assert_once(&scene, &visitor);
}
