//! A whole relay in this process: its store in a folder of its own, its listeners on free ports, its worker, and the
//! emulator as its Zendesk. Both run on one clock, which flows like the machine's and which a test makes leap.
//!
//! Nothing here sleeps for luck. A wait looks for its condition until it holds, and a condition that never comes fails
//! with what was seen instead.

mod agent;
mod client;
mod desk_agent;
mod held;
mod process;
mod settings;
mod texts;
mod time;
mod transcript;
mod visitor;
mod wire;
mod zendesk;

pub(crate) use agent::{Agent, BO};
pub(crate) use client::{Answer, Client};
pub(crate) use desk_agent::DeskAgent;
pub(crate) use held::Held;
pub(crate) use process::{APP_KEY, Furniture, Process};
pub(crate) use settings::{KNOWLEDGE, SITE, Settings};
pub(crate) use texts::{SMS_SECRET, Texts};
pub(crate) use time::Time;
pub(crate) use transcript::line;
pub(crate) use visitor::Visitor;
pub(crate) use wire::{Heard, Wire};
pub(crate) use zendesk::{Zendesk, recorded};

use baton_relay::config::Config;
use baton_relay::core::Core;
use baton_relay::{http, telemetry, work};
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long anything may take in real time before a test fails. Generous: two cores run many tests at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);
/// How often a condition without an event of its own is looked at.
pub(crate) const GLANCE: Duration = Duration::from_millis(5);

/// A relay, its Zendesk and their time.
pub(crate) struct Scene {
    pub(crate) time: Time,
    pub(crate) zendesk: Zendesk,
    pub(crate) config: Config,
    pub(crate) public: SocketAddr,
    pub(crate) internal: SocketAddr,
    settings: Settings,
    folder: TempDir,
    /// Its ports, which are its own while it is down too.
    ports: Ports,
    relay: Option<Relay>,
}

struct Ports {
    public: Held,
    internal: Held,
}

/// A relay that runs.
struct Relay {
    core: Arc<Core>,
    shutdown: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    worker: JoinHandle<()>,
}

impl Scene {
    /// With an account as `baton provision` leaves it.
    pub(crate) async fn new() -> Self {
        Self::of(Settings::default()).await
    }

    /// With time that only leaps: for what must not have happened yet, however long the machine takes.
    pub(crate) async fn standing(settings: Settings) -> Self {
        Self::at(Time::standing(), settings).await
    }

    /// With settings of the test's own.
    pub(crate) async fn of(settings: Settings) -> Self {
        Self::at(Time::flowing(), settings).await
    }

    async fn at(time: Time, settings: Settings) -> Self {
        start_log();
        telemetry::start_metrics();
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports { public: Held::new(), internal: Held::new() };
        let (public, internal) = (ports.public.address, ports.internal.address);
        let target = settings.webhook_target(public);
        let mut zendesk = Zendesk::start(&settings, &time, &target, folder.path()).await;
        if settings.support_webhook {
            zendesk.subscribe_support(&settings.support_target(public), settings.by_trigger).await;
        }
        if settings.braze_lines.is_some() {
            zendesk.texts().tell(&settings.text_target(public));
        }
        let config = settings.config(folder.path(), public, &zendesk);
        let mut scene = Self { time, zendesk, config, public, internal, settings, folder, ports, relay: None };
        scene.run().await;
        scene
    }

    async fn run(&mut self) {
        let (public, internal) = (self.ports.public.listen().await, self.ports.internal.listen().await);
        let clock = Arc::new(self.time.clone());
        let core = Core::open(&self.config, clock).await.unwrap();
        let shutdown = CancellationToken::new();
        let server =
            tokio::spawn(http::serve(Arc::clone(&core), self.config.clone(), public, internal, shutdown.clone()));
        let worker = tokio::spawn(work::run(Arc::clone(&core), shutdown.clone()));
        self.relay = Some(Relay { core, shutdown, server, worker });
    }

    /// Starts the relay again on the same folder and ports.
    pub(crate) async fn start(&mut self) {
        self.config = self.settings.config(self.folder.path(), self.public, &self.zendesk);
        self.run().await;
    }

