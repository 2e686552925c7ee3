//! Who a ticket is with.

use super::Failure;
use super::notice::Notice;
use super::ticket::TicketStatus;
use crate::ids::{GroupId, PersonId, TicketId};
use crate::state::State;

/// Gives a ticket to an agent. The visitor is not told.
pub(crate) fn assign(state: &mut State, id: TicketId, agent: PersonId) -> Result<(), Failure> {
    state.desk.people.get(&agent).filter(|person| person.is_agent()).ok_or(Failure::NoSuchAgent(agent))?;
    change(state, id, |ticket| {
        ticket.assignee = Some(agent);
        if ticket.status == TicketStatus::New {
            ticket.status = TicketStatus::Open;
        }
    })
}

/// Gives a ticket to a group; nobody in it has it yet.
pub(crate) fn transfer(state: &mut State, id: TicketId, group: GroupId) -> Result<(), Failure> {
    state.desk.groups.get(&group).ok_or(Failure::NoSuchGroup(group))?;
    change(state, id, |ticket| {
        ticket.group = Some(group);
        ticket.assignee = None;
    })
}

/// An agent looked at the ticket.
pub(crate) fn mark_read(state: &mut State, id: TicketId) {
    if let Ok(ticket) = state.desk.ticket(id) {
        ticket.unread = 0;
    }
}

fn change(state: &mut State, id: TicketId, edit: impl FnOnce(&mut super::ticket::Ticket)) -> Result<(), Failure> {
    let now_ms = state.now_ms;
    let ticket = state.desk.ticket(id)?;
    if ticket.status == TicketStatus::Closed {
        return Err(Failure::Ended(id));
    }
    edit(ticket);
    ticket.updated_ms = now_ms;
    state.notices.push(Notice::quiet(id));
    Ok(())
}
