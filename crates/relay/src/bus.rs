//! The `Bus` seam: hints between those who write a log and those who read it.
//!
//! The bus only says "look at conversation N". A hint lost, doubled or disordered costs latency and nothing else: every
//! reader also polls slowly. Fleeting things (drafts, "thinking") travel beside it and may be lost.

use baton_protocol::{ConversationId, Hint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// What is heard.
#[derive(Clone, Debug)]
pub enum Whisper {
    /// The log may have grown.
    Look,
    /// Something fleeting.
    Hint(Hint),
}

/// Hints between nodes.
pub trait Bus: Send + Sync + std::fmt::Debug {
    /// Says that a conversation's log may have grown.
    fn look(&self, conversation: &ConversationId);

    /// Passes something fleeting on.
    fn hint(&self, conversation: &ConversationId, hint: Hint);

    /// Listens to a conversation. A listener that lags loses whispers, and must look.
    fn listen(&self, conversation: &ConversationId) -> broadcast::Receiver<Whisper>;
}

/// Whispers kept for a slow listener; more only costs it a look.
const BACKLOG: usize = 64;

/// A bus within one process.
#[derive(Clone, Debug, Default)]
pub struct LocalBus {
    rooms: Arc<Mutex<HashMap<ConversationId, broadcast::Sender<Whisper>>>>,
}

impl LocalBus {
    fn say(&self, conversation: &ConversationId, whisper: Whisper) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(room) = rooms.get(conversation) else { return };
        if room.send(whisper).is_err() {
            // The last listener has left.
            rooms.remove(conversation);
        }
    }
}

impl Bus for LocalBus {
    fn look(&self, conversation: &ConversationId) {
        self.say(conversation, Whisper::Look);
    }

    fn hint(&self, conversation: &ConversationId, hint: Hint) {
        self.say(conversation, Whisper::Hint(hint));
    }

    fn listen(&self, conversation: &ConversationId) -> broadcast::Receiver<Whisper> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(conversation.clone()).or_insert_with(|| broadcast::Sender::new(BACKLOG)).subscribe()
    }
}
