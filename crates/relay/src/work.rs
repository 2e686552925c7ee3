//! The work that waits in the relay: one table, one loop, a first-in-first-out lane for each concern of a conversation.
//!
//! Work is committed with the event that causes it and finished with the event it brings, so a crash between the two
//! leaves it to be found. What was running then comes back as of unknown outcome.

mod aside;
mod bot_news;
mod bot_turn;
mod desk_task;
mod forget;
mod intake;
mod remark;
mod slow_notice;
mod sms;
mod tending;
mod upkeep;

use crate::clock::Moment;
use crate::core::Core;
use crate::store::{Claim, Commit, Guard, Operation, Outcome, StoreError, WorkKind, WorkRow};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Items worked on at the same time. Each waits for somebody else's answer nearly all of its life.
const AT_ONCE: usize = 256;
/// How long the loop sleeps at most, in case a ring was lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long it waits when the store fails.
const STORE_PAUSE: Duration = Duration::from_secs(2);
/// The first pause after a failed try; each further one doubles it.
const BACKOFF_FIRST: Duration = Duration::from_secs(1);
/// How often work may break off before it is given up.
const BREAKS: u32 = 8;
/// The longest pause.
const BACKOFF_LAST: Duration = Duration::from_secs(300);

/// Works until told to stop, then lets what is under way come to its next commit.
pub async fn run(core: Arc<Core>, shutdown: CancellationToken) {
    let tracker = TaskTracker::new();
    tracker.spawn(upkeep::run(Arc::clone(&core), shutdown.clone()));
    tracker.spawn(intake::run(Arc::clone(&core), shutdown.clone()));
    tracker.spawn(tending::run(Arc::clone(&core), shutdown.clone()));
    for account in core.accounts.values() {
        if let Some(every) = account.config.polling() {
            tracker.spawn(upkeep::poll(Arc::clone(&core), Arc::clone(account), every, shutdown.clone()));
        }
    }
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while !shutdown.is_cancelled() {
        let free = places.available_permits();
        let now = core.clock.now();
        let claimed = match claim(&core, now, free).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(error = %error, "work cannot be claimed");
                pause(&core, STORE_PAUSE, &shutdown).await;
                continue;
            }
        };
        // With every place taken there is nothing to claim before one is given back, which rings.
        let more = free > 0 && claimed.len() == free;
        for row in claimed {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
            let (core, shutdown) = (Arc::clone(&core), shutdown.clone());
            tracker.spawn(async move {
                work(&core, row, &shutdown).await;
                drop(place);
                core.work_added.notify_one();
            });
        }
        if !more {
            wait(&core, now, &shutdown).await;
        }
    }
    tracker.close();
    tracker.wait().await;
}

async fn claim(core: &Core, now: Moment, limit: usize) -> Result<Vec<WorkRow>, StoreError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    core.store.claim(Claim { now, limit }).await
}

/// Sleeps until work was added or falls due after `now`, when it was claimed last.
async fn wait(core: &Core, now: Moment, shutdown: &CancellationToken) {
    let due = core.store.next_due().await.ok().flatten().unwrap_or(now + LOOK_EVERY);
    // Work that was due then and was not claimed waits behind its lane; its predecessor rings when it is done.
    let until = if due <= now { now + LOOK_EVERY } else { due.min(now + LOOK_EVERY) };
    tokio::select! {
        () = core.work_added.notified() => {}
        () = core.clock.sleep_until(until) => {}
        () = shutdown.cancelled() => {}
    }
}

async fn pause(core: &Core, span: Duration, shutdown: &CancellationToken) {
    tokio::select! {
        () = core.clock.sleep_until(core.clock.now() + span) => {}
        () = shutdown.cancelled() => {}
    }
}

