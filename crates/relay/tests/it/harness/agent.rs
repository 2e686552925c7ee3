//! An agent at Zendesk with a ticket.

use super::until_or;
use super::zendesk::{Zendesk, text};
use baton_emulator::{Control, ConversationView, MessageId, PersonId, Reply, TicketId, TicketView};
use baton_protocol::ConversationId;

/// The second agent of every account; the first is Ana Lima.
pub(crate) const BO: PersonId = PersonId(8_447_388_090_495);

/// An agent.
pub(crate) struct Agent {
    pub(crate) ticket: TicketId,
    conversation: baton_emulator::ConversationId,
    control: Control,
}

impl Agent {
    /// The agent with the live ticket of a conversation, where there is one.
    pub(super) fn of(zendesk: &Zendesk, ours: &ConversationId) -> Option<Self> {
        let conversation = zendesk.conversation_of(ours)?;
        let ticket = zendesk.control.ticket_of(&conversation.id).filter(|ticket| ticket.live)?;
        Some(Self { ticket: ticket.id, conversation: conversation.id, control: zendesk.control.clone() })
    }

    pub(crate) fn ticket(&self) -> TicketView {
        self.control.ticket(self.ticket).unwrap()
    }

    pub(crate) fn conversation(&self) -> ConversationView {
        self.control.conversation(&self.conversation).unwrap()
    }

    /// Replies in plain text.
    pub(crate) fn says(&self, text: &str) -> MessageId {
        self.replies(Reply::text(text)).remove(0)
    }

    /// Attaches a file.
    pub(crate) fn shows(&self, name: &str, bytes: &[u8]) {
        self.replies(Reply::file(name, bytes.to_vec()));
    }

    pub(crate) fn replies(&self, reply: Reply) -> Vec<MessageId> {
        self.control.reply(self.ticket, reply).unwrap()
    }

    /// Ends the messaging session.
    pub(crate) fn ends(&self) {
        self.control.end_session(self.ticket).unwrap();
    }

    /// Closes the ticket.
    pub(crate) fn closes(&self) {
        self.control.close(self.ticket).unwrap();
    }

    /// What the ticket shows, line by line.
    pub(crate) fn transcript(&self) -> Vec<String> {
        self.ticket().transcript.iter().map(text).collect()
    }

    /// How often the ticket shows a line.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.transcript().iter().filter(|known| *known == line).count()
    }

    /// Waits until the ticket shows a line.
    pub(crate) async fn hears(&self, line: &str) {
        let look = || (self.count(line) > 0).then_some(());
        until_or(&format!("the agent hears {line:?}"), look, || format!("{:#?}", self.transcript())).await;
    }

    /// The bytes of a file the ticket shows.
    pub(crate) fn file(&self, name: &str) -> Vec<u8> {
        let shown = self.ticket().transcript;
        let message = shown.iter().find(|message| text(message) == format!("[{name}]")).expect("the file is shown");
        let id = message.content["attachmentId"].as_str().unwrap_or_else(|| panic!("{:?}", message.content));
        self.control.file(&id.into()).expect("the file is kept").bytes.to_vec()
    }
}
