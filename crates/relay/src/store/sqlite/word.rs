//! The words enumerations are stored as; part of the schema, so never changed.

use crate::store::{InboxState, WorkState};
use baton_protocol::Stage;

/// The word of a stage.
pub(super) fn of_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Bot => "bot",
        Stage::Requested => "requested",
        Stage::Queued => "queued",
        Stage::Agent => "agent",
        Stage::Ended => "ended",
    }
}

/// The stage of a word.
pub(super) fn stage(word: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| of_stage(*stage) == word)
}

/// Every state of work.
pub(super) const WORK_STATES: [WorkState; 3] = [WorkState::Pending, WorkState::Running, WorkState::Parked];

/// The word of a state of work. The statements about work name these words themselves.
pub(super) fn of_work_state(state: WorkState) -> &'static str {
    match state {
        WorkState::Pending => "pending",
        WorkState::Running => "running",
        WorkState::Parked => "parked",
    }
}

/// The word of a state of an inbox row.
pub(super) fn of_inbox_state(state: InboxState) -> &'static str {
    match state {
        InboxState::Applied => "applied",
        InboxState::Unclaimed => "unclaimed",
        InboxState::Dead => "dead",
    }
}