    /// Starts the relay again with a key that Zendesk does not know.
    pub(crate) async fn start_with_key(&mut self, secret: &str) {
        for account in self.config.account.values_mut() {
            account.key_secret = secret.to_owned().into();
        }
        self.run().await;
    }

    /// Stops the relay as SIGTERM does, and waits until it holds nothing any more.
    pub(crate) async fn stop(&mut self) {
        let Relay { core, shutdown, server, worker } = self.relay.take().expect("the relay runs");
        shutdown.cancel();
        let ended = tokio::time::timeout(PATIENCE, async {
            server.await.unwrap().unwrap();
            worker.await.unwrap();
        });
        ended.await.expect("the relay stops");
        let left: Weak<Core> = Arc::downgrade(&core);
        drop(core);
        // Whatever kept the core would keep the folder's lock; the store gives it back with its last breath.
        until("nothing holds the core after the stop", || (left.strong_count() == 0).then_some(())).await;
        let lock = std::fs::File::open(self.data().join("baton.lock")).unwrap();
        until("the folder is free after the stop", || lock.try_lock().ok()).await;
        lock.unlock().unwrap();
    }

    /// Begins the relay's stop without waiting for it.
    pub(crate) fn begin_stop(&self) {
        self.relay.as_ref().expect("the relay runs").shutdown.cancel();
    }

    /// Stops it and starts it again, with other settings where the change makes them so.
    pub(crate) async fn restart_with(&mut self, change: impl FnOnce(Settings) -> Settings) {
        self.stop().await;
        self.settings = change(std::mem::take(&mut self.settings));
        self.start().await;
    }

    /// The core of the running relay.
    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.relay.as_ref().expect("the relay runs").core
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &std::path::Path {
        &self.config.data_dir
    }

    /// Moves time on, for relay and Zendesk at once.
    pub(crate) fn leap(&self, span: Duration) {
        self.time.leap(span);
        self.zendesk.control.advance(Duration::ZERO);
    }

