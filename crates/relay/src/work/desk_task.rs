//! What the desk is to do, step by step. What a step taught is committed before the next is asked for.

mod job;
mod outcome;

use super::settle;
use crate::conversation::{Pending, Snapshot, sms};
use crate::core::{Account, Core, Site};
use crate::desk::{Desk, Then};
use crate::store::{LinkRow, Operation, StoreError, WorkKind, WorkRow};
use baton_protocol::{Hint, Stage};
pub(super) use outcome::park;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Works on the task until it is done, has to wait, or the relay stops.
pub(super) async fn run(core: &Core, row: &WorkRow, shutdown: &CancellationToken) -> Result<(), StoreError> {
    if row.kind == WorkKind::Handoff && pending_of(row).is_none() {
        return park(core, row, "the order of this handoff cannot be read", None).await;
    }
    let mut row = row.clone();
    let mut ambiguous = row.ambiguous;
    let mut begun_in = None;
    loop {
        let snapshot = core.snapshot(&row.conversation).await?;
        match standing(&snapshot, &row) {
            Standing::Due => {}
            Standing::Moot => return finish(core, &row).await,
            Standing::Dropped(seq) => return outcome::undelivered(core, &row, seq).await,
        }
        let stored = match bound_to(&snapshot, &row) {
            Some(desk) => core.store.link_to(&row.conversation, desk).await?,
            None => core.store.link(&row.conversation).await?,
        };
        let Place { site, account, desk } = match place(core, &snapshot, &row, stored.as_ref()) {
            Ok(place) => place,
            Err(reason) => return displaced(core, &row, &reason).await,
        };
        let own = core.store.link_to(&row.conversation, desk.name()).await?;
        let link = match own.filter(|link| link.account == account.name) {
            Some(link) => link,
            None => match begin_link(core, &row, &account, &*desk).await? {
                Some(link) => link,
                None => return Ok(()),
            },
        };
        // Before the first step: what a look saw before a repair may lack what was missed until then.
        let epoch = *begun_in.get_or_insert_with(|| account.epoch());
        let context = job::Context { snapshot: &snapshot, site: site.as_deref(), desk: &*desk, link: &link };
        let job = job::of(core, &row, &context, ambiguous).await?;
        let began = job.now;
        let step = desk.step(&link.state, job).await;
        crate::faults::point(point_before(row.kind)).await;
        // A doubt that was not settled stays one: looking once more costs a call, repeating blindly costs a duplicate.
        let then = match step.then.clone() {
            Then::Retry { after, ambiguous: unknown, error } => {
                Then::Retry { after, ambiguous: unknown || ambiguous, error }
            }
            then => then,
        };
        let Some(link) = outcome::record(core, &row, &account, link, step, &then, began).await? else { return Ok(()) };
        crate::faults::point(point_after(row.kind)).await;
        match then {
            Then::Continue if shutdown.is_cancelled() => {
                let later = Operation::Postpone { id: row.id, due: core.clock.now(), ambiguous: false };
                return settle(core, &row, vec![later]).await.map(drop);
            }
            Then::Continue => (row.attempt, ambiguous) = (0, false),
            then => {
                // Whatever became of the look: what an agent says is not held back by a desk that cannot be asked. One
                // that has yet to be made is none.
                if row.kind == WorkKind::Reconcile && !matches!(then, Then::Wait(_)) {
                    core.catch_up(&account, &link, epoch).await?;
                }
                let end = outcome::End { account: &account, desk: &*desk, link: &link, snapshot: &snapshot, ambiguous };
                return outcome::conclude(core, &row, &end, then).await;
            }
        }
    }
}

/// The point between what a step did at the desk and its record.
fn point_before(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Handoff => "handoff_before_record",
        WorkKind::Send => "send_before_record",
        _ => "look_before_record",
    }
}

/// The point after that record.
fn point_after(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Handoff => "handoff_after_record",
        WorkKind::Send => "send_after_record",
        _ => "look_after_record",
    }
}

async fn finish(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let done = Operation::Finish(row.id);
    if row.kind != WorkKind::Send {
        return settle(core, row, vec![done]).await.map(drop);
    }
    let seq = seq_of(row);
    settle(core, row, vec![done, Operation::Delivered(row.conversation.clone(), seq)]).await?;
    core.bus.hint(&row.conversation, Hint::Delivered { seq });
    Ok(())
}

/// The desk that a task stays with where the conversation has gone to another since. What has yet to be said goes to where
/// the conversation is.
fn bound_to<'a>(snapshot: &Snapshot, row: &'a WorkRow) -> Option<&'a str> {
    let is_bound = match row.kind {
        WorkKind::Handoff | WorkKind::LeaveMessage => false,
        WorkKind::Send => row.ambiguous || seq_of(row) <= snapshot.state.handed_through,
        _ => true,
    };
    row.desk.as_deref().filter(|_| is_bound)
}

