//! What is put on a ticket beside its messages: how the visitor found it, and that they have left. A conversation of the
//! desk `messaging` has a ticket too, which Support alone can write on.

use super::{aside, settle};
use crate::conversation::Remark;
use crate::core::Core;
use crate::desk::{Note, tickets};
use crate::store::{Operation, StoreError, WorkRow};

/// Writes it, or puts it off.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let Some(remark) = Remark::read(&row.body) else {
        tracing::error!(conversation.id = %row.conversation, work.id = row.id.0, "a remark for a ticket cannot be read and is dropped");
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    };
    let link = match row.desk.as_deref() {
        Some(desk) => core.store.link_to(&row.conversation, desk).await?,
        None => core.store.link(&row.conversation).await?,
    };
    let desk = link.as_ref().and_then(|link| core.accounts.get(&link.account)?.desk(tickets::NAME));
    let Some((link, desk)) = link.as_ref().zip(desk) else {
        tracing::info!(conversation.id = %row.conversation, mark = %remark.mark, "nothing is put on the ticket: the account has no credential for Support");
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    };
    // The desk knows its own tickets; that of another desk's conversation was looked up ahead of this in the lane.
    let is_own = link.desk == tickets::NAME;
    let ticket = if is_own { None } else { core.snapshot(&row.conversation).await?.state.ticket };
    let state = if is_own { link.state.clone() } else { desk.blank() };
    let note = Note {
        conversation: &row.conversation,
        ticket,
        line: remark.line.as_deref(),
        tags: &remark.tags,
        solve: remark.solve,
        mark: &remark.mark,
        ambiguous: row.ambiguous,
        now: core.clock.now(),
    };
    let then = desk.note(&state, &note).await;
    aside::put_off(core, row, then, "what goes on a ticket beside its messages").await
}
