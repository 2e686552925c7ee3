//! An agent at a ticket that is no conversation of messaging.

use super::until_or;
use super::zendesk::Zendesk;
use baton_emulator::{Control, Outgoing, OutgoingFile, Remark, TicketId, TicketStatus, TicketView};
use baton_protocol::ConversationId;

/// An agent with a ticket.
pub(crate) struct DeskAgent {
    pub(crate) ticket: TicketId,
    control: Control,
}

impl DeskAgent {
    /// The agent with the newest ticket of a conversation of ours, where there is one.
    pub(super) fn of(zendesk: &Zendesk, ours: &ConversationId) -> Option<Self> {
        let of_it =
            |ticket: &TicketView| ticket.external_id.as_ref().is_some_and(|id| id.starts_with(&format!("{ours}/")));
        let newest = zendesk.control.tickets().into_iter().filter(of_it).max_by_key(|ticket| ticket.id.0)?;
        Some(Self::at(zendesk, newest.id))
    }

    /// An agent at a ticket.
    pub(crate) fn at(zendesk: &Zendesk, ticket: TicketId) -> Self {
        Self { ticket, control: zendesk.control.clone() }
    }

    pub(crate) fn ticket(&self) -> TicketView {
        self.control.ticket(self.ticket).unwrap()
    }

    /// Comments for the requester to see.
    pub(crate) fn says(&self, text: &str) {
        self.control.comment(self.ticket, Remark::public(text)).unwrap();
    }

    /// Comments in HTML.
    pub(crate) fn says_html(&self, html: &str) {
        let remark = Remark { words: Outgoing::Html(html.to_owned()), ..Remark::public("") };
        self.control.comment(self.ticket, remark).unwrap();
    }

    /// Comments with a file.
    pub(crate) fn shows(&self, text: &str, name: &str, bytes: &[u8]) {
        let files = vec![OutgoingFile { name: name.to_owned(), bytes: bytes.to_vec().into() }];
        self.control.comment(self.ticket, Remark { files, ..Remark::public(text) }).unwrap();
    }

    /// Notes among agents.
    pub(crate) fn notes(&self, text: &str) {
        self.control.comment(self.ticket, Remark::note(text)).unwrap();
    }

    pub(crate) fn stands(&self, status: TicketStatus) {
        self.control.set_status(self.ticket, status).unwrap();
    }

    /// What the requester can read, in order.
    pub(crate) fn public(&self) -> Vec<String> {
        self.comments(true)
    }

    /// What only agents can read, in order.
    pub(crate) fn internal(&self) -> Vec<String> {
        self.comments(false)
    }

    fn comments(&self, public: bool) -> Vec<String> {
        let comments = self.ticket().comments;
        comments.into_iter().filter(|comment| comment.public == public).map(|comment| comment.body).collect()
    }

    /// Waits until the ticket shows a public comment.
    pub(crate) async fn hears(&self, text: &str) {
        let look = || self.public().iter().any(|line| line == text).then_some(());
        until_or(&format!("the agent hears {text:?}"), look, || format!("{:#?}", self.ticket().comments)).await;
    }
}
