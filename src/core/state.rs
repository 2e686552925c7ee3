//! The state and the one way to change it.

use super::asker::Asker;
use super::drafts::Drafts;
use super::hopes::Hopes;
use super::link::Link;
use super::unsent::{Next, Queue};
use super::uploads::Tray;
use super::window::Window;
use super::{By, Effect, HostEvent, HostEventKind, Input};
use baton_protocol::fold::Log;
use baton_protocol::{
    Block, Choice, ClientFrame, ClientId, ConversationId, ErrorCode, FileRules, FormId, OtherConversation, PresenceId,
    SessionToken, UserDetails,
};

/// What does not change while the page lives.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The site's name.
    pub title: String,
    /// The line below it.
    pub subtitle: String,
    /// What the bot says before anyone does.
    pub greeting: Vec<Block>,
    /// Buttons below that.
    pub starters: Vec<Choice>,
    /// Whether a person can be asked for.
    pub handoff: bool,
    /// Whether a message can be left where nobody comes.
    pub leave_message: bool,
    /// The site's words for whoever is in the queue.
    pub queue_text: String,
    /// Whether visitors are asked if what the bot says is of help.
    pub feedback: bool,
    /// Whether the bot can tell what could be meant while somebody types.
    pub suggestions: bool,
    /// Where else the visitor can be heard.
    pub fallback: Option<String>,
    /// What files are taken.
    pub files: FileRules,
    /// The version of what the visitor has agreed to.
    pub consent: Option<String>,
    /// Whether visitors can get and delete what is kept of them.
    pub privacy: bool,
    /// Whether the page may read and change what is said.
    pub page_hears_text: bool,
    /// The language the visitor reads.
    pub locale: String,
    /// Any number; makes the waits of this page its own.
    pub seed: u64,
}

/// Something that went wrong with what the visitor just did; shown at the composer until they go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The relay, or a rule known here, refused it.
    Refused(ErrorCode),
    /// A message waits for its files.
    WaitsForFiles,
    /// What is not sent yet was meant for the people here.
    SendFirst,
}

/// The widget's state.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) settings: Settings,
    pub(super) greetings: Vec<Vec<Block>>,
    /// How often the page has given greetings of its own.
    pub(super) greeted: u32,
    pub(super) session: Option<SessionToken>,
    /// The relay no longer knew the session, and no other has come since.
    pub(super) lost: bool,
    pub(super) conversation: Option<ConversationId>,
    /// What else the visitor has here.
    pub(super) others: Vec<OtherConversation>,
    pub(super) link: Link,
    pub(super) log: Option<Log>,
    /// The `seq` that catching up leads to.
    pub(super) goal: u64,
    /// Events up to here were there before this page began; the host page is not told of them.
    pub(super) history: u64,
    pub(super) has_history: bool,
    /// The log is being read from its beginning, not from where this page had come to.
    pub(super) anew: bool,
    pub(super) queue: Queue,
    pub(super) drafts: Drafts,
    pub(super) hopes: Hopes,
    pub(super) tray: Tray,
    pub(super) read: u64,
    read_told: u64,
    pub(super) unread: usize,
    pub(super) shown: bool,
    pub(super) visible: bool,
    pub(super) keeps_waiting: bool,
    /// What was offered up to here for want of people was declined.
    pub(super) stays: u64,
    pub(super) trouble: Option<Trouble>,
    pub(super) undelivered: Vec<u64>,
    /// The desk has what the visitor said up to this `seq`.
    pub(super) delivered: u64,
    /// The answer to a form that the relay would not have.
    pub(super) invalid: Option<(FormId, ClientId)>,
    /// The `seq` of the message that took its draft's place last.
    pub(super) drafted: u64,
    /// How often the visitor's language has changed.
    pub(super) locales: u32,
    pub(super) window: Window,
    /// How much others have said while this page was there.
    pub(super) heard: usize,
    pub(super) user: UserDetails,
    /// What the host page may ask by.
    pub(super) presence: Option<PresenceId>,
    page: Option<String>,
    pub(super) asker: Asker,
    told: u32,
}

