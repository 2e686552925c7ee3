//! A reader that does not read is cut off, and comes back with its cursor.

use crate::harness::{Heard, PATIENCE, Scene, Settings, Wire};
use baton_protocol::{ClientFrame, ConversationId, EventBody, EventId, ServerFrame, VERSION, VisitorMessage, limits};
use baton_relay::conversation::body_text;
use baton_relay::store::{Commit, NewEvent, Operation, Outcome};
use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

/// Puts so many messages of so many characters into a log, in one commit.
pub(super) async fn fill(scene: &Scene, conversation: &ConversationId, count: usize, characters: usize) {
    let body = EventBody::Visitor(VisitorMessage { text: "x".repeat(characters), ..VisitorMessage::default() });
    let event = |number: usize| {
        Operation::Append(NewEvent {
            conversation: conversation.clone(),
            id: EventId::new(format!("filled-{number}")),
            at: scene.time.moment(),
            client: None,
            source_key: None,
            body: body_text(&body),
        })
    };
    let operations = (0..count).map(event).collect();
    let outcome = scene.core().commit(conversation, Commit { guards: Vec::new(), operations }).await;
    assert!(matches!(outcome, Ok(Outcome::Committed(_))), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_is_cut_off_and_others_are_not_kept_waiting() {
    let budget = "[budget]\nsockets_per_address = 2\nmessages_per_session_per_minute = 1000";
    let scene = Scene::of(Settings::default().more(budget)).await;
    let token = scene.client().session().await;
    let conversation = scene.core().session(&token).await.unwrap().row.conversation;
    // More than the kernel keeps for a connection with both its buffers.
    fill(&scene, &conversation, 1_000, 35_000).await;
    let hello =
        ClientFrame::Hello { version: VERSION, session: token.clone(), cursor: None, locale: None, consent: None };

    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(scene.public).await.unwrap();
    let mut request = format!("ws://{}/v1/socket", scene.public).into_client_request().unwrap();
    request.headers_mut().insert("origin", scene.config.own_origin().parse().unwrap());
    let (mut wire, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    wire.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
    assert!(wire.next().await.unwrap().unwrap().into_text().unwrap().contains("welcome"));

    // There is room for two connections; the next finds some once this one is gone. Somebody else is served meanwhile.
    let mut other = scene.visitor().await;
    let mut round = 0;
    let mut returned = loop {
        if let Some(wire) = finds_room(&scene, &hello).await {
            break wire;
        }
        assert!(round < 500, "it is served for ever");
        scene.leap(Duration::from_secs(2));
        other.says(&format!("I am here {round}")).await;
        round += 1;
    };
    let mut events = 0;
    let end = loop {
        match tokio::time::timeout(PATIENCE, wire.next()).await.expect("the end of the socket") {
            Some(Ok(Message::Text(text))) => {
                if let ServerFrame::Events(some) = serde_json::from_str(text.as_str()).unwrap() {
                    events += some.len();
                }
            }
            Some(Ok(Message::Close(close))) => break close.map(|close| u16::from(close.code)),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => break None,
        }
    };
    assert!((1..1_000).contains(&events), "what had left arrives, and no more: {events}");
    // Where there is room for a last word, it is that it may come back.
    assert!(end.is_none_or(|code| code == 4000), "{end:?}");
    assert!(scene.metric("baton_sockets_cut_total", &["slow"]).await >= 1.0);
    let newest: Vec<u64> = (1..=1_000).skip(1_000 - limits::EVENTS_AT_START as usize).collect();
    let mut seqs = Vec::new();
    while seqs.len() < newest.len() {
        match returned.hear().await {
            Heard::Frame(ServerFrame::Events(events)) => seqs.extend(events.iter().map(|event| event.seq)),
            Heard::Frame(_) => {}
            closed => panic!("{closed:?} after {}", seqs.len()),
        }
    }
    assert_eq!(seqs, newest, "whoever returns has everything that a page is given");
}

/// One more connection, where it is taken.
async fn finds_room(scene: &Scene, hello: &ClientFrame) -> Option<Wire> {
    let mut wire = scene.client().socket().await.unwrap();
    wire.send(hello).await;
    matches!(wire.hear().await, Heard::Frame(ServerFrame::Welcome { .. })).then_some(wire)
}
