//! Accepting connections: no more than so many, none that dawdles over its headers.

mod place;

pub(super) use place::{Peers, Place};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a client may take to send its headers.
const HEADER_PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of all headers together.
const HEADER_BYTES: u32 = 16 * 1024;
/// How often an HTTP/2 client that says nothing is asked whether it is there, and how long its answer may take.
const PING: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));
/// Requests that one HTTP/2 connection may have under way.
const STREAMS: u32 = 64;
/// How long to wait when the machine has no more file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// A port with what it serves.
pub(super) struct Listener {
    listener: TcpListener,
    routes: Router,
    prefix: Arc<str>,
    places: Arc<Semaphore>,
    peers: Peers,
    patience: Duration,
}

impl Listener {
    /// Holds so many connections at once, sockets among them.
    pub(super) fn new(listener: TcpListener, routes: Router, connections: usize) -> Self {
        let places = Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS)));
        let (prefix, peers) = ("".into(), Peers::new(None));
        Self { listener, routes, prefix, places, peers, patience: HEADER_PATIENCE }
    }

    /// Serves a path below which proxies may have put it.
    pub(super) fn below(self, prefix: &str) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// Counts the connections of each address.
    pub(super) fn with(self, peers: Peers) -> Self {
        Self { peers, ..self }
    }

    /// Serves connections until told to stop, then until the last of them is done, with the sockets they became.
    pub(super) async fn run(self, shutdown: CancellationToken) {
        let tracker = TaskTracker::new();
        loop {
            // The place is taken before the connection: a relay that is full lets the next one wait in the kernel.
            let accepted = async {
                let permit = Arc::clone(&self.places).acquire_owned().await.ok()?;
                Some((permit, self.listener.accept().await))
            };
            let (permit, stream, peer) = tokio::select! {
                () = shutdown.cancelled() => break,
                accepted = accepted => match accepted {
                    Some((permit, Ok((stream, peer)))) => (permit, stream, peer),
                    Some((_, Err(error))) => {
                        tracing::warn!(error = %error, "a connection could not be accepted");
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                    None => break,
                },
            };
            let Some(seat) = self.peers.take(peer.ip()) else { continue };
            let place = Place::new(permit, seat, tracker.token());
            let served = Served { routes: self.routes.clone(), prefix: Arc::clone(&self.prefix), peer, place };
            tokio::spawn(connection(stream, served, self.patience, shutdown.clone()));
        }
        // New ones are refused from here on, not left to wait.
        drop(self.listener);
        tracker.close();
        tracker.wait().await;
    }
}

/// A connection that is served.
struct Served {
    routes: Router,
    prefix: Arc<str>,
    peer: SocketAddr,
    place: Place,
}

async fn connection(stream: TcpStream, served: Served, patience: Duration, shutdown: CancellationToken) {
    // Frames are small and each is waited for.
    let _ = stream.set_nodelay(true);
    let Served { routes, prefix, peer, place } = served;
    let spoken = CancellationToken::new();
    let service = hyper::service::service_fn(|request: Request<hyper::body::Incoming>| {
        spoken.cancel();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        // Whoever makes a socket of the connection keeps its place.
        request.extensions_mut().insert(place.clone());
        if let Some(uri) = without_prefix(request.uri(), &prefix) {
            *request.uri_mut() = uri;
        }
        routes.clone().oneshot(request)
    });
    let builder = builder();
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(serving);
    // The library's own patience begins once it knows which HTTP is spoken, and it waits for that without end.
    let silent = tokio::time::sleep(patience);
    tokio::pin!(silent);
    let (mut leaving, mut heard) = (false, false);
    loop {
        tokio::select! {
            done = serving.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(error = %error, "a connection broke off");
                }
                return;
            }
            () = spoken.cancelled(), if !heard => heard = true,
            () = silent.as_mut(), if !heard => return,
            () = shutdown.cancelled(), if !leaving => {
                leaving = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let bytes = usize::try_from(HEADER_BYTES).unwrap_or(usize::MAX);
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE).max_buf_size(bytes);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HEADER_BYTES)
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(PING.0)
        .keep_alive_timeout(PING.1);
    builder
}

/// The address without the prefix of the public one. A proxy may take it off or leave it on: both are served.
fn without_prefix(uri: &Uri, prefix: &str) -> Option<Uri> {
    if prefix.is_empty() {
        return None;
    }
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    match rest.as_bytes().first() {
        Some(b'/') => rest.parse().ok(),
        None => Uri::try_from("/").ok(),
        Some(b'?') => format!("/{rest}").parse().ok(),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
