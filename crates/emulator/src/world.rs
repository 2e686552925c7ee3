//! The running emulator: the state, its clock, and the tasks that act on both.

use crate::clock::Clock;
use crate::delivery;
use crate::journal::Journal;
use crate::state::State;
use crate::workspace::lifecycle;
use crate::workspace::notice::Notice;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Numbers the request a webhook was caused by.
pub(crate) type Cause = u64;

pub(crate) struct World {
    state: Mutex<State>,
    pub(crate) clock: Clock,
    pub(crate) http: reqwest::Client,
    pub(crate) journal: Option<Journal>,
    /// Wakes the dispatcher of webhooks.
    pub(crate) wake: Notify,
    /// Counts conclusions of webhook attempts, for whoever waits for one.
    pub(crate) progress: watch::Sender<u64>,
    pub(crate) notices: broadcast::Sender<Notice>,
    pub(crate) cancel: CancellationToken,
    pub(crate) tasks: TaskTracker,
    causes: AtomicU64,
    runtime: tokio::runtime::Handle,
}

impl World {
    pub(crate) fn new(state: State, clock: Clock, journal: Option<Journal>) -> anyhow::Result<Arc<Self>> {
        // Redirects are not followed and no proxy is asked: a webhook goes where it was sent, on this machine. No
        // connection is kept: a target that restarts would have the next webhook fail on a dead one.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Arc::new(Self {
            state: Mutex::new(state),
            clock,
            http,
            journal,
            wake: Notify::new(),
            progress: watch::Sender::new(0),
            notices: broadcast::Sender::new(256),
            cancel: CancellationToken::new(),
            tasks: TaskTracker::new(),
            causes: AtomicU64::new(0),
            runtime: tokio::runtime::Handle::current(),
        }))
    }

    pub(crate) fn next_cause(&self) -> Cause {
        self.causes.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Looks without changing.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now_ms = self.clock.now_ms();
        look(&state)
    }

    /// Changes the state; its events leave as webhooks afterwards.
    pub(crate) fn write<T>(self: &Arc<Self>, change: impl FnOnce(&mut State) -> T) -> T {
        self.write_because(None, change)
    }

    /// The same on behalf of a request, so that the request can wait for its webhooks.
    pub(crate) fn write_because<T>(self: &Arc<Self>, cause: Option<Cause>, change: impl FnOnce(&mut State) -> T) -> T {
        let (result, notices, heads) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.now_ms = self.clock.now_ms();
            lifecycle::close_ripe_tickets(&mut state);
            let known_heads = state.heads.len();
            let result = change(&mut state);
            delivery::plan::plan(&mut state, cause);
            let heads: Vec<(usize, String)> =
                state.heads.iter().enumerate().skip(known_heads).map(|(at, head)| (at, head.url.clone())).collect();
            (result, std::mem::take(&mut state.notices), heads)
        };
        for notice in notices {
            // An error means that no console is open.
            let _ = self.notices.send(notice);
        }
        for (at, url) in heads {
            self.spawn(delivery::head::send(Arc::clone(self), at, url));
        }
        self.wake.notify_one();
        result
    }

    /// A change that makes no events: bookkeeping of the tasks themselves.
    pub(crate) fn keep_books<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now_ms = self.clock.now_ms();
        change(&mut state)
    }

    /// Runs a task that ends with the emulator.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let cancel = self.cancel.clone();
        let bounded = async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = task => {}
            }
        };
        self.tasks.spawn_on(bounded, &self.runtime);
    }

    /// Waits until no webhook is due or on its way, and no `HEAD` of a saved one either.
    pub(crate) async fn settle(&self) {
        let knocks = |state: &State| state.heads.iter().any(|head| !head.over);
        self.until(|state| !state.outbox.is_busy(state.now_ms, None) && !knocks(state)).await;
    }

    /// Waits until each webhook of a request was tried once.
    pub(crate) async fn attempted(&self, cause: Cause) {
        self.until(|state| !state.outbox.is_busy(state.now_ms, Some(cause))).await;
    }

    async fn until(&self, done: impl Fn(&State) -> bool) {
        let mut progress = self.progress.subscribe();
        while !self.read(&done) {
            tokio::select! {
                () = self.cancel.cancelled() => return,
                changed = progress.changed() => if changed.is_err() { return },
            }
        }
    }
}
