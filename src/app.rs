//! Ties the core to the world: feeds it what happens, carries out what it wants, and tells the view what has changed.

mod alarm;
mod board;
mod edges;

pub(crate) use alarm::Alarm;
pub(crate) use board::Board;
pub(crate) use edges::{Edges, Page};

use crate::core::{Ask, Effect, Input, Scene, Settings, State};
use crate::host::{self, User, boot, intercept};
use crate::i18n::{self, Text};
use crate::{net, storage, view};
use baton_protocol::{SiteDocument, UserDetails};
use leptos::prelude::Owner;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// The chat of this document. Cheap to copy; whatever it leads to lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// Plain cells and no `StoredValue`s, which are looked up and checked at each of a hundred uses.
    cells: &'static Cells,
    /// What the view draws.
    pub(crate) board: Board,
}

struct Cells {
    mind: RefCell<State>,
    edges: RefCell<Edges>,
    /// What keeps true what is drawn.
    drawn: RefCell<Option<view::Drawn>>,
    /// Whether the painted panel was taken over.
    begun: Cell<bool>,
}

impl App {
    /// Begins: reads what was kept, draws, and takes over from the painted panel.
    pub(crate) fn start(site: SiteDocument) {
        // Never dropped: the root of everything reactive, for as long as the page lives.
        let owner = Owner::new();
        owner.set();
        let kept = storage::Kept::new(site.token.as_str());
        let settings = Settings {
            title: site.title,
            subtitle: site.subtitle,
            greeting: site.greeting,
            starters: site.starters,
            handoff: site.handoff,
            leave_message: site.leave_message,
            queue_text: site.queue_text,
            feedback: site.feedback,
            suggestions: site.suggestions,
            fallback: site.fallback,
            files: site.files,
            consent: site.consent,
            privacy: site.privacy,
            page_hears_text: site.page_hears_text,
            locale: boot::locale(),
            seed: seed(),
        };
        let mut state = State::new(settings);
        let shown = !boot::embedded();
        let mut effects = state.apply(now(), Input::Shown(shown));
        effects.extend(state.apply(now(), Input::Start { session: kept.session(), unsent: kept.unsent() }));
        let scene = scene(&state);
        let app = Self {
            cells: Box::leak(Box::new(Cells {
                mind: RefCell::new(state),
                edges: RefCell::new(Edges::new(site.token, site.socket_url, kept)),
                drawn: RefCell::new(None),
                begun: Cell::new(false),
            })),
            board: Board::new(scene),
        };
        app.carry_out(effects);
        app.refresh();
        net::watch_browser(app);
        net::revoke_left(app);
        std::mem::forget(owner);
        app.go_on();
    }

    /// Has what is left of the start done in a task of its own: between them a slow device paints and hears its visitor.
    fn go_on(self) {
        // It rings once, and nothing takes it back.
        std::mem::forget(self.alarm(0));
    }

    /// Takes over from the painted panel.
    fn take_over(self) {
        // What has been typed meanwhile is newer than what was kept.
        if boot::text().is_empty() {
            let draft = self.edges(|edges| edges.kept.draft());
            boot::set_text(&draft);
        }
        boot::take_over(&edges::handlers(self));
    }

    /// Draws everything in these texts.
    fn speak(self, texts: &js_sys::Array) {
        i18n::speak(texts.iter().filter_map(|text| text.as_string()).collect());
        // What was drawn follows nothing any more before the same places are drawn into again.
        let before = self.cells.drawn.take();
        let again = before.is_some();
        drop(before);
        let drawn = view::mount(self, again);
        self.cells.drawn.replace(Some(drawn));
    }

    /// Takes in what happened.
    pub(crate) fn input(self, input: Input) {
        let effects = self.cells.mind.borrow_mut().apply(now(), input);
        self.carry_out(effects);
        self.refresh();
    }

