//! How tickets end and begin again: solved, reopened, closed, session ended.

use super::notice::Notice;
use super::record::{Actor, recorded};
use super::ticket::TicketStatus;
use super::{Failure, SOURCE};
use crate::account::{AGENT_WORKSPACE, Row};
use crate::ids::{ConversationId, TicketId};
use crate::limits;
use crate::state::State;
use crate::sunco::messages::{Author, Draft, append};
use crate::sunco::switchboard;
use crate::switches::EndControl;
use serde_json::{Map, json};

/// Solved: the conversation stays with the workspace, and the ticket closes in four days.
pub(crate) fn solve(state: &mut State, id: TicketId) -> Result<(), Failure> {
    let now_ms = state.now_ms;
    let ticket = state.desk.ticket(id)?;
    if ticket.status == TicketStatus::Closed {
        return Err(Failure::Ended(id));
    }
    if ticket.status == TicketStatus::Solved {
        return Ok(());
    }
    ticket.status = TicketStatus::Solved;
    ticket.updated_ms = now_ms;
    let before = ticket.solved_ms.replace(now_ms);
    forget_ripening(state, id, before);
    state.desk.ripening.insert((now_ms + limits::CLOSE_AFTER_SOLVED_MS, id));
    state.notices.push(Notice::quiet(id));
    Ok(())
}

/// Any status an agent or the API may set.
pub(crate) fn set_status(state: &mut State, id: TicketId, status: TicketStatus) -> Result<(), Failure> {
    match status {
        TicketStatus::Solved => return solve(state, id),
        TicketStatus::Closed => return close(state, id),
        TicketStatus::New | TicketStatus::Open | TicketStatus::Pending | TicketStatus::Hold => {}
    }
    let ticket = state.desk.ticket(id)?;
    if ticket.is_closed() {
        return Err(Failure::Ended(id));
    }
    ticket.status = status;
    let solved = ticket.solved_ms.take();
    forget_ripening(state, id, solved);
    state.notices.push(Notice::quiet(id));
    Ok(())
}

/// The visitor wrote: what waited or was solved is open again.
pub(crate) fn reopen(state: &mut State, id: TicketId) {
    let Ok(ticket) = state.desk.ticket(id) else { return };
    if matches!(ticket.status, TicketStatus::Solved | TicketStatus::Pending | TicketStatus::Hold) {
        ticket.status = TicketStatus::Open;
        let solved = ticket.solved_ms.take();
        forget_ripening(state, id, solved);
    }
}

fn forget_ripening(state: &mut State, id: TicketId, solved_ms: Option<i64>) {
    if let Some(solved_ms) = solved_ms {
        state.desk.ripening.remove(&(solved_ms + limits::CLOSE_AFTER_SOLVED_MS, id));
    }
}

/// The default automation: four days after it was solved, a ticket is closed.
pub(crate) fn close_ripe_tickets(state: &mut State) {
    while let Some(&(due_ms, id)) = state.desk.ripening.first() {
        if due_ms > state.now_ms {
            return;
        }
        state.desk.ripening.pop_first();
        // It is known and not closed, or it would not ripen.
        let _ = recorded(state, id, Actor::RULES, crate::json::Metadata::new(), |state, _| close(state, id));
    }
}

/// Closed: over for good, and control goes back.
pub(crate) fn close(state: &mut State, id: TicketId) -> Result<(), Failure> {
    end(state, id, Some(TicketStatus::Closed), Some(("ticket:closed", "Ticket closed")), Some("ticketClosed"))
}

/// The agent ended the session: control goes back, the ticket keeps its status, the next message makes a new one.
pub(crate) fn end_session(state: &mut State, id: TicketId) -> Result<(), Failure> {
    state.desk.live_ticket(id)?;
    end(state, id, None, None, None)
}

/// The agent goes on by e-mail: control goes back, the ticket lives on without the conversation.
pub(crate) fn transfer_to_email(state: &mut State, id: TicketId) -> Result<(), Failure> {
    state.desk.live_ticket(id)?;
    let activity = Some(("ticket:transfer:email", "The conversation continues by email"));
    end(state, id, None, activity, Some("transferToEmail"))
}

fn end(
    state: &mut State,
    id: TicketId,
    status: Option<TicketStatus>,
    activity: Option<(&'static str, &str)>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let now_ms = state.now_ms;
    let ticket = state.desk.ticket(id)?;
    if ticket.status == TicketStatus::Closed {
        return Err(Failure::Ended(id));
    }
    let conversation = ticket.conversation.clone().filter(|_| ticket.live);
    let held = conversation.and_then(|conversation| {
        let row = state.active_row(&conversation).filter(|row| row.kind == AGENT_WORKSPACE).cloned();
        Some((conversation, row?))
    });
    if let Some((conversation, _)) = &held
        && state.switches.activity_messages
        && let Some((kind, text)) = activity
    {
        say_activity(state, conversation, kind, text);
    }
    let ticket = state.desk.ticket(id)?;
    let spoken_in = ticket.conversation.clone().filter(|_| ticket.live);
    ticket.live = false;
    ticket.updated_ms = now_ms;
    ticket.status = status.unwrap_or(ticket.status);
    let solved = if status.is_some() { ticket.solved_ms.take() } else { None };
    if let Some(conversation) = spoken_in {
        state.desk.in_progress.remove(&conversation);
    }
    forget_ripening(state, id, solved);
    if let Some((conversation, row)) = held {
        give_control_back(state, &conversation, &row, reason);
    }
    state.notices.push(Notice::quiet(id));
    Ok(())
}

/// The conversation is going: nobody hears its ticket any more.
pub(crate) fn orphan(state: &mut State, conversation: &ConversationId) {
    if let Some(id) = state.desk.in_progress.remove(conversation)
        && let Ok(ticket) = state.desk.ticket(id)
    {
        ticket.live = false;
        state.notices.push(Notice::quiet(id));
    }
}

fn say_activity(state: &mut State, id: &ConversationId, kind: &'static str, text: &str) {
    let subtype = state.switches.author_subtypes.then_some("activity");
    let draft = Draft {
        author: Author { subtype, ..Author::default() },
        content: Map::from_iter([("type".to_owned(), "text".into()), ("text".to_owned(), text.into())]),
        source: json!({ "type": SOURCE }),
        activity: Some(kind),
        ..Draft::default()
    };
    append(state, id, draft);
}

/// By release or by pass, as the account's switch says. A pass needs somewhere to go.
fn give_control_back(state: &mut State, id: &ConversationId, workspace: &Row, reason: Option<&str>) {
    let target = state.switchboard.as_ref().and_then(|board| {
        let next = workspace.next.as_ref().and_then(|next| board.row(next));
        next.or_else(|| board.default_row()).filter(|row| row.kind != AGENT_WORKSPACE).cloned()
    });
    match target.filter(|_| state.switches.end_control == EndControl::Pass) {
        Some(row) => switchboard::hand_to(state, id, &row, None, reason),
        None => switchboard::let_go(state, id, None, reason),
    }
}
