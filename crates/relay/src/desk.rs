//! The `Desk` seam: where human agents work.
//!
//! A desk is a machine without I/O inside (`next`, `learned`) and a thin edge that performs its calls. The runner asks
//! for one step at a time and commits what the step brought before it asks for the next, so that after any crash the
//! machine resumes at the step whose outcome is unknown.

mod access;
mod address;
mod attachments;
mod availability;
mod finding;
mod groups;
pub mod messaging;
mod pace;
pub mod provision;
pub mod provisioner;
mod support_webhook;
pub mod tickets;
mod transcript;
mod words;

use access::{media_policy, open_media, support};
pub use attachments::Attachments;
pub use groups::{Lead, Routing};

use crate::clock::{Clock, Moment};
use crate::identity::Requester;
use crate::visitor::Profile;
use async_trait::async_trait;
use baton_protocol::{ConversationId, Event, EventId, Stage};
use std::collections::BTreeMap;
use std::time::Duration;

/// Whether somebody could answer now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    /// Somebody is there.
    Yes,
    /// Nobody is.
    No,
    /// The desk cannot say.
    #[default]
    Unknown,
}

impl Availability {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// A request for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The id of the stage event that asked; the handoff's own name, carried to the desk and back.
    pub id: EventId,
    /// What was said up to this `seq` goes into the summary; what follows is sent as messages.
    pub seq: u64,
    /// The skill, by its configured name.
    pub skill: Option<String>,
    /// Why, in a word for the summary.
    pub reason: String,
    /// Whether nobody waits for it: the visitor left a message, and the bot has the conversation.
    pub is_left: bool,
}

/// What the desk is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Make the handoff.
    Handoff(Order),
    /// Give it the visitor's message with this `seq`.
    Send(u64),
    /// Take control back: the visitor cancelled or ended.
    TakeBack {
        /// One line for the agent.
        line: String,
    },
    /// Look for what no webhook brought.
    Reconcile,
    /// Look for the ticket's number.
    Ticket,
}

/// Everything a step may know.
#[derive(Clone, Debug)]
pub struct Job {
    /// The task.
    pub task: Task,
    /// How often this step's work was tried before.
    pub attempt: u32,
    /// Whether the first call of this step may have been made already with its outcome lost: look before repeating.
    pub ambiguous: bool,
    /// Now.
    pub now: Moment,
    /// The conversation.
    pub conversation: ConversationId,
    /// Its stage now; an event of the desk may have moved it on since the last step.
    pub stage: Stage,
    /// The visitor.
    pub profile: Profile,
    /// The visitor's external id: the one a token proved, else a random one of our own.
    pub external_id: String,
    /// Whose ticket it becomes.
    pub requester: Requester,
    /// `dataCapture.*` and other metadata for the ticket, already filtered by trust.
    pub ticket_data: BTreeMap<String, String>,
    /// Variables the bot gathered, for the summary.
    pub variables: BTreeMap<String, String>,
    /// Up to where an earlier listing has proved that nothing is missing.
    pub verified_through: Option<Moment>,
    /// The log after what this desk says it has: see [`Desk::needs_after`].
    pub events: Vec<Event>,
}

/// What a step came to.
#[derive(Clone, Debug)]
pub struct Step {
    /// The desk's new state; kept before anything else is asked of it.
    pub state: String,
    /// The desk's id of the conversation, once known.
    pub remote: Option<String>,
    /// What the log learns from it.
    pub incoming: Vec<Incoming>,
    /// When an echo of what was just posted falls overdue; none leaves it as it is.
    pub echo_due: Option<Moment>,
    /// Up to where a completed listing proved that nothing is missing.
    pub verified_through: Option<Moment>,
    /// How to go on.
    pub then: Then,
}

/// How to go on after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// With the next step at once.
    Continue,
    /// The task is done.
    Done,
    /// Later: nothing went wrong, there is something to wait for.
    Wait(Duration),
    /// Later again: looked, and it is not there yet. Counts as a try, unlike a wait.
    Again(Duration),
    /// It did not work; worth another try.
    Retry {
        /// Not before; none leaves it to the runner's backoff.
        after: Option<Duration>,
        /// Whether the call may have had an effect.
        ambiguous: bool,
        /// For log and metric; no message text, no secret.
        error: String,
    },
    /// The desk refuses this for good. The conversation's lane waits for the operator, and the visitor is told.
    Park {
        /// For the operator; no message text, no secret.
        error: String,
        /// The message concerned.
        seq: Option<u64>,
    },
    /// The handoff cannot be made: back to the bot.
    Fail {
        /// For the operator.
        error: String,
    },
}

/// What a desk tells: from a webhook, a listing or a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The desk's id of the conversation.
    pub remote: String,
    /// Our id of it, where the desk carries it.
    pub conversation: Option<ConversationId>,
    /// What it is recognised by whichever way it comes, such as `account/message/<id>`; none for what has no identity
    /// beyond its effect.
    pub key: Option<String>,
    /// The desk's time of it.
    pub at: Moment,
    /// What happened.
    pub what: What,
}

