//! The loop and its tasks, with a desk and a bot that do as they are told.

mod account;
mod between;
mod bot;
mod cast;
mod ending;
mod look;
mod offer;
mod race;
mod stage;
mod steady;

use baton_protocol::{
    ClientFrame, ClientId, ConversationId, Event, EventBody, Outgoing, SessionToken, SiteToken, Stage,
};
use baton_relay::bot::Bot;
use baton_relay::budget::Budgets;
use baton_relay::bus::LocalBus;
use baton_relay::clock::{ManualClock, Moment};
use baton_relay::config;
use baton_relay::core::{Account, Core, Session, Site, Sites};
use baton_relay::desk::{Desk, Incoming, RemoteAgent, Said, What};
use baton_relay::files::Files;
use baton_relay::store::sqlite::{Sqlite, SqliteOptions};
use baton_relay::store::{Commit, LinkRow, Operation, Outcome, Store};
use baton_relay::work;
use between::Between;
use cast::{Act, Parrot, Puppet};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

/// A core put together by hand, and what it was put together of.
struct Play {
    core: Arc<Core>,
    clock: ManualClock,
    desk: Arc<Puppet>,
    other: Arc<Puppet>,
    bot: Arc<Parrot>,
    between: Arc<Between>,
    folder: TempDir,
    shutdown: CancellationToken,
}

impl Play {
    /// The site's account is `main`; `other` is there too.
    fn new() -> Self {
        Self::with(&["main", "other"], |_| ())
    }

    fn with(names: &[&str], change: impl FnOnce(&mut config::Site)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at(Moment(1_000_000));
        let bot = Arc::new(Parrot {
            gate: Arc::new(Semaphore::new(1_000)),
            panics: AtomicU32::new(0),
            fails: AtomicU32::new(0),
            streams: Mutex::default(),
            heard: Mutex::default(),
            turns: Mutex::default(),
            deaf: AtomicU32::new(0),
        });
        let (desk, other) = (Arc::new(Puppet::default()), Arc::new(Puppet::default()));
        let mut accounts = BTreeMap::new();
        for name in names {
            let desk: Arc<Puppet> = if *name == "other" { Arc::clone(&other) } else { Arc::clone(&desk) };
            let account = Account::new((*name).to_owned(), config::Account::default(), [desk as Arc<dyn Desk>]);
            accounts.insert((*name).to_owned(), Arc::new(account));
        }
        let mut settings = config::Site { token: SiteToken::new("site"), ..config::Site::default() };
        change(&mut settings);
        let account = accounts.get(settings.account.get_or_insert_with(|| "main".to_owned()).as_str()).cloned();
        let site = Site::new("shop".to_owned(), settings, Arc::clone(&bot) as Arc<dyn Bot>, account);
        let store = Sqlite::open(folder.path(), SqliteOptions::default()).unwrap();
        let between = Arc::new(Between::new(Arc::new(store)));
        let core = Arc::new(Core {
            budgets: Arc::new(Budgets::new(&config::Budget::default(), Arc::new(clock.clone()))),
            store: Arc::clone(&between) as Arc<dyn Store>,
            bus: Arc::new(LocalBus::default()),
            files: Files::open(&folder.path().join("files")).unwrap(),
            sites: Sites::new(vec![site]),
            accounts,
            channels: BTreeMap::new(),
            work_added: Notify::new(),
            upkeep_due: Notify::new(),
            intake_due: Notify::new(),
            clock: Arc::new(clock.clone()),
        });
        Self { core, clock, desk, other, bot, between, folder, shutdown: CancellationToken::new() }
    }

    /// Lets the loop run from now on.
    fn run(&self) {
        tokio::spawn(work::run(Arc::clone(&self.core), self.shutdown.clone()));
    }

