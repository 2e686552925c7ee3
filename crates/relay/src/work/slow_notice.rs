//! Telling the visitor when nobody has come yet.

use super::settle;
use crate::conversation::{Plan, State, handoff};
use crate::core::Core;
use crate::store::{Operation, StoreError, WorkRow};
use baton_protocol::{EventBody, Notice, Stage};

/// Says so if the handoff this was made for is still under way, or if the form before it still waits.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let mut slow = false;
    core.change(&row.conversation, |snapshot| {
        let waits = matches!(snapshot.row.stage, Stage::Requested | Stage::Queued);
        slow = waits && is_about(&row.body, &snapshot.state);
        slow.then(|| {
            let mut plan = Plan::on(snapshot);
            let key = format!("slow/{}", row.body);
            plan.append_from(&EventBody::Notice(Notice::HandoffSlow), None, Some(key));
            plan
        })
    })
    .await?;
    if slow {
        metrics::counter!("baton_handoff_slow_total").increment(1);
    }
    settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop)
}

fn is_about(body: &str, state: &State) -> bool {
    let (id, at_form) = body.strip_prefix(handoff::AT_FORM).map_or((body, false), |id| (id, true));
    let same = state.pending.as_ref().is_some_and(|pending| pending.id.as_str() == id);
    same && (!at_form || state.form.is_some())
}
