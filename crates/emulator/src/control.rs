//! The control of an emulator: its clock, switches, faults and ledger, and an agent's deeds, in Rust and over HTTP.

mod desk;
mod desk_http;
pub(crate) mod desk_view;
pub(crate) mod guard;
pub(crate) mod http;
pub(crate) mod office;
mod search;
pub(crate) mod view;

use crate::fault::{FaultId, FaultRule};
use crate::ids::{AttachmentId, ConversationId, GroupId, MessageId, PersonId, TicketId, UserId, WebhookId};
use crate::state::State;
use crate::sunco::messages::{Draft, append, user_author};
use crate::switches::{SwitchChange, Switches};
use crate::workspace::{Failure, Reply, TicketStatus, agent, lifecycle, reply, routing};
use crate::world::World;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use view::{ConversationView, DeliveryView, FileView, HeadView, TicketView, WebhookView};

/// A handle on a running emulator. Cheap to clone; the control API over HTTP does the same, call by call.
#[derive(Clone)]
pub struct Control {
    world: Arc<World>,
}

impl Control {
    pub(crate) const fn new(world: Arc<World>) -> Self {
        Self { world }
    }

    /// The emulator's time, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.world.clock.now_ms()
    }

    /// Moves the clock forward. What was scheduled until then happens: tickets close, webhooks are sent.
    ///
    /// A webhook that is on its way has 20 seconds by this clock: [`settle`](Self::settle) first, or a larger step makes
    /// that attempt fail.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
        // Any change closes the tickets that have become due.
        self.world.write(|_| ());
    }

    /// Waits until no webhook is due or on its way at the clock's present time.
    pub async fn settle(&self) {
        self.world.settle().await;
    }

    /// The switches.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.world.read(|state| state.switches.clone())
    }

    /// Sets the switches a change names and returns all.
    pub fn set_switches(&self, change: SwitchChange) -> Switches {
        self.world.write(|state| {
            state.switches.apply(change);
            state.switches.clone()
        })
    }

    /// Installs a fault.
    pub fn add_fault(&self, rule: FaultRule) -> FaultId {
        self.world.write(|state| state.faults.add(rule, state.now_ms))
    }

    /// Removes a fault; `false` where it is spent or never was.
    pub fn remove_fault(&self, id: FaultId) -> bool {
        self.world.write(|state| state.faults.remove(id))
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.world.write(|state| state.faults.clear());
    }

    /// The faults that are not spent.
    #[must_use]
    pub fn faults(&self) -> Vec<(FaultId, FaultRule)> {
        self.world.read(|state| state.faults.list())
    }

    /// Every conversation with every message, oldest first.
    #[must_use]
    pub fn ledger(&self) -> Vec<ConversationView> {
        self.world.read(|state| state.conversations.values().map(|it| ConversationView::of(state, it)).collect())
    }

    /// One conversation.
    #[must_use]
    pub fn conversation(&self, id: &ConversationId) -> Option<ConversationView> {
        self.world.read(|state| state.conversations.get(id).map(|it| ConversationView::of(state, it)))
    }

    /// Every ticket, oldest first.
    #[must_use]
    pub fn tickets(&self) -> Vec<TicketView> {
        self.world.read(|state| state.desk.tickets.values().map(|it| TicketView::of(state, it)).collect())
    }

    /// Where a text is kept, in words: users, conversations, tickets, people, files and their bytes. What was sent to
    /// webhooks is not looked at.
    #[must_use]
    pub fn holds(&self, text: &str) -> Vec<String> {
        self.world.read(|state| search::holds(state, text))
    }

    /// One ticket.
    #[must_use]
    pub fn ticket(&self, id: TicketId) -> Option<TicketView> {
        self.world.read(|state| state.desk.tickets.get(&id).map(|it| TicketView::of(state, it)))
    }

    /// The newest ticket of a conversation.
    #[must_use]
    pub fn ticket_of(&self, id: &ConversationId) -> Option<TicketView> {
        self.tickets().into_iter().rev().find(|ticket| ticket.conversation.as_ref() == Some(id))
    }

    /// An agent replies.
    ///
    /// # Errors
    /// Where the conversation has ended, or the reply holds nothing the vendor takes.
    pub fn reply(&self, id: TicketId, what: Reply) -> Result<Vec<MessageId>, Failure> {
        self.world.write(|state| agent::reply(state, id, what))
    }

    /// A trigger replies.
    ///
    /// # Errors
    /// Where the conversation has ended.
    pub fn auto_reply(&self, id: TicketId, text: &str) -> Result<MessageId, Failure> {
        self.world.write(|state| reply::auto_reply(state, id, text))
    }

    /// Gives a ticket to an agent.
    ///
    /// # Errors
    /// Where ticket or agent does not exist.
    pub fn assign(&self, id: TicketId, agent: PersonId) -> Result<(), Failure> {
        self.world.write(|state| agent::deed(state, id, |state| routing::assign(state, id, agent)))
    }

    /// Gives a ticket to a group.
    ///
    /// # Errors
    /// Where ticket or group does not exist.
    pub fn transfer(&self, id: TicketId, group: GroupId) -> Result<(), Failure> {
        self.world.write(|state| agent::deed(state, id, |state| routing::transfer(state, id, group)))
    }

    /// Solves a ticket; it closes four days later.
    ///
    /// # Errors
    /// Where there is no such ticket, or it is closed.
    pub fn solve(&self, id: TicketId) -> Result<(), Failure> {
        self.set_status(id, TicketStatus::Solved)
    }

    /// Closes a ticket; control of the conversation goes back.
    ///
    /// # Errors
    /// Where there is no such ticket, or it is closed.
    pub fn close(&self, id: TicketId) -> Result<(), Failure> {
        self.set_status(id, TicketStatus::Closed)
    }

    /// Ends the messaging session; the ticket keeps its status.
    ///
    /// # Errors
    /// Where there is no such ticket, or its session has ended.
    pub fn end_session(&self, id: TicketId) -> Result<(), Failure> {
        self.world.write(|state| lifecycle::end_session(state, id))
    }

    /// Goes on by e-mail; control of the conversation goes back.
    ///
    /// # Errors
    /// Where there is no such ticket, or its session has ended.
    pub fn transfer_to_email(&self, id: TicketId) -> Result<(), Failure> {
        self.world.write(|state| lifecycle::transfer_to_email(state, id))
    }

    /// Marks a ticket as read by an agent.
    pub fn mark_read(&self, id: TicketId) {
        self.world.write(|state| routing::mark_read(state, id));
    }

    /// The visitor writes from another device, not through the relay.
    ///
    /// # Errors
    /// Where there is no such conversation, or it has no user.
    pub fn visitor_says(&self, id: &ConversationId, text: &str) -> Result<MessageId, Failure> {
        let content = Map::from_iter([("type".to_owned(), "text".into()), ("text".to_owned(), text.into())]);
        self.world.write(|state| {
            let user = visitor(state, id)?;
            let author = user_author(state, &user);
            let source = device_source(state);
            Ok(append(state, id, Draft { author, content, source, ..Draft::default() }).id)
        })
    }

    /// The visitor taps a postback button on another device.
    ///
    /// # Errors
    /// Where there is no such conversation, or it has no user.
    pub fn visitor_taps(&self, id: &ConversationId, postback: &str) -> Result<(), Failure> {
        self.world.write(|state| {
            let user = visitor(state, id)?;
            let mut payload = Map::new();
            payload.insert("postback".into(), json!({ "payload": postback }));
            payload.insert("user".into(), state.users.get(&user).map_or(Value::Null, |user| user.full().into()));
            payload.insert("source".into(), device_source(state));
            state.emit_in(id, "conversation:postback", None, payload);
            Ok(())
        })
    }

    /// Every webhook delivery with its attempts, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.world.read(|state| state.outbox.all().map(DeliveryView::of).collect())
    }

    /// The `HEAD`s sent to the roots of webhook domains.
    #[must_use]
    pub fn heads(&self) -> Vec<HeadView> {
        self.world.read(|state| state.heads.iter().map(HeadView::of).collect())
    }

    /// Every webhook.
    #[must_use]
    pub fn webhooks(&self) -> Vec<WebhookView> {
        self.world.read(|state| {
            let all = state.integrations.iter();
            all.flat_map(|it| it.webhooks.iter().map(|webhook| WebhookView::of(&it.id, webhook))).collect()
        })
    }

    /// Points a webhook elsewhere, gives it another secret, or both. Waiting deliveries follow.
    ///
    /// # Errors
    /// Where there is no such webhook.
    pub fn set_webhook(&self, id: &WebhookId, target: Option<String>, secret: Option<String>) -> Result<(), Failure> {
        self.world.write(|state| {
            if let Some(target) = &target {
                state.want_head(target);
            }
            let webhook = state.webhook_mut(id).ok_or_else(|| Failure::NoSuchWebhook(id.clone()))?;
            webhook.target = target.unwrap_or_else(|| webhook.target.clone());
            webhook.secret = secret.unwrap_or_else(|| webhook.secret.clone());
            Ok(())
        })
    }

    /// Points the account's first webhook here: what a test does once it knows where its relay listens.
    ///
    /// # Errors
    /// Where the account has no webhook.
    pub fn send_webhooks_to(&self, target: &str) -> Result<(), Failure> {
        let first = self.webhooks().into_iter().next();
        let id = first.map_or_else(|| WebhookId::from("none"), |webhook| webhook.id);
        self.set_webhook(&id, Some(target.to_owned()), None)
    }

    /// A file, bytes included.
    #[must_use]
    pub fn file(&self, id: &AttachmentId) -> Option<FileView> {
        self.world.read(|state| state.attachments.get(id).map(FileView::of))
    }
}

/// The user of a conversation.
fn visitor(state: &State, id: &ConversationId) -> Result<UserId, Failure> {
    let participants = state.conversations.get(id).map(|it| it.participants.as_slice()).unwrap_or_default();
    participants.first().map(|it| it.user.clone()).ok_or_else(|| Failure::NoSuchConversation(id.clone()))
}

/// Where messages of Zendesk's own web widget come from.
fn device_source(state: &mut State) -> Value {
    let (client, device, seen) = (state.object_id(), state.object_id(), state.now_millis());
    let integration = "5ba70e0000000000000000d1";
    json!({
        "type": "web",
        "integrationId": integration,
        "client": { "id": client, "type": "sdk", "status": "active", "integrationId": integration, "lastSeen": seen },
        "device": {
            "id": device,
            "type": "web",
            "guid": device,
            "clientId": client,
            "status": "active",
            "integrationId": integration,
            "lastSeen": seen,
            "info": {},
        },
    })
}
