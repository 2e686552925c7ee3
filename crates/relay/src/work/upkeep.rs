//! What has to be looked at from time to time: conversations at desks that may have said something no webhook brought,
//! uploads that no message names, and raw events that nobody claimed.

use crate::clock::Moment;
use crate::core::{Account, Core};
use crate::store::{Commit, Lane, NewWork, Operation, StoreError, WorkBody, WorkKind};
use baton_protocol::ConversationId;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often upkeep looks round, and at a conversation whose echoes stay away.
const ROUND: Duration = Duration::from_secs(15);
/// How long an upload or an unclaimed raw event is kept.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);
/// Links looked at in one round for one account; a bound on what an outage's end costs the account's budget.
const LINKS: usize = 200;
/// How long an open link may go without a look while its echoes come.
const LOOK_AFTER: Duration = Duration::from_secs(10 * 60);

/// Goes round until told to stop.
pub(super) async fn run(core: Arc<Core>, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = round(&core).await {
            tracing::warn!(error = %error, "upkeep met a failing store");
        }
        tokio::select! {
            () = core.clock.sleep_until(core.clock.now() + ROUND) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

async fn round(core: &Core) -> Result<(), StoreError> {
    for account in core.accounts.values() {
        look(core, account).await?;
    }
    let stale = core.store.stale_uploads(core.clock.now() - KEEP, LINKS).await?;
    let ids: Vec<_> = stale.iter().map(|file| file.id.clone()).collect();
    for file in &stale {
        core.files.remove(file).await;
    }
    let mut operations = vec![Operation::PruneInbox(core.clock.now() - KEEP)];
    if !ids.is_empty() {
        operations.push(Operation::DropFiles(ids));
    }
    core.store.commit(Commit { guards: Vec::new(), operations }).await.map(drop)
}

/// Orders a look at each open link that is due for one: never looked at since the start or a repair, an echo overdue, or
/// long ago.
async fn look(core: &Core, account: &Account) -> Result<(), StoreError> {
    let everywhere = account.take_look_everywhere();
    let ordered = order(core, account, everywhere).await;
    if ordered.is_err() && everywhere {
        account.order_look_everywhere();
    }
    ordered
}

async fn order(core: &Core, account: &Account, everywhere: bool) -> Result<(), StoreError> {
    let now = core.clock.now();
    let links = if everywhere {
        let links = core.store.open_links(&account.name, usize::MAX).await?;
        links.into_iter().filter(|link| link.remote.is_some()).collect()
    } else {
        core.store.links_due(&account.name, now, now - LOOK_AFTER, LINKS).await?
    };
    if everywhere {
        account.set_behind(links.iter().map(|link| link.conversation.clone()).collect());
    }
    let overdue = core.store.echoes_overdue(&account.name, now).await? > 0;
    metrics::gauge!("baton_desk_degraded", "account" => account.name.clone()).set(f64::from(u8::from(overdue)));
    let operations: Vec<_> = links.into_iter().flat_map(|link| ordered(link.conversation, now)).collect();
    if operations.is_empty() {
        return Ok(());
    }
    core.store.commit(Commit { guards: Vec::new(), operations }).await?;
    core.work_added.notify_one();
    Ok(())
}

/// A look at a conversation, now: one that failed before the relay stopped does not keep it waiting for its next try.
fn ordered(conversation: ConversationId, now: Moment) -> [Operation; 2] {
    let look = NewWork {
        conversation: conversation.clone(),
        lane: Lane::Look,
        kind: WorkKind::Reconcile,
        body: WorkBody::Is(String::new()),
        due: now,
    };
    [Operation::Hasten(conversation, Lane::Look, now), Operation::EnsureWork(look)]
}
