//! What happens beside a bot's turns.

use baton_protocol::{ConversationId, StageReason, TurnId};
use serde::{Deserialize, Serialize};

/// Something a bot is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Its id; the same where it is told again.
    pub id: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// The site, by its name in the configuration.
    pub site: String,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A person has taken over: the bot is silent from here on.
    TakenOver,
    /// The bot has the conversation again.
    Returned {
        /// Why.
        reason: StageReason,
    },
    /// The visitor has said whether an answer was of help.
    Feedback {
        /// The turn of the answer.
        turn: TurnId,
        /// Whether it was.
        helpful: bool,
    },
}
