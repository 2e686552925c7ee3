//! What the relay says, and what the network does.

use super::state::by;
use super::{Effect, HostEvent, HostEventKind, Request, State, Trouble};
use baton_protocol::fold::{Applied, Log};
use baton_protocol::{
    ClientFrame, ClientId, ConversationId, ErrorCode, Event, EventBody, FormValue, Generation, Hint, Lenient, Notice,
    ServerFrame, SessionToken, Stage, VERSION, VisitorMessage,
};

/// The least wait after a refusal that names none, in milliseconds.
const PATIENCE_MS: i64 = 2_000;

impl State {
    pub(super) fn session_opened(&mut self, now: i64, session: SessionToken, out: &mut Vec<Effect>) {
        out.push(Effect::KeepSession(session.clone()));
        self.session = Some(session);
        self.lost = false;
        self.link.session_opened(now, out);
    }

    /// The visitor has signed in: the session goes on under another token, in the same conversation or in the one that
    /// this person has elsewhere. What is unsent goes along.
    pub(super) fn session_changed(&mut self, now: i64, session: SessionToken, moved: bool, out: &mut Vec<Effect>) {
        self.session = Some(session);
        self.lost = false;
        self.conversation = None;
        if moved {
            self.forget_log();
        }
        if !self.link.is_over() {
            self.link.again(now, true, out);
        }
    }

    pub(super) fn session_refused(&mut self, now: i64, code: Option<ErrorCode>, at_least: i64, out: &mut Vec<Effect>) {
        match code {
            _ if !self.link.is_creating() => {}
            Some(code @ (ErrorCode::SiteUnknown | ErrorCode::OriginRefused | ErrorCode::VersionUnsupported)) => {
                self.give_up(now, code, out);
            }
            _ => self.link.lose(now, at_least, out),
        }
    }

    pub(super) fn socket_opened(&self, serial: u32, out: &mut Vec<Effect>) {
        if !self.link.is_current(serial) {
            return;
        }
        if let Some(session) = &self.session {
            out.push(Effect::Transmit(ClientFrame::Hello {
                version: VERSION,
                session: session.clone(),
                cursor: self.log.as_ref().and_then(Log::cursor),
                locale: Some(self.settings.locale.clone()),
                consent: self.settings.consent.clone(),
            }));
        }
    }

    pub(super) fn frame(&mut self, now: i64, serial: u32, frame: Lenient<ServerFrame>, out: &mut Vec<Effect>) {
        if !self.link.is_current(serial) {
            return;
        }
        self.link.heard(now);
        match frame.into_known() {
            Some(ServerFrame::Welcome {
                conversation,
                generation,
                from,
                head,
                stage,
                read,
                presence,
                others,
                delivered,
                ..
            }) => {
                self.others = others;
                self.enter(conversation, out);
                if presence.is_some() && presence != self.presence {
                    self.presence.clone_from(&presence);
                    out.push(Effect::Presence(presence));
                }
                self.welcome(now, generation, (from, head), stage, read, out);
                self.delivered = delivered;
            }
            Some(ServerFrame::Events(events)) => self.events(now, events, out),
            Some(ServerFrame::Earlier { before, events }) => self.earlier(before, events),
            Some(ServerFrame::Reload {}) => {
                self.log = None;
                self.link.again(now, true, out);
            }
            Some(ServerFrame::Session { session, moved }) => {
                out.push(Effect::KeepSession(session.clone()));
                self.tell(now, HostEventKind::IdentityChanged, out);
                self.session_changed(now, session, moved, out);
            }
            Some(ServerFrame::Refused { id, code, message, retry_after_ms }) => {
                let wait = retry_after_ms.map(|wait| i64::try_from(wait).unwrap_or(i64::MAX));
                match id {
                    Some(id) if code != ErrorCode::SessionUnknown => self.refused(now, &id, (code, message), wait, out),
                    _ => self.connection_refused(now, code, message, wait.unwrap_or(0), out),
                }
            }
            Some(ServerFrame::Hint(Hint::Others(others))) => self.others = others,
            Some(ServerFrame::Hint(Hint::Delivered { seq })) => self.delivered = self.delivered.max(seq),
            Some(ServerFrame::Hint(Hint::Suggestions { text, choices })) => self.hopes.hear(&text, choices),
            Some(ServerFrame::Hint(hint)) if self.stage() == Stage::Bot => self.drafts.hear(now, hint),
            Some(ServerFrame::Beat {}) => out.push(Effect::Transmit(ClientFrame::Beat {})),
            _ => {}
        }
    }

