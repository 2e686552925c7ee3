//! The `HEAD` that the vendor sends to the root of a webhook's domain when the webhook is saved.

use crate::json::is_loopback;
use crate::world::World;
use std::sync::Arc;

/// Sends it and notes the answer. As at the vendor, nothing depends on it.
pub(crate) async fn send(world: Arc<World>, at: usize, url: String) {
    if !is_loopback(&url) {
        return;
    }
    let status = match world.http.head(&url).send().await {
        Ok(answer) => Some(answer.status().as_u16()),
        Err(error) => {
            tracing::debug!(%error, "HEAD to the root of a webhook's domain");
            None
        }
    };
    world.keep_books(|state| {
        if let Some(head) = state.heads.get_mut(at) {
            head.status = status;
        }
    });
    world.progress.send_modify(|count| *count += 1);
}
