//! A small stand-in for Braze, which sends and receives the text messages of some of Zendesk's customers.
//!
//! It has an address of its own, shares the emulator's clock and stops with it. It renders nothing: it records what a
//! campaign was triggered with, and performs the webhook that an operator sets up for texts people send.

pub(crate) mod account;
mod control;
mod sending;
mod texting;
mod trigger;

use crate::control::guard::same_origin;
use crate::fault::{FaultId, FaultRule};
use crate::ids::{CampaignId, ExternalUserId, TextId};
use crate::options::Seeds;
use crate::world::World;
use account::{Account, BrazeUser, Campaign, Dispatch, Keyword, NewUser, TextView, TextWebhook};
use axum::Router;
use axum::middleware::from_fn;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrazeFailure {
    /// There is no such user.
    #[error("Braze has no user {0}")]
    NoSuchUser(ExternalUserId),
    /// A person without a number cannot text.
    #[error("user {0} has no phone")]
    NoPhone(ExternalUserId),
}

/// The control of the stand-in: what its dashboard would do. Cheap to clone.
#[derive(Clone)]
pub struct Braze {
    shop: Arc<Shop>,
}

pub(crate) struct Shop {
    world: Arc<World>,
    account: Mutex<Account>,
    /// Counts conclusions of webhook attempts, for whoever waits for one.
    progress: watch::Sender<u64>,
}

impl Shop {
    fn with<T>(&self, act: impl FnOnce(&mut Account, i64) -> T) -> T {
        let now_ms = self.world.clock.now_ms();
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner), now_ms)
    }
}

/// The vendor's API and the control, on one origin.
pub(crate) fn router(braze: &Braze) -> Router {
    let control = control::router(braze.clone()).layer(from_fn(same_origin));
    Router::new().merge(sending::router(&braze.shop)).merge(control)
}

impl Braze {
    pub(crate) fn open(world: &Arc<World>, seeds: &Seeds) -> Self {
        let account = Mutex::new(Account::new(seeds.braze_api_key.clone()));
        Self { shop: Arc::new(Shop { world: Arc::clone(world), account, progress: watch::Sender::new(0) }) }
    }

    /// Adds a campaign that the API triggers.
    pub fn add_campaign(&self, name: &str) -> CampaignId {
        self.shop.with(|account, _| account.add_campaign(name))
    }

    /// The campaigns.
    #[must_use]
    pub fn campaigns(&self) -> Vec<Campaign> {
        self.shop.with(|account, _| account.campaigns.values().cloned().collect())
    }

    /// Adds a user, or changes the one of this external id.
    pub fn add_user(&self, user: NewUser) {
        self.shop.with(|account, _| account.add_user(user));
    }

    /// A user with attributes and subscription.
    #[must_use]
    pub fn user(&self, id: &ExternalUserId) -> Option<BrazeUser> {
        self.shop.with(|account, _| account.users.get(id).cloned())
    }

    /// Every user.
    #[must_use]
    pub fn users(&self) -> Vec<BrazeUser> {
        self.shop.with(|account, _| account.users.values().cloned().collect())
    }

    /// Opts a number out of texts, or in again.
    ///
    /// # Errors
    /// Where there is no such user.
    pub fn set_subscribed(&self, id: &ExternalUserId, subscribed: bool) -> Result<(), BrazeFailure> {
        self.shop.with(|account, _| account.user(id).map(|user| user.subscribed = subscribed))
    }

    /// Every dispatch, oldest first.
    #[must_use]
    pub fn dispatches(&self) -> Vec<Dispatch> {
        self.shop.with(|account, _| account.dispatches.clone())
    }

    /// Adds a category of keywords.
    pub fn add_keyword(&self, keyword: Keyword) {
        self.shop.with(|account, _| account.keywords.push(keyword));
    }

    /// Where texts people send are told from now on, `None` for nowhere. Waiting ones follow.
    pub fn set_text_webhook(&self, webhook: Option<TextWebhook>) {
        self.shop.with(|account, _| account.webhook = webhook);
    }

    /// A person texts. The webhook goes out unless there is none for this category.
    ///
    /// # Errors
    /// Where there is no such user, or the user has no phone.
    pub fn text(&self, from: &ExternalUserId, body: &str) -> Result<TextId, BrazeFailure> {
        let id = self.shop.with(|account, now_ms| account.receive(from, body, now_ms))?;
        self.shop.world.spawn(texting::deliver(Arc::clone(&self.shop), id.clone()));
        Ok(id)
    }

    /// Every text people sent, oldest first.
    #[must_use]
    pub fn texts(&self) -> Vec<TextView> {
        self.shop.with(|account, _| account.texts.clone())
    }

    /// Waits until no webhook is due or on its way at the clock's present time.
    pub async fn settle(&self) {
        let mut progress = self.shop.progress.subscribe();
        while self.shop.with(|account, now_ms| account.texts.iter().any(|text| text.is_busy(now_ms))) {
            tokio::select! {
                () = self.shop.world.cancel.cancelled() => return,
                changed = progress.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Requests an hour before 429.
    pub fn set_limit(&self, limit: u64) {
        self.shop.with(|account, _| account.limit = limit);
    }

    /// Installs a fault; the operation is `TriggerCampaign`. Those of webhooks and of Zendesk alone do nothing here.
    pub fn add_fault(&self, rule: FaultRule) -> FaultId {
        self.shop.with(|account, now_ms| account.faults.add(rule, now_ms))
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shop.with(|account, _| account.faults.clear());
    }
}
