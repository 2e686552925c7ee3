//! Stand-ins for the services that bots of chats run at: a language model behind OpenAI's chat completions, a Rasa
//! assistant, an IBM watsonx Assistant with its identity service, and a bot that speaks Baton's own words.
//!
//! They have one address of their own with a path for each, understand nothing of what is said, and answer what a test has
//! told them to, in the words and with the refusals of the vendor. What they were sent can be looked at.
#![expect(clippy::indexing_slicing, reason = "JSON alone is indexed, which answers null for a key that is not there")]

mod control;
mod door;
mod openai;
mod own;
mod rasa;
mod reply;
mod watsonx;

pub use reply::{Heard, Reply, Vendor};

use crate::clock::Clock;
use crate::control::guard::same_origin;
use axum::Router;
use axum::middleware::from_fn;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;
use watsonx::Assistant;

/// The control of the stand-ins. Cheap to clone.
#[derive(Clone)]
pub struct Bots {
    shelf: Arc<Shelf>,
}

struct Shelf {
    book: Mutex<Book>,
    clock: Clock,
    cancel: CancellationToken,
}

#[derive(Default)]
struct Book {
    replies: BTreeMap<Vendor, VecDeque<Reply>>,
    heard: Vec<Heard>,
    assistant: Assistant,
    /// Counts what needs an id.
    ids: u64,
}

/// The stand-ins and their control, on one origin.
pub(crate) fn router(bots: &Bots) -> Router {
    let control = control::router(bots.clone()).layer(from_fn(same_origin));
    Router::new()
        .nest("/openai/v1", openai::router(bots))
        .merge(rasa::router(bots))
        .nest("/watsonx", watsonx::router(bots))
        .nest("/iam", watsonx::identity::router(bots))
        .merge(own::router(bots))
        .merge(control)
}

impl Bots {
    pub(crate) fn open(clock: Clock, cancel: CancellationToken) -> Self {
        Self { shelf: Arc::new(Shelf { book: Mutex::default(), clock, cancel }) }
    }

    /// What a stand-in answers next, in this order after what it was told before. With nothing told it repeats what it hears.
    pub fn will(&self, vendor: Vendor, replies: impl IntoIterator<Item = Reply>) {
        self.with(|book, _| book.replies.entry(vendor).or_default().extend(replies));
    }

    /// What a stand-in was sent, oldest first.
    #[must_use]
    pub fn heard(&self, vendor: Vendor) -> Vec<Heard> {
        self.with(|book, _| book.heard.iter().filter(|heard| heard.vendor == vendor).cloned().collect())
    }

    /// Ends every session of the watsonx Assistant.
    pub fn end_sessions(&self) {
        self.with(|book, _| book.assistant.sessions.clear());
    }

    /// Withdraws every token of the identity service.
    pub fn revoke_tokens(&self) {
        self.with(|book, _| book.assistant.tokens.clear());
    }

    fn with<T>(&self, act: impl FnOnce(&mut Book, i64) -> T) -> T {
        let now_ms = self.shelf.clock.now_ms();
        act(&mut self.shelf.book.lock().unwrap_or_else(PoisonError::into_inner), now_ms)
    }
}

impl Book {
    /// An id that no other thing has.
    fn id(&mut self, beginning: &str) -> String {
        self.ids += 1;
        format!("{beginning}{:08}", self.ids)
    }

    /// What a stand-in was told to answer next.
    fn next(&mut self, vendor: Vendor) -> Option<Reply> {
        self.replies.get_mut(&vendor)?.pop_front()
    }
}
