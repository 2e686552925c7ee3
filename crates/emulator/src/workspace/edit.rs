//! Changing and making tickets by their fields, as the API and the agents do.

use super::comment::{Comment, Draft};
use super::notice::{Notice, NoticeKind};
use super::record::{Actor, recorded};
use super::ticket::{Ticket, TicketStatus, Via};
use super::{Failure, lifecycle};
use crate::ids::{AuditId, CommentId, GroupId, PersonId, TicketId};
use crate::json::Metadata;
use crate::state::State;
use std::collections::BTreeMap;

/// What is to change; `None` stays as it is. Everything in it has been checked.
#[derive(Debug, Default)]
pub(crate) struct Edit {
    pub(crate) subject: Option<String>,
    pub(crate) comment: Option<Draft>,
    pub(crate) status: Option<TicketStatus>,
    pub(crate) priority: Option<Option<String>>,
    pub(crate) kind: Option<Option<String>>,
    pub(crate) group: Option<Option<GroupId>>,
    pub(crate) assignee: Option<Option<PersonId>>,
    pub(crate) requester: Option<PersonId>,
    pub(crate) brand: Option<u64>,
    pub(crate) external_id: Option<Option<String>>,
    /// Replaces all tags.
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) added_tags: Vec<String>,
    pub(crate) removed_tags: Vec<String>,
    /// An empty value takes a field away.
    pub(crate) fields: BTreeMap<u64, String>,
}

/// A ticket to be made.
#[derive(Debug)]
pub(crate) struct NewTicket {
    pub(crate) requester: PersonId,
    pub(crate) submitter: PersonId,
    /// The closed ticket it goes on from.
    pub(crate) followup_of: Option<TicketId>,
    pub(crate) edit: Edit,
}

/// Makes a ticket without a conversation and returns it with its first audit.
pub(crate) fn make(
    state: &mut State,
    actor: Actor,
    custom: Metadata,
    new: NewTicket,
) -> Result<(TicketId, AuditId), Failure> {
    let id = state.desk.next_number();
    let audit = recorded(state, id, actor, custom, |state, audit| {
        let mut ticket = Ticket::blank(id, actor.via, new.requester, state.now_ms);
        ticket.submitter = new.submitter;
        ticket.followup_of = new.followup_of;
        if let Some(comment) = &new.edit.comment {
            ticket.description = Comment::new(CommentId(0), audit, actor.via, 0, comment.clone()).plain();
        }
        let title = format!("New ticket #{id}");
        let text = new.edit.subject.clone().unwrap_or_else(|| ticket.description.clone());
        state.desk.tickets.insert(id, ticket);
        if let Some(source) = new.followup_of
            && let Ok(source) = state.desk.ticket(source)
        {
            source.followups.push(id);
        }
        state.notices.push(Notice { ticket: id, kind: NoticeKind::Ticket, title, text });
        apply(state, id, actor.via, audit, new.edit)?;
        Ok(audit)
    })?;
    Ok((id, audit))
}

/// Changes a ticket and returns the change's audit. A closed one is not changed.
pub(crate) fn change(
    state: &mut State,
    id: TicketId,
    actor: Actor,
    custom: Metadata,
    edit: Edit,
) -> Result<AuditId, Failure> {
    if state.desk.ticket(id)?.is_closed() {
        return Err(Failure::Ended(id));
    }
    recorded(state, id, actor, custom, |state, audit| apply(state, id, actor.via, audit, edit).map(|()| audit))
}

fn apply(state: &mut State, id: TicketId, via: Via, audit: AuditId, mut edit: Edit) -> Result<(), Failure> {
    if let Some(draft) = edit.comment.take() {
        add_comment(state, id, via, audit, draft)?;
    }
    let status = edit.status;
    fill(state.desk.ticket(id)?, edit);
    match status {
        Some(status) => lifecycle::set_status(state, id, status)?,
        None => state.notices.push(Notice::quiet(id)),
    }
    Ok(())
}

fn fill(ticket: &mut Ticket, edit: Edit) {
    if let Some(assignee) = edit.assignee {
        ticket.assignee = assignee;
        // Whoever is given a new ticket has begun with it.
        if assignee.is_some() && edit.status.is_none() && ticket.status == TicketStatus::New {
            ticket.status = TicketStatus::Open;
        }
    }
    ticket.subject = edit.subject.unwrap_or_else(|| std::mem::take(&mut ticket.subject));
    ticket.priority = edit.priority.unwrap_or_else(|| ticket.priority.take());
    ticket.kind = edit.kind.unwrap_or_else(|| ticket.kind.take());
    ticket.group = edit.group.unwrap_or(ticket.group);
    ticket.requester = edit.requester.unwrap_or(ticket.requester);
    ticket.brand = edit.brand.unwrap_or(ticket.brand);
    ticket.external_id = edit.external_id.unwrap_or_else(|| ticket.external_id.take());
    if let Some(tags) = edit.tags {
        ticket.tags.clear();
        tags.iter().for_each(|tag| ticket.add_tag(tag));
    }
    edit.added_tags.iter().for_each(|tag| ticket.add_tag(tag));
    ticket.tags.retain(|tag| !edit.removed_tags.contains(tag));
    ticket.fields.extend(edit.fields);
    ticket.fields.retain(|_, value| !value.is_empty());
}

/// Adds a comment; the requester's makes the ticket unread, and opens it again where the account's switch says so.
fn add_comment(state: &mut State, id: TicketId, via: Via, audit: AuditId, draft: Draft) -> Result<(), Failure> {
    let comment = Comment::new(CommentId(state.mint.number()), audit, via, state.now_ms, draft);
    let speaker = state.desk.people.get(&comment.author);
    let from_outside = speaker.is_some_and(|person| !person.is_agent());
    let name = speaker.map(|person| person.name.clone()).unwrap_or_default();
    let text = comment.plain();
    let ticket = state.desk.ticket(id)?;
    let is_first = ticket.comments.is_empty();
    ticket.comments.push(comment);
    if from_outside {
        ticket.unread += 1;
        if state.switches.requester_comment_reopens {
            lifecycle::reopen(state, id);
        }
        if !is_first {
            state.notices.push(Notice { ticket: id, kind: NoticeKind::Message, title: name, text });
        }
    }
    Ok(())
}
