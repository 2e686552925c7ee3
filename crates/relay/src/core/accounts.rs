//! Zendesk accounts, which sites share.

mod behind;
mod secret;
mod waiting;

use super::Core;
use crate::clock::Moment;
use crate::config;
use crate::desk::Desk;
use baton_protocol::ConversationId;
use behind::Behind;
use secret::Secret;
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use waiting::Waiting;

/// An account with its desks.
#[derive(Debug)]
pub struct Account {
    /// Its configured name.
    pub name: String,
    /// Its configuration.
    pub config: config::Account,
    /// Its desks, by their names.
    desks: BTreeMap<&'static str, Arc<dyn Desk>>,
    /// Webhooks with a wrong secret, by the desk they were for.
    secrets: BTreeMap<&'static str, Secret>,
    /// When a webhook last came with a good secret; 0 for never.
    heard_at: AtomicI64,
    /// Whether everything open must be looked at: at the start, and after a repair.
    look_everywhere: AtomicBool,
    /// Conversations not looked at since the start or a repair.
    behind: Behind,
    /// What of the desks led to nobody, and that was said.
    refused: Mutex<HashSet<String>>,
    /// What of the desks waits for somebody to come.
    waiting: Waiting,
}

/// What led to nobody is remembered this many times; then it may be said once more, and is looked at once more.
const REFUSALS: usize = 10_000;

impl Core {
    /// A webhook of one of an account's desks came with a good secret.
    pub fn webhook_accepted(&self, account: &Account, desk: &dyn Desk) {
        if account.secret_accepted(desk, self.clock.now()) {
            self.upkeep_due.notify_one();
        }
    }
}

impl Account {
    /// An account that is looked at whole first.
    pub fn new(name: String, config: config::Account, desks: impl IntoIterator<Item = Arc<dyn Desk>>) -> Self {
        let desks: BTreeMap<_, _> = desks.into_iter().map(|desk| (desk.name(), desk)).collect();
        Self {
            name,
            config,
            secrets: desks.keys().map(|name| (*name, Secret::default())).collect(),
            desks,
            heard_at: AtomicI64::new(0),
            look_everywhere: AtomicBool::new(true),
            behind: Behind::default(),
            refused: Mutex::default(),
            waiting: Waiting::default(),
        }
    }

    /// The desk of a name.
    pub fn desk(&self, name: &str) -> Option<&Arc<dyn Desk>> {
        self.desks.get(name)
    }

    /// Its desks.
    pub fn desks(&self) -> impl Iterator<Item = &Arc<dyn Desk>> {
        self.desks.values()
    }

    /// A webhook meant for a desk of this account came with a wrong secret. Zendesk never sends it again, so what it said
    /// is lost until somebody looks. Says whether to log it.
    pub fn secret_refused(&self, desk: &dyn Desk, at: Moment) -> bool {
        self.secrets.get(desk.name()).is_some_and(|secret| secret.refused(at))
    }

    /// A webhook came with a good secret. After wrong ones, everything open is looked at, and what comes meanwhile waits
    /// for what was missed. Says whether that is so.
    fn secret_accepted(&self, desk: &dyn Desk, at: Moment) -> bool {
        self.heard_at.fetch_max(at.0, Ordering::Relaxed);
        let repaired = self.secrets.get(desk.name()).is_some_and(|secret| secret.accepted(at));
        if repaired {
            self.behind.all();
            self.order_look_everywhere();
        }
        repaired
    }

    /// Whether this is the first time that something of a desk leads to nobody.
    pub fn first_refusal(&self, remote: &str) -> bool {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= REFUSALS {
            refused.clear();
        }
        refused.insert(remote.to_owned())
    }

    /// Whether what waits for somebody, with so many words, is to be looked at.
    pub fn is_to_be_looked_at(&self, remote: &str, words: usize, now: Moment) -> bool {
        self.waiting.is_due(remote, words, now)
    }

    /// It was looked at and waits on.
    pub fn keeps_waiting(&self, remote: &str, words: usize, now: Moment) {
        self.waiting.keep(remote, words, now);
    }

    /// Somebody was shown to be who they are: all that waits may be for them.
    pub fn look_at_waiting(&self) {
        self.waiting.hasten();
    }

    /// Whether a webhook has come since a moment.
    pub fn heard_since(&self, moment: Moment) -> bool {
        self.heard_at.load(Ordering::Relaxed) >= moment.0
    }

    /// Whether webhooks come with a wrong secret.
    pub fn is_refusing(&self, now: Moment) -> bool {
        self.secrets.values().any(|secret| secret.is_red(now))
    }

    /// Takes the order to look at everything, if there is one.
    pub fn take_look_everywhere(&self, now: Moment) -> bool {
        // Both are asked, so that one look serves both.
        let put_off = self.secrets.values().filter(|secret| secret.is_look_due(now)).count() > 0;
        self.look_everywhere.swap(false, Ordering::Relaxed) || put_off
    }

    /// Gives that order (again).
    pub fn order_look_everywhere(&self) {
        self.look_everywhere.store(true, Ordering::Relaxed);
    }

    /// What a look has to have begun in to release what waits for it.
    pub fn epoch(&self) -> u64 {
        self.behind.epoch()
    }

    /// A look at these conversations, listed since the epoch began, is ordered. Says whether the epoch still is.
    pub fn set_behind(&self, epoch: u64, conversations: HashSet<ConversationId>) -> bool {
        self.behind.are(epoch, conversations)
    }

    /// Whether a conversation has yet to be looked at, so that what a webhook brings has to wait.
    pub fn is_behind(&self, conversation: &ConversationId) -> bool {
        self.behind.is(conversation)
    }

    /// The same, as far as a look that began in an epoch can settle it.
    pub fn is_behind_since(&self, epoch: u64, conversation: &ConversationId) -> bool {
        self.behind.is_since(epoch, conversation)
    }

    /// A conversation was looked at, or cannot be, by a look that began in an epoch. Says whether that was awaited.
    pub fn caught_up(&self, epoch: u64, conversation: &ConversationId) -> bool {
        self.behind.remove(epoch, conversation)
    }
}