/// Where a task is done.
struct Place {
    site: Option<Arc<Site>>,
    account: Arc<Account>,
    desk: Arc<dyn Desk>,
}

/// Where the task is done: at the account and the desk that have the conversation. Only a handoff may take it to another
/// account, which its site names now.
fn place(core: &Core, snapshot: &Snapshot, row: &WorkRow, link: Option<&LinkRow>) -> Result<Place, String> {
    let site = core.sites.by_name(&snapshot.row.site).cloned();
    if site.is_none() && matches!(row.kind, WorkKind::Handoff | WorkKind::Send | WorkKind::LeaveMessage) {
        return Err(format!("its site `{}` is configured no more", snapshot.row.site));
    }
    let goes_anew = matches!(row.kind, WorkKind::Handoff | WorkKind::LeaveMessage);
    let account = match link.filter(|_| !goes_anew) {
        Some(link) => {
            let account = core.accounts.get(&link.account).cloned();
            account.ok_or_else(|| format!("its account `{}` is configured no more", link.account))?
        }
        None => {
            let account = site.as_ref().and_then(|site| site.account.clone());
            account.ok_or_else(|| format!("its site `{}` has no account", snapshot.row.site))?
        }
    };
    let wanted = site.as_ref().map(|site| sms::desk_of(&snapshot.state, site.config.desk.as_str()));
    let name = link.filter(|link| link.account == account.name).map(|link| link.desk.as_str()).or(wanted);
    // A message that is left goes where messages go, wherever the conversation was.
    let for_messages = site.as_ref().map(|site| site.manner().desk_for_messages);
    let name = if row.kind == WorkKind::LeaveMessage { for_messages } else { name };
    let desk = name.and_then(|name| account.desk(name)).cloned();
    let desk =
        desk.ok_or_else(|| format!("its account `{}` has no desk `{}`", account.name, name.unwrap_or_default()))?;
    Ok(Place { site, account, desk })
}

/// What cannot be done for want of its account. Looks are ordered anew once it is there again.
async fn displaced(core: &Core, row: &WorkRow, reason: &str) -> Result<(), StoreError> {
    match row.kind {
        WorkKind::Reconcile | WorkKind::Ticket => {
            tracing::warn!(conversation.id = %row.conversation, reason, "a look at the desk is left out");
            finish(core, row).await
        }
        _ => park(core, row, reason, None).await,
    }
}

/// Writes a link on which nothing was done at this account. It is there before the first call, so that a webhook that is
/// faster than our answer finds its conversation. None when the work is no longer ours.
async fn begin_link(
    core: &Core,
    row: &WorkRow,
    account: &Account,
    desk: &dyn Desk,
) -> Result<Option<LinkRow>, StoreError> {
    let link = LinkRow {
        conversation: row.conversation.clone(),
        account: account.name.clone(),
        desk: desk.name().to_owned(),
        remote: None,
        state: desk.blank(),
        open: true,
        verified_through: None,
        checked_at: None,
        echo_due: None,
        heard_at: None,
    };
    let written = settle(core, row, vec![Operation::PutLink(Box::new(link.clone()))]).await?;
    Ok(written.then_some(link))
}

/// How a task stands to what became of its conversation meanwhile.
enum Standing {
    /// It is to be done.
    Due,
    /// It has no point any more.
    Moot,
    /// The message with this `seq` will not get to the desk, and the visitor has to know.
    Dropped(u64),
}

/// A handoff that was taken back leaves what it has made to the take-back behind it in the lane.
fn standing(snapshot: &Snapshot, row: &WorkRow) -> Standing {
    let stage = snapshot.row.stage;
    match row.kind {
        WorkKind::Handoff => {
            let order = pending_of(row);
            let current = snapshot.state.pending.as_ref().map(|pending| &pending.id);
            let is_wanted = stage == Stage::Agent
                || (matches!(stage, Stage::Requested | Stage::Queued)
                    && current == order.as_ref().map(|order| &order.id));
            if is_wanted { Standing::Due } else { Standing::Moot }
        }
        WorkKind::Send => {
            let seq = seq_of(row);
            // One of unknown outcome is settled first.
            if row.ambiguous || seq <= snapshot.state.handed_through {
                Standing::Due
            } else if seq <= snapshot.state.dropped_through {
                Standing::Dropped(seq)
            } else if matches!(stage, Stage::Bot | Stage::Ended) {
                // The request was taken back, or failed: then the bot has it.
                Standing::Moot
            } else {
                Standing::Due
            }
        }
        _ => Standing::Due,
    }
}

fn pending_of(row: &WorkRow) -> Option<Pending> {
    serde_json::from_str(&row.body).ok()
}

/// The `seq` of the message that a send is about.
fn seq_of(row: &WorkRow) -> u64 {
    row.body.parse().unwrap_or(0)
}
