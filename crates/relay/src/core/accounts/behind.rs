//! Conversations in which agents may have spoken while no webhook could be heard, and that nobody has looked at since.
//!
//! What a webhook brings there is newer than what was missed. Shown at once it would stand before that: the visitor's
//! own lines between the two keep the fold from putting them in order. So it waits until the look is over.

use baton_protocol::ConversationId;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The conversations of an account that are behind.
#[derive(Debug, Default)]
pub(super) struct Behind {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Grows whenever all become so. What was begun in an earlier one proves nothing in this.
    epoch: u64,
    /// None until they are known, just after the start or a repair: any may be.
    known: Option<HashSet<ConversationId>>,
}

impl Behind {
    /// Any may be from now on, whatever is being looked at.
    pub(super) fn all(&self) {
        let mut state = self.lock();
        state.epoch += 1;
        state.known = None;
    }

    /// What a look has to have begun in to count.
    pub(super) fn epoch(&self) -> u64 {
        self.lock().epoch
    }

    /// These are; all others are not. Says whether they were asked for in the epoch that still is.
    pub(super) fn are(&self, epoch: u64, conversations: HashSet<ConversationId>) -> bool {
        let mut state = self.lock();
        let holds = state.epoch == epoch;
        if holds {
            state.known.get_or_insert(conversations);
        }
        holds
    }

    /// Whether this one may be.
    pub(super) fn is(&self, conversation: &ConversationId) -> bool {
        self.lock().is(conversation)
    }

    /// Whether this one may be, and a look that began in that epoch settles it.
    pub(super) fn is_since(&self, epoch: u64, conversation: &ConversationId) -> bool {
        let state = self.lock();
        state.epoch == epoch && state.is(conversation)
    }

    /// This one is no longer, by a look that began in that epoch. Says whether it was.
    pub(super) fn remove(&self, epoch: u64, conversation: &ConversationId) -> bool {
        let mut state = self.lock();
        state.epoch == epoch && state.known.as_mut().is_some_and(|known| known.remove(conversation))
    }

    // Nothing that could panic happens under it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is(&self, conversation: &ConversationId) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(conversation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_from_before_a_repair_releases_nothing() {
        let (behind, one) = (Behind::default(), ConversationId::new("one"));
        let before = behind.epoch();
        assert!(behind.are(before, HashSet::from([one.clone()])));
        behind.all();
        let after = behind.epoch();
        assert!(!behind.is_since(before, &one) && !behind.remove(before, &one));
        assert!(behind.is_since(after, &one), "until they are known any may be");
        assert!(!behind.are(before, HashSet::new()), "a list from before the repair is none");
        assert!(behind.is(&one));
        assert!(behind.are(after, HashSet::from([one.clone()])));
        assert!(!behind.remove(before, &one));
        assert!(behind.remove(after, &one));
        assert!(!behind.is(&one));
    }
}
