//! What the desk is to do, step by step. What a step taught is committed before the next is asked for.

use super::{backoff, settle};
use crate::conversation::{Pending, Plan, Snapshot, context};
use crate::core::{Account, Core, Site};
use crate::desk::{Job, Order, Step, Task, Then, What};
use crate::provenance::Provenance;
use crate::store::{Commit, Guard, LinkRow, Operation, Outcome, StoreError, WorkKind, WorkRow};
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{Event, EventBody, Notice, Stage, StageReason};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Events read for one step; a longer log is read in parts.
const WINDOW: usize = 500;
/// How the names of variables begin that bots keep for themselves.
const OWN_VARIABLES: &str = "baton.";

/// Works on the task until it is done, has to wait, or the relay stops.
pub(super) async fn run(core: &Core, row: &WorkRow, shutdown: &CancellationToken) -> Result<(), StoreError> {
    let mut ambiguous = row.ambiguous;
    loop {
        let snapshot = core.snapshot(&row.conversation).await?;
        let Some((site, account)) = place(core, &snapshot) else {
            tracing::error!(conversation.id = %row.conversation, "work for a site or account that is configured no more");
            let reason = "its site has no desk in the configuration".to_owned();
            return settle(core, row, vec![Operation::Park { id: row.id, reason }]).await.map(drop);
        };
        if is_moot(&snapshot, row) {
            return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
        }
        let link = core.store.link(&row.conversation).await?.unwrap_or_else(|| LinkRow {
            conversation: row.conversation.clone(),
            account: account.name.clone(),
            desk: account.desk.name().to_owned(),
            remote: None,
            state: account.desk.blank(),
            open: true,
            verified_through: None,
            checked_at: None,
            echo_due: None,
        });
        if link_is_new(core, &link).await? {
            // Written before the first call, so that a webhook that is faster than our answer finds its conversation.
            put_link(core, row, &link).await?;
        }
        let job = job(core, row, &snapshot, &site, &account, &link, ambiguous).await?;
        let step = account.desk.step(&link.state, job).await;
        crate::faults::point(point_before(row.kind)).await;
        // A doubt that was not settled stays one: looking once more costs a call, repeating blindly costs a duplicate.
        let then = match step.then.clone() {
            Then::Retry { after, ambiguous: unknown, error } => {
                Then::Retry { after, ambiguous: unknown || ambiguous, error }
            }
            then => then,
        };
        ambiguous = false;
        let link = learn(core, row, &account, link, step).await?;
        crate::faults::point(point_after(row.kind)).await;
        let Some(link) = link else { return Ok(()) };
        match then {
            Then::Continue if shutdown.is_cancelled() => {
                let retry = Operation::Retry { id: row.id, due: core.clock.now(), ambiguous: false };
                return settle(core, row, vec![retry]).await.map(drop);
            }
            Then::Continue => {}
            then => {
                // Whatever became of the look: what an agent says is not held back by a desk that cannot be asked.
                if row.kind == WorkKind::Reconcile {
                    core.catch_up(&account, &link).await?;
                }
                return conclude(core, row, &account, &link, then).await;
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

fn place(core: &Core, snapshot: &Snapshot) -> Option<(Arc<Site>, Arc<Account>)> {
    let site = core.sites.by_name(&snapshot.row.site)?;
    Some((Arc::clone(site), Arc::clone(site.account.as_ref()?)))
}

/// Whether the stage has moved on so far that the task has no point. A handoff that was taken back leaves what it has
/// made to the take-back behind it in the lane.
fn is_moot(snapshot: &Snapshot, row: &WorkRow) -> bool {
    match row.kind {
        WorkKind::Handoff => {
            let order = pending_of(row);
            let current = snapshot.state.pending.as_ref().map(|pending| &pending.id);
            !matches!(snapshot.row.stage, Stage::Requested | Stage::Queued | Stage::Agent)
                || (snapshot.row.stage != Stage::Agent && current != order.as_ref().map(|order| &order.id))
        }
        WorkKind::Send => {
            // Sent messages of a conversation that went back to the bot were voided; one of unknown outcome is settled.
            !row.ambiguous && matches!(snapshot.row.stage, Stage::Bot | Stage::Ended)
        }
        _ => false,
    }
}

fn pending_of(row: &WorkRow) -> Option<Pending> {
    serde_json::from_str(&row.body).ok()
}

async fn link_is_new(core: &Core, link: &LinkRow) -> Result<bool, StoreError> {
    Ok(core.store.link(&link.conversation).await?.is_none())
}

async fn put_link(core: &Core, row: &WorkRow, link: &LinkRow) -> Result<(), StoreError> {
    settle(core, row, vec![Operation::PutLink(Box::new(link.clone()))]).await.map(drop)
}

async fn job(
    core: &Core,
    row: &WorkRow,
    snapshot: &Snapshot,
    site: &Site,
    account: &Account,
    link: &LinkRow,
    ambiguous: bool,
) -> Result<Job, StoreError> {
    let profile = core.profile(&snapshot.row.visitor).await?;
    let events = events(core, row, account.desk.needs_after(&link.state)).await?;
    Ok(Job {
        task: task(row, snapshot, &events),
        attempt: row.attempt,
        ambiguous,
        now: core.clock.now(),
        conversation: row.conversation.clone(),
        stage: snapshot.row.stage,
        external_id: format!("baton-{}", snapshot.row.visitor.0),
        ticket_data: ticket_data(&profile, site),
        variables: variables(&profile, snapshot),
        verified_through: link.verified_through,
        profile,
        events,
    })
}

async fn events(core: &Core, row: &WorkRow, mut after: u64) -> Result<Vec<Event>, StoreError> {
    let mut all = Vec::new();
    loop {
        let part = core.events(&row.conversation, after, WINDOW).await?;
        let Some(last) = part.last() else { return Ok(all) };
        after = last.seq;
        let is_last = part.len() < WINDOW;
        all.extend(part);
        if is_last {
            return Ok(all);
        }
    }
}

fn task(row: &WorkRow, snapshot: &Snapshot, events: &[Event]) -> Task {
    match row.kind {
        WorkKind::Handoff => match pending_of(row) {
            Some(pending) => {
                let cut = events.iter().find(|event| event.id == pending.cut).map_or(0, |event| event.seq);
                let Pending { id, skill, reason, .. } = pending;
                Task::Handoff(Order { id, seq: cut, skill, reason })
            }
            None => Task::Reconcile,
        },
        WorkKind::Send => Task::Send(row.body.parse().unwrap_or(0)),
        WorkKind::TakeBack => Task::TakeBack { line: row.body.clone() },
        WorkKind::Ticket => Task::Ticket,
        WorkKind::Reconcile | WorkKind::BotTurn | WorkKind::SlowNotice => {
            debug_assert!(snapshot.row.id == row.conversation);
            Task::Reconcile
        }
    }
}

/// What goes to the ticket: what the page may set, and the site's own tags.
fn ticket_data(profile: &Profile, site: &Site) -> std::collections::BTreeMap<String, String> {
    let mut data = context::ticket_data(profile);
    if !site.config.tags.is_empty() {
        // The site's first: where not all fit on the ticket, it is the page's that stay out.
        let mut tags = site.config.tags.join(",");
        if let Some(page) = data.get(context::TAGS) {
            tags = format!("{tags},{page}");
        }
        data.insert(context::TAGS.to_owned(), tags);
    }
    data
}

/// What else the agent is told: the page's data and what the bot gathered, which is the visitor's word.
fn variables(profile: &Profile, snapshot: &Snapshot) -> std::collections::BTreeMap<String, String> {
    debug_assert!(!Provenance::Page.identifies());
    let mut variables = context::other_data(profile);
    let gathered = snapshot.state.variables.iter().filter(|(name, _)| !name.starts_with(OWN_VARIABLES));
    variables.extend(gathered.map(|(name, value)| (name.clone(), value.clone())));
    variables
}

/// Applies what a step told, then records the step. None when the work is no longer ours.
async fn learn(
    core: &Core,
    row: &WorkRow,
    account: &Account,
    mut link: LinkRow,
    step: Step,
) -> Result<Option<LinkRow>, StoreError> {
    let claimed_now = link.remote.is_none() && step.remote.is_some();
    link.remote = step.remote.or(link.remote);
    // Applied first: were it recorded first and then lost in a crash, nothing would bring it again.
    let webhooks_come = link.echo_due.is_none_or(|due| account.heard_since(due));
    for incoming in &step.incoming {
        // That a look finds our own post proves that it is there, not that webhooks bring what agents say.
        if row.kind == WorkKind::Reconcile && incoming.what == What::Echo && !webhooks_come {
            continue;
        }
        core.apply(account, &link, incoming, Vec::new()).await?;
    }
    // Looks run beside the desk's own lane and leave its state alone.
    let mut operations = Vec::new();
    if !matches!(row.kind, WorkKind::Reconcile | WorkKind::Ticket) {
        link.state = step.state;
        link.echo_due = step.echo_due;
        operations.push(Operation::PutLink(Box::new(link.clone())));
    }
    if row.kind == WorkKind::Reconcile {
        let at = core.clock.now();
        let conversation = row.conversation.clone();
        operations.push(Operation::Looked { conversation, verified_through: step.verified_through, at });
    }
    if !settle(core, row, operations).await? {
        return Ok(None);
    }
    if claimed_now {
        core.claim_inbox(account, &link).await?;
    }
    Ok(Some(link))
}

async fn conclude(core: &Core, row: &WorkRow, account: &Account, link: &LinkRow, then: Then) -> Result<(), StoreError> {
    let now = core.clock.now();
    match then {
        Then::Done | Then::Continue => {
            let mut operations = vec![Operation::Finish(row.id)];
            // An agent who went on writing, or a new request, needs the link.
            let left = matches!(core.snapshot(&row.conversation).await?.row.stage, Stage::Bot | Stage::Ended);
            if row.kind == WorkKind::TakeBack && left {
                operations.push(Operation::OpenLink(link.conversation.clone(), false));
            }
            settle(core, row, operations).await.map(drop)
        }
        Then::Wait(span) => {
            let retry = Operation::Retry { id: row.id, due: now + span, ambiguous: false };
            settle(core, row, vec![retry]).await.map(drop)
        }
        Then::Again(span) => {
            let retry = Operation::Retry { id: row.id, due: now + span, ambiguous: false };
            settle(core, row, vec![retry]).await.map(drop)
        }
        Then::Retry { after, ambiguous, error } => {
            tracing::warn!(account = %account.name, work.id = row.id.0, work.kind = row.kind.word(), attempt = row.attempt, error = %error, "the desk did not take it; it is tried again");
            metrics::counter!("baton_desk_retries_total", "account" => account.name.clone()).increment(1);
            let due = after.map_or_else(|| backoff(row, now), |span| now + span);
            settle(core, row, vec![Operation::Retry { id: row.id, due, ambiguous }]).await.map(drop)
        }
        Then::Park { error, seq } => park(core, row, account, error, seq).await,
        Then::Fail { error } => fail(core, row, account, &error).await,
    }
}

async fn park(
    core: &Core,
    row: &WorkRow,
    account: &Account,
    error: String,
    seq: Option<u64>,
) -> Result<(), StoreError> {
    tracing::error!(account = %account.name, conversation.id = %row.conversation, work.id = row.id.0, error = %error, "the desk refuses this for good; the conversation's lane waits for you");
    metrics::counter!("baton_desk_parked_total", "account" => account.name.clone()).increment(1);
    let commit = |snapshot: &Snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.guard(Guard::Held(row.id, row.fence));
        plan.operation(Operation::Park { id: row.id, reason: error.clone() });
        if let Some(seq) = seq {
            plan.append(&EventBody::Notice(Notice::Undelivered { seq }));
        }
        Some(plan)
    };
    core.change(&row.conversation, commit).await.map(drop)
}

/// The handoff cannot be made: the visitor is told and the bot is there again.
async fn fail(core: &Core, row: &WorkRow, account: &Account, error: &str) -> Result<(), StoreError> {
    tracing::error!(account = %account.name, conversation.id = %row.conversation, error = %error, "a handoff failed");
    metrics::counter!("baton_handoff_failed_total", "account" => account.name.clone()).increment(1);
    let outcome = core
        .change(&row.conversation, |snapshot| {
            let mut plan = Plan::on(snapshot);
            plan.guard(Guard::Held(row.id, row.fence));
            plan.trigger(Trigger::Fail, StageReason::HandoffFailed, None)?;
            plan.state().pending = None;
            plan.operation(Operation::Finish(row.id));
            Some(plan)
        })
        .await?;
    if matches!(outcome, Some(Outcome::Committed(_))) {
        return Ok(());
    }
    let commit = Commit { guards: vec![Guard::Held(row.id, row.fence)], operations: vec![Operation::Finish(row.id)] };
    core.commit(&row.conversation, commit).await.map(drop)
}
