//! What an open console is told at once.

use crate::ids::TicketId;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeKind {
    /// A ticket was made.
    Ticket,
    /// The visitor wrote.
    Message,
    /// Something else changed: show it, but disturb nobody.
    Change,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Notice {
    pub(crate) ticket: TicketId,
    pub(crate) kind: NoticeKind,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Notice {
    pub(crate) const fn quiet(ticket: TicketId) -> Self {
        Self { ticket, kind: NoticeKind::Change, title: String::new(), text: String::new() }
    }
}
