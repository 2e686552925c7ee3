//! Accepting connections: no more than so many, none that dawdles over its headers.

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
const HEADER_BYTES: usize = 16 * 1024;
/// How long to wait when the machine has no more file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until told to stop, then until the last of them is done.
pub(super) async fn run(
    listener: TcpListener,
    routes: Router,
    prefix: String,
    connections: usize,
    shutdown: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS)));
    let tracker = TaskTracker::new();
    let prefix: Arc<str> = prefix.into();
    loop {
        // The place is taken before the connection: a relay that is full lets the next one wait in the kernel.
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, stream, peer) = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accepted => match accepted {
                Some((place, Ok((stream, peer)))) => (place, stream, peer),
                Some((_, Err(error))) => {
                    tracing::warn!(error = %error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                None => break,
            },
        };
        let (routes, prefix, shutdown) = (routes.clone(), Arc::clone(&prefix), shutdown.clone());
        tracker.spawn(async move {
            connection(stream, peer, routes, &prefix, shutdown).await;
            drop(place);
        });
    }
    tracker.close();
    tracker.wait().await;
}

async fn connection(stream: TcpStream, peer: SocketAddr, routes: Router, prefix: &str, shutdown: CancellationToken) {
    // Frames are small and each is waited for.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(|request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(uri) = without_prefix(request.uri(), prefix) {
            *request.uri_mut() = uri;
        }
        routes.clone().oneshot(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE).max_buf_size(HEADER_BYTES);
    builder.http2().timer(TokioTimer::new()).max_header_list_size(16 * 1024);
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(serving);
    let mut leaving = false;
    loop {
        tokio::select! {
            done = serving.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(error = %error, "a connection broke off");
                }
                return;
            }
            () = shutdown.cancelled(), if !leaving => {
                leaving = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
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
mod tests {
    use super::*;

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
}