    async fn visitor(&self) -> Visitor {
        let site = self.core.sites.by_name("shop").unwrap();
        let token: SessionToken = self.core.begin(site, None).await.unwrap();
        Visitor { session: self.core.session(&token).await.unwrap(), ids: 0 }
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("baton.sqlite3")).unwrap()
    }

    fn rows(&self, condition: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM work WHERE {condition}");
        self.database().query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    async fn link(&self, id: &ConversationId) -> LinkRow {
        self.core.store.link(id).await.unwrap().unwrap()
    }

    async fn put_link(&self, id: &ConversationId, account: &str, state: &str) {
        let link = LinkRow {
            conversation: id.clone(),
            account: account.to_owned(),
            desk: "messaging".to_owned(),
            remote: Some("r1".to_owned()),
            state: state.to_owned(),
            open: true,
            verified_through: None,
            checked_at: None,
            echo_due: None,
            heard_at: None,
        };
        self.does(vec![Operation::PutLink(Box::new(link))]).await;
    }

    async fn does(&self, operations: Vec<Operation>) {
        let outcome = self.core.store.commit(Commit { guards: Vec::new(), operations }).await.unwrap();
        assert!(matches!(outcome, Outcome::Committed(_)));
        self.core.work_added.notify_one();
    }

    /// Waits until a condition on the log holds, moving time on by a span with each look.
    async fn until(&self, visitor: &Visitor, span: Duration, what: &str, holds: impl Fn(&[Event]) -> bool) {
        let begun = std::time::Instant::now();
        loop {
            let log = self.log(visitor).await;
            if holds(&log) {
                return;
            }
            assert!(begun.elapsed() < crate::harness::PATIENCE, "{what}: it did not come to that\n{:#?}", bodies(&log));
            self.clock.advance(span);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until no work runs and none could.
    async fn rest(&self) {
        let first = "NOT EXISTS (SELECT 1 FROM work AS earlier WHERE earlier.conversation = work.conversation
                     AND earlier.lane = work.lane AND earlier.id < work.id)";
        let busy = || format!("state = 'running' OR (state = 'pending' AND due <= {} AND {first})", self.now());
        crate::harness::until("no work is due", || (self.rows(&busy()) == 0).then_some(())).await;
    }

    fn now(&self) -> i64 {
        use baton_relay::clock::Clock as _;
        self.clock.now().0
    }

    async fn log(&self, visitor: &Visitor) -> Vec<Event> {
        self.core.events(visitor.conversation(), 0, usize::MAX).await.unwrap()
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// A visitor without a socket.
struct Visitor {
    session: Session,
    ids: u32,
}

impl Visitor {
    fn conversation(&self) -> &ConversationId {
        &self.session.row.conversation
    }

    async fn does(&mut self, core: &Core, frame: impl FnOnce(ClientId) -> ClientFrame) {
        self.ids += 1;
        core.take(&self.session, frame(ClientId::new(format!("v{}", self.ids)))).await.unwrap();
    }

    async fn says(&mut self, core: &Core, text: &str) {
        let message = Outgoing { text: text.to_owned(), ..Outgoing::default() };
        self.does(core, |id| ClientFrame::Send { id, message }).await;
    }

    async fn asks_for_a_person(&mut self, core: &Core) {
        self.does(core, |id| ClientFrame::Handoff { id, skill: None, by_page: false }).await;
    }

    async fn stage(&self, core: &Core) -> Stage {
        core.snapshot(self.conversation()).await.unwrap().row.stage
    }
}

fn incoming(at: i64, key: Option<&str>, what: What) -> Incoming {
    let key = key.map(str::to_owned);
    Incoming { remote: "r1".to_owned(), conversation: None, key, at: Moment(at), what }
}

fn said(who: &str) -> What {
    let agent = RemoteAgent { id: who.to_owned(), name: who.to_owned(), avatar: None };
    What::Said(Said { agent: Some(agent), text: "hi".to_owned(), html: None, files: Vec::new(), id: who.to_owned() })
}

fn bodies(log: &[Event]) -> Vec<&EventBody> {
    log.iter().filter_map(|event| event.body.known()).collect()
}

/// What bots said.
fn bot_lines(log: &[Event]) -> Vec<String> {
    let lines = bodies(log).into_iter().filter_map(|body| match body {
        EventBody::Bot(message) => Some(baton_protocol::Block::text_of(&message.blocks)),
        _ => None,
    });
    lines.collect()
}

/// The messages that were told to be undelivered.
fn undelivered(log: &[Event]) -> Vec<u64> {
    let told = bodies(log).into_iter().filter_map(|body| match body {
        EventBody::Notice(baton_protocol::Notice::Undelivered { seq }) => Some(*seq),
        _ => None,
    });
    told.collect()
}

fn seq_of(log: &[Event], text: &str) -> u64 {
    let said = |event: &&Event| matches!(event.body.known(), Some(EventBody::Visitor(said)) if said.text == text);
    log.iter().find(said).unwrap().seq
}
