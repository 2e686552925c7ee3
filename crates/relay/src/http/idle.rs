//! Bodies that stand still: whoever begins one and sends no more would hold its place for ever.

use super::Edge;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How long the next part of a body may take to come.
const BODY_PATIENCE: Duration = Duration::from_secs(15);

/// Ends a body whose next part does not come.
pub(super) async fn limit(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let request = request.map(|body| {
        let begun = Some((body.into_data_stream(), Arc::clone(&edge.core.clock)));
        // Fused: whoever reads a body to its end may ask once more.
        let parts = stream::unfold(begun, |going| async {
            let (mut parts, clock) = going?;
            let late = clock.sleep_until(clock.now() + BODY_PATIENCE);
            let part: io::Result<Bytes> = tokio::select! {
                biased;
                part = parts.next() => part?.map_err(io::Error::other),
                () = late => Err(io::ErrorKind::TimedOut.into()),
            };
            let goes_on = part.is_ok();
            Some((part, goes_on.then_some((parts, clock))))
        });
        Body::from_stream(parts.fuse())
    });
    next.run(request).await
}
