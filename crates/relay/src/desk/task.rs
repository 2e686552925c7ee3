//! What a desk is asked to do, and what a step of it came to.

use super::Incoming;
use crate::clock::Moment;
use crate::identity::Requester;
use crate::visitor::Profile;
use baton_protocol::{ConversationId, Event, EventId, Stage};
use std::collections::BTreeMap;
use std::time::Duration;

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
    /// What the bot wants the agents to know; visitors can lead a bot.
    pub note: Option<String>,
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
    /// The ticket's number, where it is known.
    pub ticket: Option<u64>,
    /// What the desk confirmed last that nobody had asked for: see [`super::What::Renewed`].
    pub confirmed: Option<EventId>,
    /// Up to where an earlier listing has proved that nothing is missing.
    pub verified_through: Option<Moment>,
    /// The log after what this desk says it has: see [`super::Desk::needs_after`].
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
