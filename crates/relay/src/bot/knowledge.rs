//! The bot that needs no account: a folder of Markdown items, ranked by a library, with a floor below which it says that
//! it does not know instead of guessing.

mod answer;
mod capture;
mod condition;
mod folder;
mod front;
mod index;
mod item;
mod library;
mod problem;
mod review;
mod spelling;
mod words;

pub use capture::{Capture, Pattern};
pub use condition::Condition;
pub use item::{Button, Item, ItemCard, ItemForm, Target, Then};
pub use problem::Problem;
pub use review::Remark;

use super::{Action, Bot, BotError, Person, Turn};
use async_trait::async_trait;
use baton_protocol::{Choice, ChoiceAction, ConversationId, TurnId};
use library::Library;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::mpsc;

/// Suggestions while somebody types.
const SUGGESTIONS: usize = 4;

/// How the bot behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How sure it must be to answer, from 0 to 1.
    pub floor: f64,
    /// The language of the items, as BCP 47: decides how words are stemmed.
    pub locale: String,
    /// Whether there are people to hand over to.
    pub handoff: bool,
    /// Whether it suggests while somebody types.
    pub suggests: bool,
}

/// The bot.
#[derive(Debug)]
pub struct Knowledge {
    folder: PathBuf,
    settings: Settings,
    library: RwLock<Arc<Library>>,
    /// The folder as it was when it was read last, with success or not.
    seen: Mutex<folder::Print>,
}

impl Knowledge {
    /// Reads a folder. All its problems come at once, each with file and line.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, Vec<Problem>> {
        // Before it is read: what changes meanwhile is read again.
        let seen = folder::print(folder).unwrap_or_default();
        let library = Library::read(folder, &settings.locale)?;
        let library = RwLock::new(Arc::new(library));
        Ok(Self { folder: folder.to_owned(), settings, library, seen: Mutex::new(seen) })
    }

    /// The items, in the order of their files.
    pub fn items(&self) -> Vec<Item> {
        self.library().items().to_vec()
    }

    /// The ids of the items that fit a question, best first, each with how sure that is, from 0 to 1.
    pub fn find(&self, question: &str, turn: &Turn) -> Vec<(Item, f64)> {
        let library = self.library();
        library.find(question, turn).iter().map(|found| (found.item.clone(), found.confidence)).collect()
    }

    /// What the author may want to look at, though nothing is wrong.
    pub fn review(&self, skills: &[&str]) -> Vec<Remark> {
        review::of(&self.library(), &self.settings, skills)
    }

    /// The actions that answer a turn.
    pub fn answer(&self, turn: &Turn) -> Vec<Action> {
        answer::to(&self.library(), &self.settings, turn)
    }

    /// Reads the folder again where it has changed. What has problems is not taken; the bot goes on with what it knew.
    pub fn refresh(&self) -> Result<bool, Vec<Problem>> {
        let now = folder::print(&self.folder).unwrap_or_default();
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if *seen == now {
                return Ok(false);
            }
            *seen = now;
        }
        let library = Arc::new(Library::read(&self.folder, &self.settings.locale)?);
        *self.library.write().unwrap_or_else(PoisonError::into_inner) = library;
        Ok(true)
    }

    fn library(&self) -> Arc<Library> {
        Arc::clone(&self.library.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A turn in which somebody asks for the first time.
pub fn first_question(text: &str, locale: Option<&str>, page: Option<&str>) -> Turn {
    Turn {
        id: TurnId::new("turn"),
        conversation: ConversationId::new("conversation"),
        site: String::new(),
        said: vec![super::Said { text: text.to_owned(), ..super::Said::default() }],
        history: Vec::new(),
        variables: BTreeMap::new(),
        person: Person::default(),
        page: page.map(str::to_owned),
        locale: locale.map(str::to_owned),
        returned: false,
    }
}

#[async_trait]
impl Bot for Knowledge {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        for action in self.answer(&turn) {
            if actions.send(action).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    fn suggest(&self, text: &str, locale: Option<&str>) -> Vec<Choice> {
        let library = self.library();
        let turn = first_question(text, locale, None);
        let found = library.complete(text, &turn).into_iter().take(SUGGESTIONS);
        let choice =
            |item: &Item| Choice { label: item.title.clone(), action: ChoiceAction::Postback(item.id.clone()) };
        found.map(|found| choice(found.item)).collect()
    }

    fn suggests(&self) -> bool {
        self.settings.suggests
    }

    fn tend(&self) {
        match self.refresh() {
            Ok(false) => {}
            Ok(true) => tracing::info!(folder = %self.folder.display(), "the bot's knowledge was read again"),
            Err(problems) => {
                for problem in problems {
                    tracing::error!("the bot's knowledge has a problem and is not taken: {problem}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
