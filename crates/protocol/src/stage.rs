//! Who holds the conversation, and the one table of how that changes. Both sides run it.

use serde::{Deserialize, Serialize};

/// Who holds the conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The bot answers.
    #[default]
    Bot,
    /// A handoff is being made; the bot is silent.
    Requested,
    /// The desk has confirmed it; no human has acted yet.
    Queued,
    /// A human agent has it.
    Agent,
    /// It has ended; the visitor's next word begins with the bot again.
    Ended,
}

/// Something that may change the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A person is asked for.
    Ask,
    /// The desk has confirmed the handoff.
    Confirm,
    /// The handoff cannot be made.
    Fail,
    /// The visitor takes the request back.
    Cancel,
    /// A human agent acts for the first time.
    AgentActs,
    /// The desk or the visitor ends it.
    End,
    /// The bot says that it is over.
    BotEnds,
    /// The visitor writes.
    VisitorWrites,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 5] = [Self::Bot, Self::Requested, Self::Queued, Self::Agent, Self::Ended];

    /// The stage after a trigger; none where it changes nothing. Total: every pair is decided here and nowhere else.
    ///
    /// An agent's first act counts even before the confirmation, and even after an end: webhooks come in no promised
    /// order, and a person who writes to the visitor is there.
    pub fn after(self, trigger: Trigger) -> Option<Self> {
        use Trigger::{AgentActs, Ask, BotEnds, Cancel, Confirm, End, Fail, VisitorWrites};
        match (self, trigger) {
            (Self::Bot | Self::Ended, Ask) => Some(Self::Requested),
            (Self::Requested | Self::Queued | Self::Agent, Ask) => None,
            (Self::Requested, Confirm) => Some(Self::Queued),
            (Self::Bot | Self::Queued | Self::Agent | Self::Ended, Confirm) => None,
            (Self::Requested | Self::Queued, Fail | Cancel) => Some(Self::Bot),
            (Self::Bot | Self::Agent | Self::Ended, Fail | Cancel) => None,
            (Self::Bot | Self::Requested | Self::Queued | Self::Ended, AgentActs) => Some(Self::Agent),
            (Self::Agent, AgentActs) => None,
            (Self::Requested | Self::Queued | Self::Agent, End) => Some(Self::Ended),
            (Self::Bot | Self::Ended, End) => None,
            (Self::Bot, BotEnds) => Some(Self::Ended),
            (Self::Requested | Self::Queued | Self::Agent | Self::Ended, BotEnds) => None,
            (Self::Ended, VisitorWrites) => Some(Self::Bot),
            (Self::Bot | Self::Requested | Self::Queued | Self::Agent, VisitorWrites) => None,
        }
    }

    /// Whether the desk gets what the visitor writes.
    pub fn is_with_desk(self) -> bool {
        matches!(self, Self::Queued | Self::Agent)
    }

    /// Whether the visitor may take a request for a person back.
    pub fn can_cancel(self) -> bool {
        self.after(Trigger::Cancel).is_some()
    }
}

/// Why a stage changed. Words alone, so that an older reader follows a change whose reason it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StageReason {
    /// The visitor asked for a person.
    VisitorAsked,
    /// The page asked for a person.
    PageAsked,
    /// The bot decided that a person is needed.
    BotDecided,
    /// The bot failed to answer.
    BotFailed,
    /// The bot had no answer, several times in a row.
    BotUnsure,
    /// The visitor used a word for which the site calls a person.
    Keyword,
    /// The bot ended it.
    BotEnded,
    /// The desk confirmed.
    Confirmed,
    /// The handoff could not be made.
    HandoffFailed,
    /// The visitor took the request back.
    Cancelled,
    /// An agent acted.
    AgentActed,
    /// The agent, or a rule of the desk, ended the session.
    SessionEnded,
    /// The ticket was closed.
    TicketClosed,
    /// The ticket was solved, and writing again begins anew.
    TicketSolved,
    /// The agent goes on by e-mail.
    MovedToEmail,
    /// The visitor ended it.
    VisitorEnded,
    /// The visitor wrote after the end.
    VisitorWrote,
    /// A reason of a newer relay.
    #[serde(other)]
    Unknown,
}
