//! The `Bot` seam: given a turn, a bot answers with actions.

mod action;
pub mod knowledge;
mod news;
mod turn;

pub use action::{Action, Ask, Call, Cause, SaidCard, Say};
pub use news::{News, What};
pub use turn::{Person, Said, SaidFile, Speaker, Spoken, Turn};

use async_trait::async_trait;
use baton_protocol::Choice;
use tokio::sync::mpsc;

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
    /// An error after some actions voids them all: the turn is given again under the same id, or the visitor is told.
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError>;

    /// Is told what happened beside its turns. Delivered in the order of the conversation, before the turn that follows;
    /// tried twice.
    async fn told(&self, news: News) -> Result<(), BotError> {
        drop(news);
        Ok(())
    }

    /// Whether it wants to be told at all.
    fn listens(&self) -> bool {
        false
    }

    /// What could be meant by what is being typed, best first. Quick, and without any effect.
    fn suggest(&self, text: &str, locale: Option<&str>) -> Vec<Choice> {
        let _ = (text, locale);
        Vec::new()
    }

    /// Looks after itself; called every few seconds, where blocking for a moment does no harm.
    fn tend(&self) {}

    /// Whether it can tell.
    fn suggests(&self) -> bool {
        false
    }
}
