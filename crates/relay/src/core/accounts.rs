//! Zendesk accounts, which sites share.

mod behind;

use crate::clock::Moment;
use crate::config;
use crate::desk::Desk;
use baton_protocol::ConversationId;
use behind::Behind;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// An account with its desk.
#[derive(Debug)]
pub struct Account {
    /// Its configured name.
    pub name: String,
    /// Its configuration.
    pub config: config::Account,
    /// Its desk.
    pub desk: Arc<dyn Desk>,
    /// When a webhook last came with a wrong secret; 0 for never, or for repaired since.
    refused_at: AtomicI64,
    /// When a webhook last came with a good secret; 0 for never.
    heard_at: AtomicI64,
    /// Whether everything open must be looked at: at the start, and after a repair.
    look_everywhere: AtomicBool,
    /// Conversations not looked at since the start.
    behind: Behind,
}

impl Account {
    /// An account that is looked at whole first.
    pub fn new(name: String, config: config::Account, desk: Arc<dyn Desk>) -> Self {
        Self {
            name,
            config,
            desk,
            refused_at: AtomicI64::new(0),
            heard_at: AtomicI64::new(0),
            look_everywhere: AtomicBool::new(true),
            behind: Behind::default(),
        }
    }

    /// A webhook came with a wrong secret. Zendesk never sends it again, so what it said is lost until somebody looks.
    pub fn secret_refused(&self, at: Moment) {
        self.refused_at.store(at.0.max(1), Ordering::Relaxed);
    }

    /// A webhook came with a good secret. After wrong ones, everything open is looked at.
    pub fn secret_accepted(&self, at: Moment) {
        self.heard_at.fetch_max(at.0, Ordering::Relaxed);
        if self.refused_at.swap(0, Ordering::Relaxed) != 0 {
            self.order_look_everywhere();
        }
    }

    /// Whether a webhook has come since a moment.
    pub fn heard_since(&self, moment: Moment) -> bool {
        self.heard_at.load(Ordering::Relaxed) >= moment.0
    }

    /// When a webhook was last refused with nothing good since.
    pub fn refused_since(&self) -> Option<Moment> {
        let at = self.refused_at.load(Ordering::Relaxed);
        (at != 0).then_some(Moment(at))
    }

    /// Takes the order to look at everything, if there is one.
    pub fn take_look_everywhere(&self) -> bool {
        self.look_everywhere.swap(false, Ordering::Relaxed)
    }

    /// Gives that order (again).
    pub fn order_look_everywhere(&self) {
        self.look_everywhere.store(true, Ordering::Relaxed);
    }

    /// At the start: a look at these conversations is ordered.
    pub fn set_behind(&self, conversations: HashSet<ConversationId>) {
        self.behind.are(conversations);
    }

    /// Whether a conversation has yet to be looked at, so that what a webhook brings has to wait.
    pub fn is_behind(&self, conversation: &ConversationId) -> bool {
        self.behind.is(conversation)
    }

    /// A conversation was looked at, or cannot be. Says whether that was awaited.
    pub fn caught_up(&self, conversation: &ConversationId) -> bool {
        self.behind.remove(conversation)
    }
}
