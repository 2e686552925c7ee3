//! A page, a network that loses, doubles and delays, and the relay behind it. Time moves when it is told to.

use crate::relay::Relay;
use baton_protocol::{ClientFrame, ClientId, FileRules, Lenient, ServerFrame, SessionToken};
use baton_widget::core::{Effect, HostEventKind, Input, Settings, State, Unsent};
use std::collections::VecDeque;

pub(crate) const START: i64 = 1_700_000_000_000;

/// Everything a visitor has before them.
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) state: State,
    pub(crate) relay: Relay,
    /// The socket the page believes in, if any.
    pub(crate) socket: Option<u32>,
    /// Whether it is really there.
    pub(crate) is_up: bool,
    /// Whether something on the way lets no socket through.
    pub(crate) blocks_sockets: bool,
    /// Which of the connections were by plain requests.
    pub(crate) ways: Vec<bool>,
    pub(crate) to_relay: VecDeque<ClientFrame>,
    pub(crate) to_page: VecDeque<ServerFrame>,
    /// What the browser's storage holds.
    pub(crate) kept: Vec<Unsent>,
    pub(crate) session: Option<SessionToken>,
    pub(crate) told: Vec<HostEventKind>,
    /// What the developer of the page was told.
    pub(crate) warned: Vec<String>,
    /// How often the page was asked for a token.
    pub(crate) asked: usize,
    /// Sessions that the relay is to forget.
    pub(crate) revoked: Vec<SessionToken>,
    pub(crate) cleared: usize,
    pub(crate) unread: usize,
    /// The events that were to be heard.
    pub(crate) chimes: Vec<String>,
    /// What the page may ask by.
    pub(crate) presence: Option<baton_protocol::PresenceId>,
    next_id: u32,
}

pub(crate) fn settings(seed: u64) -> Settings {
    Settings {
        title: "Shop".to_owned(),
        subtitle: String::new(),
        greeting: Vec::new(),
        starters: Vec::new(),
        handoff: true,
        leave_message: true,
        queue_text: String::new(),
        feedback: true,
        suggestions: true,
        fallback: None,
        files: FileRules { max_bytes: 1000, extensions: vec!["png".to_owned(), "pdf".to_owned()] },
        consent: Some("c0ffee".to_owned()),
        privacy: true,
        page_hears_text: true,
        locale: "en".to_owned(),
        seed,
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut world = Self {
            now: START,
            state: State::new(settings(seed)),
            relay: Relay::default(),
            socket: None,
            is_up: true,
            blocks_sockets: false,
            ways: Vec::new(),
            to_relay: VecDeque::new(),
            to_page: VecDeque::new(),
            kept: Vec::new(),
            session: None,
            told: Vec::new(),
            warned: Vec::new(),
            asked: 0,
            revoked: Vec::new(),
            cleared: 0,
            unread: 0,
            chimes: Vec::new(),
            presence: None,
            next_id: 0,
        };
        world.input(Input::Shown(true));
        world.start();
        world
    }

    fn start(&mut self) {
        let (session, unsent) = (self.session.clone(), self.kept.clone());
        self.input(Input::Start { session, unsent });
    }

    /// Throws the page away and opens it again over the same storage.
    pub(crate) fn reload(&mut self) {
        self.socket = None;
        self.to_relay.clear();
        self.to_page.clear();
        self.state = State::new(settings(self.next_id.into()));
        self.input(Input::Shown(true));
        self.start();
    }

    pub(crate) fn id(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId::new(format!("client-{}", self.next_id))
    }

    pub(crate) fn submit(&mut self, text: &str) -> ClientId {
        let id = self.id();
        self.input(Input::Submit { id: id.clone(), text: text.to_owned() });
        id
    }

    pub(crate) fn input(&mut self, input: Input) {
        for effect in self.state.apply(self.now, input) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::CreateSession => {
                let outcome = if self.is_up {
                    Input::SessionOpened(SessionToken::new("secret"))
                } else {
                    Input::SessionRefused { code: None, retry_after_ms: None }
                };
                self.input(outcome);
            }
            Effect::KeepSession(session) => self.session = Some(session),
            Effect::ForgetSession(lost) if lost.is_none() || lost == self.session => self.session = None,
            Effect::ForgetSession(_) => {}
            Effect::Revoke(session) => self.revoked.push(session),
            Effect::Connect { serial, by_poll } => {
                self.to_relay.clear();
                self.to_page.clear();
                self.socket = Some(serial);
                self.ways.push(by_poll);
                let is_let_through = self.is_up && (by_poll || !self.blocks_sockets);
                self.input(if is_let_through { Input::SocketOpened(serial) } else { Input::SocketClosed(serial) });
            }
            Effect::Disconnect => self.socket = None,
            Effect::Transmit(frame) if self.socket.is_some() => self.to_relay.push_back(frame),
            Effect::Keep(unsent) => self.kept.push(unsent),
            Effect::Forget(id) => self.kept.retain(|unsent| unsent.id != id),
            Effect::ClearComposer => self.cleared += 1,
            Effect::Tell(event) => self.told.push(event.kind),
            Effect::Presence(id) => self.presence = id,
            Effect::Warn(text) => self.warned.push(text),
            Effect::Ask(_) => self.asked += 1,
            Effect::Unread(count) => self.unread = count,
            Effect::Chime(event) => self.chimes.push(event),
            _ => {}
        }
    }

    /// The relay reads one frame.
    pub(crate) fn relay_reads(&mut self) {
        if let Some(frame) = self.to_relay.pop_front() {
            let answer = self.relay.hear(&frame);
            self.to_page.extend(answer);
        }
    }

    /// The page reads one frame.
    pub(crate) fn page_reads(&mut self) {
        if let (Some(frame), Some(serial)) = (self.to_page.pop_front(), self.socket) {
            self.input(Input::SocketFrame(serial, Lenient::Known(frame)));
        }
    }

    /// The connection breaks; what is under way is lost.
    pub(crate) fn cut(&mut self) {
        self.to_relay.clear();
        self.to_page.clear();
        if let Some(serial) = self.socket.take() {
            self.input(Input::SocketClosed(serial));
        }
    }

    pub(crate) fn pass_time(&mut self, ms: i64) {
        self.now += ms;
        self.input(Input::Wake);
    }

    /// Lets everything arrive, with a good network and as much time as it takes.
    pub(crate) fn settle(&mut self) {
        self.is_up = true;
        self.input(Input::Online(true));
        for _ in 0..400 {
            while !self.to_relay.is_empty() || !self.to_page.is_empty() {
                self.relay_reads();
                self.page_reads();
            }
            match self.state.deadline(self.now) {
                Some(deadline) if self.has_work() || !self.state.is_connected() => {
                    self.now = self.now.max(deadline);
                    self.input(Input::Wake);
                }
                _ => return,
            }
        }
        panic!("it never came to rest");
    }

    /// Lets everything arrive that is on its way, in no time.
    pub(crate) fn flow(&mut self) {
        while !self.to_relay.is_empty() || !self.to_page.is_empty() {
            self.relay_reads();
            self.page_reads();
        }
    }

    fn has_work(&self) -> bool {
        self.state.unsent().iter().any(|unsent| unsent.failed.is_none())
    }

    /// The events in the order the page shows them.
    pub(crate) fn shown(&self) -> Vec<u64> {
        self.state.log().map_or_else(Vec::new, |log| log.lines().iter().map(|line| line.seq).collect())
    }
}