    /// Reads the state.
    pub(crate) fn read<T>(self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.cells.mind.borrow())
    }

    /// Uses what the edges keep.
    pub(crate) fn edges<T>(self, with: impl FnOnce(&mut Edges) -> T) -> T {
        with(&mut self.cells.edges.borrow_mut())
    }

    fn carry_out(self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::CreateSession => net::create_session(self),
                Effect::Connect { serial, by_poll } => net::connect(self, serial, by_poll),
                Effect::Disconnect => net::disconnect(self),
                Effect::Transmit(frame) => net::transmit(self, &frame),
                Effect::Upload(key) => net::upload(self, key),
                Effect::StopUpload(key) => net::stop_upload(self, key),
                Effect::DropUpload(key) => net::drop_upload(self, key),
                Effect::KeepUpload(key, file) => net::keep_upload(self, key, file),
                Effect::ClearComposer => {
                    boot::set_text("");
                    self.edges(|edges| edges.kept.keep_draft(""));
                }
                Effect::SubmitAgain(text) if boot::text().trim() == text => self.submit(text),
                // The page has put another text there meanwhile; it is not for us to send.
                Effect::SubmitAgain(_) => {}
                Effect::ToNewest => self.board.to_newest(),
                Effect::Tell(event) => host::event(&event),
                Effect::Chime(event) => {
                    boot::chime(&event);
                    self.read(|state| {
                        host::notify(&state.settings().title, &boot::counted(Text::Newer.say(), 1.0), &event)
                    });
                }
                Effect::Unread(count) => host::unread(count),
                Effect::Presence(id) => host::presence(id.as_ref()),
                Effect::Ask(ask) => {
                    self.edges(|edges| edges.page.token = None);
                    host::ask(ask);
                }
                Effect::Warn(text) => host::warn(false, &text),
                Effect::KeepSession(session) => self.kept(|kept| kept.keep_session(&session)),
                Effect::ForgetSession(lost) => self.kept(|kept| kept.forget_session(lost.as_ref())),
                Effect::Revoke(session) => net::revoke(self, &session),
                Effect::Keep(unsent) => self.kept(|kept| kept.keep_unsent(&unsent)),
                Effect::Forget(id) => self.kept(|kept| kept.forget_unsent(&id)),
            }
        }
    }

    fn kept(self, with: impl FnOnce(&mut storage::Kept)) {
        self.edges(|edges| with(&mut edges.kept));
    }

    /// Brings the view up to date, and sets the clock for what time alone will change.
    fn refresh(self) {
        let scene = self.read(scene);
        boot::set_attached(
            scene.uploads.iter().any(|upload| matches!(upload.state, crate::core::UploadState::Done(_))),
        );
        self.board.show(scene);
        let deadline = self.read(|state| state.deadline(now()));
        self.edges(|edges| edges.set_clock(deadline, |wait| self.alarm(wait), now()));
    }

    fn alarm(self, wait: u32) -> Alarm {
        Alarm::new(wait, move || self.wake())
    }

    /// The clock rang. It is set anew even to the same moment, which by the browser's own clock may still be to come:
    /// that clock is coarse, and may be set back.
    fn wake(self) {
        if self.cells.drawn.borrow().is_none() {
            self.speak(&boot::texts());
            return self.go_on();
        }
        if !self.cells.begun.replace(true) {
            return self.take_over();
        }
        self.edges(Edges::clear_clock);
        self.input(Input::Wake);
    }

    /// Sends what stands in the composer, as the page has it, if the page reads along; nothing where it will not have it.
    pub(crate) fn submit(self, text: String) {
        let goes_at_once = text.trim().is_empty() || self.read(State::waits_for_files);
        if goes_at_once || !self.edges(|edges| edges.page.before_send) {
            return self.input(Input::Submit { id: boot::client_id(), text });
        }
        intercept::before_send(&text, move |text| self.input(Input::Submit { id: boot::client_id(), text }));
    }

    /// Puts a text of the page behind what the visitor has written already.
    pub(crate) fn prefill(self, given: &str) {
        let written = boot::text();
        let written = written.trim_end();
        if !written.is_empty() && written.ends_with(given.trim_end()) {
            return;
        }
        let text = if written.is_empty() { given.to_owned() } else { [written, "\n", given].concat() };
        boot::set_text(&text);
        self.kept(|kept| kept.keep_draft(&text));
    }

    /// The language the conversation is held in.
    pub(crate) fn set_locale(self, locale: &str) {
        self.cells.mind.borrow_mut().set_locale(locale);
        self.input(Input::Locale);
    }

    /// What the page says of the visitor. A token alone, or where to get one, leaves the rest as it is, and what comes
    /// without one leaves the token.
    pub(crate) fn set_user(self, given: User) {
        let User { user, token, ask } = given;
        self.edges(|edges| {
            if (token.is_none() && ask.is_none()) || user != UserDetails::default() {
                edges.page.user = user;
            }
            edges.page.token = token.or(edges.page.token.take().filter(|_| ask.is_none()));
        });
        self.tell(ask);
    }

    /// Where the page is.
    pub(crate) fn set_page(self, address: Option<String>) {
        self.edges(|edges| edges.page.address = address);
    }

    /// Gives the core what the page said.
    pub(crate) fn tell_context(self) {
        self.tell(None);
    }

    fn tell(self, ask: Option<Ask>) {
        let Page { user, address, token, .. } = self.edges(|edges| edges.page.clone());
        self.input(Input::Context { user, page: address, token, ask });
    }

    /// The visitor leaves: nothing of theirs stays in this browser.
    pub(crate) fn logout(self) {
        self.leave(Input::Logout);
    }

    /// The visitor wants what is kept of them.
    pub(crate) fn export(self) {
        net::export(self, move |address| match address {
            Some(address) => drop(net::save(address, "chat.json")),
            None => self.input(Input::Failed),
        });
    }

    /// The visitor wants the conversation as a text of their own, or on paper.
    pub(crate) fn keep_transcript(self, on_paper: bool) {
        net::transcript(self, move |events| match events {
            Some(events) => {
                let title = self.read(|state| state.settings().title.clone());
                boot::transcript(events, &title, Text::You.say(), Text::Desk.say(), on_paper);
            }
            None => self.input(Input::Failed),
        });
    }

    /// The visitor wants it gone; then nothing of theirs is here either.
    pub(crate) fn erase(self) {
        net::erase(self, move |done| if done { self.logout() } else { self.input(Input::Failed) });
    }

    /// Ends what is here, after the visitor has left in this tab or in another.
    pub(crate) fn leave(self, input: Input) {
        self.edges(|edges| edges.page.token = None);
        self.set_user(User::default());
        boot::set_text("");
        self.kept(|kept| kept.keep_draft(""));
        self.edges(Edges::forget_files);
        self.input(input);
    }

    /// What a developer may ask of a running chat; nothing secret.
    pub(crate) fn diagnose(self) -> JsValue {
        let (stage, is_connected, head) = self.read(|state| {
            let head = state.log().map_or(0, baton_protocol::fold::Log::head);
            (host::word(&state.stage()), state.is_connected(), head)
        });
        let keeps = self.edges(|edges| edges.kept.is_lasting());
        let out = js_sys::Object::new();
        for (key, value) in [
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("stage", stage.into()),
            ("connected", is_connected.into()),
            ("events", JsValue::from_f64(f64::from(u32::try_from(head).unwrap_or(u32::MAX)))),
            ("storage", keeps.into()),
            ("socket", net::socket_host(self).into()),
        ] {
            // Setting a key of a fresh object cannot fail.
            let _ = js_sys::Reflect::set(&out, &key.into(), &value);
        }
        out.into()
    }
}

/// The scene of this moment.
fn scene(state: &State) -> Scene {
    Scene::of(state, now(), &day)
}

/// The browser's clock, in milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds are meant")]
pub(crate) fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// A moment as JavaScript counts it.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double until the year 287396")]
pub(crate) fn js_time(at: i64) -> f64 {
    at as f64
}

#[expect(clippy::cast_possible_truncation, reason = "days since 1970 are small whole numbers")]
fn day(at: i64) -> i64 {
    boot::day_number(js_time(at)) as i64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any bits do for a seed")]
fn seed() -> u64 {
    (js_sys::Math::random() * 9e15) as u64
}
