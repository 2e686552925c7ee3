//! Telling the visitor when nobody has come yet.

use super::settle;
use crate::conversation::Plan;
use crate::core::Core;
use crate::store::{Operation, StoreError, WorkRow};
use crate::telemetry::metric;
use baton_protocol::{EventBody, Notice, Stage};

/// Says so if the handoff this was made for is still under way.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let mut slow = false;
    core.change(&row.conversation, |snapshot| {
        let waits = matches!(snapshot.row.stage, Stage::Requested | Stage::Queued);
        let same = snapshot.state.pending.as_ref().is_some_and(|pending| pending.id.as_str() == row.body);
        slow = waits && same;
        slow.then(|| {
            let mut plan = Plan::on(snapshot);
            let key = format!("slow/{}", row.body);
            plan.append_from(&EventBody::Notice(Notice::HandoffSlow), None, Some(key));
            plan
        })
    })
    .await?;
    if slow {
        metrics::counter!(metric::HANDOFF_SLOW).increment(1);
    }
    settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop)
}
