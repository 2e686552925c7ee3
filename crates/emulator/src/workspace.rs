//! The agent workspace: what Zendesk itself does with a conversation it controls.

pub(crate) mod agent;
pub(crate) mod capture;
pub(crate) mod comment;
pub(crate) mod edit;
pub(crate) mod lifecycle;
pub(crate) mod notice;
pub(crate) mod opening;
pub(crate) mod people;
pub(crate) mod record;
pub(crate) mod reply;
pub(crate) mod routing;
pub(crate) mod ticket;

pub use agent::{Opening, Remark, Requester};
pub use comment::Outgoing;
pub use reply::{OutgoingFile, Reply};
pub use ticket::TicketStatus;

use crate::ids::{ConversationId, FileId, GroupId, PersonId, TicketId, UploadToken};
use crate::json::Metadata;
use crate::state::State;
use crate::sunco::messages::Message;
use crate::support::uploads;
use notice::{Notice, NoticeKind};
use people::{ANA, Group, Membership, Person};
use record::{Actor, recorded};
use std::collections::{BTreeMap, BTreeSet};
use ticket::{Ticket, Via};

/// Why something an agent wanted was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is no such ticket.
    #[error("there is no ticket {0}")]
    NoSuchTicket(TicketId),
    /// There is no such agent.
    #[error("there is no agent {0}")]
    NoSuchAgent(PersonId),
    /// There is no such group.
    #[error("there is no group {0}")]
    NoSuchGroup(GroupId),
    /// There is no such conversation, or it has no visitor.
    #[error("there is no conversation {0} with a visitor")]
    NoSuchConversation(ConversationId),
    /// There is no such messaging user.
    #[error("there is no user {0}")]
    NoSuchUser(crate::ids::UserId),
    /// Nobody has this external id or number.
    #[error("nobody is known as {0}")]
    NoSuchPerson(String),
    /// There is no such webhook.
    #[error("there is no webhook {0}")]
    NoSuchWebhook(crate::ids::WebhookId),
    /// The ticket is closed or its session has ended: the visitor hears nothing more from it.
    #[error("ticket {0} is closed, or its conversation has ended")]
    Ended(TicketId),
    /// A reply needs words or a file.
    #[error("a reply needs words or a file")]
    EmptyReply,
    /// Longer than a message may be.
    #[error("a reply may have {} characters", crate::limits::TEXT)]
    TooLong,
    /// The vendor does not take this file.
    #[error("{name}: {why}")]
    FileRefused {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

/// The Support side: tickets, and the people who write and answer them.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) tickets: BTreeMap<TicketId, Ticket>,
    pub(crate) people: BTreeMap<PersonId, Person>,
    pub(crate) groups: BTreeMap<GroupId, Group>,
    pub(crate) memberships: Vec<Membership>,
    /// The ticket in progress of each conversation that has one.
    pub(crate) in_progress: BTreeMap<ConversationId, TicketId>,
    /// The files of Support, and those of them that wait under a token.
    pub(crate) files: BTreeMap<FileId, uploads::File>,
    pub(crate) uploads: BTreeMap<UploadToken, uploads::Upload>,
    /// Tickets and people that were deleted and can still be had back.
    pub(crate) deleted: BTreeMap<TicketId, Ticket>,
    pub(crate) deleted_people: BTreeMap<PersonId, Person>,
    /// Solved tickets by the time at which they close.
    pub(crate) ripening: BTreeSet<(i64, TicketId)>,
}

impl Desk {
    pub(crate) fn furnished(now_ms: i64) -> Self {
        Self {
            people: people::staff(now_ms),
            groups: people::groups(now_ms),
            memberships: people::memberships(now_ms),
            ..Self::default()
        }
    }

    /// The ticket that is in progress for a conversation.
    pub(crate) fn live(&self, conversation: &ConversationId) -> Option<TicketId> {
        self.in_progress.get(conversation).copied()
    }

    /// The number of the next ticket.
    pub(crate) fn next_number(&self) -> TicketId {
        let last = |tickets: &BTreeMap<TicketId, Ticket>| tickets.keys().next_back().map_or(0, |last| last.0);
        TicketId(last(&self.tickets).max(last(&self.deleted)) + 1)
    }

