//! What the visitor does, and what the page does in their name.

use super::asker::Asker;
use super::{Effect, HostEventKind, Input, Request, State, Trouble, Unsent};
use baton_protocol::stage::Trigger;
use baton_protocol::{
    Choice, ChoiceAction, ClientFrame, ClientId, ErrorCode, FileRef, Outgoing, Postback, Stage, limits,
};

impl State {
    pub(super) fn act(&mut self, now: i64, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Intent => self.link.want(now, self.session.is_some(), out),
            Input::Submit { id, text } => self.submit(now, id, &text, out),
            Input::Say { id, text } => self.say(now, id, &text, out),
            Input::Press { id, choice } => self.press(now, id, choice, out),
            Input::Answer { id, reply } => {
                self.invalid = None;
                self.send(now, id, Outgoing { form: Some(reply), ..Outgoing::default() }, Vec::new(), out);
            }
            Input::Handoff { id, skill, by_page } => self.ask(now, id, Request::Handoff { skill, by_page }, out),
            Input::Cancel { id } => self.ask(now, id, Request::Cancel, out),
            Input::End { id } => self.ask(now, id, Request::End, out),
            Input::KeepWaiting => self.keeps_waiting = true,
            Input::LeaveMessage { id } if !self.queue.leaves() => {
                self.enqueue(now, id, Request::LeaveMessage, Vec::new(), out);
                self.bring_newest(out);
            }
            Input::LeaveMessage { .. } => {}
            Input::Stay => self.stays = self.log.as_ref().map_or(0, baton_protocol::fold::Log::head),
            Input::Open(conversation) => self.go(ClientFrame::Open { conversation }, out),
            Input::New => self.go(ClientFrame::NewConversation {}, out),
            Input::Retry(id) => {
                self.queue.retry(&id);
                self.link.want(now, self.session.is_some(), out);
                self.link.hurry(now, self.session.is_some(), out);
            }
            Input::Discard(id) => {
                if self.queue.remove(&id) {
                    out.push(Effect::Forget(id));
                }
            }
            Input::Typed(text) => {
                self.release();
                if self.settings.suggestions && matches!(self.stage(), Stage::Bot | Stage::Ended) {
                    self.hopes.typed(now, &text);
                }
            }
            Input::Stop => {
                if let Some(draft) = self.drafts.current().filter(|_| self.link.is_open()) {
                    out.push(Effect::Transmit(ClientFrame::Stop { turn: draft.turn.clone() }));
                }
            }
            Input::Feedback { id, feedback } => {
                self.enqueue(now, id, Request::Feedback(feedback), Vec::new(), out);
            }
            Input::Dismiss => {
                self.release();
                self.trouble = None;
            }
            Input::Failed => self.trouble = Some(Trouble::Refused(ErrorCode::Internal)),
            Input::Earlier => self.show_earlier(now, out),
            Input::Later => self.show_later(),
            Input::Newest => self.bring_newest(out),
            Input::Logout => {
                self.logout(out);
                self.tell(now, HostEventKind::IdentityChanged, out);
            }
            Input::LeftElsewhere => self.leave(out),
            other => self.upload(now, other, out),
        }
    }

    fn upload(&mut self, now: i64, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Picked(picked) => {
                self.trouble = None;
                if self.tray.pick(picked, &self.settings.files, out) {
                    self.trouble = Some(Trouble::Refused(ErrorCode::TooManyFiles));
                }
                if self.tray.is_busy() {
                    self.link.want(now, self.session.is_some(), out);
                }
            }
            Input::UploadProgress(key, sent) => self.tray.progress(key, sent),
            Input::Uploaded(key, file) => self.tray.done(key, file, out),
            // Only of an upload under this session; the others were stopped with theirs.
            Input::UploadFailed(key, Some(ErrorCode::SessionUnknown)) if self.tray.is_sending(key) => {
                self.session_lost(now, out);
            }
            Input::UploadFailed(_, Some(ErrorCode::SessionUnknown)) => {}
            Input::UploadFailed(key, code) => self.tray.failed(key, code),
            Input::UploadDropped(key) => self.tray.remove(key, out),
            Input::UploadRetried(key) => self.tray.retry(key),
            _ => {}
        }
        if self.tray.held.is_none() && self.trouble == Some(Trouble::WaitsForFiles) {
            self.trouble = None;
        }
    }

    /// A message that waits for its files waits no longer: what stands in the composer is not what was sent.
    fn release(&mut self) {
        self.tray.held = None;
        if self.trouble == Some(Trouble::WaitsForFiles) {
            self.trouble = None;
        }
    }

    /// A text that cannot be sent, and why. An empty one is no error, only nothing.
    pub fn refuses_text(text: &str) -> Option<ErrorCode> {
        (text.chars().count() > limits::TEXT_CHARS).then_some(ErrorCode::TextTooLong)
    }

    fn submit(&mut self, now: i64, id: ClientId, text: &str, out: &mut Vec<Effect>) {
        // What stands in the composer stays there, to be taken elsewhere.
        if self.link.is_over() {
            return;
        }
        self.release();
        self.trouble = None;
        let text = text.trim();
        if let Some(code) = Self::refuses_text(text) {
            self.trouble = Some(Trouble::Refused(code));
        } else if self.tray.is_busy() {
            self.tray.held = Some(text.to_owned());
            self.trouble = Some(Trouble::WaitsForFiles);
        } else if !text.is_empty() || self.tray.has_done() {
            let files = self.tray.take(out);
            let ids = files.iter().map(|file| file.id.clone()).collect();
            let message = Outgoing { text: text.to_owned(), files: ids, ..Outgoing::default() };
            out.push(Effect::ClearComposer);
            self.send(now, id, message, files, out);
        }
    }

    fn say(&mut self, now: i64, id: ClientId, text: &str, out: &mut Vec<Effect>) {
        let text = text.trim();
        if !text.is_empty() && Self::refuses_text(text).is_none() {
            self.send(now, id, Outgoing { text: text.to_owned(), ..Outgoing::default() }, Vec::new(), out);
        }
    }

    fn press(&mut self, now: i64, id: ClientId, choice: Choice, out: &mut Vec<Effect>) {
        // What was being typed is said by the button.
        if self.hopes.choices().contains(&choice) {
            out.push(Effect::ClearComposer);
        }
        match choice.action {
            ChoiceAction::Postback(payload) => {
                let postback = Some(Postback { payload });
                self.send(now, id, Outgoing { text: choice.label, postback, ..Outgoing::default() }, Vec::new(), out);
            }
            ChoiceAction::Handoff { skill } => self.ask(now, id, Request::Handoff { skill, by_page: false }, out),
            _ => {}
        }
    }

    fn send(&mut self, now: i64, id: ClientId, message: Outgoing, files: Vec<FileRef>, out: &mut Vec<Effect>) {
        self.hopes.clear();
        self.enqueue(now, id, Request::Message(message), files, out);
        self.bring_newest(out);
    }

    /// Asks for a passage of the stage, once.
    fn ask(&mut self, now: i64, id: ClientId, request: Request, out: &mut Vec<Effect>) {
        let trigger = match request {
            Request::Message(_) | Request::LeaveMessage | Request::Feedback(_) => return,
            Request::Handoff { .. } => Trigger::Ask,
            Request::Cancel => Trigger::Cancel,
            Request::End => Trigger::End,
        };
        if !self.queue.asks(trigger) {
            self.enqueue(now, id, request, Vec::new(), out);
        }
    }

    fn enqueue(&mut self, now: i64, id: ClientId, request: Request, files: Vec<FileRef>, out: &mut Vec<Effect>) {
        let unsent = Unsent { id, at: now, request, files, failed: None };
        out.push(Effect::Keep(unsent.clone()));
        self.queue.push(unsent);
        self.link.want(now, self.session.is_some(), out);
        self.link.hurry(now, self.session.is_some(), out);
    }

    /// Goes to another conversation. What waits here was meant for the people here.
    fn go(&mut self, there: ClientFrame, out: &mut Vec<Effect>) {
        if !self.queue.all().is_empty() || !self.tray.files().is_empty() {
            self.trouble = Some(Trouble::SendFirst);
        } else if self.link.is_open() {
            out.push(Effect::Transmit(there));
        }
    }

    pub(super) fn drop_files(&mut self, out: &mut Vec<Effect>) {
        for key in self.tray.files().iter().map(|upload| upload.key).collect::<Vec<_>>() {
            self.tray.remove(key, out);
        }
    }

    /// The same for every tab, and at the relay.
    pub(super) fn logout(&mut self, out: &mut Vec<Effect>) {
        out.extend(self.session.clone().map(Effect::Revoke));
        self.leave(out);
        out.push(Effect::ForgetSession(None));
    }

    /// Nothing of the visitor stays.
    fn leave(&mut self, out: &mut Vec<Effect>) {
        for unsent in self.queue.clear() {
            out.push(Effect::Forget(unsent.id));
        }
        self.drop_files(out);
        self.lost = false;
        self.forget_conversation();
        // Also where this page has not connected: an earlier one may have left something to ask by.
        self.asker = Asker::default();
        self.presence = None;
        out.push(Effect::Presence(None));
        self.trouble = None;
        self.window.reset();
        self.link.rest(out);
    }
}
