//! The beginning and the end of a connection, by the clock.

use crate::harness::{Heard, Scene};
use baton_protocol::{ClientFrame, ErrorCode, ServerFrame, VERSION, limits};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_no_hello_is_told_and_left() {
    let scene = Scene::new().await;
    let mut wire = scene.client().socket().await.unwrap();
    let heard = async { wire.hear_out().await };
    let leaps = async {
        loop {
            scene.leap(Duration::from_secs(2));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let (frames, code) = tokio::select! {
        out = heard => out,
        () = leaps => unreachable!("it leaps for ever"),
    };
    let [ServerFrame::Refused { code: why, .. }] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!((*why, code), (ErrorCode::Malformed, Some(4003)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_frame_is_a_hello_of_a_version_that_is_spoken() {
    let scene = Scene::new().await;
    let token = scene.client().session().await;
    let hello =
        |version| ClientFrame::Hello { version, session: token.clone(), cursor: None, locale: None, consent: None };
    for (frame, expected) in [
        (hello(0), ErrorCode::VersionUnsupported),
        (hello(VERSION + 1), ErrorCode::VersionUnsupported),
        (ClientFrame::Beat {}, ErrorCode::Malformed),
        (ClientFrame::Read { seq: 1 }, ErrorCode::Malformed),
    ] {
        let mut wire = scene.client().socket().await.unwrap();
        wire.send(&frame).await;
        let (frames, code) = wire.hear_out().await;
        let [ServerFrame::Refused { code: why, message, .. }] = frames.as_slice() else { panic!("{frames:?}") };
        assert_eq!((*why, code), (expected, Some(4003)), "{frame:?}");
        assert!(expected != ErrorCode::VersionUnsupported || message.contains(&VERSION.to_string()), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_connection_beats() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let every = Duration::from_millis(u64::try_from(limits::BEAT_EVERY_MS).unwrap());
    for expected in 1..=3 {
        let mut tries = 0;
        while visitor.beats < expected {
            assert!(tries < 100, "no beat");
            scene.leap(every);
            // Whatever the reader does, it comes by its clock before it answers this.
            visitor.says(&format!("{expected} {tries}")).await;
            tries += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_relay_says_so_and_whoever_returns_misses_nothing() {
    let mut scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    scene.begin_stop();
    assert_eq!(visitor.until_closed().await, Some(1001));
    assert_eq!(visitor.refusals.last().map(|refusal| refusal.1), Some(ErrorCode::GoingAway));
    scene.stop().await;
    scene.start().await;
    visitor.connect().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    assert_eq!(visitor.lines().len(), 4, "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_own_beats_cost_nothing_and_are_not_answered() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    let mut wire = visitor.client.socket().await.unwrap();
    wire.send(&visitor.hello(None)).await;
    for _ in 0..200 {
        wire.send(&ClientFrame::Beat {}).await;
    }
    wire.send_text("nonsense").await;
    assert!(matches!(wire.hear().await, Heard::Frame(ServerFrame::Welcome { .. })));
    let Heard::Frame(ServerFrame::Refused { code, .. }) = wire.hear().await else { panic!("an answer to a beat") };
    assert_eq!(code, ErrorCode::Malformed);
}
