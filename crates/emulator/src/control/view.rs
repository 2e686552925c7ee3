//! What the control API shows: plain data, apart from the vendor's shapes.

use super::desk_view::CommentView;
use crate::account::Webhook;
use crate::delivery::DeliveryStatus;
use crate::delivery::outbox::Delivery;
use crate::ids::{
    AttachmentId, ConversationId, DeliveryId, GroupId, IntegrationId, MessageId, PersonId, TicketId, UserId, WebhookId,
};
use crate::state::{Head, State};
use crate::sunco::attachments::Attachment;
use crate::sunco::conversations::Conversation;
use crate::sunco::messages::Message;
use crate::workspace::TicketStatus;
use crate::workspace::ticket::Ticket;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// When it arrived.
    pub received_ms: i64,
    /// The user who wrote it; `None` for the business.
    pub user: Option<UserId>,
    /// The name shown.
    pub display_name: Option<String>,
    /// `agent`, `activity`, `AI`.
    pub subtype: Option<String>,
    /// Its content in the vendor's shape.
    pub content: Map<String, Value>,
    /// Its metadata.
    pub metadata: Option<Map<String, Value>>,
    /// `source.type`.
    pub source: String,
    /// Type of a system activity.
    pub activity: Option<String>,
    /// Not delivered to the user's channels.
    pub silent: bool,
}

impl MessageView {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id.clone(),
            received_ms: message.received_ms,
            user: message.author.user.clone(),
            display_name: message.author.display_name.clone(),
            subtype: message.author.subtype.map(str::to_owned),
            content: message.content.clone(),
            metadata: message.metadata.clone(),
            source: message.source.get("type").and_then(Value::as_str).unwrap_or_default().to_owned(),
            activity: message.activity.map(str::to_owned),
            silent: message.silent,
        }
    }

    /// Its text, where it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.content.get("text").and_then(Value::as_str)
    }

    /// A metadata value, where it is a string.
    #[must_use]
    pub fn metadata_text(&self, name: &str) -> Option<&str> {
        self.metadata.as_ref()?.get(name)?.as_str()
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConversationView {
    /// Its id.
    pub id: ConversationId,
    /// Its users.
    pub users: Vec<UserId>,
    /// External ids of those users.
    pub external_ids: Vec<String>,
    /// Its metadata.
    pub metadata: Option<Map<String, Value>>,
    /// Name of the switchboard row in control.
    pub active: Option<String>,
    /// Name of the row that was offered control.
    pub pending: Option<String>,
    /// Its messages, oldest first.
    pub messages: Vec<MessageView>,
}

impl ConversationView {
    pub(crate) fn of(state: &State, it: &Conversation) -> Self {
        let name = |row: &Option<crate::ids::RowId>| Some(state.switchboard.as_ref()?.row(row.as_ref()?)?.name.clone());
        let users: Vec<UserId> = it.participants.iter().map(|participant| participant.user.clone()).collect();
        Self {
            id: it.id.clone(),
            external_ids: users.iter().filter_map(|id| state.users.get(id)?.external_id.clone()).collect(),
            users,
            metadata: it.metadata.clone(),
            active: name(&it.holder.active),
            pending: name(&it.holder.pending),
            messages: it.messages.iter().map(MessageView::of).collect(),
        }
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TicketView {
    /// Its number.
    pub id: TicketId,
    /// The messaging conversation it is about; `None` where it was made by API or by an agent.
    pub conversation: Option<ConversationId>,
    /// `external_id`.
    pub external_id: Option<String>,
    /// Its status.
    pub status: TicketStatus,
    /// Its subject.
    pub subject: String,
    /// Its priority.
    pub priority: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// The closed ticket it goes on from.
    pub followup_of: Option<TicketId>,
    /// Its group.
    pub group: Option<GroupId>,
    /// Name of that group.
    pub group_name: Option<String>,
    /// Its agent.
    pub assignee: Option<PersonId>,
    /// Its requester.
    pub requester: PersonId,
    /// The requester's name.
    pub requester_name: String,
    /// The requester's e-mail.
    pub requester_email: Option<String>,
    /// The requester's external id.
    pub requester_external_id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its custom fields by their id.
    pub fields: BTreeMap<u64, String>,
    /// Visitor's messages no agent has seen.
    pub unread: u32,
    /// Whether the messaging session is in progress.
    pub live: bool,
    /// Metadata that could not be used, and why.
    pub ignored: Vec<String>,
    /// What an agent sees of the conversation.
    pub transcript: Vec<MessageView>,
    /// Its comments, internal notes too, oldest first.
    pub comments: Vec<CommentView>,
}

impl TicketView {
    pub(crate) fn of(state: &State, ticket: &Ticket) -> Self {
        let requester = state.desk.people.get(&ticket.requester);
        let conversation = ticket.conversation.as_ref().and_then(|id| state.conversations.get(id));
        let messages = conversation.map(|it| it.messages.as_slice()).unwrap_or_default();
        // Both lists are in the order of arrival.
        let mut wanted = ticket.transcript.iter().peekable();
        let transcript = messages
            .iter()
            .filter(|message| {
                while wanted.peek().is_some_and(|id| **id < message.id) {
                    wanted.next();
                }
                wanted.next_if(|id| **id == message.id).is_some()
            })
            .map(MessageView::of)
            .collect();
        Self {
            id: ticket.id,
            conversation: ticket.conversation.clone(),
            external_id: ticket.external_id.clone(),
            kind: ticket.kind.clone(),
            followup_of: ticket.followup_of,
            status: ticket.status,
            subject: ticket.subject.clone(),
            priority: ticket.priority.clone(),
            group: ticket.group,
            group_name: ticket.group.and_then(|id| state.desk.groups.get(&id)).map(|group| group.name.clone()),
            assignee: ticket.assignee,
            requester: ticket.requester,
            requester_name: requester.map(|person| person.name.clone()).unwrap_or_default(),
            requester_email: requester.and_then(|person| person.email.clone()),
            requester_external_id: requester.and_then(|person| person.external_id.clone()),
            tags: ticket.tags.clone(),
            fields: ticket.fields.clone(),
            unread: ticket.unread,
            live: ticket.live,
            ignored: ticket.ignored.clone(),
            transcript,
            comments: ticket.comments.iter().map(|comment| CommentView::of(state, ticket, comment)).collect(),
        }
    }

    /// Whether an agent can still do something with it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status != TicketStatus::Closed
    }
}

/// One attempt at a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptView {
    /// When it was concluded.
    pub at_ms: i64,
    /// The status that came back.
    pub status: Option<u16>,
    /// Why none came back.
    pub error: Option<String>,
}

/// A webhook delivery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeliveryView {
    /// Its number, in the order of planning.
    pub id: DeliveryId,
    /// The webhook it goes to.
    pub webhook: WebhookId,
    /// Types of its events.
    pub events: Vec<String>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// When it is due next.
    pub due_ms: i64,
    /// What was tried.
    pub attempts: Vec<AttemptView>,
    /// Whether it is one of Support's, for an event or by a trigger.
    pub support: bool,
    /// Its body; text where it is no JSON.
    pub body: Value,
}

