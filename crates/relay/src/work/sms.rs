//! Text messages to visitors. A text is sent at least once: where it is not known whether Braze took it, it is sent
//! again, for Braze tells no repeats apart, and an answer that never comes is worse than one that comes twice. Both carry
//! the id of the event as `baton_id`.

mod letter;

use super::{aside, backoff, settle};
use crate::braze::{Campaign, Channel, Fault, Ticket};
use crate::conversation::sms::{Errand, Why};
use crate::conversation::{Plan, Snapshot};
use crate::core::Core;
use crate::desk::{Asked, Note, Then, tickets};
use crate::store::{Lane, NewWork, Operation, StoreError, WorkBody, WorkKind, WorkRow};
use crate::telemetry::metric;
use letter::Letter;
use std::sync::Arc;

/// Sends it, or puts it off.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let snapshot = core.snapshot(&row.conversation).await?;
    let errand = Errand::read(&row.body);
    let channel = core.channel(&snapshot.row.site).cloned();
    match (errand, channel) {
        (Some(Errand::Note(why, seq)), _) => note(core, row, why, seq).await,
        (Some(errand), Some(channel)) => send(core, row, &snapshot, &channel, &errand).await,
        (errand, _) => {
            let site = &snapshot.row.site;
            tracing::error!(conversation.id = %row.conversation, site = %site, readable = errand.is_some(), "a text message is dropped: its site has no table `braze` any more");
            settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop)
        }
    }
}

async fn send(
    core: &Core,
    row: &WorkRow,
    snapshot: &Snapshot,
    channel: &Arc<Channel>,
    errand: &Errand,
) -> Result<(), StoreError> {
    let done = vec![Operation::Finish(row.id)];
    let Some(sms) = &snapshot.state.sms else { return settle(core, row, done).await.map(drop) };
    if sms.stopped {
        return withheld(core, row, errand).await;
    }
    let Some(letter) = letter::of(core, row, snapshot, channel, errand).await? else {
        return settle(core, row, done).await.map(drop);
    };
    let now = core.clock.now();
    if let Some(span) = channel.pause_left(now) {
        let later = Operation::Postpone { id: row.id, due: now + span, ambiguous: row.ambiguous };
        return settle(core, row, vec![later]).await.map(drop);
    }
    let to = match &sms.to {
        Some(to) => to.clone(),
        None => match addressee(core, row, channel).await? {
            Ok(to) => to,
            Err(then) => return aside::put_off(core, row, then, "who a text message goes to").await,
        },
    };
    let campaign = Campaign {
        id: letter.campaign(channel),
        to: &to,
        text: &letter.text,
        mark: &letter.mark,
        ticket: Some(Ticket { number: snapshot.state.ticket, open: !letter.is_end }),
    };
    if row.ambiguous {
        tracing::warn!(conversation.id = %row.conversation, work.id = row.id.0, "it is not known whether a text message went out; it is sent again");
    }
    let sent = channel.send(&campaign, now).await;
    crate::faults::point("sms_before_record").await;
    conclude(core, row, snapshot, &letter, sent).await
}

/// What became of a text.
async fn conclude(
    core: &Core,
    row: &WorkRow,
    snapshot: &Snapshot,
    letter: &Letter,
    sent: Result<(), Fault>,
) -> Result<(), StoreError> {
    let (now, site) = (core.clock.now(), &snapshot.row.site);
    let fault = match sent {
        Ok(()) => {
            metrics::counter!(metric::SMS_SENT, "site" => site.clone()).increment(1);
            let notice = letter.cut.then(|| tell(row, Why::Cut, letter.seq, now));
            return settle(core, row, notice.into_iter().chain([Operation::Finish(row.id)]).collect()).await.map(drop);
        }
        Err(fault) => fault,
    };
    if let Fault::Refused(_) = &fault {
        tracing::error!(conversation.id = %row.conversation, site = %site, error = %fault, "a text message is refused for good and does not go out; the agents are told");
        metrics::counter!(metric::SMS_REFUSED, "site" => site.clone()).increment(1);
        let end = vec![tell(row, Why::Refused, letter.seq, now), Operation::Finish(row.id)];
        return settle(core, row, end).await.map(drop);
    }
    metrics::counter!(metric::SMS_RETRIES, "site" => site.clone()).increment(1);
    let (due, ambiguous) = match &fault {
        Fault::Limited(span) => (now + *span, row.ambiguous),
        Fault::Unavailable { unsent, .. } => (backoff(row, now), row.ambiguous || !unsent),
        Fault::Settings(_) | Fault::Refused(_) => (backoff(row, now), row.ambiguous),
    };
    match &fault {
        Fault::Settings(_) => {
            tracing::error!(site = %site, work.id = row.id.0, error = %fault, "text messages wait until this is mended");
        }
        _ => {
            tracing::warn!(site = %site, work.id = row.id.0, attempt = row.attempt, error = %fault, "a text message is tried again");
        }
    }
    settle(core, row, vec![Operation::Retry { id: row.id, due, ambiguous }]).await.map(drop)
}

