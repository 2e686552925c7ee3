//! What became of a step, and of the task with its last one.

use super::{finish, pending_of, seq_of};
use crate::clock::Moment;
use crate::conversation::{Plan, Remark, Snapshot};
use crate::core::{Account, Core};
use crate::desk::{Desk, Step, Then, What, tickets};
use crate::store::{
    Commit, Guard, Lane, LinkRow, NewWork, Operation, Outcome, StoreError, WorkBody, WorkKind, WorkRow,
};
use crate::telemetry::metric;
use crate::work::{backoff, settle};
use baton_protocol::stage::Trigger;
use baton_protocol::{EventBody, Notice, Stage, StageReason};

/// Applies what a step told, then records the step; a handoff that failed with it ends in the same commit, for nothing
/// would bring its end again. None when the work is no longer ours.
pub(super) async fn record(
    core: &Core,
    row: &WorkRow,
    account: &Account,
    mut link: LinkRow,
    step: Step,
    then: &Then,
    began: Moment,
) -> Result<Option<LinkRow>, StoreError> {
    let claimed_now = step.remote.is_some() && link.remote != step.remote;
    link.remote = step.remote.clone().or(link.remote);
    let is_look = row.kind == WorkKind::Reconcile;
    // Applied first: were it recorded first and then lost in a crash, nothing would bring it again.
    for incoming in &step.incoming {
        // That a look finds our own post proves that it is there, not that webhooks bring what agents say.
        if !(is_look && incoming.what == What::Echo) {
            core.apply(account, &link, incoming, Vec::new()).await?;
        }
    }
    let mut operations = if is_look { looked(core, row, &link, &step, then) } else { Vec::new() };
    // Looks run beside the desk's own lane and leave its state alone.
    if !matches!(row.kind, WorkKind::Reconcile | WorkKind::Ticket) {
        link.state = step.state;
        operations.push(Operation::PutLink(Box::new(link.clone())));
    }
    if let Some(due) = step.echo_due {
        let (conversation, desk) = (row.conversation.clone(), link.desk.clone());
        operations.push(Operation::Posted { conversation, desk, at: began, due });
    }
    if *then == Then::Continue && row.attempt > 0 {
        operations.push(Operation::Advance(row.id));
    }
    let recorded = match then {
        Then::Fail { error } => fail(core, row, account, error, operations).await?,
        _ => settle(core, row, operations).await?,
    };
    if !recorded {
        return Ok(None);
    }
    if claimed_now {
        core.claim_inbox(account, &link).await?;
    }
    Ok(Some(link))
}

/// What a look found of the link itself.
fn looked(core: &Core, row: &WorkRow, link: &LinkRow, step: &Step, then: &Then) -> Vec<Operation> {
    let mut operations = Vec::new();
    if *then == Then::Done {
        let (conversation, desk, at) = (row.conversation.clone(), link.desk.clone(), core.clock.now());
        operations.push(Operation::Looked { conversation, desk, verified_through: step.verified_through, at });
    }
    // Webhooks have come since, only not this one: what was posted is there, and nothing more is to be awaited.
    let heard = link.heard_at.filter(|heard| link.echo_due.is_some_and(|due| *heard >= due));
    if let Some(heard) = heard
        && step.incoming.iter().any(|incoming| incoming.what == What::Echo)
    {
        operations.push(Operation::EchoSeen(row.conversation.clone(), link.desk.clone(), heard));
    }
    operations
}

/// What the end of a task is judged by.
pub(super) struct End<'a> {
    pub(super) account: &'a Account,
    pub(super) desk: &'a dyn Desk,
    pub(super) link: &'a LinkRow,
    /// Before its last step.
    pub(super) snapshot: &'a Snapshot,
    /// Whether that step began with a doubt.
    pub(super) ambiguous: bool,
}

