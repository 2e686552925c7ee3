//! What the machine and the reader need to know of an account; no credential among it.

use super::filter::Filter;
use crate::config::{self, TicketStatusName, UnverifiedEmail};
use anyhow::Context as _;
use baton_zendesk::support::TicketStatus;

/// An account as far as decisions go.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Its configured name; part of every key.
    pub(super) account: String,
    /// Where an address goes that nobody has proved.
    pub(super) unverified_email: UnverifiedEmail,
    /// At these the conversation leaves the ticket.
    pub(super) unlink_at: Vec<TicketStatusName>,
    /// Whether a message opens a waiting or solved ticket again.
    pub(super) auto_reopen: bool,
    /// Whether the ticket is solved when the visitor ends the conversation.
    pub(super) solve_on_end: bool,
    /// Whether a comment's formatting is kept.
    pub(super) markdown: bool,
    /// Whether links of a comment are kept where its formatting is not.
    pub(super) extract_html_links: bool,
    /// Whether a comment's text and its files are one message.
    pub(super) text_with_media: bool,
    /// What a ticket is.
    pub(super) kind: Option<config::TicketType>,
    /// The ticket field for a phone number.
    pub(super) phone_field: Option<String>,
    /// Which tickets of agents are meant for the chat.
    pub(super) filter: Filter,
    /// Whether a comment of unknown outcome is looked for before it is made again. Off only in tests that must then find
    /// duplicates.
    pub(super) match_before_resend: bool,
}

impl Settings {
    pub(super) fn new(name: &str, account: &config::Account) -> anyhow::Result<Self> {
        let tickets = &account.tickets;
        let filter = Filter::parse(&tickets.filter).context("`tickets.filter` cannot be read")?;
        Ok(Self {
            account: name.to_owned(),
            unverified_email: tickets.unverified_email,
            unlink_at: tickets.unlink_ticket_status.clone(),
            auto_reopen: tickets.auto_reopen_ticket,
            solve_on_end: tickets.solve_when_visitor_ends,
            markdown: tickets.markdown,
            extract_html_links: tickets.extract_html_links,
            text_with_media: tickets.include_text_with_media,
            kind: tickets.ticket_type,
            phone_field: account.phone_field.clone(),
            filter,
            match_before_resend: crate::desk::matches_before_resend(),
        })
    }

    /// Whether the conversation leaves a ticket that stands there. A closed one takes nothing more, whatever is set.
    pub(super) fn leaves_at(&self, status: &TicketStatus) -> bool {
        let name = match status {
            TicketStatus::Closed => return true,
            TicketStatus::Solved => TicketStatusName::Solved,
            TicketStatus::Hold => TicketStatusName::Hold,
            TicketStatus::Pending => TicketStatusName::Pending,
            _ => return false,
        };
        self.unlink_at.contains(&name)
    }

    /// Whether a message is to open a ticket that stands there again.
    pub(super) fn reopens_at(&self, status: &TicketStatus) -> bool {
        self.auto_reopen && matches!(status, TicketStatus::Pending | TicketStatus::Hold | TicketStatus::Solved)
    }

    /// What a comment is recognised by, whichever way it comes.
    pub(super) fn comment_key(&self, id: u64) -> String {
        format!("{}/comment/{id}", self.account)
    }

    /// What an event of Support is recognised by.
    pub(super) fn event_key(&self, id: &str) -> String {
        format!("{}/support/{id}", self.account)
    }
}