    /// Whoever has an e-mail address, in any case.
    pub(crate) fn by_email(&self, email: &str) -> Option<PersonId> {
        let same = |person: &&Person| person.email.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(email));
        self.people.values().find(same).map(|person| person.id)
    }

    /// Whoever has an external id, in any case.
    pub(crate) fn by_external_id(&self, external_id: &str) -> Option<PersonId> {
        let same =
            |person: &&Person| person.external_id.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(external_id));
        self.people.values().find(same).map(|person| person.id)
    }

    /// The agent who speaks on a ticket: the one who was named, else its assignee, else the first.
    pub(crate) fn speaker(&mut self, id: TicketId, named: Option<PersonId>) -> Result<Person, Failure> {
        let agent = named.or(self.ticket(id)?.assignee).unwrap_or(ANA);
        self.people.get(&agent).filter(|it| it.is_agent()).cloned().ok_or(Failure::NoSuchAgent(agent))
    }

    pub(crate) fn ticket(&mut self, id: TicketId) -> Result<&mut Ticket, Failure> {
        self.tickets.get_mut(&id).ok_or(Failure::NoSuchTicket(id))
    }

    /// A ticket whose visitor still listens.
    pub(crate) fn live_ticket(&mut self, id: TicketId) -> Result<&mut Ticket, Failure> {
        let ticket = self.ticket(id)?;
        if ticket.live { Ok(ticket) } else { Err(Failure::Ended(id)) }
    }

    /// The conversation of such a ticket.
    pub(crate) fn live_conversation(&mut self, id: TicketId) -> Result<ConversationId, Failure> {
        self.live_ticket(id)?.conversation.clone().ok_or(Failure::Ended(id))
    }
}

/// Control came to the agent workspace.
///
/// A ticket is made unless one is in progress. A conversation without any message makes none yet, unless the pass
/// brought a `reason`; what the pass brought waits for the first message.
pub(crate) fn take_over(state: &mut State, id: &ConversationId, metadata: Option<Metadata>) {
    let has_reason = metadata.as_ref().is_some_and(|metadata| metadata.contains_key("reason"));
    if state.desk.live(id).is_some() {
        // Its ticket is made: what this pass brought fills none, and must not fill a later one.
        return;
    }
    let Some(conversation) = state.conversations.get_mut(id) else { return };
    conversation.pass_metadata = metadata.or_else(|| conversation.pass_metadata.take());
    let has_messages = !conversation.messages.is_empty();
    if has_messages || has_reason {
        opening::open(state, id);
    }
}

/// A message arrived in a conversation the agent workspace controls.
pub(crate) fn hear(state: &mut State, id: &ConversationId, message: &Message) {
    let from_user = message.author.user.is_some();
    let Some(ticket) = state.desk.live(id) else {
        let own = message.activity.is_some() || message.source.get("type").is_some_and(|it| it == SOURCE);
        if from_user || (state.switches.business_message_opens_ticket && !message.silent && !own) {
            opening::open(state, id);
        }
        return;
    };
    let now_ms = state.now_ms;
    if let Some(ticket) = state.desk.tickets.get_mut(&ticket) {
        ticket.transcript.push(message.id.clone());
        ticket.updated_ms = now_ms;
        if from_user {
            ticket.unread += 1;
        }
    }
    tell_support(state, id, ticket, message);
    if from_user {
        let visitor = state.desk.tickets.get(&ticket).map(|ticket| ticket.requester);
        let actor = Actor { person: visitor, via: Via::Messaging };
        // Opening it again cannot fail.
        let _ = recorded(state, ticket, actor, Metadata::new(), |state, _| {
            lifecycle::reopen(state, ticket);
            Ok(())
        });
        let speaker = message.author.display_name.clone().unwrap_or_else(|| "Visitor".into());
        state.notices.push(Notice { ticket, kind: NoticeKind::Message, title: speaker, text: message.plain_text() });
    } else {
        state.notices.push(Notice::quiet(ticket));
    }
}

/// Support's event webhooks hear of each message of a messaging ticket.
fn tell_support(state: &mut State, id: &ConversationId, ticket: TicketId, message: &Message) {
    let user = message.author.user.as_ref();
    let name = message.author.display_name.clone().unwrap_or_else(|| "Visitor".into());
    let kind = if user.is_some() { "end_user" } else { "system" };
    let actor =
        serde_json::json!({ "id": user.map_or("zd:answerBot", |user| user.0.as_str()), "name": name, "type": kind });
    let said = serde_json::json!({ "id": message.id, "body": message.plain_text() });
    let event = serde_json::json!({ "conversation_id": id, "message": said });
    crate::support::events::tell_message(state, ticket, &actor, &event);
}

/// `source.type` of what agents, triggers and the workspace itself write.
pub(crate) const SOURCE: &str = "zd:agentWorkspace";
