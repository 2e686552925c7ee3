//! Coming back with a cursor: everything that was missed, or an honest "reload".

use crate::harness::{Heard, Scene, Wire};
use baton_protocol::{ClientFrame, ClientId, Cursor, EventId, Generation, Outgoing, ServerFrame};

async fn answer_to(scene: &Scene, visitor: &crate::harness::Visitor, cursor: Option<Cursor>) -> (Wire, Heard) {
    let mut wire = scene.client().socket().await.unwrap();
    wire.send(&visitor.hello(cursor)).await;
    let heard = wire.hear().await;
    (wire, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_brings_what_was_missed_and_nothing_else() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let cursor = visitor.log.cursor().unwrap();
    let mut other = visitor.tab().await;
    other.asks("When are you open?").await;
    let (mut wire, heard) = answer_to(&scene, &visitor, Some(cursor.clone())).await;
    let Heard::Frame(ServerFrame::Welcome { from, head, .. }) = heard else { panic!("{heard:?}") };
    assert_eq!((from, head), (cursor.seq + 1, other.log.head()));
    let Heard::Frame(ServerFrame::Events(events)) = wire.hear().await else { panic!() };
    let seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (from..=head).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_not_there_brings_a_reload_and_never_a_hole() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let good = visitor.log.cursor().unwrap();
    let stranger = scene.visitor().await;
    let mut other = stranger;
    other.asks("Where is my parcel?").await;
    let foreign = other.log.cursor().unwrap();
    for cursor in [
        Cursor { generation: Generation::new("another"), ..good.clone() },
        Cursor { event: EventId::new("another"), ..good.clone() },
        Cursor { seq: good.seq - 1, ..good.clone() },
        Cursor { seq: good.seq + 1, ..good.clone() },
        Cursor { seq: 0, ..good.clone() },
        Cursor { seq: u64::MAX, ..good.clone() },
        foreign,
    ] {
        let (mut wire, heard) = answer_to(&scene, &visitor, Some(cursor.clone())).await;
        assert_eq!(heard, Heard::Frame(ServerFrame::Reload {}), "{cursor:?}");
        assert_eq!(wire.hear().await, Heard::Closed(Some(4001)));
    }
    let (_, heard) = answer_to(&scene, &visitor, Some(good)).await;
    assert!(matches!(heard, Heard::Frame(ServerFrame::Welcome { .. })), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_again_brings_the_same_event_and_is_in_the_log_once() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let id = ClientId::new("mine");
    let send = |text: &str| ClientFrame::Send {
        id: id.clone(),
        message: Outgoing { text: text.to_owned(), ..Outgoing::default() },
    };
    visitor.send(&send("hello")).await;
    let seq = visitor.acknowledged(&id).await;
    let with_id = |visitor: &crate::harness::Visitor| {
        visitor.came.iter().filter(|event| event.client.as_ref() == Some(&id)).cloned().collect::<Vec<_>>()
    };
    visitor.send(&send("hello")).await;
    visitor.until("its event again", |visitor| with_id(visitor).len() == 2).await;
    // The id is what counts, whatever it is said to be about.
    visitor.send(&send("something else")).await;
    visitor.until("its event again", |visitor| with_id(visitor).len() == 3).await;
    visitor.send(&ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }).await;
    visitor.until("its event again", |visitor| with_id(visitor).len() == 4).await;
    let events = with_id(&visitor);
    assert!(events.iter().all(|event| *event == events[0]));
    // From another tab and after a return, the same.
    let mut tab = visitor.tab().await;
    tab.send(&send("hello")).await;
    tab.until("its event again", |tab| with_id(tab).len() == 2).await;
    assert_eq!(with_id(&tab)[1].seq, seq);
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines().iter().filter(|line| *line == "visitor: hello").count(), 1);
    assert!(!visitor.lines().iter().any(|line| line.contains("something else")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_from_many_tabs_at_once_is_one_event() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let mut tabs = Vec::new();
    for _ in 0..8 {
        tabs.push(visitor.tab().await);
    }
    let id = ClientId::new("race");
    let message = Outgoing { text: "me first".to_owned(), ..Outgoing::default() };
    let frame = ClientFrame::Send { id: id.clone(), message };
    futures_util::future::join_all(tabs.iter_mut().map(|tab| tab.send(&frame))).await;
    for tab in &mut tabs {
        tab.acknowledged(&id).await;
        assert_eq!(tab.refusals, []);
    }
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines().iter().filter(|line| *line == "visitor: me first").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_are_two_readers_of_one_log() {
    let scene = Scene::new().await;
    let mut one = scene.visitor().await;
    let mut two = one.tab().await;
    one.says("from the first").await;
    two.says("from the second").await;
    scene.settle(&mut one).await;
    scene.settle(&mut two).await;
    assert_eq!(one.lines(), two.lines());
    assert_eq!(one.log, two.log);
    let agent = scene.hand_over(&mut one).await;
    agent.says("Hello both.");
    one.until_line("Ana Lima: Hello both.").await;
    two.until_line("Ana Lima: Hello both.").await;
    two.cancels_or_ends().await;
    scene.settle(&mut one).await;
    scene.settle(&mut two).await;
    assert_eq!(one.log, two.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_comes_in_several_frames_without_a_hole() {
    use baton_protocol::{EventBody, VisitorMessage};
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    crate::edge::slow::fill(&scene, visitor.conversation(), 1_250, 1_000).await;
    let reader = visitor.tab().await;
    assert_eq!(reader.log.head(), 1_250);
    // The newest; what is older is not asked for.
    assert_eq!(reader.log.lines().len() as u64, baton_protocol::limits::EVENTS_AT_START);
    let body = EventBody::Visitor(VisitorMessage { text: "x".repeat(1_000), ..VisitorMessage::default() });
    assert_eq!(reader.log.lines()[0].body.known(), Some(&body));
}
