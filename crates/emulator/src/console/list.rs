//! The list of tickets.

use super::transcript::last_words;
use crate::control::view::TicketView;
use crate::sunco::markup::escape;

pub(super) fn body(tickets: &[TicketView]) -> String {
    let unread: u32 = tickets.iter().map(|ticket| ticket.unread).sum();
    let rows: String = tickets.iter().rev().map(row).collect();
    let content = if tickets.is_empty() {
        "<p class=\"empty\">No tickets yet. One appears here as soon as a visitor asks for a person.</p>".to_owned()
    } else {
        format!(
            "<table id=\"tickets\"><thead><tr><th scope=\"col\">Ticket</th><th scope=\"col\">Requester</th>\
             <th scope=\"col\">Last message</th><th scope=\"col\">Status</th><th scope=\"col\">Priority</th>\
             <th scope=\"col\">Group</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    };
    format!(
        "<p class=\"new\"><a id=\"new-ticket\" href=\"/console/new\">New ticket</a></p>\
         <section data-live id=\"ticket-list\" data-unread=\"{unread}\"><h1>Tickets</h1>{content}</section>"
    )
}

fn row(ticket: &TicketView) -> String {
    let id = ticket.id;
    let badge = match ticket.unread {
        0 => String::new(),
        count => format!(" <span class=\"badge\" data-unread=\"{count}\">{count} new</span>"),
    };
    let last = last_words(ticket);
    format!(
        "<tr class=\"{class}\" data-ticket=\"{id}\"><td><a href=\"/console/tickets/{id}\">#{id}</a>{badge}</td>\
         <td>{name}{email}</td><td class=\"last\">{last}</td><td>{status}</td><td>{priority}</td><td>{group}</td></tr>",
        class = if ticket.unread > 0 { "unread" } else { "read" },
        name = escape(&ticket.requester_name),
        email = ticket
            .requester_email
            .as_deref()
            .map(|it| format!("<br><small>{}</small>", escape(it)))
            .unwrap_or_default(),
        last = escape(&last),
        status = status(ticket),
        priority = escape(ticket.priority.as_deref().unwrap_or("–")),
        group = escape(ticket.group_name.as_deref().unwrap_or("–")),
    )
}

/// The status as a chip, with a word where the visitor no longer listens.
pub(super) fn status(ticket: &TicketView) -> String {
    let word = ticket.status.as_str();
    let goes_on = ticket.live || word == "closed" || ticket.conversation.is_none();
    let ended = if goes_on { "" } else { " <small>session ended</small>" };
    format!("<span class=\"chip status-{word}\" data-status=\"{word}\">{word}</span>{ended}")
}