    /// The session may be in another conversation than before, by this tab or by another. What was not sent yet was meant
    /// for the people there: the visitor decides.
    fn enter(&mut self, conversation: ConversationId, out: &mut Vec<Effect>) {
        if self.conversation.as_ref().is_some_and(|known| *known != conversation) {
            self.queue.fail_all(ErrorCode::StageRefused);
            self.drop_files(out);
            self.forget_log();
            self.trouble = None;
            self.window.reset();
        }
        self.conversation = Some(conversation);
    }

    fn welcome(
        &mut self,
        now: i64,
        generation: Generation,
        (from, head): (u64, u64),
        stage: Stage,
        read: u64,
        out: &mut Vec<Effect>,
    ) {
        // A relay that has our cursor goes on right behind it. Whatever else it says begins the log anew.
        let goes_on = self
            .log
            .as_ref()
            .and_then(Log::cursor)
            .is_some_and(|cursor| cursor.generation == generation && from <= cursor.seq + 1 && head >= cursor.seq);
        self.anew = !goes_on || (self.anew && !self.is_caught_up());
        if !goes_on {
            self.log = Some(Log::starting(generation, from, stage));
            self.begin_log(read);
            self.history = if self.has_history { self.history.max(head) } else { head };
            self.has_history = true;
        }
        self.read = self.read.max(read);
        self.goal = head;
        self.link.welcomed(now);
        self.tray.retry_unreached();
        self.tell(now, HostEventKind::Connected, out);
        self.transmit_context(out);
        self.asker.want(now, out);
    }

    fn events(&mut self, now: i64, events: Vec<Event>, out: &mut Vec<Effect>) {
        for event in events {
            let Some(log) = &mut self.log else { return };
            let begins = !log.has_earlier() && !log.lines().iter().any(is_visitors);
            let had_agent = log.stage() == Stage::Agent && log.agent().is_some();
            match log.apply(event.clone()) {
                Applied::Added { .. } => {
                    // What was there before this page is shown from its end, however it comes in.
                    if event.seq > self.history {
                        self.window.grow();
                    }
                    self.settle(event.client.as_ref(), out);
                    self.follow(&event, begins, had_agent, out);
                }
                Applied::Known => self.settle(event.client.as_ref(), out),
                Applied::Gap => {
                    self.link.again(now, self.session.is_some(), out);
                    return;
                }
            }
        }
    }

    /// The relay has it.
    fn settle(&mut self, client: Option<&ClientId>, out: &mut Vec<Effect>) {
        if let Some(id) = client
            && self.queue.remove(id)
        {
            out.push(Effect::Forget(id.clone()));
        }
    }

    fn follow(&mut self, event: &Event, begins: bool, had_agent: bool, out: &mut Vec<Effect>) {
        match event.body.known() {
            Some(EventBody::Bot(message)) if self.drafts.finish(&message.turn) => self.drafted = event.seq,
            Some(EventBody::Stage(change)) => {
                self.keeps_waiting = false;
                if change.to != Stage::Bot {
                    self.drafts.clear();
                }
            }
            Some(EventBody::Notice(Notice::Undelivered { seq })) => self.undelivered.push(*seq),
            _ => {}
        }
        if event.seq > self.history {
            self.heard += usize::from(by(event).is_some());
            if begins && is_visitors(event) {
                out.push(told(event, "started", HostEventKind::ConversationStarted));
            }
            if by(event).is_some() && !(self.shown && self.visible) {
                out.push(Effect::Chime(event.id.as_str().to_owned()));
            }
            match kind_of(event) {
                Some(HostEventKind::AgentJoined(name)) if had_agent => {
                    out.push(told(event, "", HostEventKind::AgentTransferred(name)));
                }
                Some(kind) => out.push(told(event, "", kind)),
                None => {}
            }
            if rates(event) {
                out.push(told(event, "csat", HostEventKind::CsatSubmitted));
            }
            if had_agent && matches!(event.body.known(), Some(EventBody::Stage(_))) {
                out.push(told(event, "left", HostEventKind::AgentLeft));
            }
        }
    }

    fn refused(
        &mut self,
        now: i64,
        id: &ClientId,
        (code, message): (ErrorCode, String),
        wait: Option<i64>,
        out: &mut Vec<Effect>,
    ) {
        let Some(unsent) = self.queue.find(id) else { return };
        let is_pages = matches!(unsent.request, Request::Handoff { by_page: true, .. });
        let is_message = unsent.message().is_some();
        let form = unsent.message().and_then(|message| message.form.as_ref()).map(|reply| reply.form.clone());
        if code.is_temporary() {
            self.queue.pause(now.saturating_add(wait.unwrap_or(PATIENCE_MS)));
            return;
        }
        self.tell(now, HostEventKind::Error(code), out);
        // A form that was answered elsewhere, or a stage that moved on: nothing is left to ask for.
        let is_moot =
            matches!(code, ErrorCode::FormUnknown | ErrorCode::StageRefused) && (form.is_some() || !is_message);
        // One that was filled in wrong is asked again.
        let invalid = form.filter(|_| code == ErrorCode::FormInvalid);
        let is_settled = is_moot || invalid.is_some();
        if let Some(form) = invalid {
            self.invalid = Some((form, id.clone()));
        }
        // What is missing there is the page's to give, whoever asked.
        if is_pages || code == ErrorCode::IdentityRequired {
            out.push(Effect::Warn(message));
        }
        if is_message && !is_settled {
            self.queue.fail(id, code);
            return;
        }
        self.queue.remove(id);
        out.push(Effect::Forget(id.clone()));
        if !is_settled {
            self.trouble = Some(Trouble::Refused(code));
        }
    }