/// Ends the task, or puts it off.
pub(super) async fn conclude(core: &Core, row: &WorkRow, end: &End<'_>, then: Then) -> Result<(), StoreError> {
    let now = core.clock.now();
    match then {
        Then::Done | Then::Continue if row.kind == WorkKind::TakeBack => left(core, row, end).await,
        Then::Done | Then::Continue if row.kind == WorkKind::LeaveMessage => message_left(core, row, end).await,
        Then::Done | Then::Continue if is_lost(row, end) => undelivered(core, row, seq_of(row)).await,
        Then::Done | Then::Continue => finish(core, row).await,
        Then::Wait(span) => {
            let later = Operation::Postpone { id: row.id, due: now + span, ambiguous: end.ambiguous };
            settle(core, row, vec![later]).await.map(drop)
        }
        Then::Again(span) => {
            let retry = Operation::Retry { id: row.id, due: now + span, ambiguous: end.ambiguous };
            settle(core, row, vec![retry]).await.map(drop)
        }
        Then::Retry { after, ambiguous, error } => {
            let account = &end.account.name;
            tracing::warn!(account = %account, work.id = row.id.0, work.kind = row.kind.word(), attempt = row.attempt, error = %error, "the desk did not take it; it is tried again");
            metrics::counter!(metric::DESK_RETRIES, "account" => account.clone()).increment(1);
            let due = after.map_or_else(|| backoff(row, now), |span| now + span);
            settle(core, row, vec![Operation::Retry { id: row.id, due, ambiguous }]).await.map(drop)
        }
        Then::Park { error, seq } => {
            metrics::counter!(metric::DESK_PARKED, "account" => end.account.name.clone()).increment(1);
            park(core, row, &error, seq).await
        }
        // Recorded with the step.
        Then::Fail { .. } => Ok(()),
    }
}

/// Control is ours again. An agent who went on writing, or a new request, needs the link.
async fn left(core: &Core, row: &WorkRow, end: &End<'_>) -> Result<(), StoreError> {
    let (id, desk) = (&row.conversation, &end.link.desk);
    let guards = vec![Guard::Held(row.id, row.fence), Guard::Stage(id.clone(), vec![Stage::Bot, Stage::Ended])];
    let mut operations = vec![Operation::Finish(row.id), Operation::CloseLink(id.clone(), desk.clone())];
    // The desk `tickets` has marked its ticket in the same task. What was only waited for has none.
    if desk != tickets::NAME && end.snapshot.row.stage == Stage::Ended {
        operations.push(marked_as_left(core, row, end));
    }
    match core.commit(id, Commit { guards, operations }).await? {
        Outcome::Committed(_) => Ok(()),
        Outcome::Refused { .. } => finish(core, row).await,
    }
}

/// The mark on the ticket of a conversation whose visitor has left, which Support alone can make.
fn marked_as_left(core: &Core, row: &WorkRow, end: &End<'_>) -> Operation {
    let solve = end.account.config.tickets.solve_when_visitor_ends;
    let remark = Remark { tags: vec![tickets::ENDED_TAG.to_owned()], solve, ..Remark::default() };
    Operation::AddWork(NewWork {
        conversation: row.conversation.clone(),
        lane: Lane::Ticket,
        kind: WorkKind::Remark,
        desk: Some(end.link.desk.clone()),
        body: WorkBody::Is(remark.write()),
        due: core.clock.now(),
    })
}

/// A message that was left is with its people: the visitor is told, once.
async fn message_left(core: &Core, row: &WorkRow, end: &End<'_>) -> Result<(), StoreError> {
    let seq = seq_of(row);
    let said = core.events(&row.conversation, seq.saturating_sub(1), 1).await?;
    let by_email = said.first().and_then(|event| match event.body.known()? {
        EventBody::Visitor(message) => message.form.as_ref()?.by_email(),
        _ => None,
    });
    let site = core.sites.by_name(&end.snapshot.row.site);
    let tells_number = end.desk.name() == tickets::NAME && site.is_some_and(|site| site.config.show_ticket_number);
    let commit = |snapshot: &Snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.guard(Guard::Held(row.id, row.fence));
        plan.state().wished = None;
        let ticket = snapshot.state.ticket.filter(|_| tells_number);
        let notice = Notice::MessageLeft { ticket, by_email: by_email.unwrap_or_default() };
        plan.append(&EventBody::Notice(notice));
        plan.operation(Operation::Finish(row.id));
        Some(plan)
    };
    core.change(&row.conversation, commit).await.map(drop)
}

