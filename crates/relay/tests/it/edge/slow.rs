//! A reader that does not read is cut off, and comes back with its cursor.

use crate::harness::{PATIENCE, Scene, Visitor};
use baton_protocol::{EventBody, EventId, ServerFrame, VisitorMessage};
use baton_relay::conversation::body_text;
use baton_relay::store::{Commit, NewEvent, Operation, Outcome};
use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

/// Puts so many messages of so many characters into a log, in one commit.
pub(super) async fn fill(scene: &Scene, visitor: &Visitor, count: usize, characters: usize) {
    let body = EventBody::Visitor(VisitorMessage { text: "x".repeat(characters), ..VisitorMessage::default() });
    let event = |number: usize| {
        Operation::Append(NewEvent {
            conversation: visitor.conversation().clone(),
            id: EventId::new(format!("filled-{number}")),
            at: scene.time.moment(),
            client: None,
            source_key: None,
            body: body_text(&body),
        })
    };
    let operations = (0..count).map(event).collect();
    let outcome = scene.core().commit(visitor.conversation(), Commit { guards: Vec::new(), operations }).await;
    assert!(matches!(outcome, Ok(Outcome::Committed(_))), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_is_cut_off_and_others_are_not_kept_waiting() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    // More than the kernel keeps for a connection with both its buffers.
    fill(&scene, &visitor, 1_000, 10_000).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(scene.public).await.unwrap();
    let mut request = format!("ws://{}/v1/socket", scene.public).into_client_request().unwrap();
    request.headers_mut().insert("origin", scene.config.own_origin().parse().unwrap());
    let (mut wire, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    wire.send(Message::text(serde_json::to_string(&visitor.hello(None)).unwrap())).await.unwrap();

    // Three times as long as it may take to read a frame, and somebody else is served all the while.
    let mut other = scene.visitor().await;
    for round in 0..15 {
        scene.leap(Duration::from_secs(2));
        other.says(&format!("I am here {round}")).await;
    }
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
    let whole = visitor.tab().await;
    assert_eq!(whole.log.lines().len(), 1_000);
}
