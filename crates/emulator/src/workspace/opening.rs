//! Making a ticket for a conversation.

use super::capture;
use super::notice::{Notice, NoticeKind};
use super::people::Person;
use super::record::{Actor, recorded};
use super::ticket::{Ticket, Via};
use crate::ids::{ConversationId, MessageId, PersonId, UserId};
use crate::json::Metadata;
use crate::limits;
use crate::state::State;
use serde_json::Value;

/// Makes the ticket: requester, fields from metadata, and the part of the history the vendor copies.
pub(crate) fn open(state: &mut State, id: &ConversationId) {
    let metadata = capture::gathered(state, id);
    let requester = requester(state, id, &metadata);
    let name = state.desk.people.get(&requester).map(|person| person.name.clone()).unwrap_or_default();
    let (transcript, unread) = history(state, id, &metadata);
    let number = state.desk.next_number();
    let subject = format!("Conversation with {name}");
    let mut ticket = Ticket {
        conversation: Some(id.clone()),
        description: subject.clone(),
        subject,
        visible_ms: state.now_ms + state.switches.ticket_lag_ms,
        transcript,
        unread,
        live: true,
        ..Ticket::blank(number, Via::Messaging, requester, state.now_ms)
    };
    capture::fill(state, &mut ticket, &metadata);
    if let Some(conversation) = state.conversations.get_mut(id) {
        // The next ticket of this conversation is not filled from an old pass.
        conversation.pass_metadata = None;
    }
    let (kind, title) = (NoticeKind::Ticket, format!("New ticket #{number}"));
    state.notices.push(Notice { ticket: ticket.id, kind, title, text: ticket.subject.clone() });
    state.desk.in_progress.insert(id.clone(), number);
    let actor = Actor { person: Some(requester), via: Via::Messaging };
    // Making it cannot fail: it has no comment and nothing to check.
    let _ = recorded(state, number, actor, Metadata::new(), |state, _| {
        state.desk.tickets.insert(number, ticket);
        Ok(())
    });
}

/// The messages copied: from `first_message_id` on, else the last ten; and how many of them the visitor wrote.
fn history(state: &State, id: &ConversationId, metadata: &Metadata) -> (Vec<MessageId>, u32) {
    let messages = state.conversations.get(id).map(|it| it.messages.as_slice()).unwrap_or_default();
    let named = metadata.get("first_message_id").and_then(Value::as_str);
    let from = named
        .and_then(|first| messages.iter().position(|message| message.id.0 == first))
        .unwrap_or_else(|| messages.len().saturating_sub(limits::TICKET_HISTORY));
    let copied = messages.get(from..).unwrap_or_default();
    let unread = copied.iter().filter(|message| message.author.user.is_some()).count();
    (copied.iter().map(|message| message.id.clone()).collect(), u32::try_from(unread).unwrap_or(u32::MAX))
}

/// The person behind the conversation's user: by external id, or new.
///
/// Captured values change the name; a captured e-mail that belongs to somebody makes them the requester.
fn requester(state: &mut State, id: &ConversationId, metadata: &Metadata) -> PersonId {
    let (name, email) = capture::requester(metadata);
    let user = state.conversations.get(id).and_then(|it| it.participants.first()).map(|it| it.user.clone());
    let owner = email.as_ref().and_then(|email| state.desk.by_email(email));
    let person = owner.unwrap_or_else(|| person_of(state, user.as_ref()));
    if let Some(person) = state.desk.people.get_mut(&person) {
        person.name = name.unwrap_or_else(|| person.name.clone());
        person.email = person.email.take().or(email);
    }
    if let Some(user) = user.and_then(|user| state.users.get_mut(&user)) {
        user.person = Some(person);
    }
    person
}

fn person_of(state: &mut State, user: Option<&UserId>) -> PersonId {
    let user = user.and_then(|user| state.users.get(user));
    let external_id = user.and_then(|user| user.external_id.clone());
    let known = user.and_then(|user| user.person).or_else(|| state.desk.by_external_id(external_id.as_ref()?));
    if let Some(known) = known {
        return known;
    }
    let name = user.and_then(crate::sunco::users::User::name);
    let short = user.map_or_else(String::new, |user| user.id.0.chars().skip(16).collect());
    let name = name.unwrap_or_else(|| format!("Web User {short}"));
    let id = PersonId(state.mint.number());
    state.desk.people.insert(id, Person { external_id, ..Person::end_user(id, name, state.now_ms) });
    id
}