    /// Makes time leap again and again, so that whatever waits for its moment gets it, until a condition holds.
    pub(crate) async fn leaping<T>(&self, what: &str, span: Duration, mut look: impl FnMut() -> Option<T>) -> T {
        let begun = std::time::Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "{what}: it did not come to that\n{}", self.zendesk.told());
            self.leap(span);
            self.rest().await;
        }
    }

    /// Waits until nothing is under way: no webhook due, no work due or running.
    pub(crate) async fn rest(&self) {
        let begun = std::time::Instant::now();
        // Work makes webhooks and webhooks make work: twice in a row neither may be there.
        let mut quiet = 0;
        while quiet < 2 {
            self.zendesk.control.settle().await;
            self.zendesk.texts().braze.settle().await;
            if self.is_idle() {
                quiet += 1;
                continue;
            }
            quiet = 0;
            assert!(begun.elapsed() < PATIENCE, "the relay does not come to rest\n{}", self.zendesk.told());
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Whether no work is running or due, seen in one snapshot of the database.
    fn is_idle(&self) -> bool {
        let reader = self.database();
        let busy = "SELECT count(*) FROM work AS head WHERE state = 'running' OR (state = 'pending' AND due <= ?1
            AND NOT EXISTS (SELECT 1 FROM work AS earlier WHERE earlier.conversation = head.conversation
            AND earlier.lane = head.lane AND earlier.id < head.id))";
        let busy: i64 = reader.query_row(busy, [self.time.moment().0], |row| row.get(0)).unwrap();
        busy == 0
    }

    /// The relay's database, to be looked at.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        rusqlite::Connection::open_with_flags(self.data().join("baton.sqlite3"), flags).unwrap()
    }

    /// A client without a session, of the relay's own origin.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.public, self.settings.prefix(), &self.config.own_origin())
    }

    /// A visitor who has opened the chat.
    pub(crate) async fn visitor(&self) -> Visitor {
        Visitor::begin(self.client()).await
    }

    /// Lets a visitor read up to what the log holds now.
    pub(crate) async fn catch_up(&self, visitor: &mut Visitor) {
        let head = self.core().snapshot(visitor.conversation()).await.unwrap().row.head;
        visitor.until("the log up to its head", |visitor| visitor.log.head() >= head).await;
    }

    /// Waits until nothing is under way, and lets a visitor read what came of it.
    pub(crate) async fn settle(&self, visitor: &mut Visitor) {
        self.rest().await;
        self.catch_up(visitor).await;
    }

    /// Makes time leap again and again until a visitor sees what is waited for.
    pub(crate) async fn hasten(
        &self,
        visitor: &mut Visitor,
        what: &str,
        span: Duration,
        holds: impl Fn(&Visitor) -> bool,
    ) {
        let begun = std::time::Instant::now();
        loop {
            self.settle(visitor).await;
            if holds(visitor) {
                return;
            }
            let patient = begun.elapsed() < PATIENCE;
            assert!(patient, "{what}: it did not come to that\n{}\n{}", visitor.told(), self.zendesk.told());
            self.leap(span);
        }
    }

    /// The text of a page of the internal listener, with its status.
    pub(crate) async fn internal(&self, path: &str) -> (u16, String) {
        let answer = Client::new(self.internal, "", "").get(path).await;
        (answer.status, answer.text())
    }

    /// The sum of a metric's series whose labels hold all of these words.
    pub(crate) async fn metric(&self, name: &str, labels: &[&str]) -> f64 {
        let (_, text) = self.internal("/metrics").await;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.rsplit_once(' '))
            .filter(|(series, _)| series.split('{').next() == Some(name))
            .filter(|(series, _)| labels.iter().all(|label| series.contains(label)))
            .map(|(_, value)| value.parse::<f64>().unwrap())
            .sum()
    }

    /// The agent with the ticket of a visitor's conversation, once there is one.
    pub(crate) async fn agent_of(&self, visitor: &Visitor) -> Agent {
        let look = || Agent::of(&self.zendesk, visitor.conversation());
        until_or("a live ticket for the conversation", look, || format!("{}\n{}", visitor.told(), self.zendesk.told()))
            .await
    }

    /// The agent with the newest ticket of a visitor's conversation at the desk `tickets`, once there is one.
    pub(crate) async fn desk_agent_of(&self, visitor: &Visitor) -> DeskAgent {
        let look = || DeskAgent::of(&self.zendesk, visitor.conversation());
        until_or("a ticket of the conversation", look, || format!("{}\n{}", visitor.told(), self.zendesk.told())).await
    }

    /// The same as [`Self::handed_over`] at the desk `tickets`.
    pub(crate) async fn ticketed(&self) -> (Visitor, DeskAgent) {
        let mut visitor = self.visitor().await;
        visitor.asks("Where is my parcel?").await;
        visitor.wants_a_person().await;
        visitor.until_stage(baton_protocol::Stage::Queued).await;
        self.rest().await;
        let agent = self.desk_agent_of(&visitor).await;
        (visitor, agent)
    }

    /// A visitor who has asked for a person, and the agent who has the ticket; nobody has written since.
    pub(crate) async fn handed_over(&self) -> (Visitor, Agent) {
        let mut visitor = self.visitor().await;
        visitor.asks("Where is my parcel?").await;
        let agent = self.hand_over(&mut visitor).await;
        (visitor, agent)
    }

    /// Hands a visitor over who needs to give no details.
    pub(crate) async fn hand_over(&self, visitor: &mut Visitor) -> Agent {
        visitor.wants_a_person().await;
        visitor.until_stage(baton_protocol::Stage::Queued).await;
        let agent = self.agent_of(visitor).await;
        self.rest().await;
        agent
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(relay) = &self.relay {
            relay.shutdown.cancel();
        }
    }
}

/// Waits for a condition.
pub(crate) async fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    until_or(what, look, String::new).await
}

/// Waits for a condition, and says what else was seen where it never comes.
pub(crate) async fn until_or<T>(what: &str, mut look: impl FnMut() -> Option<T>, told: impl Fn() -> String) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: it did not come to that\n{}", told());
        tokio::time::sleep(GLANCE).await;
    }
}

/// `RUST_LOG=baton_relay=debug` shows what the relay does.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "off".into());
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