async fn work(core: &Core, row: WorkRow, shutdown: &CancellationToken) {
    let (id, kind) = (row.id, row.kind);
    // A panic must not leave the row as running: nobody would ever come to it, nor to what waits behind it.
    let result = AssertUnwindSafe(perform(core, &row, shutdown)).catch_unwind().await;
    let result = result.unwrap_or_else(|_| Err(StoreError::Broken("it panicked".to_owned())));
    if let Err(error) = result {
        // The row stays as running until it can be given back: after a failed commit nothing is known but what is stored.
        tracing::error!(error = %error, work.id = id.0, work.kind = kind.word(), "work broke off and is given back");
        give_back(core, &row, &error, shutdown).await;
    }
}

async fn perform(core: &Core, row: &WorkRow, shutdown: &CancellationToken) -> Result<(), StoreError> {
    match row.kind {
        WorkKind::BotTurn => bot_turn::run(core, row).await,
        WorkKind::Handoff
        | WorkKind::Send
        | WorkKind::TakeBack
        | WorkKind::LeaveMessage
        | WorkKind::Reconcile
        | WorkKind::Ticket => desk_task::run(core, row, shutdown).await,
        WorkKind::SlowNotice => slow_notice::run(core, row).await,
        WorkKind::Sms => sms::run(core, row).await,
        WorkKind::Remark => remark::run(core, row).await,
        WorkKind::Forget => forget::run(core, row).await,
        WorkKind::BotNews => bot_news::run(core, row).await,
    }
}

/// Gives work back that broke off, as soon as the store takes it. A store that is away is no fault of the work; what
/// breaks off again and again for another reason is given up.
async fn give_back(core: &Core, row: &WorkRow, error: &StoreError, shutdown: &CancellationToken) {
    loop {
        pause(core, STORE_PAUSE, shutdown).await;
        if shutdown.is_cancelled() {
            return;
        }
        let given = match error {
            StoreError::Unavailable(_) => {
                let due = core.clock.now();
                settle(core, row, vec![Operation::Postpone { id: row.id, due, ambiguous: true }]).await.map(drop)
            }
            StoreError::Broken(_) if row.attempt + 1 < BREAKS => {
                let due = backoff(row, core.clock.now());
                settle(core, row, vec![Operation::Retry { id: row.id, due, ambiguous: true }]).await.map(drop)
            }
            StoreError::Broken(reason) => give_up(core, row, reason).await,
        };
        if given.is_ok() {
            return;
        }
    }
}

/// Parks what the desk has yet to get, for its order matters. All else is dropped: looks are ordered again, and a turn
/// that stood in its lane for ever would leave the visitor without a bot.
async fn give_up(core: &Core, row: &WorkRow, reason: &str) -> Result<(), StoreError> {
    if matches!(row.kind, WorkKind::Handoff | WorkKind::Send | WorkKind::TakeBack | WorkKind::LeaveMessage) {
        return desk_task::park(core, row, reason, None).await;
    }
    if row.kind == WorkKind::Forget {
        tracing::error!(conversation.id = %row.conversation, work.id = row.id.0, reason, "a desk cannot be made to forget");
        let park = Operation::Park { id: row.id, reason: reason.to_owned() };
        return settle(core, row, vec![park]).await.map(drop);
    }
    tracing::error!(conversation.id = %row.conversation, work.kind = row.kind.word(), reason, "work broke off too often and is dropped");
    settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop)
}

/// Commits the end of held work. Work that is no longer held was taken over, and says so by doing nothing.
async fn settle(core: &Core, row: &WorkRow, operations: Vec<Operation>) -> Result<bool, StoreError> {
    let guards = vec![Guard::Held(row.id, row.fence)];
    let outcome = core.commit(&row.conversation, Commit { guards, operations }).await?;
    Ok(matches!(outcome, Outcome::Committed(_)))
}

/// When to try again after so many tries: doubling, capped, spread by up to a quarter so that what failed together does
/// not come back together. The spread follows from the work's id, so that a test knows it.
fn backoff(row: &WorkRow, now: Moment) -> Moment {
    let doubled = BACKOFF_FIRST.saturating_mul(2_u32.saturating_pow(row.attempt.min(16))).min(BACKOFF_LAST);
    let spread = u32::try_from(row.id.0.rem_euclid(64)).unwrap_or(0);
    now + doubled + doubled * spread / 256
}
