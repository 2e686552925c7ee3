//! What can be read of the state.

use super::{Settings, State, Status, Unsent};
use baton_protocol::fold::Log;
use baton_protocol::{Block, FormId, SessionToken, Stage, UserDetails};

impl State {
    /// Who holds the conversation.
    pub fn stage(&self) -> Stage {
        self.log.as_ref().map_or(Stage::Bot, Log::stage)
    }

    /// Whether every event the welcome spoke of has come.
    pub(super) fn is_caught_up(&self) -> bool {
        self.log.as_ref().is_some_and(|log| log.head() >= self.goal)
    }

    /// Whether a person is held up by a form that the visitor has not answered.
    pub(super) fn asks_details(&self) -> bool {
        self.log.as_ref().and_then(Log::form).is_some_and(|form| !self.answers(&form.id))
    }

    /// Whether an answer to the form is on its way.
    pub(super) fn answers(&self, form: &FormId) -> bool {
        let replies = self.queue.all().iter().filter_map(|unsent| unsent.message()?.form.as_ref());
        replies.into_iter().any(|reply| reply.form == *form)
    }

    /// Whether a message waits for its files, while its text still stands in the composer.
    pub fn is_held(&self) -> bool {
        self.tray.held.is_some()
    }

    /// Whether what is being typed makes a difference: to what waits, or to what the bot thinks is meant.
    pub fn follows_typing(&self) -> bool {
        let is_bots = matches!(self.stage(), Stage::Bot | Stage::Ended);
        self.is_held() || (self.settings.suggestions && is_bots && self.link.is_open())
    }

    /// The conversation as known here.
    pub fn log(&self) -> Option<&Log> {
        self.log.as_ref()
    }

    /// The session, for uploads and files.
    pub fn session(&self) -> Option<&SessionToken> {
        self.session.as_ref()
    }

    /// What has not been acknowledged, oldest first.
    pub fn unsent(&self) -> &[Unsent] {
        self.queue.all()
    }

    /// What the bot says before the conversation, one message each.
    pub fn greetings(&self) -> &[Vec<Block>] {
        &self.greetings
    }

    /// What does not change.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the page said of the visitor.
    pub fn user(&self) -> &UserDetails {
        &self.user
    }

    /// Whether the relay has welcomed this page.
    pub fn is_connected(&self) -> bool {
        self.link.is_open()
    }

    /// What a person is told of the connection.
    pub fn status(&self, now: i64) -> Status {
        self.link.status(now)
    }
}