    fn connection_refused(&mut self, now: i64, code: ErrorCode, message: String, wait: i64, out: &mut Vec<Effect>) {
        match code {
            ErrorCode::SessionUnknown => self.session_lost(now, out),
            ErrorCode::VersionUnsupported | ErrorCode::SiteUnknown | ErrorCode::OriginRefused => {
                self.give_up(now, code, out);
            }
            // The page mends it by itself.
            ErrorCode::IdentityExpired if self.asker.expired(now, out) => {}
            ErrorCode::KeyRefused
            | ErrorCode::ValueRefused
            | ErrorCode::IdentityRefused
            | ErrorCode::IdentityExpired
            | ErrorCode::IdentityUnavailable => {
                if code == ErrorCode::IdentityUnavailable {
                    self.asker.postpone(now, wait);
                }
                out.push(Effect::Warn(message));
                self.tell(now, HostEventKind::Error(code), out);
            }
            // The page has another visitor now, who shall see nothing of the one before.
            ErrorCode::IdentityOther => {
                out.push(Effect::Warn(message));
                self.tell(now, HostEventKind::Error(code), out);
                // What proves that one is at hand.
                let asker = std::mem::take(&mut self.asker);
                self.logout(out);
                self.asker = asker;
                out.push(Effect::ClearComposer);
                if self.shown {
                    self.link.want(now, false, out);
                }
            }
            // It goes on serving this connection; what waits for an answer is sent again in its time.
            ErrorCode::GoingAway | ErrorCode::TooSlow => self.link.lose(now, wait.max(PATIENCE_MS), out),
            _ if self.link.is_open() && code.is_temporary() => out.push(Effect::Warn(message)),
            _ => self.link.lose(now, wait.max(PATIENCE_MS), out),
        }
    }

    /// The relay no longer knows this browser: a new session begins, and what is unsent goes with it.
    pub(super) fn session_lost(&mut self, now: i64, out: &mut Vec<Effect>) {
        let lost = self.session.take();
        self.lost = lost.is_some();
        self.forget_conversation();
        self.tray.restart(out);
        if lost.is_some() {
            out.push(Effect::ForgetSession(lost));
        }
        if self.queue.all().is_empty() && self.tray.files().is_empty() {
            self.link.rest(out);
        } else {
            self.link.again(now, false, out);
        }
    }

    fn give_up(&mut self, now: i64, code: ErrorCode, out: &mut Vec<Effect>) {
        self.link.give_up(code, out);
        self.tell(now, HostEventKind::Error(code), out);
    }
}

fn is_visitors(event: &Event) -> bool {
    matches!(event.body.known(), Some(EventBody::Visitor(_)))
}

/// Whether the visitor says with it how it was.
fn rates(event: &Event) -> bool {
    let Some(EventBody::Visitor(VisitorMessage { form: Some(reply), .. })) = event.body.known() else { return false };
    reply.values.iter().any(|value| matches!(value, FormValue::Rating(_)))
}

/// What the host page hears of an event.
fn kind_of(event: &Event) -> Option<HostEventKind> {
    Some(match event.body.known()? {
        EventBody::Visitor(_) => HostEventKind::MessageSent,
        EventBody::Bot(_) | EventBody::Agent(_) => HostEventKind::MessageReceived(by(event)?),
        EventBody::Stage(change) => match change.to {
            Stage::Requested => HostEventKind::HandoffRequested(change.reason),
            Stage::Queued => HostEventKind::HandoffQueued,
            Stage::Ended => HostEventKind::ConversationEnded(change.reason),
            Stage::Agent | Stage::Bot => return None,
        },
        EventBody::Notice(Notice::AgentJoined(agent)) => HostEventKind::AgentJoined(agent.name.clone()),
        _ => return None,
    })
}

fn told(event: &Event, suffix: &str, kind: HostEventKind) -> Effect {
    let mut id = event.id.as_str().to_owned();
    if !suffix.is_empty() {
        id.push('-');
        id.push_str(suffix);
    }
    Effect::Tell(HostEvent { id, at: event.at, kind })
}
