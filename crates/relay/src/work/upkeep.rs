//! What has to be looked at from time to time: conversations at desks that may have said something no webhook brought,
//! uploads that no message names, raw events that nobody claimed, and conversations that are kept no longer.

use crate::clock::Moment;
use crate::core::{Account, Core};
use crate::store::{Commit, Lane, LinkRow, NewWork, Operation, StoreError, WorkBody, WorkKind};
use crate::telemetry::metric;
use baton_protocol::ConversationId;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often upkeep looks round, and at a conversation whose echoes stay away.
const ROUND: Duration = Duration::from_secs(15);
/// How long an upload or an unclaimed raw event is kept.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);
/// How often bytes that no row knows are looked for; a crash in the middle of an upload leaves some.
const SWEEP_EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// How often conversations are looked for that are kept no longer.
const DELETE_EVERY: Duration = Duration::from_secs(60 * 60);
/// Links looked at in one round for one account; a bound on what an outage's end costs the account's budget.
const LINKS: usize = 200;
/// How long an open link may go without a look while its echoes come.
const LOOK_AFTER: Duration = Duration::from_secs(10 * 60);

/// Goes round until told to stop.
pub(super) async fn run(core: Arc<Core>, shutdown: CancellationToken) {
    let mut swept: Option<Moment> = None;
    let mut deleted: Option<Moment> = None;
    while !shutdown.is_cancelled() {
        let now = core.clock.now();
        if deleted.is_none_or(|at| now - at >= DELETE_EVERY) {
            deleted = Some(now);
            delete_old(&core).await;
        }
        if swept.is_none_or(|at| now - at >= SWEEP_EVERY) {
            swept = Some(now);
            core.files.sweep(&*core.store, now - KEEP).await;
        }
        if let Err(error) = round(&core).await {
            tracing::warn!(error = %error, "upkeep met a failing store");
        }
        tokio::select! {
            () = core.clock.sleep_until(core.clock.now() + ROUND) => {}
            () = core.upkeep_due.notified() => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// Looks at an account's conversations again and again where Zendesk cannot reach this relay, until told to stop.
pub(super) async fn poll(core: Arc<Core>, account: Arc<Account>, every: Duration, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = poll_once(&core, &account).await {
            tracing::warn!(account = %account.name, error = %error, "polling met a failing store");
        }
        tokio::select! {
            () = core.clock.sleep_until(core.clock.now() + every) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// Orders a look at each conversation that is with the agents. Where one still waits for the account's pace, it is the
/// next one.
async fn poll_once(core: &Core, account: &Account) -> Result<(), StoreError> {
    let links = core.store.links_with_desk(&account.name, LINKS).await?;
    order_looks(core, links).await
}

/// Deletes what sites keep no longer; a store that fails is asked again with the next round of it.
async fn delete_old(core: &Core) {
    for site in core.sites.all() {
        if let Err(error) = core.delete_old(site).await {
            tracing::warn!(site = %site.name, error = %error, "old conversations cannot be deleted");
        }
    }
}

async fn round(core: &Core) -> Result<(), StoreError> {
    for account in core.accounts.values() {
        look(core, account).await?;
    }
    let before = core.clock.now() - KEEP;
    core.store.commit(Commit { guards: Vec::new(), operations: vec![Operation::PruneInbox(before)] }).await?;
    drop_stale(core, before).await
}

/// Drops uploads that no message named. Rows first: a message may name one meanwhile, and must find its bytes.
async fn drop_stale(core: &Core, before: Moment) -> Result<(), StoreError> {
    let stale = core.store.stale_uploads(before, LINKS).await?;
    if stale.is_empty() {
        return Ok(());
    }
    let ids = stale.iter().map(|file| file.id.clone()).collect();
    core.store.commit(Commit { guards: Vec::new(), operations: vec![Operation::DropFiles(ids)] }).await?;
    for file in &stale {
        if core.store.file(&file.id).await?.is_none() {
            core.files.remove(file).await;
        }
    }
    Ok(())
}

/// Orders a look at each open link that is due for one: never looked at since the start or a repair, an echo overdue, or
/// long ago.
async fn look(core: &Core, account: &Account) -> Result<(), StoreError> {
    let everywhere = account.take_look_everywhere(core.clock.now());
    let ordered = order(core, account, everywhere).await;
    if ordered.is_err() && everywhere {
        account.order_look_everywhere();
    }
    ordered
}

/// What webhooks bring to these waits for the look; what they brought meanwhile to conversations begun since need not.
async fn behind(core: &Core, account: &Account, epoch: u64, listed: HashSet<ConversationId>) -> Result<(), StoreError> {
    if !account.set_behind(epoch, listed.clone()) {
        // A repair came in between: the list is too old.
        account.order_look_everywhere();
        core.upkeep_due.notify_one();
        return Ok(());
    }
    for link in core.store.open_links(&account.name, usize::MAX).await? {
        if !listed.contains(&link.conversation) {
            core.claim_inbox(account, &link).await?;
        }
    }
    Ok(())
}

async fn order(core: &Core, account: &Account, everywhere: bool) -> Result<(), StoreError> {
    let now = core.clock.now();
    let epoch = account.epoch();
    let links = if everywhere {
        let links = core.store.open_links(&account.name, usize::MAX).await?;
        links.into_iter().filter(|link| link.remote.is_some()).collect()
    } else {
        core.store.links_due(&account.name, now, now - LOOK_AFTER, LINKS).await?
    };
    if everywhere {
        behind(core, account, epoch, links.iter().map(|link| link.conversation.clone()).collect()).await?;
    }
    // Where nobody waits for webhooks, none is late.
    let overdue = account.config.polling().is_none() && core.store.echoes_overdue(&account.name, now).await? > 0;
    metrics::gauge!(metric::DESK_DEGRADED, "account" => account.name.clone()).set(f64::from(u8::from(overdue)));
    order_looks(core, links).await
}

async fn order_looks(core: &Core, links: Vec<LinkRow>) -> Result<(), StoreError> {
    let now = core.clock.now();
    let operations: Vec<_> = links.into_iter().flat_map(|link| ordered(link, now)).collect();
    if operations.is_empty() {
        return Ok(());
    }
    core.store.commit(Commit { guards: Vec::new(), operations }).await?;
    core.work_added.notify_one();
    Ok(())
}

/// A look at what a link leads to, now: one that failed before the relay stopped does not keep it waiting for its next try.
fn ordered(link: LinkRow, now: Moment) -> [Operation; 2] {
    let LinkRow { conversation, desk, .. } = link;
    let look = NewWork {
        conversation: conversation.clone(),
        lane: Lane::Look,
        kind: WorkKind::Reconcile,
        desk: Some(desk),
        body: WorkBody::Is(String::new()),
        due: now,
    };
    [Operation::Hasten(conversation, Lane::Look, now), Operation::EnsureWork(look)]
}
