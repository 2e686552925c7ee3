//! Bots look after themselves from time to time: one reads its folder again where an author has changed it.

use crate::core::Core;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often.
const ROUND: Duration = Duration::from_secs(3);

/// Goes round until told to stop.
pub(super) async fn run(core: Arc<Core>, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = core.clock.sleep_until(core.clock.now() + ROUND) => {}
            () = shutdown.cancelled() => return,
        }
        let bots: Vec<_> = core.sites.all().map(|site| Arc::clone(&site.bot)).collect();
        // Folders are on disks, which may be slow.
        let tended = tokio::task::spawn_blocking(move || bots.iter().for_each(|bot| bot.tend())).await;
        if tended.is_err() {
            tracing::error!("a bot panicked while it looked after itself");
        }
    }
}
