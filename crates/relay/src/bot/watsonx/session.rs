//! The sessions of conversations, as far as they are remembered.

use crate::clock::Moment;
use baton_protocol::ConversationId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Sessions that are remembered at once; far more than a plan allows.
const MOST: usize = 10_000;

#[derive(Debug)]
pub(super) struct Sessions {
    kept: Mutex<HashMap<ConversationId, Session>>,
    /// How long one lives without a word.
    life: Duration,
}

#[derive(Clone, Debug)]
struct Session {
    id: String,
    used: Moment,
}

impl Sessions {
    pub(super) fn new(life: Duration) -> Self {
        Self { kept: Mutex::default(), life }
    }

    /// The session of a conversation, where it should still live.
    pub(super) fn of(&self, conversation: &ConversationId, now: Moment) -> Option<String> {
        let mut kept = self.lock();
        let session = kept.get(conversation)?;
        if now - session.used < self.life {
            return Some(session.id.clone());
        }
        kept.remove(conversation);
        None
    }

    /// Remembers the session of a conversation.
    pub(super) fn keep(&self, conversation: &ConversationId, id: String, now: Moment) {
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.retain(|_, session| now - session.used < self.life);
        }
        if kept.len() >= MOST {
            // Whoever is forgotten begins anew, with the variables.
            kept.clear();
        }
        kept.insert(conversation.clone(), Session { id, used: now });
    }

    // Nothing that could panic happens under it.
    fn lock(&self) -> MutexGuard<'_, HashMap<ConversationId, Session>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
