//! A conversation as the relay's core sees it: what a visitor's frame, a bot's answer or a desk's word changes, as
//! commits. Nothing in here performs I/O; the callers read, plan, commit, and plan again when somebody was faster.

pub mod context;
pub mod handoff;
pub mod incoming;
mod plan;
pub mod said;
mod state;

pub use plan::Plan;
pub use state::{KnownAgent, Pending, State};

use crate::clock::Moment;
use crate::store::ConversationRow;
use baton_protocol::EventBody;

/// A conversation at the moment a change is planned.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The row.
    pub row: ConversationRow,
    /// Its state, read.
    pub state: State,
    /// Now.
    pub now: Moment,
}

impl Snapshot {
    /// Reads the state of a row. A state of an unknown form counts as empty: what matters is in the log.
    pub fn of(row: ConversationRow, now: Moment) -> Self {
        let state = State::read(&row.state);
        Self { row, state, now }
    }
}

/// The stored form of an event's body.
pub fn body_text(body: &EventBody) -> String {
    // Serialising our own plain types cannot fail; an empty object would be read as unknown, never as something else.
    serde_json::to_string(body).unwrap_or_else(|_| "{}".to_owned())
}

/// Makes an identifier that grows with time.
pub fn fresh_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
