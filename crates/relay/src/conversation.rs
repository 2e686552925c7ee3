//! A conversation as the relay's core sees it: what a visitor's frame, a bot's answer or a desk's word changes, as
//! commits. Nothing in here performs I/O; the callers read, plan, commit, and plan again when somebody was faster.

pub mod asking;
pub mod context;
pub mod handoff;
pub mod incoming;
pub mod leave;
mod plan;
pub mod rating;
mod remark;
pub mod said;
pub mod sms;
mod state;
pub mod texted;

pub use plan::Plan;
pub use remark::Remark;
pub use state::{KnownAgent, Pending, Sms, State};

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

/// Makes an identifier that grows with time: a UUIDv7 of the moment.
pub fn fresh_id(now: Moment) -> String {
    let milliseconds = u64::try_from(now.0).unwrap_or(0);
    let nanoseconds = u32::try_from(milliseconds % 1_000 * 1_000_000).unwrap_or(0);
    let at = uuid::Timestamp::from_unix(uuid::NoContext, milliseconds / 1_000, nanoseconds);
    uuid::Uuid::new_v7(at).to_string()
}
