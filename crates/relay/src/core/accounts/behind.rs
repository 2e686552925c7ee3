//! Conversations in which agents may have spoken while no relay listened, and that nobody has looked at since.
//!
//! What a webhook brings there is newer than what was missed. Shown at once it would stand before that: the visitor's
//! own lines between the two keep the fold from putting them in order. So it waits until the look is over.

use baton_protocol::ConversationId;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The conversations of an account that are behind.
#[derive(Debug, Default)]
pub(super) struct Behind {
    /// None until they are known, just after the start: any may be.
    known: Mutex<Option<HashSet<ConversationId>>>,
}

impl Behind {
    /// These are; all others are not.
    pub(super) fn are(&self, conversations: HashSet<ConversationId>) {
        self.lock().get_or_insert(conversations);
    }

    /// Whether this one may be.
    pub(super) fn is(&self, conversation: &ConversationId) -> bool {
        self.lock().as_ref().is_none_or(|known| known.contains(conversation))
    }

    /// This one is no longer. Says whether it was.
    pub(super) fn remove(&self, conversation: &ConversationId) -> bool {
        self.lock().as_mut().is_some_and(|known| known.remove(conversation))
    }

    // Nothing that could panic happens under it.
    fn lock(&self) -> MutexGuard<'_, Option<HashSet<ConversationId>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