impl State {
    /// A page that has not begun yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            greetings: if settings.greeting.is_empty() { Vec::new() } else { vec![settings.greeting.clone()] },
            greeted: 0,
            link: Link::new(settings.seed),
            settings,
            session: None,
            lost: false,
            conversation: None,
            others: Vec::new(),
            log: None,
            goal: 0,
            history: 0,
            has_history: false,
            anew: true,
            queue: Queue::default(),
            drafts: Drafts::default(),
            hopes: Hopes::default(),
            tray: Tray::default(),
            read: 0,
            read_told: 0,
            unread: 0,
            shown: false,
            visible: true,
            keeps_waiting: false,
            stays: 0,
            trouble: None,
            undelivered: Vec::new(),
            delivered: 0,
            invalid: None,
            drafted: 0,
            locales: 0,
            window: Window::default(),
            heard: 0,
            user: UserDetails::default(),
            presence: None,
            page: None,
            asker: Asker::default(),
            told: 0,
        }
    }

    /// Takes in what happened at `now` (milliseconds since 1970) and says what is to be done about it, in order.
    pub fn apply(&mut self, now: i64, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let (was_open, was_waiting) = (self.link.is_open(), self.link.is_waiting());
        let was_writing = self.drafts.current().is_some();
        match input {
            Input::Start { session, unsent } => self.start(now, session, unsent, &mut out),
            Input::Wake => self.wake(now, &mut out),
            Input::Context { user, page, token, ask } => {
                self.user = user;
                self.page = page;
                self.asker.take(token, ask);
                if self.link.is_open() {
                    self.transmit_context(&mut out);
                    if ask.is_some() {
                        self.asker.want(now, &mut out);
                    }
                }
            }
            Input::Greeting(greetings) => {
                self.greetings = greetings;
                self.greeted = self.greeted.wrapping_add(1);
            }
            Input::Shown(shown) => self.shown = shown,
            Input::Visible(visible) => {
                self.visible = visible;
                if visible {
                    self.wake(now, &mut out);
                    self.link.hurry(now, self.session.is_some(), &mut out);
                }
            }
            Input::Online(online) => {
                self.link.set_online(now, online, self.session.is_some(), &mut out);
                if online {
                    self.tray.retry_unreached();
                }
            }
            Input::Locale => self.locales = self.locales.wrapping_add(1),
            Input::SessionOpened(session) => self.session_opened(now, session, &mut out),
            Input::SessionRefused { code, retry_after_ms } => {
                self.session_refused(now, code, retry_after_ms.unwrap_or(0), &mut out);
            }
            Input::SessionElsewhere(session) => {
                // A tab that has nobody waits until somebody writes.
                if (self.lost || self.session.is_some()) && self.session.as_ref() != Some(&session) {
                    self.session_changed(now, session, false, &mut out);
                }
            }
            Input::SocketOpened(serial) => self.socket_opened(serial, &mut out),
            Input::SocketFrame(serial, frame) => self.frame(now, serial, frame, &mut out),
            Input::SocketClosed(serial) => {
                if self.link.is_current(serial) {
                    self.link.lose(now, 0, &mut out);
                }
            }
            other => self.act(now, other, &mut out),
        }
        if was_open && !self.link.is_open() {
            self.queue.interrupt();
            self.drafts.clear();
            if self.link.is_waiting() {
                self.tell(now, HostEventKind::Disconnected, &mut out);
            }
        }
        if was_waiting && self.link.is_beginning() {
            self.tell(now, HostEventKind::Reconnecting, &mut out);
        }
        let writes = self.drafts.current().is_some();
        if writes != was_writing {
            let kind = if writes { HostEventKind::TypingStart } else { HostEventKind::TypingStop };
            self.tell(now, kind, &mut out);
        }
        self.pump(now, &mut out);
        self.mark_read(&mut out);
        out
    }

    fn start(&mut self, now: i64, session: Option<SessionToken>, unsent: Vec<super::Unsent>, out: &mut Vec<Effect>) {
        self.session = session;
        self.queue.restore(unsent);
        if self.session.is_some() || !self.queue.all().is_empty() {
            self.link.want(now, self.session.is_some(), out);
        }
    }

    fn wake(&mut self, now: i64, out: &mut Vec<Effect>) {
        if self.drafts.deadline().is_some_and(|deadline| now >= deadline) {
            self.drafts.clear();
        }
        if let Some(text) = self.hopes.due(now)
            && self.link.is_open()
        {
            out.push(Effect::Transmit(ClientFrame::Suggest { text }));
        }
        if self.queue.is_overdue(now) && self.link.is_open() {
            self.link.lose(now, 0, out);
        }
        if self.asker.due.is_some_and(|due| now >= due) {
            if self.asker.ring() {
                self.tell(now, HostEventKind::Error(ErrorCode::IdentityUnavailable), out);
            } else if self.link.is_open() {
                self.transmit_context(out);
            }
        }
        self.link.wake(now, self.session.is_some(), out);
    }

    /// When [`Input::Wake`] is due next, in milliseconds since 1970.
    pub fn deadline(&self, now: i64) -> Option<i64> {
        let queue = if self.link.is_open() { self.queue.deadline() } else { None };
        let parts = [self.drafts.deadline(), self.hopes.deadline(), self.asker.due];
        [self.link.deadline(now), queue].into_iter().chain(parts).flatten().min()
    }

    pub(super) fn transmit_context(&self, out: &mut Vec<Effect>) {
        let (user, page, token) = (self.user.clone(), self.page.clone(), self.asker.token.clone());
        if user != UserDetails::default() || page.is_some() || token.is_some() {
            out.push(Effect::Transmit(ClientFrame::Context { user, page, token }));
        }
    }

    /// Whether what is submitted now would wait for its files.
    pub fn waits_for_files(&self) -> bool {
        self.tray.is_busy()
    }

    /// Sends what can be sent.
    fn pump(&mut self, now: i64, out: &mut Vec<Effect>) {
        if self.session.is_some() {
            self.tray.start(out);
        }
        if !self.link.is_open() || !self.is_caught_up() || self.asker.holds() {
            return;
        }
        loop {
            match self.queue.next(now, self.stage()) {
                Next::Transmit(frame) => out.push(Effect::Transmit(frame)),
                Next::Settled(id) => out.push(Effect::Forget(id)),
                Next::Nothing => return,
            }
        }
    }

    /// What a visitor looks at is read.
    fn mark_read(&mut self, out: &mut Vec<Effect>) {
        let head = self.log.as_ref().map_or(0, Log::head);
        if self.shown && self.visible && self.is_caught_up() && head > self.read {
            self.read = head;
        }
        if self.read > self.read_told && self.link.is_open() {
            self.read_told = self.read;
            out.push(Effect::Transmit(ClientFrame::Read { seq: self.read }));
        }
        let elsewhere: u32 = self.others.iter().map(|other| other.unread).sum();
        let unread = self.count_unread() + elsewhere as usize;
        if unread != self.unread {
            self.unread = unread;
            out.push(Effect::Unread(unread));
        }
    }

    fn count_unread(&self) -> usize {
        let lines = self.log.as_ref().map_or(&[][..], Log::lines);
        lines.iter().filter(|line| line.seq > self.read && by(line).is_some()).count()
    }

    pub(super) fn begin_log(&mut self, read: u64) {
        self.window.reset();
        self.read = read;
        self.read_told = read;
        self.undelivered.clear();
        self.delivered = 0;
    }

    /// Another language: sessions and connections from here on name it.
    pub fn set_locale(&mut self, locale: &str) {
        locale.clone_into(&mut self.settings.locale);
    }

    /// Nothing of this conversation is known any longer: the next session's may be another.
    pub(super) fn forget_conversation(&mut self) {
        self.session = None;
        self.conversation = None;
        self.others.clear();
        self.forget_log();
    }

    /// Nor of what was said in it.
    pub(super) fn forget_log(&mut self) {
        self.log = None;
        self.goal = 0;
        self.history = 0;
        self.has_history = false;
        self.invalid = None;
        self.drafts.clear();
        self.hopes.clear();
    }

    /// Brings the newest line into view.
    pub(super) fn bring_newest(&mut self, out: &mut Vec<Effect>) {
        self.window.reset();
        out.push(Effect::ToNewest);
    }

    pub(super) fn tell(&mut self, at: i64, kind: HostEventKind, out: &mut Vec<Effect>) {
        self.told += 1;
        out.push(Effect::Tell(HostEvent { id: self.told.to_string(), at, kind }));
    }
}

/// Who, other than the visitor, said something with this event.
pub(super) fn by(event: &baton_protocol::Event) -> Option<By> {
    match event.body.known()? {
        baton_protocol::EventBody::Bot(_) => Some(By::Bot),
        baton_protocol::EventBody::Agent(message) => Some(if message.agent.is_some() { By::Agent } else { By::Desk }),
        _ => None,
    }
}