/// What happened at the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Somebody or something at the desk wrote.
    Said(Said),
    /// The visitor wrote from another device or channel.
    VisitorSaid {
        /// The text.
        text: String,
        /// Files.
        files: Vec<RemoteFile>,
    },
    /// Our own post came back: proof of delivery.
    Echo,
    /// A file of the visitor's message was refused for good; the agent was told by a line of text.
    FileRefused {
        /// The `seq` of the message.
        seq: u64,
    },
    /// The handoff is confirmed.
    Confirmed {
        /// Which.
        handoff: EventId,
    },
    /// The desk refused the handoff after having accepted the call.
    PassFailed {
        /// The desk's code.
        code: String,
    },
    /// Something changed there: look.
    Nudge,
    /// An agent thinks it is done. Nothing has ended, and writing goes on with it.
    Solved,
    /// It is over for the desk.
    Ended(Ending),
    /// The ticket's number is known.
    Ticket(u64),
    /// Who the visitor is to the desk.
    Person(String),
    /// Nothing for us: foreign, or without effect.
    Nothing,
}

/// A message from the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The human who wrote it; none for a trigger, a survey or another bot.
    pub agent: Option<RemoteAgent>,
    /// The text.
    pub text: String,
    /// The same with formatting as HTML, where the desk has it; never shown as it is.
    pub html: Option<String>,
    /// Files.
    pub files: Vec<RemoteFile>,
    /// The desk's id of the message.
    pub id: String,
}

/// A human agent as the desk names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAgent {
    /// Tells two agents apart.
    pub id: String,
    /// The name.
    pub name: String,
    /// Address of the picture.
    pub avatar: Option<String>,
}

/// A file at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteFile {
    /// Its address; opened with the account's credential by the relay alone.
    pub url: String,
    /// Its name.
    pub name: String,
    /// The media type the desk claims.
    pub media_type: String,
    /// Bytes; 0 where the desk does not say.
    pub bytes: u64,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The agent or a rule ended the session.
    Session,
    /// The ticket was closed.
    TicketClosed,
    /// The ticket was solved, and the conversation leaves it.
    TicketSolved,
    /// The agent goes on by e-mail.
    MovedToEmail,
}

/// Something that an agent began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The desk's id of it.
    pub remote: String,
    /// The state of its link.
    pub state: String,
    /// The ticket's number.
    pub ticket: u64,
    /// Whom it is for.
    pub caller: Caller,
}

/// Somebody as the desk knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The desk's id of them.
    pub id: String,
    /// The id that a site gave them.
    pub external_id: Option<String>,
    /// Their address. It leads only to who proved it here.
    pub email: Option<String>,
    /// Their name.
    pub name: String,
    /// Their own fields at the desk, by their keys, as far as they hold a text.
    pub fields: BTreeMap<String, String>,
}

/// A webhook as it was delivered.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// Its headers.
    pub headers: &'a axum::http::HeaderMap,
    /// Its body; none where it could not be read whole, which then is never believed.
    pub body: Option<&'a [u8]>,
    /// When it came.
    pub at: Moment,
}

/// One event of a webhook.
#[derive(Clone, Debug)]
pub struct Received {
    /// What the raw event is recognised by, such as `account/event/<id>`.
    pub key: String,
    /// The desk's conversation, where it names one.
    pub remote: Option<String>,
    /// The raw JSON.
    pub raw: String,
    /// What it says; `Err` with the reason where it cannot be read.
    pub incoming: Result<Incoming, String>,
}

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

    /// Writes a note for the agents of a conversation whose state this is. A desk without notes has done it.
    async fn note(&self, _state: &str, _note: &Note<'_>) -> Then {
        Then::Done
    }

    /// A field, by its key at the desk, of the person whose conversation this is; `Err` says how to go on without an
    /// answer. A desk without such fields knows of none.
    async fn person_field(&self, _state: &str, _asked: &Asked<'_>) -> Result<Option<String>, Then> {
        Ok(None)
    }

    /// Opens a file at the desk: status checked, size capped; private addresses and foreign hosts refused.
    async fn open(&self, url: &str) -> Result<OpenFile, FileFault>;

    /// Proves credentials and rights with harmless calls; what is missing, and where to click.
    async fn check(&self) -> Vec<Finding>;
}

/// A note for the agents, beside the tasks of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// The conversation.
    pub conversation: &'a ConversationId,
    /// What it says.
    pub line: &'a str,
    /// What it is recognised by.
    pub mark: &'a str,
    /// Whether it may be there already.
    pub ambiguous: bool,
    /// Now.
    pub now: Moment,
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

/// A file being read from a desk.
pub struct OpenFile {
    /// The media type the desk says.
    pub media_type: String,
    /// Bytes, where the desk says.
    pub bytes: Option<u64>,
    /// The bytes.
    pub stream: futures_util::stream::BoxStream<'static, std::io::Result<bytes::Bytes>>,
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("OpenFile")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Why a file at the desk cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It is gone, or was never there.
    #[error("the desk has no such file")]
    Gone,
    /// Its address is not one the relay may open.
    #[error("the file's address is refused: {0}")]
    Refused(String),
    /// Not just now.
    #[error("the desk does not give the file just now: {0}")]
    Unavailable(String),
}

/// One line of `baton check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// Whether it is as it should be.
    pub verdict: Verdict,
    /// What is wrong and where to click; or what was seen.
    pub detail: String,
}

/// How a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, with something lost.
    Lossy,
    /// It does not work.
    Bad,
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
