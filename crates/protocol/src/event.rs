//! Events: the entries of a conversation's log.

use crate::{Agent, AgentMessage, BotMessage, ClientId, EventId, Form, Lenient, Stage, StageReason, VisitorMessage};
use serde::{Deserialize, Serialize};

/// One entry of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id; UUIDv7.
    pub id: EventId,
    /// Its place: 1, 2, 3 … without a gap, given in the transaction that committed it.
    pub seq: u64,
    /// When it was committed, in milliseconds.
    pub at: i64,
    /// The client's own name of what caused it; the acknowledgement a sender waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    /// What happened.
    pub body: Lenient<EventBody>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventBody {
    /// The visitor said something.
    Visitor(VisitorMessage),
    /// The bot said something.
    Bot(BotMessage),
    /// An agent, or the desk by itself, said something.
    Agent(AgentMessage),
    /// The conversation passed from one stage to another.
    Stage(StageChange),
    /// A form is asked for.
    Form(Form),
    /// Something the visitor is told.
    Notice(Notice),
    /// Whether something the bot said was of help to the visitor. The newest word about it counts.
    Feedback(Feedback),
    /// The body of an earlier event was erased.
    Redacted {
        /// The `seq` of that event.
        seq: u64,
    },
}

/// Whether something the bot said was of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The `seq` of the bot's message.
    pub seq: u64,
    /// Whether it was.
    pub helpful: bool,
}

/// A passage from one stage to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageChange {
    /// The stage left.
    pub from: Stage,
    /// The stage entered.
    pub to: Stage,
    /// Why.
    pub reason: StageReason,
}

/// Something the visitor is told by the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// An agent wrote for the first time, or took over from another.
    AgentJoined(Agent),
    /// A message or file could not be given to the desk and will not be tried again.
    Undelivered {
        /// The `seq` of the visitor's message.
        seq: u64,
    },
    /// The desk has not confirmed the handoff in time. The visitor may wait, or go back to the bot.
    HandoffSlow,
    /// The agent thinks it is done. Writing goes on with the same people.
    TicketSolved,
    /// A person was asked for, and nobody is there.
    Away(Away),
    /// The message that was left is with the people it was left for.
    MessageLeft {
        /// The number it has there, where visitors are told it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<u64>,
        /// Whether the answer comes by e-mail.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_email: bool,
    },
}

/// What is said where nobody is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// The site's own words; readers have words for where there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// When people come next, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<i64>,
    /// Whether a message can be left for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_leave: bool,
}
