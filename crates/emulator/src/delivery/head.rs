//! The `HEAD` that the vendor sends to the root of a webhook's domain when the webhook is saved.

use crate::json::is_loopback;
use crate::limits;
use crate::world::World;
use std::sync::Arc;

/// Sends it and notes the answer. As at the vendor, nothing depends on it.
pub(crate) async fn send(world: Arc<World>, at: usize, url: String) {
    let status = if is_loopback(&url) { knock(&world, &url).await } else { None };
    world.keep_books(|state| {
        if let Some(head) = state.heads.get_mut(at) {
            head.status = status;
            head.over = true;
        }
    });
    world.progress.send_modify(|count| *count += 1);
}

async fn knock(world: &World, url: &str) -> Option<u16> {
    // The vendor says nothing of how long it waits; as long as for a webhook's answer.
    let deadline = world.clock.now_ms() + limits::WEBHOOK_TIMEOUT_MS;
    let answer = tokio::select! {
        answer = world.http.head(url).send() => answer,
        () = world.clock.reach(deadline) => return None,
    };
    answer
        .inspect_err(|error| tracing::debug!(%error, "HEAD to the root of a webhook's domain"))
        .ok()
        .map(|answer| answer.status().as_u16())
}