/// The agents are told, behind what goes out already.
fn tell(row: &WorkRow, why: Why, seq: u64, due: crate::clock::Moment) -> Operation {
    Operation::AddWork(NewWork {
        conversation: row.conversation.clone(),
        lane: Lane::Sms,
        kind: WorkKind::Sms,
        desk: None,
        body: WorkBody::Is(Errand::Note(why, seq).body()),
        due,
    })
}

/// The visitor has asked for no more texts since this was ordered.
async fn withheld(core: &Core, row: &WorkRow, errand: &Errand) -> Result<(), StoreError> {
    let Errand::Event(seq) = errand else { return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop) };
    let now = core.clock.now();
    core.change(&row.conversation, |snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.guard(crate::store::Guard::Held(row.id, row.fence));
        plan.operation(Operation::Finish(row.id));
        if let Some(sms) = plan.state().sms.as_mut().filter(|sms| !sms.stop_told) {
            sms.stop_told = true;
            plan.operation(tell(row, Why::Stopped, *seq, now));
        }
        Some(plan)
    })
    .await
    .map(drop)
}

/// Who the visitor is at Braze, where the desk alone knows: it is asked once, and what it says is kept.
async fn addressee(core: &Core, row: &WorkRow, channel: &Channel) -> Result<Result<String, Then>, StoreError> {
    let unknown = |error: String| Ok(Err(Then::Fail { error }));
    let Some(link) = core.store.link(&row.conversation).await? else {
        return unknown("the conversation is at no desk".to_owned());
    };
    let desk = core.accounts.get(&link.account).and_then(|account| account.desk(&link.desk));
    let Some(desk) = desk else { return unknown(format!("there is no desk `{}` any more", link.desk)) };
    let field = channel.config.user_field.as_str();
    let asked = Asked { conversation: &row.conversation, field, now: core.clock.now() };
    let to = match desk.person_field(&link.state, &asked).await {
        Ok(Some(to)) => to,
        Ok(None) => return unknown(format!("the requester's field `{field}` at Zendesk is empty")),
        Err(then) => return Ok(Err(then)),
    };
    core.change(&row.conversation, |snapshot| {
        let mut plan = Plan::on(snapshot);
        plan.state().sms.as_mut()?.to = Some(to.clone());
        Some(plan)
    })
    .await?;
    Ok(Ok(to))
}

async fn note(core: &Core, row: &WorkRow, why: Why, seq: u64) -> Result<(), StoreError> {
    let link = core.store.link_to(&row.conversation, tickets::NAME).await?;
    let desk = link.as_ref().and_then(|link| core.accounts.get(&link.account)?.desk(&link.desk));
    let Some((desk, link)) = desk.zip(link.as_ref()) else {
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    };
    let mark = format!("sms/{}/{}/{seq}", row.conversation, why.word());
    let note = Note {
        conversation: &row.conversation,
        ticket: None,
        line: Some(letter::line(why)),
        tags: &[],
        solve: false,
        mark: &mark,
        ambiguous: row.ambiguous,
        now: core.clock.now(),
    };
    let then = desk.note(&link.state, &note).await;
    aside::put_off(core, row, then, "a note about a text message").await
}
