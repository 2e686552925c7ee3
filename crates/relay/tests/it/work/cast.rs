//! The desk and the bot of these tests.

use async_trait::async_trait;
use baton_protocol::EventId;
use baton_relay::bot::{Action, Bot, BotError, News, Say, Turn};
use baton_relay::clock::{Clock, Moment};
use baton_relay::desk::{
    Availability, Delivery, Desk, FileFault, Finding, Incoming, Job, OpenFile, Received, Step, Task, Then,
};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, mpsc};

/// What the desk does at its next step; with nothing told, the task is done.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Then(Then),
    Panic,
}

/// A desk that does as it is told.
#[derive(Debug, Default)]
pub(super) struct Puppet {
    acts: Mutex<VecDeque<Act>>,
    looks: Mutex<VecDeque<Act>>,
    pub(super) jobs: Mutex<Vec<Job>>,
    /// Whether somebody is there.
    pub(super) availability: Mutex<Availability>,
    /// The skills it was asked for.
    pub(super) asked: Mutex<Vec<Option<String>>>,
}

impl Puppet {
    pub(super) fn will(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().unwrap().extend(acts);
    }

    /// The same for looks.
    pub(super) fn will_look(&self, acts: impl IntoIterator<Item = Act>) {
        self.looks.lock().unwrap().extend(acts);
    }

    /// What it was asked to do so far.
    pub(super) fn tasks(&self) -> Vec<Task> {
        self.jobs.lock().unwrap().iter().map(|job| job.task.clone()).collect()
    }
}

#[async_trait]
impl Desk for Puppet {
    fn name(&self) -> &'static str {
        "messaging"
    }

    fn blank(&self) -> String {
        "blank".to_owned()
    }

    fn needs_after(&self, _state: &str) -> u64 {
        0
    }

    async fn availability(&self, skill: Option<&str>, _clock: &dyn Clock) -> Availability {
        self.asked.lock().unwrap().push(skill.map(str::to_owned));
        *self.availability.lock().unwrap()
    }

    async fn step(&self, state: &str, job: Job) -> Step {
        // Looks are ordered at moments of their own and must not take what a task is to meet.
        let is_look = job.task == Task::Reconcile;
        self.jobs.lock().unwrap().push(job);
        let acts = if is_look { &self.looks } else { &self.acts };
        let act = acts.lock().unwrap().pop_front();
        let then = match act {
            None => Then::Done,
            Some(Act::Then(then)) => then,
            Some(Act::Panic) => panic!("as told"),
        };
        let (state, remote) = (format!("{state}+"), Some("r1".to_owned()));
        Step { state, remote, incoming: Vec::new(), echo_due: None, verified_through: None, then }
    }

    /// A body is what an agent says.
    fn authentic(&self, _: &Delivery<'_>) -> bool {
        false
    }

    fn addresses(&self, _: &[u8]) -> bool {
        false
    }

    fn read(&self, body: &[u8], _at: Moment) -> Result<Vec<Received>, String> {
        let raw = String::from_utf8_lossy(body).into_owned();
        let incoming = self.read_one(&raw);
        Ok(vec![Received { key: format!("event/{raw}"), remote: Some("r1".to_owned()), raw, incoming }])
    }

    fn read_one(&self, raw: &str) -> Result<Incoming, String> {
        Ok(super::incoming(50, Some(raw), super::said("ana")))
    }

    fn is_stale(&self, state: &str, pending: Option<&EventId>, _incoming: &Incoming) -> bool {
        pending.is_some() && state == "blank"
    }

    async fn open(&self, _url: &str) -> Result<OpenFile, FileFault> {
        Err(FileFault::Gone)
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// A bot that repeats what it hears, once the gate lets it.
#[derive(Debug)]
pub(super) struct Parrot {
    pub(super) gate: Arc<Semaphore>,
    pub(super) panics: AtomicU32,
    pub(super) fails: AtomicU32,
    /// What it streams before the gate.
    pub(super) streams: Mutex<Vec<String>>,
    /// What it was told, in order, with the turns between.
    pub(super) heard: Mutex<Vec<String>>,
    /// The turns it was given.
    pub(super) turns: Mutex<Vec<Turn>>,
    /// How often it does not take what it is told.
    pub(super) deaf: AtomicU32,
}

impl Parrot {
    fn one_less(count: &AtomicU32) -> bool {
        count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

#[async_trait]
impl Bot for Parrot {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        self.heard.lock().unwrap().push(format!("turn: {}", turn.text()));
        self.turns.lock().unwrap().push(turn.clone());
        let streams = self.streams.lock().unwrap().clone();
        for text in streams {
            let _ = actions.send(Action::Stream(text)).await;
        }
        self.gate.acquire().await.unwrap().forget();
        assert!(!Self::one_less(&self.panics), "as told");
        if Self::one_less(&self.fails) {
            return Err(BotError::Unavailable("as told".to_owned()));
        }
        let said: Vec<&str> = turn.said.iter().map(|said| said.text.as_str()).collect();
        let _ = actions.send(Action::Say(Say::text(said.join(" and ")))).await;
        Ok(())
    }

    async fn told(&self, news: News) -> Result<(), BotError> {
        if Self::one_less(&self.deaf) {
            return Err(BotError::Unavailable("as told".to_owned()));
        }
        self.heard.lock().unwrap().push(format!("{:?}", news.what));
        Ok(())
    }

    fn listens(&self) -> bool {
        true
    }
}
