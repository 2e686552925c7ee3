//! Long polling: a short-lived socket, with the same answers.

use crate::harness::{Client, Scene, Visitor};
use baton_protocol::{ErrorCode, Event, ServerFrame};
use serde_json::{Value, json};

fn hello(visitor: &Visitor, cursor: bool) -> Value {
    let cursor = visitor.log.cursor().filter(|_| cursor);
    serde_json::to_value(visitor.hello(cursor)).unwrap()
}

fn events(frames: &[ServerFrame]) -> Vec<Event> {
    let batches = frames.iter().filter_map(|frame| match frame {
        ServerFrame::Events(events) => Some(events.clone()),
        _ => None,
    });
    batches.flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_gives_what_a_socket_gives() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    scene.settle(&mut visitor).await;
    for wait_ms in [0, 100, 25_000] {
        let frames = visitor.client.poll(&[hello(&visitor, false)], wait_ms).await;
        let Some(ServerFrame::Welcome { from, head, .. }) = frames.first() else { panic!("{wait_ms}: {frames:?}") };
        assert_eq!((*from, *head), (1, visitor.log.head()));
        assert_eq!(events(&frames), visitor.came, "{wait_ms}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_with_nothing_to_tell_is_held_until_there_is() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    scene.settle(&mut visitor).await;
    let frames = visitor.client.poll(&[hello(&visitor, true)], 0).await;
    assert!(matches!(frames.as_slice(), [ServerFrame::Welcome { .. }]), "{frames:?}");

    let mut other = visitor.tab().await;
    let (client, frame) = (visitor.client.clone(), hello(&visitor, true));
    let (frames, _) =
        tokio::join!(client.poll(std::slice::from_ref(&frame), 25_000), async { other.says("from elsewhere").await });
    let texts: Vec<String> = events(&frames).iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("from elsewhere")), "{texts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_poll_sends_is_taken_and_acknowledged_by_it() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.says("first, so that there is history").await;
    scene.settle(&mut visitor).await;
    let send = |id: &str, text: &str| json!({ "send": { "id": id, "message": { "text": text } } });
    for wait_ms in [0, 25_000] {
        let ids: Vec<String> = (0..3).map(|number| format!("poll-{wait_ms}-{number}")).collect();
        let mut frames = vec![hello(&visitor, false)];
        frames.extend(ids.iter().map(|id| send(id, "hello")));
        let answered = visitor.client.poll(&frames, wait_ms).await;
        let acknowledged: Vec<String> =
            events(&answered).iter().filter_map(|event| event.client.as_ref().map(ToString::to_string)).collect();
        for id in &ids {
            assert_eq!(acknowledged.iter().filter(|known| *known == id).count(), 1, "{id}: {answered:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_refused_as_a_socket_is() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    let mut unknown = hello(&visitor, false);
    unknown["hello"]["session"] = "guess".into();
    for (frames, code) in [
        (vec![unknown], ErrorCode::SessionUnknown),
        (vec![json!({ "beat": {} })], ErrorCode::Malformed),
        (vec![json!({ "hello": { "version": 99, "session": "x" } })], ErrorCode::VersionUnsupported),
    ] {
        let answered = visitor.client.poll(&frames, 25_000).await;
        let [ServerFrame::Refused { code: why, .. }] = answered.as_slice() else { panic!("{answered:?}") };
        assert_eq!(*why, code);
    }
    for body in ["", "{}", "{\"frames\": 3}"] {
        let answer = Client::answer(visitor.client.request(reqwest::Method::POST, "/v1/poll").body(body)).await;
        assert_eq!((answer.status, answer.problem().code), (400, ErrorCode::Malformed), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_comes_in_as_many_polls_as_it_takes() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    super::slow::fill(&scene, visitor.conversation(), 200, 10_000).await;
    let mut log = baton_protocol::fold::Log::default();
    let mut polls = 0;
    loop {
        let hello = serde_json::to_value(visitor.hello(log.cursor())).unwrap();
        let frames = visitor.client.poll(&[hello], 0).await;
        polls += 1;
        let bytes: usize = frames.iter().map(|frame| serde_json::to_vec(frame).unwrap().len()).sum();
        assert!(bytes < 400 * 1024, "poll {polls} has {bytes} bytes");
        let Some(ServerFrame::Welcome { generation, from, head, stage, .. }) = frames.first() else {
            panic!("{frames:?}")
        };
        if log.cursor().is_none() {
            log = baton_protocol::fold::Log::starting(generation.clone(), *from, *stage);
        }
        for event in events(&frames) {
            log.apply(event);
        }
        if log.head() >= *head {
            break;
        }
        assert!(polls < 50, "it gets no further than {}", log.head());
    }
    assert!(polls > 4, "{polls} polls for 2 MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_relay_lets_no_poll_hang() {
    let mut scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let seq = visitor.says("When are you open?").await;
    visitor.answer_after(seq).await;
    scene.settle(&mut visitor).await;
    let (client, frames) = (visitor.client.clone(), [hello(&visitor, true), json!({ "read": { "seq": seq } })]);
    let poll = tokio::spawn(async move { client.poll(&frames, 25_000).await });
    // It is under way once what it reads is read.
    let begun = std::time::Instant::now();
    while scene.core().store.read_to(visitor.conversation()).await.unwrap() < seq {
        assert!(begun.elapsed() < crate::harness::PATIENCE, "the poll is not taken");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    scene.begin_stop();
    let frames = poll.await.unwrap();
    let told = frames.iter().any(|frame| matches!(frame, ServerFrame::Refused { code: ErrorCode::GoingAway, .. }));
    assert!(told, "{frames:?}");
    scene.stop().await;
}
