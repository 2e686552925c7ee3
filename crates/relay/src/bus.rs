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
    /// The visitor has something new in another conversation, or is in another one now.
    Others,
}

/// Hints between nodes.
pub trait Bus: Send + Sync + std::fmt::Debug {
    /// Says that a conversation's log may have grown.
    fn look(&self, conversation: &ConversationId);

    /// Passes something fleeting on.
    fn hint(&self, conversation: &ConversationId, hint: Hint);

    /// Says that the visitor has something new in another conversation, or is in another one now.
    fn others(&self, conversation: &ConversationId);

    /// Listens to a conversation for as long as the ear is held.
    fn listen(&self, conversation: &ConversationId) -> Ear;
}

/// Whispers kept for a slow listener; more only costs it a look.
const BACKLOG: usize = 64;

type Rooms = Arc<Mutex<HashMap<ConversationId, broadcast::Sender<Whisper>>>>;

/// A listener's place. A room is there for as long as somebody listens in it: who only comes and goes leaves nothing.
#[derive(Debug)]
pub struct Ear {
    // Before the door, so that whoever leaves last is not counted any more.
    whispers: broadcast::Receiver<Whisper>,
    _door: Door,
}

impl Ear {
    /// The next whisper. One who lags has lost some, and must look.
    pub async fn hear(&mut self) -> Whisper {
        match self.whispers.recv().await {
            Ok(whisper) => whisper,
            Err(broadcast::error::RecvError::Lagged(_)) => Whisper::Look,
            // The room stays while this listens; were it gone, the slow look would be what is left.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Closes the room behind the last who leaves.
#[derive(Debug)]
struct Door {
    rooms: Rooms,
    conversation: ConversationId,
}

impl Drop for Door {
    fn drop(&mut self) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.get(&self.conversation).is_some_and(|room| room.receiver_count() == 0) {
            rooms.remove(&self.conversation);
        }
    }
}

/// A bus within one process.
#[derive(Clone, Debug, Default)]
pub struct LocalBus {
    rooms: Rooms,
}

impl LocalBus {
    fn say(&self, conversation: &ConversationId, whisper: Whisper) {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = rooms.get(conversation) {
            // An error says that the last listener is just leaving.
            let _ = room.send(whisper);
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

    fn others(&self, conversation: &ConversationId) {
        self.say(conversation, Whisper::Others);
    }

    fn listen(&self, conversation: &ConversationId) -> Ear {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(conversation.clone()).or_insert_with(|| broadcast::Sender::new(BACKLOG));
        let whispers = room.subscribe();
        Ear { whispers, _door: Door { rooms: Arc::clone(&self.rooms), conversation: conversation.clone() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rooms(bus: &LocalBus) -> usize {
        bus.rooms.lock().unwrap().len()
    }

    #[tokio::test]
    async fn who_comes_and_goes_leaves_no_room_behind() {
        let bus = LocalBus::default();
        for number in 0..1_000 {
            drop(bus.listen(&ConversationId::new(format!("c-{number}"))));
        }
        assert_eq!(rooms(&bus), 0);
    }

    #[tokio::test]
    async fn a_room_is_there_until_the_last_has_left_it() {
        let (bus, here) = (LocalBus::default(), ConversationId::new("c"));
        let (first, mut second) = (bus.listen(&here), bus.listen(&here));
        drop(first);
        bus.look(&here);
        assert!(matches!(second.hear().await, Whisper::Look));
        drop(second);
        assert_eq!(rooms(&bus), 0);
        bus.look(&here);
    }

    #[tokio::test]
    async fn who_lags_is_told_to_look() {
        let (bus, here) = (LocalBus::default(), ConversationId::new("c"));
        let mut ear = bus.listen(&here);
        for at in 0..200 {
            let turn = baton_protocol::TurnId::new("t");
            bus.hint(&here, Hint::Draft { turn, at, text: "x".to_owned() });
        }
        assert!(matches!(ear.hear().await, Whisper::Look));
        assert!(matches!(ear.hear().await, Whisper::Hint(_)));
    }
}
