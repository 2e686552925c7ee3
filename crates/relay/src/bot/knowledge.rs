//! The bot that needs no account: a folder of Markdown items, ranked by a library, with a floor below which it says that
//! it does not know instead of guessing.

mod answer;
mod index;
mod item;
mod problem;
mod retrieve;

pub use item::{Button, Item, Target};
pub use problem::Problem;
pub use retrieve::Found;

use super::{Action, Bot, BotError, Turn};
use async_trait::async_trait;
use index::Index;
use std::collections::HashMap;
use std::path::Path;
use tokio::sync::mpsc;

/// How the bot behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How sure it must be to answer, from 0 to 1.
    pub floor: f64,
    /// The language of the items, as BCP 47: decides how words are stemmed.
    pub locale: String,
    /// Whether there are people to hand over to.
    pub handoff: bool,
}

/// The bot.
#[derive(Debug)]
pub struct Knowledge {
    items: Vec<Item>,
    by_id: HashMap<String, usize>,
    index: Index,
    settings: Settings,
}

impl Knowledge {
    /// Reads a folder. All its problems come at once, each with file and line.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, Vec<Problem>> {
        let items = item::read_folder(folder)?;
        let by_id = items.iter().enumerate().map(|(place, item)| (item.id.clone(), place)).collect();
        let index = Index::of(&items, &settings.locale);
        Ok(Self { items, by_id, index, settings })
    }

    /// The items, in the order of their files.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    fn item(&self, id: &str) -> Option<&Item> {
        self.by_id.get(id).and_then(|place| self.items.get(*place))
    }
}

#[async_trait]
impl Bot for Knowledge {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        for action in answer::to(self, &turn) {
            if actions.send(action).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
