//! What happens below HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::AppId;
use baton_zendesk::messages::{MessagePost, PostAuthor};
use baton_zendesk::{Conversations, Error, Http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::vendor::{self, Vendor};

async fn read(client: &Conversations) -> Error {
    client.get_conversation(&"67a0".into()).await.unwrap_err()
}

async fn write(client: &Conversations) -> Error {
    client.post_message(&"67a0".into(), &MessagePost::text(PostAuthor::business(), "hello")).await.unwrap_err()
}

fn client_at(address: std::net::SocketAddr, http: Http) -> Conversations {
    let base = format!("http://{address}/sc").parse().unwrap();
    Conversations::new(http, base, AppId::from(vendor::APP), vendor::basic())
}

/// Reads a request up to its last byte, which in these tests closes a brace or a header.
async fn request(socket: &mut TcpStream) -> bool {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = socket.read(&mut buffer).await.unwrap_or(0);
        seen.extend_from_slice(&buffer[..read]);
        if read == 0 || seen.ends_with(b"}") || (seen.starts_with(b"GET") && seen.ends_with(b"\r\n\r\n")) {
            return !seen.is_empty();
        }
    }
}

/// A server that takes each request and answers with these bytes before it closes; how many requests it took.
async fn blunt(answer: &'static [u8]) -> (std::net::SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, taken) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            if request(&mut socket).await {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = socket.write_all(answer).await;
            }
        }
    });
    (address, taken)
}

#[tokio::test]
async fn nothing_was_sent_where_nobody_listens() {
    // Held without listening, so that nobody else comes to listen there.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let client = client_at(held.local_addr().unwrap(), vendor::http());
    for error in [read(&client).await, write(&client).await] {
        assert!(
            matches!(&error, Error::Unavailable { detail, .. } if detail.starts_with("no connection")),
            "{error:?}"
        );
        assert!(!error.is_permanent());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_it_open_whether_it_was_done() {
    for answer in
        [b"".as_slice(), b"HTTP/1.1 201 Cre", b"HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"messages\": ["]
    {
        let (address, taken) = blunt(answer).await;
        let client = client_at(address, vendor::http());
        assert!(matches!(read(&client).await, Error::Unavailable { .. }));
        assert!(write(&client).await.is_outcome_unknown());
        assert_eq!(taken.load(Ordering::SeqCst), 2, "a write is never repeated behind the caller's back");
    }
}

#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_still_a_refusal() {
    let (address, _) = blunt(b"HTTP/1.1 423 Locked\r\ncontent-length: 90\r\n\r\n{\"err").await;
    assert!(matches!(write(&client_at(address, vendor::http())).await, Error::Locked(_)));
}

#[tokio::test]
async fn silence_is_unknown_for_a_writer_and_a_wait_for_a_reader() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client_at(listener.local_addr().unwrap(), vendor::impatient());
    let silent = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            open.push(socket);
        }
    });
    assert!(matches!(read(&client).await, Error::Unavailable { .. }));
    assert!(matches!(write(&client).await, Error::OutcomeUnknown { late: true, .. }));
    silent.abort();
}

#[tokio::test]
async fn a_kept_connection_that_breaks_under_a_write_is_not_used_for_a_second_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client_at(listener.local_addr().unwrap(), vendor::http());
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                // The first request on a connection is answered, the second one only read.
                if request(&mut socket).await {
                    count.fetch_add(1, Ordering::SeqCst);
                    let _ = socket.write_all(b"HTTP/1.1 429 Slow\r\ncontent-length: 0\r\n\r\n").await;
                }
                if request(&mut socket).await {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert!(matches!(write(&client).await, Error::RateLimited { .. }));
    assert!(write(&client).await.is_outcome_unknown());
    assert_eq!(taken.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_answer_larger_than_allowed_is_not_read_to_its_end() {
    let vendor = Vendor::start().await;
    let body = format!("{{\"conversation\":{{\"id\":\"67a0\",\"x\":\"{}\"}}}}", "x".repeat(2_000));
    vendor.then(vendor::text(200, &body)).then(vendor::text(201, &body));
    let http = Http::new(HttpSettings { answer_max: 1_000, ..HttpSettings::default() }).unwrap();
    let client = Conversations::new(http, vendor.url("/sc"), AppId::from(vendor::APP), vendor::basic());
    assert!(matches!(read(&client).await, Error::Protocol(_)));
    assert!(write(&client).await.is_outcome_unknown());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let vendor = Vendor::start().await;
    for status in [301, 302, 303, 307, 308] {
        vendor.then(vendor::text(status, "").header("location", vendor.url("/sc/elsewhere").as_str()));
        write(&vendor.conversations()).await;
    }
    assert_eq!(vendor.seen().len(), 5);
    assert!(vendor.seen().iter().all(|seen| seen.target.ends_with("/messages")));
}

#[tokio::test]
async fn a_base_may_end_with_a_slash_or_have_no_path() {
    let vendor = Vendor::start().await;
    for (base, path) in [("/sc/", "/sc/v2/apps/"), ("", "/v2/apps/"), ("/a/b", "/a/b/v2/apps/")] {
        vendor.then(vendor::text(500, ""));
        let client = Conversations::new(vendor::http(), vendor.url(base), AppId::from("x"), vendor::basic());
        read(&client).await;
        let target = vendor.seen().pop().unwrap().target;
        assert_eq!(target, format!("{path}x/conversations/67a0"));
    }
}
