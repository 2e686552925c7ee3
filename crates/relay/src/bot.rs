//! The `Bot` seam: given a turn, a bot answers with actions.

pub mod knowledge;

use async_trait::async_trait;
use baton_protocol::{Choice, ConversationId, TurnId};
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// One turn: what the visitor said since the last one.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its id; the bot's idempotency key. A turn that died is given again under the same id.
    pub id: TurnId,
    /// The conversation.
    pub conversation: ConversationId,
    /// What was said, in order; at least one.
    pub said: Vec<Said>,
    /// What was said before, oldest first, for bots that use it.
    pub history: Vec<Spoken>,
    /// Variables of the conversation.
    pub variables: BTreeMap<String, String>,
    /// The page the visitor is on.
    pub page: Option<String>,
    /// The visitor's language, as BCP 47.
    pub locale: Option<String>,
}

/// One message of the visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The text; a button's label.
    pub text: String,
    /// A button's payload.
    pub payload: Option<String>,
    /// Names of files that came with it.
    pub files: Vec<String>,
}

/// A line of the conversation so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Who.
    pub by: Speaker,
    /// What, as plain text.
    pub text: String,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The visitor.
    Visitor,
    /// The bot.
    Bot,
    /// A human agent.
    Agent,
}

/// What a bot does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Says something, in Markdown, with buttons below.
    Say {
        /// The text, Markdown.
        markdown: String,
        /// The buttons.
        choices: Vec<Choice>,
    },
    /// More of the text it is about to say: shown as a draft, replaced by the `Say` that follows.
    Stream(String),
    /// Remembers something for the rest of the conversation.
    Set {
        /// The variable.
        name: String,
        /// Its value.
        value: String,
    },
    /// Calls for a person.
    HandOff {
        /// The skill, by its configured name.
        skill: Option<String>,
        /// Whether it gives up, rather than decides.
        failed: bool,
    },
}

/// Why a turn came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The bot cannot be reached or fails just now; worth another try.
    #[error("the bot is unavailable: {0}")]
    Unavailable(String),
    /// The bot answered something that cannot be used.
    #[error("the bot's answer cannot be used: {0}")]
    Nonsense(String),
}

/// A bot.
#[async_trait]
pub trait Bot: Send + Sync + std::fmt::Debug {
    /// Answers a turn: sends actions as they come and returns when it has no more to say. Dropping the future stops it.
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError>;
}
