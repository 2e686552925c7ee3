use super::*;
use axum::extract::Extension;
use axum::routing::get;
use std::net::Ipv4Addr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;

async fn port() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// What comes over a connection until its end.
async fn said(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

async fn asks(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    said(&mut stream).await
}

#[test]
fn the_prefix_is_taken_off_where_it_is_there() {
    for (path, expected) in [
        ("/backend/chat/t/?a=b", Some("/chat/t/?a=b")),
        ("/backend", Some("/")),
        ("/backend/", Some("/")),
        ("/chat/t/", None),
        ("/backendx/chat", None),
    ] {
        let uri: Uri = path.parse().unwrap();
        assert_eq!(without_prefix(&uri, "/backend").map(|uri| uri.to_string()).as_deref(), expected, "{path}");
    }
}

#[tokio::test]
async fn who_does_not_come_to_a_request_loses_the_place() {
    // Nothing; not enough to tell which HTTP it will be; HTTP/2 without a request.
    for begun in ["", "P", "PRI * HTTP", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let (listener, address) = port().await;
        let routes = Router::new().route("/", get(async || "here"));
        let mut listener = Listener::new(listener, routes, 1);
        listener.patience = Duration::from_millis(50);
        let shutdown = CancellationToken::new();
        let running = tokio::spawn(listener.run(shutdown.clone()));
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(begun.as_bytes()).await.unwrap();
        said(&mut silent).await;
        assert!(asks(address).await.ends_with("here"), "the only place is free again after {begun:?}");
        shutdown.cancel();
        running.await.unwrap();
    }
}

#[tokio::test]
async fn what_became_a_socket_keeps_its_place_and_is_waited_for() {
    let (listener, address) = port().await;
    let (sender, mut kept) = mpsc::unbounded_channel();
    let keep = move |Extension(place): Extension<Place>| {
        let _ = sender.send(place);
        async { "kept" }
    };
    let listener = Listener::new(listener, Router::new().route("/", get(keep)), 1);
    let places = Arc::clone(&listener.places);
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(listener.run(shutdown.clone()));
    assert!(asks(address).await.ends_with("kept"));
    let place = kept.recv().await.unwrap();
    shutdown.cancel();
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
        assert_eq!(places.available_permits(), 0, "it counts as a connection");
        assert!(!running.is_finished(), "the stop waits for it");
    }
    drop(place);
    running.await.unwrap();
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_no_more() {
    let (listener, address) = port().await;
    let routes = Router::new().route("/", get(async || "here"));
    let peers = Peers::new(Some(1));
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(Listener::new(listener, routes, 100).with(peers.clone()).run(shutdown.clone()));
    let seat = peers.take(Ipv4Addr::LOCALHOST.into()).unwrap();
    assert_eq!(asks(address).await, "", "closed without a word");
    assert!(peers.take(Ipv4Addr::new(192, 0, 2, 1).into()).is_some(), "others have their own");
    drop(seat);
    assert!(asks(address).await.ends_with("here"));
    shutdown.cancel();
    running.await.unwrap();
}