impl DeliveryView {
    pub(crate) fn of(delivery: &Delivery) -> Self {
        let attempts = delivery.attempts.iter().map(|attempt| AttemptView {
            at_ms: attempt.at_ms,
            status: attempt.outcome.as_ref().ok().copied(),
            error: attempt.outcome.as_ref().err().cloned(),
        });
        Self {
            id: delivery.id,
            webhook: delivery.webhook.clone(),
            events: delivery.kinds.iter().map(|&kind| kind.to_owned()).collect(),
            status: delivery.status,
            due_ms: delivery.due_ms,
            attempts: attempts.collect(),
            support: matches!(delivery.load, crate::delivery::load::Load::Support { .. }),
            body: delivery.load.body(),
        }
    }
}

/// A `HEAD` to the root of a webhook's domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadView {
    /// The address.
    pub url: String,
    /// The status that came back.
    pub status: Option<u16>,
}

impl HeadView {
    pub(crate) fn of(head: &Head) -> Self {
        Self { url: head.url.clone(), status: head.status }
    }
}

/// A webhook as it is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookView {
    /// Its id.
    pub id: WebhookId,
    /// Its integration.
    pub integration: IntegrationId,
    /// Where it goes.
    pub target: String,
    /// What it is subscribed to.
    pub triggers: Vec<String>,
    /// What it sends as `X-API-Key`.
    pub secret: String,
    /// `includeFullUser`.
    pub full_user: bool,
    /// `includeFullSource`.
    pub full_source: bool,
}

impl WebhookView {
    pub(crate) fn of(integration: &IntegrationId, webhook: &Webhook) -> Self {
        Self {
            id: webhook.id.clone(),
            integration: integration.clone(),
            target: webhook.target.clone(),
            triggers: webhook.triggers.clone(),
            secret: webhook.secret.clone(),
            full_user: webhook.full_user,
            full_source: webhook.full_source,
        }
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Its id.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

impl FileView {
    pub(crate) fn of(file: &Attachment) -> Self {
        Self {
            id: file.id.clone(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes.clone(),
        }
    }
}
