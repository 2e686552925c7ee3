//! The `Desk` seam: where human agents work.
//!
//! A desk is a machine without I/O inside (`next`, `learned`) and a thin edge that performs its calls. The runner asks
//! for one step at a time and commits what the step brought before it asks for the next, so that after any crash the
//! machine resumes at the step whose outcome is unknown.

mod access;
mod address;
mod attachments;
mod availability;
mod cut;
mod finding;
mod groups;
mod incoming;
pub mod messaging;
mod open_file;
mod pace;
pub mod provision;
pub mod provisioner;
mod reply;
pub mod support_webhook;
mod task;
pub mod tickets;
mod transcript;
mod words;

use access::{media_policy, open_media, support};
pub use attachments::Attachments;
pub use availability::Availability;
pub use finding::{Finding, Verdict};
pub use groups::{Lead, Routing};
pub use incoming::{Beginning, Caller, Delivery, Ending, Incoming, Received, RemoteAgent, RemoteFile, Said, What};
pub use open_file::{FileFault, OpenFile};
pub use task::{Job, Order, Step, Task, Then};
pub use transcript::spoken;

use crate::clock::{Clock, Moment};
use async_trait::async_trait;
use baton_protocol::{ConversationId, EventId};

/// A desk of one account.
#[async_trait]
pub trait Desk: Send + Sync + std::fmt::Debug {
    /// Its name in configuration and in links.
    fn name(&self) -> &'static str;

    /// The state of a link nobody has worked on.
    fn blank(&self) -> String;

    /// The `seq` after which it needs the log for its next step; what it has given to agents already ends there.
    fn needs_after(&self, state: &str) -> u64;

    /// Whether somebody could answer now. Never takes long: what cannot be told in a moment is unknown.
    async fn availability(&self, skill: Option<&str>, clock: &dyn Clock) -> Availability;

    /// Does one step of a task.
    async fn step(&self, state: &str, job: Job) -> Step;

    /// Whether a webhook proves to know one of the account's secrets. Without this nothing of its body is believed.
    fn authentic(&self, delivery: &Delivery<'_>) -> bool;

    /// Whether a body that nobody vouches for says that it is meant for this account. Tells a real delivery with a wrong
    /// secret, which the operator has to hear of, from a stranger's knock; it proves nothing.
    fn addresses(&self, body: &[u8]) -> bool;

    /// Reads the body of a webhook that came now and whose secret was checked. `Err` for a body that is no envelope at
    /// all.
    fn read(&self, body: &[u8], at: Moment) -> Result<Vec<Received>, String>;

    /// Reads one raw event that [`Self::read`] gave and the inbox kept.
    fn read_one(&self, raw: &str) -> Result<Incoming, String>;

    /// Whether it is told of everything there, also of what is none of ours.
    fn tells_of_all(&self) -> bool {
        false
    }

    /// Whether a raw event that belongs to nothing known may be the beginning of something.
    fn may_begin(&self, _raw: &str) -> bool {
        false
    }

    /// Whether what raw events of one `remote` tell of is the beginning of something. `Err` where that cannot be said now.
    async fn begins(&self, _remote: &str, _raw: &[String], _now: Moment) -> Result<Option<Beginning>, String> {
        Ok(None)
    }

    /// Tells the agents, once, that what they began leads to nobody.
    async fn decline(&self, _remote: &str, _line: &str, _now: Moment) -> Result<(), String> {
        Ok(())
    }

    /// Whether something ended or came before the handoff that the state knows, or that is `pending` and which the state
    /// does not know yet: a late word of an earlier one.
    fn is_stale(&self, state: &str, pending: Option<&EventId>, incoming: &Incoming) -> bool;

    /// The skill of the handoff that a message is in the middle of: the desk found its conversation full, and makes it go on
    /// in another before the message is sent.
    fn skill(&self, _state: &str) -> Option<String> {
        None
    }

    /// Whether a conversation whose state this is was once at this `remote`, and has left it: what is said there is still
    /// the visitor's.
    fn was_at(&self, _state: &str, _remote: &str) -> bool {
        false
    }

    /// Puts a note on the ticket of a conversation whose state this is. A desk without notes has done it.
    async fn note(&self, _state: &str, _note: &Note<'_>) -> Then {
        Then::Done
    }

    /// A field, by its key at the desk, of the person whose conversation this is; `Err` says how to go on without an
    /// answer. A desk without such fields knows of none.
    async fn person_field(&self, _state: &str, _asked: &Asked<'_>) -> Result<Option<String>, Then> {
        Ok(None)
    }

    /// What is there of whoever had a conversation whose state this is.
    fn traces(&self, _state: &str, _conversation: &ConversationId) -> Traces {
        Traces::default()
    }

    /// Deletes what is to be forgotten, which [`Self::traces`] named. Doing it twice makes no difference.
    async fn forget(&self, _what: &str, _conversation: &ConversationId, _now: Moment) -> Then {
        Then::Done
    }

    /// Opens a file at the desk: status checked, size capped; private addresses and foreign hosts refused.
    async fn open(&self, url: &str) -> Result<OpenFile, FileFault>;

    /// Proves credentials and rights with harmless calls; what is missing, and where to click.
    async fn check(&self) -> Vec<Finding>;
}

/// What is put on a ticket beside the tasks of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// The conversation.
    pub conversation: &'a ConversationId,
    /// The ticket's number, where it is not the state that knows it.
    pub ticket: Option<u64>,
    /// A note for the agents.
    pub line: Option<&'a str>,
    /// Tags that are added.
    pub tags: &'a [String],
    /// Whether the ticket is solved with it.
    pub solve: bool,
    /// What the note is recognised by.
    pub mark: &'a str,
    /// Whether it may be there already.
    pub ambiguous: bool,
    /// Now.
    pub now: Moment,
}

/// Where a desk keeps somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// What [`Desk::forget`] deletes, in the desk's own words; none where it keeps nothing that is this visitor's alone.
    pub own: Option<String>,
    /// The tickets that came of it, and whose they are.
    pub tickets: tickets::Traces,
}

/// A question about the person whose conversation it is.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The conversation.
    pub conversation: &'a ConversationId,
    /// The key of the field.
    pub field: &'a str,
    /// Now.
    pub now: Moment,
}

/// `BATON_FAULT_NO_MATCH` plants the fault that the tests of sending exactly once must be able to find.
#[cfg(debug_assertions)]
pub(in crate::desk) fn matches_before_resend() -> bool {
    std::env::var_os("BATON_FAULT_NO_MATCH").is_none()
}

#[cfg(not(debug_assertions))]
pub(in crate::desk) fn matches_before_resend() -> bool {
    true
}