/// Whether a message whose outcome was unknown turned out not to be there, and the desk has ended it since.
fn is_lost(row: &WorkRow, end: &End<'_>) -> bool {
    let seq = seq_of(row);
    row.kind == WorkKind::Send
        && matches!(end.snapshot.row.stage, Stage::Bot | Stage::Ended)
        && (end.snapshot.state.handed_through + 1..=end.snapshot.state.dropped_through).contains(&seq)
        && end.desk.needs_after(&end.link.state) < seq
}

/// Finishes the sending of a message that will not get to the desk, and says so.
pub(super) async fn undelivered(core: &Core, row: &WorkRow, seq: u64) -> Result<(), StoreError> {
    let commit = |snapshot: &Snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.guard(Guard::Held(row.id, row.fence));
        plan.append(&EventBody::Notice(Notice::Undelivered { seq }));
        plan.operation(Operation::Finish(row.id));
        Some(plan)
    };
    core.change(&row.conversation, commit).await.map(drop)
}

/// Keeps work that is refused for good, or that broke off too often. Its lane waits for the operator, and where it is
/// about a message the visitor is told.
pub(in crate::work) async fn park(
    core: &Core,
    row: &WorkRow,
    reason: &str,
    seq: Option<u64>,
) -> Result<(), StoreError> {
    tracing::error!(conversation.id = %row.conversation, work.id = row.id.0, work.kind = row.kind.word(), reason, "this is refused for good; the conversation's lane waits for you");
    let is_message = matches!(row.kind, WorkKind::Send | WorkKind::LeaveMessage);
    let seq = seq.or_else(|| is_message.then(|| seq_of(row)));
    let commit = |snapshot: &Snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.guard(Guard::Held(row.id, row.fence));
        plan.operation(Operation::Park { id: row.id, reason: reason.to_owned() });
        if let Some(seq) = seq {
            plan.append(&EventBody::Notice(Notice::Undelivered { seq }));
        }
        Some(plan)
    };
    core.change(&row.conversation, commit).await.map(drop)
}

/// The handoff cannot be made: the bot is there again and answers what was said meanwhile. `recorded` is what the last
/// step taught. Says whether the work was still ours.
async fn fail(
    core: &Core,
    row: &WorkRow,
    account: &Account,
    error: &str,
    recorded: Vec<Operation>,
) -> Result<bool, StoreError> {
    tracing::error!(account = %account.name, conversation.id = %row.conversation, error = %error, "a handoff failed");
    metrics::counter!(metric::HANDOFF_FAILED, "account" => account.name.clone()).increment(1);
    let order = pending_of(row).map(|order| order.id);
    let outcome = core
        .change(&row.conversation, |snapshot| {
            let current = snapshot.state.pending.as_ref().map(|pending| pending.id.clone());
            let mut plan = Plan::on(snapshot);
            plan.guard(Guard::Held(row.id, row.fence));
            if row.kind == WorkKind::LeaveMessage {
                plan.append(&EventBody::Notice(Notice::Undelivered { seq: seq_of(row) }));
            } else if current == order {
                plan.trigger(Trigger::Fail, StageReason::HandoffFailed, None)?;
                plan.state().pending = None;
                back_to_the_bot(&mut plan);
            }
            for operation in recorded.iter().cloned().chain([Operation::Finish(row.id)]) {
                plan.operation(operation);
            }
            Some(plan)
        })
        .await?;
    match outcome {
        Some(outcome) => Ok(matches!(outcome, Outcome::Committed(_))),
        // An agent was there before it failed, or it was taken back.
        None => settle(core, row, recorded.into_iter().chain([Operation::Finish(row.id)]).collect()).await,
    }
}

/// What was typed while the handoff was made is nobody's any more but the bot's.
fn back_to_the_bot(plan: &mut Plan) {
    let conversation = plan.conversation().clone();
    plan.operation(Operation::Void(conversation.clone(), Lane::Desk));
    plan.operation(Operation::OpenLink(conversation, false));
    plan.ensure(Lane::Bot, WorkKind::BotTurn);
}
